"""Every forecast that a method would have made from every year of a series, at once, for thousands of series.

At the end of each calendar year with rows (the origin) a method sees the rows so far and forecasts every later row
within ten years. A year without rows is no origin: it would repeat the forecasts of the one before. Methods:

    trend      t prediction interval about the fitted line, from 5 rows on (`statistics.growth`)
    walk       random walk with drift, theta 0, from 5 yearly increments on (`statistics.random_walk`)
    no change  the same without drift, the baseline that knows of no progress: error / (K0 sqrt(tau)) ~ t(m)

All are Student t forecasts of log10(value).
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ..statistics.growth import least_squares
from ..statistics.random_walk import variance_factor
from .forecast import Calendar, How, calendar, yearly_values

REACH = 10  # years ahead, the longest horizon scored
FEWEST = 5  # rows behind a trend, yearly increments behind a walk
Target = Literal["row", "year"]


class Past(NamedTuple):
    """A series in order of time, or many with the same dates (leading axes of y)."""

    dates: Calendar  # J calendar years with rows
    t: NDArray  # (n,) decimal years
    y: NDArray  # (..., n) log10 of the values
    yearly: NDArray  # (..., J) record or median of each year


class Pairs(NamedTuple):
    """P pairs of an origin and a target after it."""

    origin: NDArray  # (P,) index into the calendar years
    target: NDArray  # (P,) index into the rows, or into the calendar years
    at: NDArray  # (P,) decimal year of the target
    tau: NDArray  # (P,) years from the origin's yearly value to the target
    horizon: NDArray  # (P,) calendar years from origin to target, 1 to REACH


class Predicted(NamedTuple):
    """Student t forecasts of log10(value), one for each pair."""

    location: NDArray  # (..., P)
    scale: NDArray  # (..., P)
    df: NDArray  # (P,)


def past_of(t: NDArray, y: NDArray, how: How) -> Past:
    """Rows of y (..., n) at increasing decimal years t (n,), with their yearly values."""
    dates = calendar(t, how)
    return Past(dates, t, y, yearly_values(dates, y, how))


def observed(past: Past, target: Target) -> NDArray:
    """What the targets turned out to be, (..., n) or (..., J)."""
    return past.y if target == "row" else past.yearly


def pairs_of(past: Past, target: Target, method: str) -> Pairs:
    """All origins at which `method` has enough to go by, each with every target in the REACH calendar years after it."""
    dates = past.dates
    at = past.t if target == "row" else dates.at
    horizon = np.floor(at).astype(int) - dates.year[:, None]
    within = (horizon >= 1) & (horizon <= REACH) & _enough(past, method)[:, None]
    origin, picked = np.nonzero(within)
    horizon = horizon[origin, picked]
    tau = at[picked] - dates.at[origin] if target == "row" else horizon.astype(float)  # a walk over years counts whole years
    return Pairs(origin, picked, at[picked], tau, horizon)


def _enough(past: Past, method: str) -> NDArray:
    """Whether each origin (J,) has FEWEST rows, not all of one date, or FEWEST yearly increments."""
    if method == "trend":
        return (past.dates.end >= FEWEST) & (past.t[past.dates.end - 1] > past.t[0])
    return np.arange(len(past.dates.year)) >= FEWEST


def trend_forecasts(past: Past, pairs: Pairs) -> Predicted:
    """Prediction intervals of `TrendFit.predict` at every origin, from running sums.

    The line through all rows is taken off first and added again, which keeps the digits that differences of sums lose.
    """
    whole = least_squares(past.t, past.y)
    t = past.t - whole.mean_t
    residual = past.y - whole.mean_y[..., None] - whole.slope[..., None] * t
    n = past.dates.end

    def sums(x: NDArray) -> NDArray:
        return np.cumsum(x, axis=-1)[..., n - 1]

    mean_t, mean_r = sums(t) / n, sums(residual) / n
    with np.errstate(divide="ignore", invalid="ignore"):  # origins of one row or date, which no pair is of
        ss_t = sums(t * t) - n * mean_t**2
        s_tr = sums(t * residual) - n * mean_t * mean_r
        slope = s_tr / ss_t
        ss_residual = np.maximum(sums(residual * residual) - n * mean_r**2 - slope * s_tr, 0)
        sigma = np.sqrt(ss_residual / (n - 2))
    j, ahead = pairs.origin, pairs.at - whole.mean_t
    away = ahead - mean_t[j]
    line = whole.mean_y[..., None] + whole.slope[..., None] * ahead
    scale = sigma[..., j] * np.sqrt(1 + 1 / n[j] + away**2 / ss_t[j])
    return Predicted(line + mean_r[..., j] + slope[..., j] * away, scale, (n[j] - 2).astype(float))


def walk_forecasts(past: Past, pairs: Pairs) -> Predicted:
    """`statistics.random_walk` with theta 0 at every origin, from running sums of the increments (overall drift off, then on)."""
    gap, span = np.diff(past.dates.year), past.dates.year - past.dates.year[0]
    overall = (past.yearly[..., -1] - past.yearly[..., 0]) / max(span[-1], 1)
    step = np.diff(past.yearly, axis=-1) - overall[..., None] * gap
    j = pairs.origin
    gained, squares = np.cumsum(step, axis=-1)[..., j - 1], np.cumsum(step * step / gap, axis=-1)[..., j - 1]
    spread = np.sqrt(np.maximum(squares - gained**2 / span[j], 0) / (j - 1))
    location = past.yearly[..., j] + (overall[..., None] + gained / span[j]) * pairs.tau
    return Predicted(location, spread * np.sqrt(variance_factor(pairs.tau, span[j])), (j - 1).astype(float))


def no_change_forecasts(past: Past, pairs: Pairs) -> Predicted:
    """The last yearly value, with the errors of a walk without drift: K0^2 is the mean square increment, m degrees of freedom."""
    gap, step = np.diff(past.dates.year), np.diff(past.yearly, axis=-1)
    j = pairs.origin
    spread = np.sqrt(np.cumsum(step * step / gap, axis=-1)[..., j - 1] / j)
    return Predicted(past.yearly[..., j], spread * np.sqrt(pairs.tau), j.astype(float))


METHODS: dict[str, Callable[[Past, Pairs], Predicted]] = {
    "trend": trend_forecasts,
    "walk": walk_forecasts,
    "no change": no_change_forecasts,
}


def held(past: Past, pairs: Pairs, target: Target, method: str, level: float) -> NDArray:
    """How many of the pairs' intervals held what came, (...)."""
    location, scale, df = METHODS[method](past, pairs)
    error = observed(past, target)[..., pairs.target] - location
    return (np.abs(error) <= scale * stdtrit(df, 0.5 + level / 2)).sum(-1)
