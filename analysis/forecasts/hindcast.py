"""How well the forecasts would have done: rolling origin, every horizon to ten years, scored as probabilities.

The methods are those of `forecasts.rolling_origin`. Forecasts overlap, so that a hundred of them may be worth five: whether a
coverage is unusual is told by `forecasts.surrogates`, never by their count. The walks forecast a year's record or median;
`target="year"` scores all methods on these, `target="row"` on single rows, which scatter about them. Records only rise,
so that intervals on them tend to cover too much. `frozen_line` holds one line, never fitted again, against what came.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from ..statistics import scoring
from ..statistics.growth import TrendFit
from ..tables.errors import RequestError
from ..trends.selection import Series
from .forecast import How, default_how
from .rolling_origin import METHODS, Past, Target, observed, pairs_of, past_of

LEVELS = (0.5, 0.8, 0.95)


def hindcast(series: Series, *, how: How | None = None, target: Target = "row") -> pd.DataFrame:
    """Every forecast that each method would have made, with what came: one row for each method, origin and target.

    Columns: series, method, origin (calendar year), target (id of a row, or a calendar year), year (decimal), horizon
    (calendar years), location, scale, df, error (observed minus location, decades), pit, crps, and inside_LEVEL and
    interval_score_LEVEL for 50, 80 and 95. No rows where the series is too short for any method.
    """
    how = how or default_how(series)
    order = np.argsort(series.years, kind="stable")
    past = past_of(series.years[order], np.log10(series.values[order]), how)
    names = np.array(series.ids)[order] if target == "row" else past.dates.year.astype(str)
    frames = [_scored(name, past, target) for name in METHODS]
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(series=series.name, target=names[frame["target"]])[["series", *frame.columns]]


def _scored(method: str, past: Past, target: Target) -> pd.DataFrame:
    """The forecasts of one method with their scores; `target` is still an index."""
    pairs = pairs_of(past, target, method)
    location, scale, df = METHODS[method](past, pairs)
    error = observed(past, target)[pairs.target] - location
    columns = {
        "method": method,
        "origin": past.dates.year[pairs.origin],
        "target": pairs.target,
        "year": pairs.at,
        "horizon": pairs.horizon,
        "location": location,
        "scale": scale,
        "df": df,
        "error": error,
        "pit": scoring.pit(error, scale, df),
        "crps": scoring.crps_t(error, scale, df),
    }
    for level in LEVELS:
        columns[f"inside_{level:.0%}".rstrip("%")] = np.abs(error) <= scale * stdtrit(df, 0.5 + level / 2)
        columns[f"interval_score_{level:.0%}".rstrip("%")] = scoring.interval_score_t(error, scale, df, level)
    return pd.DataFrame(columns)


def shared(frame: pd.DataFrame) -> pd.DataFrame:
    """The forecasts of those origins and targets that every method in `frame` has: only there are methods comparable."""
    methods = frame.groupby(["series", "origin", "target"])["method"].transform("nunique")
    return frame[methods == frame["method"].nunique()]


def scores(frame: pd.DataFrame, by: Sequence[str] = ("method", "horizon")) -> pd.DataFrame:
    """Summary of a `hindcast`: counts, coverage of each level, bias (positive: more came than was forecast) and mean scores."""
    groups = frame.groupby(list(by), sort=False)
    told = {"forecasts": groups.size(), "origins": groups["origin"].nunique(), "targets": groups["target"].nunique()}
    for level in ("50", "80", "95"):
        told[f"coverage_{level}"] = groups[f"inside_{level}"].mean()
    told["bias"] = groups["error"].mean()
    told["rmse"] = groups["error"].agg(lambda error: float(np.sqrt(np.mean(error**2))))
    for score in ("crps", "interval_score_50", "interval_score_80", "interval_score_95"):
        told[score] = groups[score].mean()
    return pd.DataFrame(told).reset_index()


def pit_histogram(frame: pd.DataFrame, bins: int = 10) -> pd.DataFrame:
    """Counts of the PIT in `bins` equal bins, one column a method: flat is calibrated, a U too sure, a hump too unsure."""
    edges = np.linspace(0, 1, bins + 1)
    counts = {m: np.histogram(f["pit"], edges)[0] for m, f in frame.groupby("method", sort=False)}
    return pd.DataFrame(counts, index=pd.IntervalIndex.from_breaks(edges, closed="left", name="pit"))


class LaterScore(NamedTuple):
    """How a frozen line did on the values of one year, or of all."""

    year: int | None  # None: all years
    n: int
    coverage_50: float
    coverage_80: float
    coverage_95: float
    mean_error_log10: float  # decades; positive: more came than the line said


@dataclass(frozen=True)
class FrozenLine:
    """A line as it was, scored against what came after its last row."""

    fitted: str  # series of the line
    scored: str  # series of the later values
    last: str  # ISO date of the line's last row
    overall: LaterScore
    by_year: tuple[LaterScore, ...]


def frozen_line(fit: TrendFit, series: Series) -> FrozenLine:
    """`fit`, never fitted again, against the rows of `series` dated after its last; both in one unit, of the same thing.

    Its prediction intervals of one new point (`TrendFit.predict`) should hold 50, 80 and 95% of them. Rows of one year
    are not independent, so that a year says less than its count.
    """
    if not fit.last:
        raise RequestError(f"{fit.series}: the fit does not say the date of its last row, so nothing is known to be later")
    later = series.where(np.array([day > dt.date.fromisoformat(fit.last) for day in series.days], bool))
    if not later.ids:
        raise RequestError(f"{series.name}: no row after {fit.last}, the last of {fit.series}")
    error = np.log10(later.values) - np.log10(fit.predict(later.years).median)
    inside = np.stack([_inside(replace(fit, level=level), later) for level in LEVELS])
    year = np.floor(later.years).astype(int)
    by_year = tuple(_later_score(int(y), error[year == y], inside[:, year == y]) for y in np.unique(year))
    return FrozenLine(fit.series, series.name, fit.last, _later_score(None, error, inside), by_year)


def _inside(fit: TrendFit, later: Series) -> NDArray:
    low, high = fit.predict(later.years).prediction
    return (low <= later.values) & (later.values <= high)


def _later_score(year: int | None, error: NDArray, inside: NDArray) -> LaterScore:
    held_50, held_80, held_95 = (float(share) for share in inside.mean(-1))
    return LaterScore(year, len(error), held_50, held_80, held_95, float(error.mean()))
