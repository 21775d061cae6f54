"""This project's own runs on one H100 and one H200: streams, products, steps of models, launches, energy.

One process of PyTorch with nothing else on the card, power and clocks as they were set (700 W); device events around each run,
three that warm up, then as many as fill a window of 0.3 to 4 s. Decode, prefill and encode are one CUDA graph each. Energy is
what the counter of the whole board says over 3 s or more, divided by the runs.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .row import Measurement

MODELS = ("decode", "prefill", "encode")
FIXED = {
    "devices": 1,
    "protocol": "sustained",
    "software": "PyTorch 2.11.0+cu130, driver 580.159.04",
    "measured_on": "2026-11-27",
    "measured_on_meaning": "run",
}
WEIGHTS = (28672, 8192)  # of the products named matrix
Run = dict[str, str]


def rows(file: Path, source_id: str) -> Iterator[Measurement]:
    """Median, and of streams and products best, of each run; its energy where the window was long enough to read it."""
    with file.open(encoding="utf-8", newline="") as opened:
        for run in csv.DictReader(opened):
            yield from _run(run, FIXED | {"device_id": run["chip"], "source_id": source_id, "locator": f"pass {run['pass']}"})


def _run(run: Run, fixed: dict[str, Any]) -> Iterator[Measurement]:
    """The rows of one run."""
    told = fixed | _what(run)
    if run["kind"] in ("stream", "peak"):
        amount = float(run["bytes"] or run["flop"])
        quantity = "memory_bandwidth_bytes_per_s" if run["bytes"] else "flop_per_s"
        for statistic, column in (("median", "seconds_median"), ("best", "seconds_min")):
            held = {"protocol": "sustained" if statistic == "median" else "burst", "statistic": statistic}
            yield Measurement(**told | held, quantity=quantity, value=amount / float(run[column]))
    elif run["seconds_median"]:
        yield Measurement(**told, statistic="median", quantity="seconds", value=float(run["seconds_median"]))
    if run["joule_per_run"] and run["kind"] in ("energy", "experts"):
        yield Measurement(**told, statistic="mean", quantity="joules", value=float(run["joule_per_run"]))
    if run["watts"] and run["name"] == "idle":
        yield Measurement(**told, statistic="mean", quantity="watts", value=float(run["watts"]))


def _what(run: Run) -> dict[str, Any]:
    """What one run did, as the columns have it."""
    made: dict[str, Any] = {
        "batch": _number(run["batch"]),
        "context_tokens": int(float(run["context"])) if run["context"] else None,
        "flop": _number(run["flop"]),
        "bytes": _moved(run),
        "model": run["model"],
    }
    return made | _kernel(run)


def _kernel(run: Run) -> dict[str, Any]:
    """The workload, its format and its shape."""
    kind, name = run["kind"], run["name"]
    match kind, name:
        case "stream", _:
            return {"workload": name, "format": "fp32", "shape": "536870912 elements"}
        case "energy", "read" | "copy":
            return {"workload": name, "format": "fp32", "shape": "536870912 elements"}
        case "energy", "idle":
            return {"workload": "idle"}
        case "peak" | "energy", _ if name not in MODELS:
            words = name.split()
            size = "4096" if words[0] in ("fp64", "fp32") else "8192"
            operands = "zeros" if words[-1] == "zeros" else "random"
            return {"workload": "matrix_product", "format": words[0], "shape": f"{size}x{size}x{size}", "operands": operands}
        case "matrix", _:
            shape = f"{_whole(run['batch'])}x{WEIGHTS[0]}x{WEIGHTS[1]}"
            return {"workload": "matrix_product", "format": name, "shape": shape, "operands": "random"}
        case "vector", _:
            return {"workload": "vector_chain", "format": "fp32", "shape": f"268435456 elements, chain of {_whole(run['chain'])}"}
        case "experts", _:
            told = f"4 of 128 experts of 2880x5760, {_whole(run['experts_touched'])} touched"
            return {"workload": "expert_product", "format": "bf16", "shape": told, "operands": "random"}
        case "latency", _:
            size = f", {_whole(run['size'])} wide" if run["size"] else ""
            return {"workload": "dependent_kernel", "shape": f"{_whole(run['kernels'])} kernels{size}", "note": name}
        case _:
            workload = name if kind == "energy" else kind
            return {"workload": workload, "format": "bf16", "operands": "random"}


def _moved(run: Run) -> float | None:
    """Bytes of a run: of a kernel its operands, of a step of decoding the weights and the cache, which it reads once."""
    if run["weight_bytes"] and run["cache_bytes"]:
        return float(run["weight_bytes"]) + float(run["cache_bytes"])
    return _number(run["bytes"])


def _number(text: str) -> float | None:
    return float(text) if text else None


def _whole(text: str) -> int:
    return int(float(text))
