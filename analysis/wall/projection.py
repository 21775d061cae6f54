"""When a machine balance reaches a value, as sets of years: the fitted line, the random walk, and supposed futures.

The line of log10(balance) may bend at the last device, where a scenario begins, and step down where bandwidth steps up.
On each piece, reaching the target is a linear equation in the estimates, whose exact set is Fieller's (1954), with the
CR2 covariance of all estimates; the pieces' sets, each kept to its own years, together are the answer. The walk speaks
of yearly medians: its set are the years whose forecast interval holds the target, which is a Fieller set too, because
its variance tau + tau^2 / T has no constant (Farmer & Lafond 2016).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ..forecasts.calibration import Widening
from ..forecasts.forecast import default_how, yearly_walk
from ..forecasts.rolling_origin import REACH
from ..statistics.covariance import ClusterFit, cluster_numbers, cr2
from ..statistics.crossing import Crossing, Set, fieller_set
from ..statistics.estimators import check_share
from ..statistics.growth import LOG2
from ..tables.errors import RequestError
from ..trends.selection import Series
from .scenario import Scenario


@dataclass(frozen=True)
class Target:
    """A multiple of the ratio's value in a year, or a value in the unit of the series."""

    kind: Literal["factor", "value"]
    amount: float
    from_year: float = 2022.0  # of a factor

    def __post_init__(self) -> None:
        if not 0 < self.amount < float("inf") or (self.kind == "factor" and self.amount == 1):
            raise RequestError(f"{self.kind} {self.amount:g}: ask for a positive number such as 2 or 10, and not 1 as a factor")
        if not np.isfinite(self.from_year):
            raise RequestError(f"{self.from_year} is no year; ask for one such as 2022")


FACTORS, VALUES = (2.0, 5.0, 10.0), (500.0, 1_000.0, 5_000.0, 10_000.0)  # the questions people ask; FLOP/byte
TARGETS = (*(Target("factor", f) for f in FACTORS), *(Target("value", v) for v in VALUES))


def targets_of(series: Series) -> tuple[Target, ...]:
    """TARGETS, without the multiples of a year in which the series has no device."""
    years = set(np.floor(series.years).astype(int).tolist())
    return tuple(t for t in TARGETS if t.kind == "value" or int(t.from_year) in years)


@dataclass(frozen=True)
class Projection:
    """One target in both views."""

    target: Target
    trend: Crossing
    walk: Crossing
    reached: bool  # by the last yearly median, where the walk begins: its set then are the years it may still be met from above


class Piece(NamedTuple):
    """Years on which y = y(origin) + slope (year - origin) - shift, y in decades."""

    start: float
    end: float
    growth: int  # which estimate is the slope: 1 the past's, 2 the scenario's
    known: float  # what is taken off that estimate because the scenario gives it
    shift: float


class Lines(NamedTuple):
    """Estimates (level at the mean date, past slope, future slope before `known` is taken off), and their covariance."""

    estimate: NDArray  # (3,)
    covariance: NDArray  # (3, 3)
    df: float
    mean_year: float
    last_year: float


def bandwidth_doubling(series: Series) -> float | None:
    """Years in which the memory of these devices doubles its rate, by the fitted line; None where it does not grow."""
    slope = float(np.polyfit(series.years, np.log10(series.merits / series.values), 1)[0])
    return LOG2 / slope if slope > 0 else None


def fit_lines(series: Series, per_word: Series, scenario: Scenario) -> Lines:
    """The line of a balance and, of the same devices, of what the scenario lets grow on."""
    balance, peak = np.log10(series.values), np.log10(series.merits)
    future = balance if scenario.bandwidth_doubling_years is None else peak
    if scenario.narrowest_format_bits is not None:
        if series.ids != per_word.ids:
            raise RequestError(f"{series.name} and {per_word.name} are not of the same devices")
        future = future + np.log10(per_word.values / series.values)  # the operand's bytes: what narrowing gave is taken out
    t = series.years - series.years.mean()
    fit = cr2(np.column_stack([np.ones_like(t), t]), np.stack([balance, future], 1), cluster_numbers(series.groups, len(t)))
    return _lines(fit, float(series.years.mean()), float(series.years.max()))


def _lines(fit: ClusterFit, mean_year: float, last_year: float) -> Lines:
    """Level and slope of the first outcome, slope of the second."""
    rows, columns = np.array([0, 1, 1]), np.array([0, 0, 1])
    covariance = fit.covariance[rows[:, None], columns[:, None], rows, columns]
    return Lines(fit.coefficients[rows, columns], covariance, float(fit.df[1]), mean_year, last_year)


def given_growth(scenario: Scenario) -> float:
    """Decades a year of bandwidth that a scenario gives, 0 where it is as fitted."""
    return LOG2 / scenario.bandwidth_doubling_years if scenario.bandwidth_doubling_years else 0.0


def pieces(scenario: Scenario, last_year: float) -> tuple[Piece, ...]:
    """The past to the last device, then the future from step to step; a step before it begins at once."""
    known, shift, start = given_growth(scenario), 0.0, last_year
    found = [Piece(-np.inf, last_year, 1, 0.0, 0.0)]
    for step in scenario.steps:
        year = max(step.year, last_year)
        found.append(Piece(start, year, 2, known, shift))
        shift, start = shift + float(np.log10(step.factor)), year
    return (*found, Piece(start, np.inf, 2, known, shift))


def yearly(found: tuple[Piece, ...], last_year: float) -> tuple[Piece, ...]:
    """The pieces cut at each of the REACH years after the last device, up to which a widening changes."""
    cuts = [last_year + years for years in range(1, REACH + 1)]
    cut: list[Piece] = []
    for piece in found:
        inside = [c for c in cuts if piece.start < c < piece.end]
        ends = zip([piece.start, *inside], [*inside, piece.end], strict=True)
        cut += [piece._replace(start=start, end=end) for start, end in ends]
    return tuple(cut)


def quantile_of(piece: Piece, last_year: float, df: float, level: float, widening: Widening | None) -> float:
    """The t quantile on a piece, widened as it is at the piece's end; what lies before the last device is no forecast."""
    if widening is None or piece.end <= last_year:
        return float(stdtrit(df, 0.5 + level / 2))
    return float(widening.quantile(df, piece.end - last_year, level))


WIDER = ", widened by the record of other quantities"


def trend_crossing(
    lines: Lines, target: Target, scenario: Scenario, since: float, level: float = 0.95, widening: Widening | None = None
) -> Crossing:
    """When the fitted line, carried on as the scenario says, reaches the target; years before `since` are of no interest.

    A `widening` is of the forecast of a device; the line's own interval is made as many times as wide.
    """
    ahead = np.array([1.0, lines.last_year - lines.mean_year, 0.0])
    goal = np.zeros(3)
    if target.kind == "factor":
        goal = np.array([1.0, target.from_year - lines.mean_year, 0.0])
    apart, found, year = goal - ahead, [], None
    every = pieces(scenario, lines.last_year)
    for piece in every if widening is None else yearly(every, lines.last_year):
        quantile = quantile_of(piece, lines.last_year, lines.df, level, widening)
        a = float(np.log10(target.amount) + piece.shift + apart @ lines.estimate)
        b = float(lines.estimate[piece.growth] - piece.known)
        var_a, cov = float(apart @ lines.covariance @ apart), float(apart @ lines.covariance[:, piece.growth])
        years = fieller_set(a, b, var_a, float(lines.covariance[piece.growth, piece.growth]), cov, quantile)
        found += _within(years, lines.last_year, piece)
        year = year if year is not None else _hit(a, b, lines.last_year, piece)
    method = "Fieller, fitted line, CR2 by generation" + (WIDER if widening else "")
    return Crossing(year, _joined(found), level, method, since=since)


def walk_crossing(
    series: Series, target: Target, scenario: Scenario, change: float, level: float = 0.95, widening: Widening | None = None
) -> tuple[Crossing, bool]:
    """The years whose forecast interval of the yearly median holds the target, drift changed by `change` decades a year,
    and whether the last yearly median has reached it already."""
    values, walk = yearly_walk(series, default_how(series))
    goal = float(np.log10(target.amount))
    if target.kind == "factor":
        rows = np.flatnonzero(values.year == int(target.from_year))
        if not len(rows):
            raise RequestError(f"{series.name}: no device of {int(target.from_year)}, whose median would be multiplied")
        goal += float(values.log10[rows[0]])
    last, variance = float(values.at[-1]), float(walk.spread**2)
    drift, found, year = float(walk.drift) + change, [], None
    every = pieces(scenario, last)[1:]
    for piece in every if widening is None else yearly(every, last):
        quantile = quantile_of(piece, last, walk.df, level, widening)
        a = goal + piece.shift - float(walk.last)
        years = fieller_set(a, drift, 0.0, variance / walk.span, -variance / 2, quantile)
        found += _within(years, last, piece)
        year = year if year is not None else _hit(a, drift, last, piece)
    method = "random walk with drift, forecast intervals of the yearly median" + (WIDER if widening else "")
    return Crossing(year, _joined(found), level, method, since=last), goal <= float(walk.last)


def project(
    series: Series,
    per_word: Series,
    scenario: Scenario | None = None,
    targets: tuple[Target, ...] = TARGETS,
    level: float = 0.95,
    widenings: Mapping[str, Widening] | None = None,
) -> tuple[Projection, ...]:
    """When a balance reaches each target, in both views, if the future is as the scenario says; `widenings` by method."""
    check_share(level, "level")
    scenario = scenario or Scenario()
    lines = fit_lines(series, per_word, scenario)
    change = float(lines.estimate[2] - given_growth(scenario) - lines.estimate[1])
    first, wider = float(series.years.min()), widenings or {}
    return tuple(
        Projection(
            target,
            trend_crossing(
                lines, target, scenario, target.from_year if target.kind == "factor" else first, level, wider.get("trend")
            ),
            *walk_crossing(series, target, scenario, change, level, wider.get("walk")),
        )
        for target in targets
    )


def _within(years: Set, origin: float, piece: Piece) -> list[tuple[float, float]]:
    """The parts of a set, counted from `origin`, that lie within a piece; unbounded ends are infinite."""
    found = []
    for low, high in years:
        start = max(piece.start, -np.inf if low is None else origin + low)
        end = min(piece.end, np.inf if high is None else origin + high)
        if start <= end and start < np.inf and end > -np.inf:
            found.append((float(start), float(end)))
    return found


def _joined(parts: list[tuple[float, float]]) -> Set:
    """The union of intervals, those that touch as one; None for an end without bound."""
    union: list[tuple[float, float]] = []
    for low, high in sorted(parts):
        if union and low <= union[-1][1]:
            union[-1] = (union[-1][0], max(high, union[-1][1]))
        else:
            union.append((low, high))
    return tuple((None if low == -np.inf else low, None if high == np.inf else high) for low, high in union)


def _hit(a: float, b: float, origin: float, piece: Piece) -> float | None:
    """The year within the piece at which the estimated line reaches the target, None where it does not."""
    year = origin + a / b if b else np.nan
    return float(year) if piece.start <= year <= piece.end else None
