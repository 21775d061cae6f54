"""Other lines than least squares: Theil-Sen's and the line of a quantile, each with an interval that no outlier decides.

Here as in its neighbours y is what the line is fitted to, log10 of the values where growth is meant, and t a decimal
year. The intercept is the value of the line at t = 0.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, ndtri

from ..tables.errors import RequestError


@dataclass(frozen=True)
class Slope:
    """A slope with its interval. A bound is infinite where these points cannot bound it at this level."""

    slope: float  # y units per t unit: decades per year for log10 values and decimal years
    intercept: float  # y at t = 0
    low: float
    high: float
    level: float  # of the interval
    estimator: str


def points(t: ArrayLike, y: ArrayLike, least: int = 3) -> tuple[NDArray, NDArray]:
    """Dates (n,) and values (n,) as arrays; RequestError, one plain line, where no slope can be told from them."""
    t, y = np.asarray(t, float), np.asarray(y, float)
    if t.ndim != 1 or t.shape != y.shape:
        raise RequestError(f"{t.size} dates and {y.size} values, each value needs its date")
    if len(t) < least:
        raise RequestError(f"{len(t)} points, at least {least} are needed; widen the window")
    if not (np.all(np.isfinite(t)) and np.all(np.isfinite(y))):
        raise RequestError("a date or value is missing or infinite, leave such rows out")
    if np.ptp(t) == 0:
        raise RequestError(f"all {len(t)} points have the same date, no slope can be told from them")
    return t, y


def check_share(share: float, what: str) -> None:
    """Raise RequestError where `share`, a level or a quantile, is not strictly between 0 and 1."""
    if not 0 < share < 1:
        raise RequestError(f"{what} {share:g} is not between 0 and 1")


def theil_sen(t: ArrayLike, y: ArrayLike, level: float = 0.95) -> Slope:
    """Median slope of all pairs of points (n,), with Sen's interval (Theil 1950; Sen 1968), by scipy.

    The line halves the points: the intercept is the median of y - slope t. The interval is unbounded where not even
    the extreme slopes reach the level: all pairs agree by chance in 2 of n! orders, and more where dates are tied.
    """
    from scipy.stats import theilslopes  # here: scipy.stats takes half a second to import

    t, y = points(t, y)
    check_share(level, "level")
    if level < 0.5:  # scipy reads 0.2 as 0.8
        raise RequestError(f"level {level:g}: Theil-Sen's interval is for levels from 0.5 up")
    fit = theilslopes(y, t, alpha=level, method="joint")
    tied = gammaln(np.unique(t, return_counts=True)[1] + 1).sum()  # logarithms of factorials, which overflow from 171 up
    bounded = math.log(2) + tied - gammaln(len(t) + 1) <= math.log(1 - level)
    low, high = (float(fit.low_slope), float(fit.high_slope)) if bounded else (-math.inf, math.inf)
    return Slope(float(fit.slope), float(fit.intercept), low, high, level, "theil-sen")


def quantile_line(t: ArrayLike, y: ArrayLike, tau: float, level: float = 0.95) -> Slope:
    """The line with the share `tau` of the points (n,) below it (Koenker & Bassett 1978), exact, with a rank interval.

    The interval holds the slopes that the rank-score test does not reject (Koenker & Machado 1999; Koenker 2005,
    section 3.5): no density of the errors need be estimated, and the errors are taken to be alike at all dates.
    """
    t, y = points(t, y)
    check_share(tau, "quantile")
    check_share(level, "level")
    mean = t.mean()
    centre, slope = _quantile_programme(t - mean, y, tau)
    low, high = _rank_interval(t - mean, y, tau, float(ndtri(0.5 + level / 2)))
    return Slope(slope, float(centre - slope * mean), low, high, level, f"quantile {tau:g}")


def _quantile_programme(t: NDArray, y: NDArray, tau: float) -> tuple[float, float]:
    """Intercept and slope that minimise the sum of tau r+ + (1 - tau) r-, from the dual (Koenker 2005, chapter 6).

    Maximise y'a over 0 <= a <= 1 with X'a = (1 - tau) X'1. It has two constraints where the primal has n, and the
    line is the price of each.
    """
    from scipy.optimize import linprog

    design = np.stack([np.ones_like(t), t])
    programme = linprog(-y, A_eq=design, b_eq=(1 - tau) * design.sum(1), bounds=(0, 1), method="highs-ds")
    intercept, slope = -programme.eqlin.marginals
    return float(intercept), float(slope)


def _rank_interval(t: NDArray, y: NDArray, tau: float, z: float) -> tuple[float, float]:
    """The slopes whose rank-score statistic is at most `z` in size; t centred.

    The statistic falls as the slope rises, and only where two points change their order: at the slopes of the pairs.
    It is constant between neighbours of these, so a bisection over them finds both ends exactly.
    """
    first, second = np.triu_indices(len(t), 1)
    run = t[second] - t[first]
    jumps = np.unique((y[second] - y[first])[run != 0] / run[run != 0])
    reach = np.ptp(y) / np.ptp(t) + float(np.max(np.abs(jumps)))  # a step beyond all jumps
    between = np.concatenate([[jumps[0] - reach], (jumps[1:] + jumps[:-1]) / 2, [jumps[-1] + reach]])
    edges = np.concatenate([[-np.inf], jumps, [np.inf]])  # piece i lies from edge i to edge i + 1
    pieces = range(len(between))
    low = bisect_left(pieces, True, key=lambda i: rank_score(t, y, tau, float(between[i])) <= z)
    high = bisect_left(pieces, True, key=lambda i: rank_score(t, y, tau, float(between[i])) < -z)
    return float(edges[low]), float(edges[high])


def rank_score(t: NDArray, y: NDArray, tau: float, slope: float) -> float:
    """Standardised rank-score statistic of a trial slope, near N(0, 1) under it (Koenker & Machado 1999).

    The scores are 1 above the tau quantile of the residuals, 0 below, and at it what makes their sum n (1 - tau).
    """
    n = len(t)
    position = np.empty(n)
    position[np.argsort(y - slope * t, kind="stable")] = np.arange(n)
    score = np.clip(position + 1 - n * tau, 0, 1) - (1 - tau)
    away = t - t.mean()
    return float(away @ score / math.sqrt(tau * (1 - tau) * (away @ away)))
