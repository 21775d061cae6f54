"""Intervals widened by the record: how wrong forecasts of other quantities were, against what they said of themselves.

A forecast says error / scale ~ t(df). Over the hindcasts of many series it is

    error / (times(h) scale) ~ t(degrees),   times(h) = factor sqrt(1 + growth h^2),   1 / degrees = 1 / df + 1 / tail

with h the years ahead; factor >= 1, growth and tail are fitted by maximum likelihood in which every series weighs the same. A
series is never widened by its own record: all series of its quantity are left out, and of a ratio all of its parts'. The
hindcasts reach REACH years; for a longer horizon times stays as it is there. Smooth in h, so that three numbers, not some
quantile of few series at each horizon, are what the record is asked for (`forecasts.compared` has these too, and the scores).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, stdtrit

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from .hindcast import hindcast
from .rolling_origin import REACH

RECOMMENDED = "trend"  # the view with the best scores on series left out; `hindcast --calibrated` prints them
CALIBRATED = ("trend", "walk")
DEVICES = {"segment": "datacenter"}
FILE = "data/calibration.json"
DIGITS = 4  # of the stored numbers: far below their uncertainty, above what differs between processors


@dataclass(frozen=True)
class Widening:
    """What the record makes of one method's intervals."""

    method: str  # of `rolling_origin.METHODS`
    left_out: tuple[str, ...]  # quantities whose series are not in the record
    factor: float
    growth: float  # per year squared
    tail: float  # degrees of freedom of what series differ by
    series: int  # behind it
    forecasts: int

    def times(self, ahead: ArrayLike) -> NDArray:
        """How many times as wide the scale is `ahead` years after the last row."""
        return self.factor * np.sqrt(1 + self.growth * np.clip(np.asarray(ahead, float), 0, REACH) ** 2)

    def degrees(self, df: ArrayLike) -> NDArray:
        """Degrees of freedom of the widened forecast."""
        return 1 / (1 / np.asarray(df, float) + 1 / self.tail)

    def quantile(self, df: ArrayLike, ahead: ArrayLike, level: float) -> NDArray:
        """Half the central interval of `level`, in units of the forecast's own scale."""
        return self.times(ahead) * stdtrit(self.degrees(df), 0.5 + level / 2)


def left_out(series: Series) -> tuple[str, ...]:
    """The quantities whose record says nothing independent of a series: its own, or those of the parts of a ratio."""
    spec = catalogue.SPECS.get(series.name)
    if spec is None or not spec.over:
        return (series.quantity,)
    parts = {spec.over, spec.columns}
    return tuple(sorted({s.quantity for s in catalogue.SPECS.values() if not s.over and s.columns in parts}))


def recorded(root: Path = ROOT) -> tuple[Series, ...]:
    """The series whose record counts: all that are no ratio; of devices those of data centres, which are what is forecast."""
    names = catalogue.names(root, ratios=False)
    return tuple(catalogue.load(n, root, where=DEVICES if n.startswith("accelerators/") else None) for n in names)


def record(root: Path = ROOT) -> pd.DataFrame:
    """The hindcasts of every series by the calibrated methods (`hindcast.hindcast`), with the quantity of each row."""
    frames = []
    for series in recorded(root):
        try:
            frame = hindcast(series)
        except RequestError:
            continue  # too short for any origin
        frames.append(frame[frame["method"].isin(CALIBRATED)].assign(quantity=series.quantity))
    return pd.concat([f for f in frames if len(f)], ignore_index=True)


def of_others(record: pd.DataFrame, method: str, without: tuple[str, ...]) -> pd.DataFrame:
    """The record of one method without some quantities, and without forecasts of no spread at all, which nothing widens."""
    return record[(record["method"] == method) & ~record["quantity"].isin(without) & (record["scale"] > 0)]


def weights(record: pd.DataFrame) -> NDArray:
    """Weights of the forecasts (P,) by which every series counts the same."""
    return (1 / record.groupby("series")["series"].transform("size")).to_numpy(float)


def fit_widening(record: pd.DataFrame, method: str, without: tuple[str, ...] = ()) -> Widening:
    """The widening that the record of all other quantities gives a method."""
    others = of_others(record, method, without)
    z, ahead, df = ((others["error"] / others["scale"]).to_numpy(float), *(others[c].to_numpy(float) for c in ("horizon", "df")))
    weight = weights(others)

    def widening(p: NDArray) -> Widening:
        factor, growth, tail = np.exp(p).tolist()
        return Widening(method, without, factor, growth, tail, others["series"].nunique(), len(others))

    def loss(p: NDArray) -> float:
        found = widening(p)
        return -float(weight @ log_density(z, found.times(ahead), found.degrees(df)))

    start, bounds = np.log([1.2, 0.02, 20.0]), np.log([(1.0, 20.0), (1e-6, 10.0), (2.0, 1000.0)])
    from scipy.optimize import minimize  # here, as it takes a tenth of a second to import and this alone needs it

    best = minimize(loss, start, method="Nelder-Mead", bounds=bounds, options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 2000})
    return widening(best.x)


def log_density(z: NDArray, scale: NDArray, df: NDArray) -> NDArray:
    """Log density of `scale` times a Student t of `df` degrees of freedom at z."""
    u = z / scale
    constant = gammaln((df + 1) / 2) - gammaln(df / 2) - np.log(df * np.pi) / 2
    return constant - np.log(scale) - (df + 1) / 2 * np.log1p(u * u / df)


def needed(root: Path = ROOT) -> tuple[tuple[str, ...], ...]:
    """Every set of quantities that some series of ours leaves out, and the empty one, for series of one's own."""
    sets = {left_out(catalogue.load(name, root)) for name in catalogue.names(root)}
    return ((), *sorted(sets))


def made(root: Path = ROOT) -> str:
    """The text of FILE: the widening of each method for each set of quantities left out."""
    whole = record(root)
    found = [fit_widening(whole, method, without) for method in CALIBRATED for without in needed(root)]
    rows = ",\n".join("    " + json.dumps(asdict(w) | _rounded(w)) for w in found)
    note = "Generated by `make generate` from the hindcasts of every series; analysis/forecasts/calibration.py says what it is."
    return f'{{\n  "note": {json.dumps(note)},\n  "widenings": [\n{rows}\n  ]\n}}\n'


def _rounded(widening: Widening) -> dict[str, float]:
    return {name: float(f"{getattr(widening, name):.{DIGITS}g}") for name in ("factor", "growth", "tail")}


@cache
def stored(root: Path = ROOT) -> dict[tuple[str, tuple[str, ...]], Widening]:
    """The widenings of FILE by method and by what is left out."""
    listed = json.loads((root / FILE).read_text(encoding="utf-8"))["widenings"]
    found = [Widening(**row | {"left_out": tuple(row["left_out"])}) for row in listed]
    return {(w.method, w.left_out): w for w in found}


def widening_for(many: Series | Sequence[Series], method: str, root: Path = ROOT) -> Widening:
    """The widening of a method for a series, or for several together, by the record of other quantities: stored, or fitted."""
    every = (many,) if isinstance(many, Series) else many
    listed = stored(root)
    ours = {quantity for _, quantities in listed for quantity in quantities}
    without = tuple(sorted({q for s in every for q in left_out(s)} & ours))
    found = listed.get((method, without))
    return found or fit_widening(record(root), method, without)


def crossing_quantile(many: Sequence[Series], df: float, year: float | None, level: float, root: Path = ROOT) -> float:
    """The widened t quantile of a trend's slope, of one series or a ratio of several, at the year that the trend gives.

    Years ahead are counted from the last row of any; of a trend that gives no year to come the widening is that of REACH.
    """
    last = max(float(series.years.max()) for series in many)
    ahead = float(REACH) if year is None or year <= last else year - last
    return float(widening_for(many, "trend", root).quantile(df, ahead, level))


def widening_record(widening: Widening, ahead: float) -> dict[str, Any]:
    """What a widening does `ahead` years after the last row, ready for JSON."""
    return {"times": float(widening.times(ahead)), **asdict(widening), "left_out": list(widening.left_out)}
