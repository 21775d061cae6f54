"""The bootstrap of a least-squares slope: pairs or residuals, percentile or BCa intervals, ten thousand at a time.

A slope needs only four sums, so pairs are not gathered: how often each was drawn is counted, and one matrix product
of counts and columns refits all the lines. At 10 to 12 points these intervals are too short (nominal 95% covers
about 91%); they are here to be compared with.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from ..tables.errors import RequestError
from .estimators import Slope, check_share, points
from .growth import least_squares

Kind = Literal["pairs", "residual"]
IntervalKind = Literal["percentile", "bca"]
SEED = 20240321  # of every simulation in a report, the date of the paper, so that a report is the same twice
BLOCK = 1 << 15  # draws at a time: they and their counts stay in the cache of a processor


def bootstrap_slope(
    t: ArrayLike,
    y: ArrayLike,
    rng: np.random.Generator,
    resamples: int = 10_000,
    kind: Kind = "pairs",
    interval: IntervalKind = "percentile",
    level: float = 0.95,
) -> Slope:
    """The least-squares slope of y (n,) on t (n,) with a bootstrap interval (Efron & Tibshirani 1993, chapters 9, 13, 14)."""
    t, y = points(t, y)
    check_share(level, "level")
    if kind not in ("pairs", "residual") or interval not in ("percentile", "bca"):
        raise RequestError(f"no bootstrap {kind!r} with interval {interval!r}; pairs or residual, percentile or bca")
    line = least_squares(t, y)
    slope = float(line.slope)
    slopes = (pairs_slopes if kind == "pairs" else residual_slopes)(t, y, rng, resamples)
    if interval == "percentile":
        low, high = percentile_interval(slopes, level)
    else:
        acceleration = (pairs_acceleration if kind == "pairs" else residual_acceleration)(t, y)
        low, high = bca_interval(slopes, slope, acceleration, level)
    return Slope(slope, float(line.mean_y - slope * line.mean_t), low, high, level, f"ols, {kind} bootstrap, {interval}")


def pairs_slopes(t: NDArray, y: NDArray, rng: np.random.Generator, resamples: int) -> NDArray:
    """Slopes (at most `resamples`,) of lines through n points drawn with replacement.

    A resample of points of one date has no slope and is left out; only a handful of points ever give one.
    """
    n = len(t)
    t, y = t - t.mean(), y - y.mean()
    columns = np.column_stack([t, y, t * t, t * y])
    sums = np.concatenate([counts @ columns for counts in _counts(n, rng, resamples)])
    sum_t, sum_y, sum_tt, sum_ty = sums.T
    spread = n * sum_tt - sum_t**2
    fitted = spread > 1e-14 * n * sum_tt  # less is rounding: all dates are the same
    return ((n * sum_ty - sum_t * sum_y)[fitted]) / spread[fitted]


def _counts(n: int, rng: np.random.Generator, resamples: int) -> Iterator[NDArray]:
    """Blocks (rows, n) of how often each of n points is drawn in n draws, `resamples` rows in all."""
    rows = max(1, BLOCK // n)
    small = np.uint16 if n <= 1 << 16 else np.int64  # half the time is drawing: narrow integers take fewer random bits
    for start in range(0, resamples, rows):
        some = min(rows, resamples - start)
        drawn = rng.integers(0, n, (some, n), dtype=small) + np.arange(0, some * n, n)[:, None]
        yield np.bincount(drawn.ravel(), minlength=some * n).reshape(some, n).astype(float)


def _unleveraged(t: NDArray) -> NDArray:
    """1 - leverage (n,) of each date; RequestError where the slope rests on one point alone."""
    away = t - t.mean()
    kept = 1 - 1 / len(t) - away**2 / (away @ away)
    if kept.min() < 1e-12:
        raise RequestError("one point alone decides the slope, its scatter cannot be told; ask for pairs and percentile")
    return kept


def modified_residuals(t: NDArray, y: NDArray) -> NDArray:
    """Residuals (n,) brought to one variance by their leverage, and centred (Davison & Hinkley 1997, section 6.2.3)."""
    line = least_squares(t, y)
    residual = (y - line.mean_y - line.slope * (t - line.mean_t)) / np.sqrt(_unleveraged(t))
    return residual - residual.mean()


def residual_slopes(t: NDArray, y: NDArray, rng: np.random.Generator, resamples: int) -> NDArray:
    """Slopes (resamples,) of lines through the fitted line plus modified residuals drawn with replacement."""
    line = least_squares(t, y)
    residual, lever = modified_residuals(t, y), (t - line.mean_t) / line.ss_t
    rows = max(1, BLOCK // line.n)
    blocks = [min(rows, resamples - start) for start in range(0, resamples, rows)]
    return np.concatenate([line.slope + residual[rng.integers(0, line.n, (some, line.n))] @ lever for some in blocks])


def pairs_acceleration(t: NDArray, y: NDArray) -> float:
    """BCa's acceleration from the slopes without each point in turn (Efron & Tibshirani 1993, equation 14.15).

    Without point i the slope is less by (t - mean) residual / (ss_t (1 - leverage)) of it (Belsley, Kuh & Welsch 1980, 2.1).
    """
    line = least_squares(t, y)
    away, kept = t - line.mean_t, _unleveraged(t)
    influence = away * (y - line.mean_y - line.slope * away) / (line.ss_t * kept)
    influence -= influence.mean()
    return _sixth_of_skewness((influence**3).sum(), (influence**2).sum())


def residual_acceleration(t: NDArray, y: NDArray) -> float:
    """BCa's acceleration of a slope linear in n residuals drawn alike: a sixth of its skewness (Efron 1987)."""
    residual, away = modified_residuals(t, y), t - t.mean()
    return _sixth_of_skewness((away**3).sum() * (residual**3).mean(), (away**2).sum() * (residual**2).mean())


def _sixth_of_skewness(third: float, second: float) -> float:
    """third / (6 second^(3/2)); 0 where nothing varies."""
    return float(third / (6 * second**1.5)) if second > 0 else 0.0


def percentile_interval(slopes: NDArray, level: float) -> tuple[float, float]:
    """The quantiles of the resampled slopes (resamples,) that leave equal tails (Efron & Tibshirani 1993, section 13.3)."""
    low, high = np.quantile(slopes, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def bca_interval(slopes: NDArray, slope: float, acceleration: float, level: float) -> tuple[float, float]:
    """Bias-corrected and accelerated interval of `slope` from its resamples (Efron 1987; Efron & Tibshirani 1993, 14.3)."""
    below = (np.mean(slopes < slope) + np.mean(slopes <= slope)) / 2
    if not 0 < below < 1:  # all on one side, or no scatter at all
        return percentile_interval(slopes, level)
    bias = ndtri(below)
    z = bias + ndtri([(1 - level) / 2, (1 + level) / 2])
    low, high = np.quantile(slopes, ndtr(bias + z / (1 - acceleration * z)))
    return float(low), float(high)
