"""The random walk with drift of Farmer & Lafond (2016): yearly shocks stay, so its errors grow with the horizon.

    y(t + tau) = y(t) + mu tau + error,   error / (K sqrt(A)) ~ t(m - 1),   A = tau + tau^2 / T

m increments of mean mu and variance K^2 over T years (T = m where no year is missing). Years may be missing: an
increment over k years then has mean k mu and variance k K^2, so that mu and K^2 come from least squares with weights
1 / k (Aitken 1935). Filling gaps in by interpolation would invent increments without scatter and make K too small.
With shocks that correlate from year to year, v(t) + theta v(t - 1), A becomes A* / (1 + theta^2), with T for
their m where years are missing.
Values are in any logarithm; here log10, so K is in decades per year.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

THETA = 0.63  # Farmer & Lafond 2016: matched to the forecast errors of their 53 technologies


class Walk(NamedTuple):
    """A random walk with drift fitted to yearly values, or an array of them (leading axes of the values)."""

    last: NDArray  # y of the last year
    drift: NDArray  # mu, per year
    spread: NDArray  # K, standard deviation of one year's increment
    increments: int  # m
    span: float  # T, years from the first value to the last

    @property
    def df(self) -> float:
        """Degrees of freedom of the forecast error, m - 1."""
        return self.increments - 1


def fit_walk(year: ArrayLike, y: ArrayLike) -> Walk:
    """The walk through y (..., m + 1) at increasing whole years (m + 1,), m at least 2.

    >>> fit_walk([2000, 2001, 2003], [0.0, 1.0, 3.0]).drift
    np.float64(1.0)
    """
    year, y = np.asarray(year, float), np.asarray(y, float)
    gap, step, span = np.diff(year), np.diff(y), float(year[-1] - year[0])
    drift = (y[..., -1] - y[..., 0]) / span
    surprise = step - drift[..., None] * gap
    spread = np.sqrt((surprise * surprise / gap).sum(-1) / (len(gap) - 1))
    return Walk(y[..., -1], drift, spread, len(gap), span)


def variance_factor(tau: ArrayLike, span: ArrayLike, theta: float = 0.0) -> NDArray:
    """A, or with theta A* / (1 + theta^2): variance of the error `tau` years ahead, in units of K^2.

    Correlated shocks are yearly, so that with theta a horizon below one year counts as one.
    """
    ahead, years = np.asarray(tau, float), np.asarray(span, float)
    if theta == 0:
        return ahead + ahead * ahead / years
    ahead, own = np.maximum(ahead, 1.0), 1 + theta * theta
    return (-2 * theta + (own + 2 * (years - 1) * theta / years) * (ahead + ahead * ahead / years)) / own


def moving_average(shocks: NDArray, theta: float) -> NDArray:
    """v(t) + theta v(t - 1) along the last axis, one shorter than `shocks`."""
    return shocks[..., 1:] + theta * shocks[..., :-1]


def simulated_quantile(
    year: ArrayLike, tau: float, theta: float, level: float, rng: np.random.Generator, runs: int = 20_000
) -> float:
    """The quantile of |error| / (K sqrt(A)) at `level`, by simulating walks observed in the same whole years.

    The ratio does not depend on mu or K, so that the intervals cover what they promise at any number of increments.
    (K is estimated from correlated increments, so the t(m - 1) of the closed form is approximate where theta > 0.)
    The horizon is rounded up to whole years for the quantile alone, which changes slowly with it, and stops at ten times
    the years seen: beyond, the error is that of the drift.
    """
    seen = np.asarray(year, int) - int(np.asarray(year).min())
    ahead = int(np.clip(np.ceil(tau), 1, 10 * (seen[-1] + 1)))
    steps = moving_average(rng.standard_normal((runs, seen[-1] + ahead + 1)), theta)
    path = np.concatenate([np.zeros((runs, 1)), np.cumsum(steps, axis=-1)], axis=-1)
    walk = fit_walk(seen, path[:, seen])
    error = path[:, -1] - walk.last - walk.drift * ahead
    return float(np.quantile(np.abs(error) / (walk.spread * np.sqrt(variance_factor(ahead, walk.span, theta))), level))


def half_width(walk: Walk, tau: ArrayLike, level: float, theta: float = 0.0, quantile: float | None = None) -> NDArray:
    """Half the central interval of y `tau` years ahead; the quantile is that of t(m - 1) unless a simulated one is given."""
    quantile = float(stdtrit(walk.df, 0.5 + level / 2)) if quantile is None else quantile
    return quantile * walk.spread * np.sqrt(variance_factor(tau, walk.span, theta))
