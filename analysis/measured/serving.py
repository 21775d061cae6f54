"""Serving beside its ceiling: what part of the least possible time between two tokens engines reach, and whether it ranks them.

The least time is that of a decode step by the sheets, with as many sequences resident as clients asked at once, each with its
input and half of its output in the cache. Fewer may have been resident, so the part of the ceiling reached is a low estimate, and
a run may even be faster than its floor.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..workload import roofline
from ..workload.request import Request
from . import measurements

SAME_SHAPE = {"llama-3.1-70b": "llama-3-70b", "deepseek-r1": "deepseek-v3", "deepseek-v3.1": "deepseek-v3"}
WEIGHTS = {"fp4": "nvfp4", "fp8": "fp8", "bf16": "bf16", "": "released"}


@dataclass(frozen=True)
class Served:
    """One serving run beside its floor."""

    device_id: str
    devices: int
    model: str
    weights: str
    concurrency: int
    context: int
    seconds_per_token: float
    floor_s: float
    software: str
    year: int

    @property
    def share_of_ceiling(self) -> float:
        """The part of the ceiling of tokens a second that was reached."""
        return self.floor_s / self.seconds_per_token


@dataclass(frozen=True)
class Group:
    """Serving runs of one chip, model or year: the middle share of the ceiling, its quartiles."""

    name: str
    n: int
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Serving:
    """All runs whose model has a shape here."""

    runs: tuple[Served, ...]
    without_shape: tuple[str, ...]  # models
    above_ceiling: int  # runs faster than the floor of their concurrency
    rank_correlation: float  # Spearman's, of the floor and the time
    by_chip: tuple[Group, ...]
    by_model: tuple[Group, ...]
    by_year: tuple[Group, ...]


def serving(root: Path = ROOT) -> Serving:
    """Every serving run beside its floor."""
    rows = measurements.load(root)
    rows = rows[rows["workload"] == "serving_token"]
    found, without = [], set()
    for row in rows.to_dict("records"):
        try:
            found.append(_served(row, root))
        except RequestError:
            without.add(row["model"])
    floors, times = ([getattr(s, name) for s in found] for name in ("floor_s", "seconds_per_token"))
    return Serving(
        runs=tuple(found),
        without_shape=tuple(sorted(without)),
        above_ceiling=sum(s.share_of_ceiling > 1 for s in found),
        rank_correlation=float(spearmanr(floors, times).statistic),
        by_chip=_groups(found, lambda s: s.device_id),
        by_model=_groups(found, lambda s: s.model),
        by_year=_groups(found, lambda s: str(s.year)),
    )


def _served(row: dict[Any, Any], root: Path) -> Served:
    """One run; RequestError where its model has no shape here."""
    entered, made = (int(n) for n in re.findall(r"(\d+) in, (\d+) out", row["shape"])[0])
    name = re.sub(r"-(nvfp4|fp8)$", "", row["model"].split("/")[-1].lower())
    weights, context = WEIGHTS[row["format"]], entered + made // 2
    devices, batch = int(row["devices"]), int(row["batch"])
    request = Request(SAME_SHAPE.get(name, name), row["device_id"], batch, context, weights, "fp8", devices=devices)
    found = roofline.profile(request, root)
    year = pd.Timestamp(row["measured_on"]).year
    floor = found.time_floor_s
    return Served(
        row["device_id"], devices, found.model, weights, batch, context, float(row["value"]), floor, row["software"], year
    )


def _groups(found: list[Served], name: Callable[[Served], str]) -> tuple[Group, ...]:
    """The runs by some name, the highest median first."""
    groups = []
    for each in sorted({name(s) for s in found}):
        shares = [s.share_of_ceiling for s in found if name(s) == each]
        low, middle, high = np.quantile(shares, (0.25, 0.5, 0.75))
        groups.append(Group(each, len(shares), float(middle), float(low), float(high)))
    return tuple(sorted(groups, key=lambda g: -g.median))
