"""The natural experiment: two chips that share their arithmetic or their memory, one model, and what the difference is worth.

Predicted is the ratio of expected times. Measured is every pair of rows of data/measurements.csv that ran the same work on both
chips, by the same witness: the same model, format, shape, batch and context; of MLPerf the same benchmark, scenario and round.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..workload import chips
from ..workload.chips import Chip
from ..workload.request import Request
from . import measurements, step_times
from .expected import expected, stored

BATCHES = (1, 8, 32, 128, 512)
WORK = ("quantity", "workload", "model", "format", "shape", "batch", "context_tokens", "source_id", "statistic", "operands")
TIMES = ("seconds",)
RATES = ("memory_bandwidth_bytes_per_s", "flop_per_s", "op_per_s", "samples_per_s", "tokens_per_s")


@dataclass(frozen=True)
class Predicted:
    """How many times as fast the second chip is expected to be at one batch."""

    batch: int
    speed_up: float
    interval_80: tuple[float, float]
    bound_by: tuple[str, str]  # on the first and on the second
    seconds: tuple[float, float]


@dataclass(frozen=True)
class Measured:
    """How many times as fast the second chip was at the same work."""

    workload: str
    model: str
    format: str
    batch: float | None
    context_tokens: float | None
    speed_up: float  # of one device over one device
    predicted: float | None  # where the model is one that is known here, on one device
    source_id: str
    note: str


@dataclass(frozen=True)
class Comparison:
    """Two chips and one model."""

    first: str
    second: str
    model: str
    context: int
    phase: str
    memory_bandwidth: float  # second over first, by the sheets
    peak: float
    kernels_measured: bool
    predicted: tuple[Predicted, ...]
    measured: tuple[Measured, ...]


def compare(
    first: str | Chip, second: str | Chip, request: Request, batches: Sequence[int] = BATCHES, root: Path = ROOT
) -> Comparison:
    """Two chips at the request, whose own chip and batch do not count; RequestError where they are one chip."""
    a, b = chips.find(first, root), chips.find(second, root)
    if a.id == b.id:
        raise RequestError(f"{a.name} and {b.name} are one chip; name two")
    predictions, precision, phase, known = [], "", "", True
    for batch in batches:
        (one, other) = (expected(replace(request, chip=chip, batch=batch), root) for chip in (a, b))
        precision, phase, known = one.compute, one.phase, known and one.kernels_measured and other.kernels_measured
        ratio, half = one.expected_s / other.expected_s, _half_width(one.kernels_spread, other.kernels_spread)
        interval = (ratio * float(np.exp(-half)), ratio * float(np.exp(half)))
        seconds = (one.expected_s, other.expected_s)
        predictions.append(Predicted(batch, ratio, interval, (one.bound_by, other.bound_by), seconds))
    return Comparison(
        first=a.name,
        second=b.name,
        model=request.model,
        context=request.context,
        phase=phase,
        memory_bandwidth=b.memory_rate / a.memory_rate,
        peak=b.fastest(precision) / a.fastest(precision),
        kernels_measured=known,
        predicted=tuple(predictions),
        measured=pairs(a, b, root),
    )


def _half_width(first: float, second: float) -> float:
    """Half the interval of the logarithm of a speed-up: its own misses, and how far pooled shares may be off on either chip."""
    score = stored()["speed_up"]
    return step_times.half_width(score["rms_log"], score["n"], float(np.hypot(first, second)))


def pairs(a: Chip, b: Chip, root: Path = ROOT) -> tuple[Measured, ...]:
    """Every step, service or benchmark of a model that one witness ran on both chips, by source, model and batch."""
    rows = measurements.load(root)
    models = rows["workload"].isin((*step_times.PHASES, "serving_token")) | rows["workload"].str.startswith("mlperf")
    rows = rows[rows["quantity"].isin((*TIMES, *RATES)) & models]
    rows = rows.assign(witness=_witness(rows), speed=_speed(rows))
    work = [*WORK, "witness"]
    keyed = {chip.id: rows[rows["device_id"] == chip.id].assign(**{c: rows[c].astype(str) for c in work}) for chip in (a, b)}
    joined = keyed[a.id].merge(keyed[b.id], on=work, suffixes=("_a", "_b"))
    joined = joined.assign(speed_up=joined["speed_b"] / joined["speed_a"])
    found = [_pair(row, a, b, root) for row in joined.to_dict("records")]
    return tuple(sorted(found, key=lambda m: (m.source_id, m.workload, m.model, m.context_tokens or 0, m.batch or 0)))


def _witness(rows: pd.DataFrame) -> pd.Series:
    """What else is the same: of MLPerf the submitter and the round, else the software without its build, of steps the pass."""
    mlperf = rows["workload"].str.startswith("mlperf")
    submitter = rows["locator"].str.split("/").str[2].fillna("")
    name = submitter.where(mlperf, rows["software"].str.split(",").str[0]) + rows["note"].where(mlperf, "").str.split(",").str[0]
    return name + rows["locator"].where(rows["workload"].isin(step_times.PHASES), "")


def _speed(rows: pd.DataFrame) -> pd.Series:
    """Work a second of one device, up to a factor that the same work shares."""
    return rows["value"].where(rows["quantity"].isin(RATES), 1 / rows["value"]) / rows["devices"]


def _pair(row: dict[Hashable, Any], a: Chip, b: Chip, root: Path) -> Measured:
    """One pair, with what is expected of it where it is a step of a model in 16 bit."""
    batch, context = (
        None if pd.isna(row[c]) or row[c] in ("nan", "<NA>") else float(row[c]) for c in ("batch", "context_tokens")
    )
    note = " ".join(filter(None, (row["software_a"] if row["workload"] == "serving_token" else "", row["note_a"])))
    told = None
    if row["workload"] in step_times.PHASES and batch and context and row["devices_a"] == row["devices_b"] == 1:
        asked = Request(row["model"], a, int(batch), int(context), phase=row["workload"])
        times = [expected(replace(asked, chip=chip), root).expected_s for chip in (a, b)]
        told = times[0] / times[1]
    texts = {name: row[name] for name in ("workload", "model", "format", "source_id")}
    return Measured(**texts, batch=batch, context_tokens=context, speed_up=float(row["speed_up"]), predicted=told, note=note)
