"""How good a probability forecast was: scores of a Student t forecast against what came. Lower scores are better.

The forecast is location + scale * T with T Student's t of df degrees of freedom. CRPS, the continuous ranked
probability score, is in the unit of the forecast and is the absolute error where the forecast has no spread.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, stdtr, stdtrit


def standardised(error: ArrayLike, scale: ArrayLike) -> NDArray:
    """error / scale; 0 where both are 0, that is where a forecast without spread was right."""
    error, scale = np.broadcast_arrays(np.asarray(error, float), np.asarray(scale, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error == 0, 0.0, error / scale)


def crps_t(error: ArrayLike, scale: ArrayLike, df: ArrayLike) -> NDArray:
    """CRPS of t forecasts (Jordan, Krueger & Lerch 2019, appendix A); `error` is observed minus location, df above 1.

    >>> round(float(crps_t(-3.0, 1.0, 5.0)), 8)
    2.33875895
    """
    error, scale, df = (np.asarray(a, float) for a in (error, scale, df))
    z = standardised(error, scale)
    with np.errstate(invalid="ignore", over="ignore"):
        log_density = -(df + 1) / 2 * np.log1p(z * z / df) - betaln(0.5, df / 2) - np.log(df) / 2
        tails = 2 * np.exp(log_density) * (df + z * z) / (df - 1)
        spread = 2 * np.sqrt(df) / (df - 1) * np.exp(betaln(0.5, df - 0.5) - 2 * betaln(0.5, df / 2))
        score = scale * (z * (2 * stdtr(df, z) - 1) + tails - spread)
    return np.where(np.isinf(z), np.abs(error), score)


def interval_score(low: ArrayLike, high: ArrayLike, observed: ArrayLike, level: float) -> NDArray:
    """Width of the central interval, plus 2 / (1 - level) times what lies outside it (Gneiting & Raftery 2007, section 6.2)."""
    low, high, observed = (np.asarray(a, float) for a in (low, high, observed))
    outside = np.maximum(low - observed, 0) + np.maximum(observed - high, 0)
    return high - low + 2 / (1 - level) * outside


def interval_score_t(error: ArrayLike, scale: ArrayLike, df: ArrayLike, level: float) -> NDArray:
    """Interval score of the central `level` interval of t forecasts; `error` is observed minus location."""
    half = np.asarray(scale, float) * stdtrit(df, 0.5 + level / 2)
    return interval_score(-half, half, error, level)


def pit(error: ArrayLike, scale: ArrayLike, df: ArrayLike) -> NDArray:
    """The forecast's chance of a lower value than came, in 0..1 (probability integral transform); uniform if calibrated."""
    return stdtr(df, standardised(error, scale))


def crps_quantiles(error: ArrayLike, quantiles: ArrayLike, levels: ArrayLike) -> NDArray:
    """CRPS (P,) of a forecast known by its quantiles (P, Q) at rising `levels` (Q,): twice the quantile score over the levels.

    The integral is by trapezia and leaves out what is beyond the first and the last level (Gneiting & Ranjan 2011).
    """
    levels = np.asarray(levels, float)
    apart = np.asarray(error, float)[:, None] - np.asarray(quantiles, float)
    loss = np.where(apart >= 0, levels * apart, (levels - 1) * apart)
    return 2 * np.trapezoid(loss, levels, axis=1)
