"""Serving under load: the public InferenceX runs that aiconfigurator gathers, thinned to the fast and the busy end.

Each run is a client that keeps so many requests open at once, and the time between the output tokens of one that it saw. Kept
are runs where prefill and decode share the cards, for each system, model, precision and lengths: the one of the least time, and
the one of the most requests served for each card, open requests over time and cards. A run is repeated in several dumps; the
fastest counts.
"""

import csv
import io
import math
import re
from collections.abc import Iterator

from . import devices
from .row import Measurement
from .upstream import Upstream

TABLE = "aic-core/src/aiconfigurator_core/systems/silicon_sample.csv"
SYSTEMS = {
    "b200_sxm": "NVIDIA B200",
    "b300_sxm": "NVIDIA B300 SXM6 AC",
    "gb200": "NVIDIA GB200",
    "gb300": "NVIDIA GB300",
    "h100_sxm": "NVIDIA H100 80GB HBM3",
    "h200_sxm": "NVIDIA H200",
}
FORMATS = ("bf16", "fp8", "fp4")
FRAMEWORKS = {"trtllm": "TensorRT-LLM", "vllm": "vLLM", "sglang": "SGLang"}
DAY = re.compile(r"measured=(\d{4}-\d{2}-\d{2})")
Run = dict[str, str]


def rows(source: Upstream, source_id: str) -> Iterator[Measurement]:
    """Two runs of each system, model, precision and pair of lengths."""
    kept: dict[tuple[str, ...], list[Run]] = {}
    for run in csv.DictReader(io.StringIO(source.read([TABLE])[TABLE].decode())):
        if _is_whole(run):
            kept.setdefault(tuple(run[c] for c in ("system", "model_path", "precision", "isl", "osl")), []).append(run)
    for runs in kept.values():
        fast, busy = min(runs, key=_seconds), max(runs, key=lambda r: float(r["batch_size"]) / _seconds(r) / _cards(r))
        for run in (fast, busy) if fast != busy else (fast,):
            yield _made(run, source_id)


def _is_whole(run: Run) -> bool:
    """Whether prefill and decode share the cards of a known system, and time, day and open requests are there."""
    dated, timed = DAY.search(run["silicon_data_source"]), run["batch_size"] and float(run["silicon_tpot_ms"] or 0) > 0
    return bool(run["mode"] == "agg" and run["system"] in SYSTEMS and dated and timed)


def _seconds(run: Run) -> float:
    """Between two output tokens."""
    return float(run["silicon_tpot_ms"]) / 1e3


def _cards(run: Run) -> int:
    """Cards that serve one copy: tensor, pipeline and data parallel."""
    return math.prod(max(int(float(run[c] or 1)), 1) for c in ("tp_size", "pp_size", "attention_dp_size"))


def _made(run: Run, source_id: str) -> Measurement:
    found = devices.find(SYSTEMS[run["system"]])
    assert found, run["system"]
    day = DAY.search(run["silicon_data_source"])
    assert day
    layout = {"tensor": "tp_size", "pipeline": "pp_size", "data": "attention_dp_size", "expert": "moe_ep_size"}
    shape = ", ".join(f"{name} {run[c].partition('.')[0]}" for name, c in layout.items() if float(run[c] or 1) > 1)
    return Measurement(
        device_id=found[0],
        devices=_cards(run),
        quantity="seconds",
        value=_seconds(run),
        workload="serving_token",
        model=run["model_path"],
        format=run["precision"] if run["precision"] in FORMATS else "",
        shape=f"{run['isl']} in, {run['osl']} out{', ' * bool(shape)}{shape}",
        batch=float(run["batch_size"]),
        context_tokens=int(run["isl"]) + int(run["osl"]),
        protocol="served",
        software=f"{FRAMEWORKS[run['backend']]} {run['backend_version']}".strip(),
        measured_on=day[1],
        measured_on_meaning="run",
        source_id=source_id,
    )
