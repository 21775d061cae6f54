"""Matrix products of NVIDIA's aiconfigurator: the best rates of each card and framework, and the time of one product by its rows.

Its tables hold 8 million timings of y = x W, x of m rows and k columns, W of k x n; several frameworks, versions and formats.
The card is what the driver reported, not the folder: one table stands in two. Rates of reading are of products of at most 16
rows whose weights have 5e8 values or more: in smaller ones part of the weights stays in cache, and up to a fifth of the runs of
an L40S or RTX PRO 6000 beat the sheet. Bytes are W, x and y once each. Needs pyarrow.
"""

import io
from collections.abc import Iterator
from typing import Any

import pandas as pd

from . import devices
from .row import Measurement
from .upstream import Upstream

TABLES = r"aic-core/src/aiconfigurator_core/systems/data/[^/]+/gemm/[^/]+/[^/]+/gemm_perf\.parquet"
FORMATS = {  # theirs -> ours, bytes of a weight with its scales
    "bfloat16": ("bf16", 2.0),
    "fp8": ("fp8", 1.0),
    "fp8_block": ("fp8", 1.0),
    "fp8_static": ("fp8", 1.0),
    "nvfp4": ("fp4", 0.5 + 1 / 16),
    "sq": ("int8", 1.0),
}
NAMES = {"TRTLLM": "TensorRT-LLM", "VLLM": "vLLM"}
FAMILY = ["device", "framework", "gemm_dtype"]
GROUP = ["device", "framework", "version", "gemm_dtype"]
FEW, LARGE, BEST = 16, 5e8, 20  # rows of x; values of W; runs that a median is of
CURVE = (65536, 16384)  # n, k of the product whose time is entered by m
ROWS = (1, 4, 16, 64, 128, 256, 512, 1024, 4096)


def rows(source: Upstream, source_id: str, left_out: list[str]) -> Iterator[Measurement]:
    """Roofs and curves; names of no row, and tables without large products, go to `left_out`."""
    read = [_timings(content, source.day(name)) for name, content in source.read(source.like(TABLES)).items()]
    told = pd.concat(read).drop_duplicates([*GROUP, "kernel_source", "m", "n", "k", "seconds"])
    found = {str(name): devices.find(str(name)) for name in told["device"].unique()}
    left_out.extend(f"{name}: no row of this device" for name, row in found.items() if not row)
    told = told.assign(device=told["device"].map({name: row[0] for name, row in found.items() if row})).dropna(subset=["device"])
    for key, group in told.groupby(GROUP, sort=True):
        large = group["n"] * group["k"] >= LARGE
        if large.sum() < BEST:
            left_out.append(f"{', '.join(map(str, key))}: {large.sum()} products of large weights, too few for a roof")
            continue
        yield from _roof(group, "matrix_product", "flop_per_s", source_id)
        yield from _roof(group[large & (group["m"] <= FEW)], "weight_read", "bytes_per_s", source_id)
    for _, family in told.groupby(FAMILY, sort=True):
        yield from _best(family, "matrix_product", "flop_per_s", source_id)
        few = family[(family["n"] * family["k"] >= LARGE) & (family["m"] <= FEW)]
        yield from _best(few, "weight_read", "bytes_per_s", source_id)
    yield from _curves(told, source_id)


def _timings(content: bytes, day: str) -> pd.DataFrame:
    """One of their tables: products of known formats with their seconds and rates, and when it was published."""
    frame = pd.read_parquet(io.BytesIO(content))
    frame = frame[frame["gemm_dtype"].isin(FORMATS) & (frame["m"] > 0) & (frame["latency"] > 0)]
    m, n, k = (frame[name].astype(float) for name in "mnk")
    weight = frame["gemm_dtype"].map({name: size for name, (_, size) in FORMATS.items()}).astype(float)
    made = frame.assign(day=day, seconds=frame["latency"] / 1e3, flop=2 * m * n * k, bytes=weight * k * (n + m) + 2 * m * n)
    return made.assign(flop_per_s=made["flop"] / made["seconds"], bytes_per_s=made["bytes"] / made["seconds"])


def _roof(runs: pd.DataFrame, workload: str, column: str, source_id: str) -> Iterator[Measurement]:
    """The median of the 20 best rates of a version of a framework."""
    best = runs.nlargest(BEST, column)
    if len(best) == BEST:
        told = {"quantity": _quantity(best.iloc[0], column), "value": float(best[column].median()), "workload": workload}
        yield _made(best.iloc[0], source_id, **told, statistic="median of 20 best")


def _best(runs: pd.DataFrame, workload: str, column: str, source_id: str) -> Iterator[Measurement]:
    """The best rate of any version of a framework, with its shape."""
    for _, first in runs.nlargest(1, column).iterrows():
        told = {"quantity": _quantity(first, column), "value": float(first[column]), "workload": workload}
        yield _made(first, source_id, **told, statistic="best", shape=f"{first['m']}x{first['n']}x{first['k']}")


def _curves(told: pd.DataFrame, source_id: str) -> Iterator[Measurement]:
    """The least time of one product for each card, format and number of rows, over all frameworks and versions."""
    at = told[(told["n"] == CURVE[0]) & (told["k"] == CURVE[1]) & told["m"].isin(ROWS)]
    at = at.assign(form=at["gemm_dtype"].map({name: form for name, (form, _) in FORMATS.items()}))
    for _, group in at.groupby(["device", "form", "m"], sort=True):
        first = group.sort_values("seconds").iloc[0]
        yield _made(
            first,
            source_id,
            quantity="seconds",
            value=float(first["seconds"]),
            workload="matrix_product",
            statistic="best",
            shape=f"{first['m']}x{first['n']}x{first['k']}",
            batch=int(first["m"]),
            flop=float(first["flop"]),
            bytes=float(first["bytes"]),
        )


def _quantity(run: pd.Series, column: str) -> str:
    """What a rate is called: operations of an integer format are no FLOP."""
    if column == "bytes_per_s":
        return "memory_bandwidth_bytes_per_s"
    return "op_per_s" if FORMATS[run["gemm_dtype"]][0] == "int8" else "flop_per_s"


def _made(run: pd.Series, source_id: str, **told: Any) -> Measurement:
    """A row of the card, the software and the format of one of their runs."""
    return Measurement(
        device_id=run["device"],
        devices=1,
        format=FORMATS[run["gemm_dtype"]][0],
        protocol="burst" if told["workload"] != "matrix_product" or told["quantity"] == "seconds" else "best",
        software=f"{NAMES.get(run['framework'], run['framework'])} {run['version']}",
        measured_on=run["day"],
        measured_on_meaning="published",
        source_id=source_id,
        note="" if run["gemm_dtype"] in ("bfloat16", "fp8", "nvfp4") else f"format {run['gemm_dtype']}",
        **told,
    )
