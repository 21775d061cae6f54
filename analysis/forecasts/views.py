"""The views of one future date side by side, and how the methods behind them have done on series and on the paper's lines."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ..statistics.random_walk import THETA
from ..statistics.resample import SEED
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.progress import progress
from ..trends import catalogue
from ..trends.selection import Series
from . import calibration, hindcast
from .forecast import Forecast, View, forecast

ALL_SERIES = "all series"


class Outlook(NamedTuple):
    """One date in three views: the trend, the walk with independent shocks, and the walk with correlated ones."""

    plain: Forecast  # trend, and walk with theta 0 by its formula
    correlated: Forecast  # the same trend, and walk with theta 0.63, simulated: few increments need that


def look(series: Series, at_year: float, level: float) -> Outlook:
    """All views of one date."""
    rng = np.random.default_rng(SEED)
    return Outlook(forecast(series, at_year, level), forecast(series, at_year, level, theta=THETA, rng=rng))


def widen(series: Series, seen: Outlook, root: Path = ROOT) -> Outlook:
    """The views with the intervals of the trend and of the walk widened by the record of other quantities.

    The record is of single rows, so that both then speak of a new row. The walk with correlated shocks has no record and stays.
    """
    plain = seen.plain
    trend, walk = (calibration.widening_for(series, method, root) for method in calibration.CALIBRATED)
    line, steps = _wider(plain.trend, trend, plain.fit.df, plain), _wider(plain.walk, walk, plain.drift.df, plain)
    return Outlook(replace(plain, trend=line, walk=steps, calibrated=True), seen.correlated)


def _wider(view: View, widening: calibration.Widening, df: float, seen: Forecast) -> View:
    """A view whose t interval is as wide in log10 as a widening makes it."""
    with np.errstate(divide="ignore", over="ignore", under="ignore"):
        centre, low = np.log10(view.median), np.log10(view.low)
        scale = (centre - low) / stdtrit(df, 0.5 + seen.level / 2)
        half = scale * widening.quantile(df, seen.horizon, seen.level)
        return View(view.median, float(10.0 ** (centre - half)), float(10.0 ** (centre + half)))


def hindcast_scores(many: Sequence[Series]) -> pd.DataFrame:
    """Scores of each method over all horizons, series by series and, for several, over all; empty where none is long enough."""
    frames = []
    for series in progress(many, len(many), "series"):
        try:
            frames.append(hindcast.hindcast(series))
        except RequestError:
            continue  # too short for any origin
    frames = [f for f in frames if len(f)]
    if not frames:
        return pd.DataFrame(columns=["series", "method", "forecasts", "coverage_95"])
    whole = pd.concat(frames, ignore_index=True)
    parts = [hindcast.scores(whole, by=("series", "method"))]
    if len(frames) > 1:
        parts.append(hindcast.scores(whole, by=("method",)).assign(series=ALL_SERIES))
    return pd.concat(parts, ignore_index=True)


PAPER_LINES = {  # a series of the paper -> what has come since of the same thing, in the same unit
    "flops": ("accelerators/peak", "best"),
    "dram": ("accelerators/memory_bandwidth", None),
    "interconnect": ("interconnects/signalling_rate", None),
    "accel_memory": ("accelerators/memory_capacity", None),
    "params_transformer": ("models/parameters", None),
    "compute_transformer": ("models/training_flop", None),
}


def paper_lines(root: Path = ROOT) -> pd.DataFrame:
    """Each line of the paper as it was, scored against what came after its last point: what its intervals held, and its bias."""
    rows = []
    for line, (name, precision) in PAPER_LINES.items():
        where = {"segment": "datacenter"} if name.startswith("accelerators/") else None
        later = catalogue.load(name, root, precision=precision, where=where)
        found = hindcast.frozen_line(catalogue.paper(line, root).fit(), later)
        score = found.overall
        rows.append(
            {
                "line": f"paper/{line}",
                "to": found.last,
                "scored on": found.scored + (f", {precision}" if precision else ""),
                "rows since": score.n,
                "held by 80%": score.coverage_80,
                "held by 95%": score.coverage_95,
                "mean error, decades": score.mean_error_log10,
            }
        )
    return pd.DataFrame(rows)
