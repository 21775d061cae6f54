"""Forecasts, crossing dates and hindcasts as people and programs read them; a forecast never comes without its score."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import RequestError, catalogue, hindcast
from analysis.breaks import Kind, fit_breaks, sup_f_p_value
from analysis.crossing import Crossing
from analysis.forecast import Forecast, View, forecast, forecast_record
from analysis.paths import ROOT
from analysis.progress import progress
from analysis.report import SEED
from analysis.rolling import METHODS
from analysis.selection import Series
from analysis.surrogate import surrogate_p
from analysis.units import multiple, quantity, significant
from analysis.walk import THETA

ALL_SERIES = "all series"


class Outlook(NamedTuple):
    """One date in three views: the trend, the walk with independent shocks, and the walk with correlated ones."""

    plain: Forecast  # trend, and walk with theta 0 by its formula
    correlated: Forecast  # the same trend, and walk with theta 0.63, simulated: few increments need that


def look(series: Series, at_year: float, level: float) -> Outlook:
    """All views of one date."""
    rng = np.random.default_rng(SEED)
    return Outlook(forecast(series, at_year, level), forecast(series, at_year, level, theta=THETA, rng=rng))


def record(series: Series, seen: Outlook) -> dict[str, Any]:
    """The keys of `forecast --json`, with how the methods have done on this series."""
    plain, correlated = (forecast_record(series, f) for f in seen)
    return plain | {
        "random_walk_correlated": correlated["random_walk"],
        "random_walk_correlated_details": correlated["random_walk_details"],
        "hindcast": hindcast_scores([series]).to_dict("records"),
    }


def text(series: Series, seen: Outlook) -> str:
    """All views of one date for a terminal, each with its coverage so far where that was scored."""
    scores, ahead = hindcast_scores([series]), seen.plain
    what = f"{ahead.level:.0%} prediction intervals, {ahead.horizon:.1f} years after the last row"
    lines = [f"{series.name} in {ahead.at_year:g}, {what}"]
    views = {"trend": ("trend", ahead.trend), "random walk": ("walk", ahead.walk)}
    views[f"theta {THETA:g}"] = ("", seen.correlated.walk)
    for name, (method, view) in views.items():
        told = scores[scores["method"] == method]
        past = f"; its 95% intervals held {told['coverage_95'].iloc[0]:.0%} of {told['forecasts'].iloc[0]:,}" if len(told) else ""
        lines.append(f"  {name:<12} {_view(view, series.unit)}{past}")
    if ahead.beyond_span:
        lines.append(f"  Further ahead than the data look back ({significant(ahead.span)} years): not to be relied on.")
    return "\n".join(lines)


def _view(view: View, unit: str) -> str:
    return f"{quantity(view.median, unit)} ({quantity(view.low, unit)} to {quantity(view.high, unit)})"


def crossing_record(found: Crossing) -> dict[str, Any]:
    """The keys of `crossing --json`: the set as a list of [low, high], None for unbounded."""
    return {
        "year": found.year,
        "set": [list(part) for part in found.set],
        "level": found.level,
        "method": found.method,
        "text": str(found),
    }


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


def breaks_record(series: Series, count: int, kind: Kind) -> dict[str, Any]:
    """The best broken line of a series: dates, growth per two years of each part, and the simulated p-value against one line."""
    years, logs = series.years, np.log10(series.values)
    line = fit_breaks(years, logs, count, kind)
    p_value = sup_f_p_value(years, logs, np.random.default_rng(SEED), breaks=count, kind=kind)
    return {
        "series": series.name,
        "selection": series.selection,
        "n": line.n,
        "kind": kind,
        "breaks": list(line.breaks),
        "growth_per_2_years": [10 ** (2 * slope) for slope in line.slopes],
        "share_of_scatter_explained": 1 - line.ss_residual / line.ss_line,
        "p_value": p_value,
    }


def breaks_text(record: dict[str, Any]) -> str:
    """The broken line in words."""
    at = " and ".join(f"{b:.1f}" for b in record["breaks"])
    rates = ", then ".join(map(multiple, record["growth_per_2_years"]))
    told = f"{record['series']}, best {record['kind']} at {at}: {rates} every two years, n = {record['n']}"
    verdict = "beats one line" if record["p_value"] < 0.05 else "does not beat one line on this evidence"
    return f"{told}\n  {verdict}: p = {record['p_value']:.3f}, simulated, the place of the break chosen anew each time"


def surrogate_records(series: Series) -> list[dict[str, Any]]:
    """Whether the 95% coverage of each method is unusual for a method that is right: overlapping forecasts counted as such."""
    return [asdict(surrogate_p(series, method, rng=SEED)) for method in METHODS]


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
