"""Exponential growth: the straight line through log10(value) over time, with its uncertainty.

The model is log10 y = a + b t + e, t a decimal year. Growth per year is 10**b and the doubling time
log10(2)/b; their intervals are the images of b's t interval and so exact where b's is. Formulas are those
of any regression text, for example Draper & Smith, *Applied Regression Analysis*, 3rd ed., sections 1.3-1.4
and 3.1; statsmodels' OLS is the authority the tests compare with.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from ..tables.errors import RequestError
from ..tables.units import multiple

LOG2 = float(np.log10(2.0))
Interval = tuple[float | None, float | None]


class Line(NamedTuple):
    """A least-squares line, or a whole array of them (leading axes of the data)."""

    slope: NDArray  # y units per t unit
    mean_t: NDArray
    mean_y: NDArray
    ss_t: NDArray  # sum of squares of t about its mean
    ss_y: NDArray
    ss_residual: NDArray
    n: int


def least_squares(t: ArrayLike, y: ArrayLike) -> Line:
    """Lines through y (..., n) at t (..., n), fitted along the last axis; leading axes broadcast.

    Centring first keeps sixteen digits for calendar years. A constant t gives a slope that is not finite.
    """
    t, y = np.asarray(t, float), np.asarray(y, float)
    mean_t, mean_y = t.mean(-1), y.mean(-1)
    dt, dy = t - mean_t[..., None], y - mean_y[..., None]
    ss_t = (dt * dt).sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (dt * dy).sum(-1) / ss_t
    residual = dy - slope[..., None] * dt
    return Line(slope, mean_t, mean_y, ss_t, (dy * dy).sum(-1), (residual * residual).sum(-1), t.shape[-1])


class Prediction(NamedTuple):
    """Values on the fitted line at given times, in the unit of the data (not logarithms)."""

    year: NDArray
    median: NDArray  # 10 ** (a + b t)
    confidence: tuple[NDArray, NDArray]  # of the line
    prediction: tuple[NDArray, NDArray]  # of one new point


@dataclass(frozen=True, repr=False)
class TrendFit:
    """One fitted trend: what was fitted, the line with its uncertainty, and growth as people quote it."""

    series: str
    selection: str  # which rows of the series: "all", ...
    since: str | None  # window asked for, ISO dates, inclusive
    until: str | None
    n: int
    first: str  # ISO date of the first and the last row fitted
    last: str
    slope_log10_per_year: float
    se: float  # standard error of the slope; nan where the estimator has none
    df: float  # degrees of freedom of the t intervals
    sigma_log10: float  # residual standard deviation, in decades
    r2: float
    level: float  # of all intervals, 0.95 unless asked otherwise
    mean_year: float
    mean_log10: float
    ss_year: float  # sum of squares of the years about their mean
    estimator: str = "ols"
    covariance: str = "iid"
    interval: tuple[float, float] | None = None  # of the slope, where it is not a t interval

    def __repr__(self) -> str:
        low, high = map(multiple, self.growth_ci(2))
        interval = f"({self.level:.0%}: {low} to {high})"
        how = f"{self.estimator}, {self.covariance} errors, selection {self.selection}"
        return f"<{self.series}: {multiple(self.growth(2))} every two years {interval}, n = {self.n}, {how}>"

    @property
    def _t(self) -> float:
        return float(stdtrit(self.df, 0.5 + self.level / 2))

    @property
    def slope_ci(self) -> tuple[float, float]:
        """Interval of the slope, decades per year: the t interval, or the estimator's own."""
        if self.interval is not None:
            return self.interval
        half = self._t * self.se
        return self.slope_log10_per_year - half, self.slope_log10_per_year + half

    def growth(self, years: float) -> float:
        """Multiple reached after `years`."""
        return 10 ** (years * self.slope_log10_per_year)

    def growth_ci(self, years: float) -> tuple[float, float]:
        """Interval of the multiple reached after `years`."""
        low, high = self.slope_ci
        return 10 ** (years * low), 10 ** (years * high)

    @property
    def doubling_time_years(self) -> float | None:
        """Years to double; None where the fitted line does not rise."""
        return LOG2 / self.slope_log10_per_year if self.slope_log10_per_year > 0 else None

    @property
    def doubling_time_years_ci(self) -> Interval:
        """Interval of the doubling time, the inverse of the slope's; None is unbounded.

        (2.1, None) says: at least 2.1 years, perhaps never; (None, None): no doubling on this evidence.
        """
        low, high = self.slope_ci
        return (LOG2 / high if high > 0 else None), (LOG2 / low if low > 0 else None)

    def predict(self, year: ArrayLike) -> Prediction:
        """Median, confidence interval of the line and prediction interval of a new point at each `year`."""
        year = np.asarray(year, float)
        away = year - self.mean_year
        centre = self.mean_log10 + self.slope_log10_per_year * away
        line = self.sigma_log10 * np.sqrt(1 / self.n + away**2 / self.ss_year)
        point = np.hypot(line, self.sigma_log10)

        def bounds(se: NDArray) -> tuple[NDArray, NDArray]:
            return 10 ** (centre - self._t * se), 10 ** (centre + self._t * se)

        return Prediction(year, 10**centre, bounds(line), bounds(point))

    def percentile(self, year: ArrayLike, value: ArrayLike) -> NDArray:
        """Where positive `value` lies in the forecast distribution of a new point at `year`, 0 to 1."""
        away = np.asarray(year, float) - self.mean_year
        centre = self.mean_log10 + self.slope_log10_per_year * away
        scale = self.sigma_log10 * np.sqrt(1 + 1 / self.n + away**2 / self.ss_year)
        return stdtr(self.df, (np.log10(value) - centre) / scale)


def check_fittable(years: NDArray, values: NDArray, what: str) -> None:
    """Raise RequestError, one plain line, where no line with an interval can be fitted to the data."""
    if len(values) < 3:
        raise RequestError(f"{what}: {len(values)} points, a trend with an interval needs at least 3; widen the window")
    if np.ptp(years) == 0:
        raise RequestError(f"{what}: all {len(values)} points have the same date, no growth rate can be told from them")
    if not np.all(np.isfinite(years)) or not np.all(np.isfinite(values)):
        raise RequestError(f"{what}: a date or value is missing, leave such rows out")
    if np.any(values <= 0):
        raise RequestError(f"{what}: {int(np.sum(values <= 0))} values are zero or negative, they have no logarithm")


def fit_trend(
    years: ArrayLike,
    values: ArrayLike,
    *,
    series: str = "data",
    selection: str = "all",
    since: str | None = None,
    until: str | None = None,
    first: str = "",
    last: str = "",
    level: float = 0.95,
) -> TrendFit:
    """Fit exponential growth to positive `values` (n,) at decimal `years` (n,).

    >>> fit = fit_trend([2000, 2002, 2004, 2006], [1, 3, 9, 27])
    >>> round(fit.growth(2), 9)
    3.0
    """
    years, values = np.asarray(years, float), np.asarray(values, float)
    check_fittable(years, values, series)
    if not 0 < level < 1:
        raise RequestError(f"level {level:g} is not between 0 and 1; 0.95 is usual")
    line = least_squares(years, np.log10(values))
    df = line.n - 2
    sigma = float(np.sqrt(line.ss_residual / df))
    return TrendFit(
        series=series,
        selection=selection,
        since=since,
        until=until,
        n=line.n,
        first=first,
        last=last,
        slope_log10_per_year=float(line.slope),
        se=sigma / float(np.sqrt(line.ss_t)),
        df=float(df),
        sigma_log10=sigma,
        r2=float(1 - line.ss_residual / line.ss_y) if line.ss_y > 0 else 1.0,
        level=level,
        mean_year=float(line.mean_t),
        mean_log10=float(line.mean_y),
        ss_year=float(line.ss_t),
    )
