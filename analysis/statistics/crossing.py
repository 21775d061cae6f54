"""When a trend crosses a line: the year with its confidence set, which may have no end. "not before 2033; may never".

The year solves a linear equation in estimates, a = b x, so x is a ratio of two of them and its exact set is Fieller's
(1954): all x at which a - b x is not significantly different from 0. Where the slope is not significant the set has
no end, and a delta-method interval would be wrong about just that. The lines cross, not single points about them.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from ..tables.errors import RequestError
from .growth import Interval, TrendFit

Set = tuple[Interval, ...]  # of none (never), one or two intervals; None is unbounded


class Slope(NamedTuple):
    """An estimated slope in decades per year, with its standard error and degrees of freedom."""

    slope: float
    se: float
    df: float


@dataclass(frozen=True)
class Crossing:
    """The year a trend reaches something. `year` is where the estimates cross; it means nothing without `set`."""

    year: float | None  # None where the estimated line is flat and never crosses
    set: Set
    level: float
    method: str
    since: float | None = None  # years before this one are of no interest to the text

    def __str__(self) -> str:
        """'2038 (95%: not before 2033; may never)'."""
        return crossing_text(self)


def fieller_set(a: float, b: float, var_a: float, var_b: float, cov: float, quantile: float) -> Set:
    """All x with (a - b x)^2 <= quantile^2 (var_a - 2 x cov + x^2 var_b), the set for a / b (Fieller 1954).

    That is p x^2 - 2 q x + r <= 0. p > 0, b significant: an interval. p < 0: two half lines, or the whole line.
    p = 0, b on the edge: a half line. No x at all only where b is 0 without error, or where the three variances are no
    covariance of estimates: those of a random walk, whose error grows with x from 0, may hold no x.
    """
    t2 = quantile * quantile
    p, q, r = b * b - t2 * var_b, a * b - t2 * cov, a * a - t2 * var_a
    if p == 0:
        return _half_line(q, r)
    discriminant = q * q - p * r
    if p < 0 and discriminant <= 0:
        return ((None, None),)
    if discriminant < -1e-12 * q * q:  # beyond rounding
        return ()
    far = q + np.copysign(np.sqrt(max(discriminant, 0.0)), q)  # the sum without cancellation; the other root from r = x1 x2 p
    roots = (far / p, r / far) if far != 0 else (0.0, 0.0)
    low, high = float(min(roots)), float(max(roots))
    return ((low, high),) if p > 0 else ((None, low), (high, None))


def _half_line(q: float, r: float) -> Set:
    """All x with r <= 2 q x."""
    if q == 0:
        return ((None, None),) if r <= 0 else ()
    edge = r / (2 * q)
    return ((edge, None),) if q > 0 else ((None, edge),)


def crossing(
    slope: float, se: float, df: float, factor: float, from_year: float, level: float = 0.95, quantile: float | None = None
) -> Crossing:
    """The year at which growth of `slope` decades per year has multiplied its value in `from_year` by `factor`.

    from_year + log10(factor) / slope; the value in `from_year` is the line's own, so that only the slope is uncertain. The
    quantile is that of t(df) unless a wider one is given.
    """
    _check_level(level)
    if not np.isfinite(from_year):
        raise RequestError(f"{from_year} is no year; ask for one such as 2022")
    if not factor > 0 or not np.isfinite(factor):
        raise RequestError(f"a factor of {factor:g} is never reached; it is a positive number such as 2 or 10")
    if factor == 1:
        raise RequestError("a factor of 1 is reached in the reference year itself; ask for 2 or 10")
    decades = float(np.log10(factor))
    years = fieller_set(decades, slope, 0.0, se * se, 0.0, _quantile(df, level) if quantile is None else quantile)
    year = from_year + decades / slope if slope else None
    return Crossing(year, _shift(years, from_year), level, "Fieller, slope", since=from_year)


def crossing_level(fit: TrendFit, value: float, level: float = 0.95, since: float | None = None) -> Crossing:
    """The year at which the line of `fit` reaches `value`, in the unit of the series; intercept and slope both uncertain.

    Time is counted from the mean date, where intercept and slope are uncorrelated, which loses no digits to the calendar.
    """
    _check_level(level)
    if not value > 0 or not np.isfinite(value):
        raise RequestError(f"no exponential trend reaches {value:g}; ask for a positive value")
    decades = float(np.log10(value)) - fit.mean_log10
    var_mean = fit.sigma_log10**2 / fit.n
    years = fieller_set(decades, fit.slope_log10_per_year, var_mean, fit.se**2, 0.0, _quantile(fit.df, level))
    year = fit.mean_year + decades / fit.slope_log10_per_year if fit.slope_log10_per_year else None
    return Crossing(year, _shift(years, fit.mean_year), level, "Fieller, intercept and slope", since=since)


def slope_difference(over: TrendFit, under: TrendFit) -> Slope:
    """Slope of the ratio of two series without common rows, df by Welch (1947) and Satterthwaite (1946).

    Only where the rows are independent: the residuals of one device are not, fit its own ratio there.
    """
    variances = np.array([over.se, under.se]) ** 2
    total = float(variances.sum())
    df = total**2 / float((variances**2 / [over.df, under.df]).sum()) if total > 0 else over.df + under.df
    return Slope(over.slope_log10_per_year - under.slope_log10_per_year, total**0.5, df)


def ratio_crossing(
    over: TrendFit, under: TrendFit, factor: float, from_year: float, level: float = 0.95, quantile: float | None = None
) -> Crossing:
    """The year at which the ratio of two independent trends has grown by `factor` since `from_year`."""
    slope = slope_difference(over, under)
    found = crossing(slope.slope, slope.se, slope.df, factor, from_year, level, quantile)
    return Crossing(found.year, found.set, level, "Fieller, difference of two slopes, Welch-Satterthwaite", since=from_year)


def crossing_text(crossing: Crossing) -> str:
    """The year and its set in words, what lies before `since` left out: '2038 (95%: 2033 to 2051)'."""
    since = -np.inf if crossing.since is None else crossing.since
    parts = [_words(low, high, since) for low, high in _by_calendar(crossing.set) if high is None or high >= since]
    open_ended = any(None in part for part in crossing.set)
    said = " or ".join(parts) + ("; may never" if open_ended else "")
    head = _year(crossing.year) if crossing.year is not None and crossing.year >= since else "not on the fitted line"
    return f"{head} ({crossing.level:.0%}: {said if parts else 'never on this evidence'})"


def _by_calendar(years: Set) -> Set:
    """The set with parts that meet in one calendar year, which words could not tell apart, as one."""
    union: list[Interval] = []
    for low, high in years:
        before = union[-1][1] if union else None
        if before is not None and low is not None and np.floor(low) <= np.floor(before):
            union[-1] = (union[-1][0], high)
        else:
            union.append((low, high))
    return tuple(union)


def _words(low: float | None, high: float | None, since: float) -> str:
    low = None if low is None or low <= since else low
    if low is None:
        return "any year" if high is None else f"not after {_year(high)}"
    return f"not before {_year(low)}" if high is None else f"{_year(low)} to {_year(high)}"


def _year(year: float) -> str:
    """The calendar year that a decimal one lies in; what is beyond all calendars is not told apart."""
    return "10000+" if year >= 10_000 else f"{int(np.floor(year))}"


def _shift(years: Set, by: float) -> Set:
    return tuple((None if low is None else low + by, None if high is None else high + by) for low, high in years)


def _quantile(df: float, level: float) -> float:
    return float(stdtrit(df, 0.5 + level / 2))


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise RequestError(f"level {level:g} is not between 0 and 1; 0.95 is usual")
