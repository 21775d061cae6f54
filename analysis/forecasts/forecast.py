"""The future of a series in two views, always together, because they disagree about whether shocks fade.

trend: a new point about the fitted line (shocks fade at once); random walk with drift: `statistics.random_walk` (shocks stay).
The truth is often between. The walk lives on calendar years: its value of a year is the record so far, or the median
of the year's rows in log10. A year without rows is missing, not a year without progress, and is never filled in.
So the walk of medians speaks of the year's median, the trend of one new row.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics.growth import TrendFit
from ..statistics.random_walk import Walk, fit_walk, half_width, simulated_quantile
from ..tables.errors import RequestError
from ..trends.selection import Series

How = Literal["record", "median"]


class Calendar(NamedTuple):
    """The rows of a series by calendar year: J years with rows, n rows in order of time."""

    year: NDArray  # (J,) calendar years with rows
    start: NDArray  # (J,) first row of each
    end: NDArray  # (J,) rows up to the end of each
    at: NDArray  # (J,) decimal year that the year's value stands for


class Yearly(NamedTuple):
    """One value for each calendar year that has rows; arrays of length J."""

    year: NDArray  # calendar years, whole numbers
    log10: NDArray  # log10 of the value
    at: NDArray  # decimal year it stands for: the last row of the year for a record, their mean date for a median


class View(NamedTuple):
    """What one method says of one date, in the unit of the series."""

    median: float
    low: float
    high: float


FARTHEST = 50  # years after the last row; no series here looks back so far


@dataclass(frozen=True)
class Forecast:
    """Both views of a series at one date, and what they rest on."""

    series: str
    at_year: float
    level: float
    trend: View
    walk: View
    fit: TrendFit  # behind `trend`
    drift: Walk  # behind `walk`, in log10
    how: How  # what the walk's yearly values are
    theta: float  # correlation of the walk's shocks, 0 or `statistics.random_walk.THETA`
    quantile: str  # "t", or "simulated"
    first_year: float  # decimal years of the first and last row
    last_year: float
    calibrated: bool = False  # whether the intervals are widened by the record of other quantities (`forecasts.calibration`)

    @property
    def horizon(self) -> float:
        """Years from the last row to the date."""
        return self.at_year - self.last_year

    @property
    def span(self) -> float:
        """Years from the first row to the last."""
        return self.last_year - self.first_year

    @property
    def beyond_span(self) -> bool:
        """Whether it looks further ahead than the data look back."""
        return self.horizon > self.span


def calendar(years: NDArray, how: How) -> Calendar:
    """Calendar years of decimal `years` (n,), which are in order of time."""
    year, start = np.unique(np.floor(years).astype(int), return_index=True)
    end = np.append(start[1:], len(years))
    at = years[end - 1] if how == "record" else np.add.reduceat(years, start) / (end - start)
    return Calendar(year, start, end, at)


def yearly_values(dates: Calendar, y: NDArray, how: How) -> NDArray:
    """The yearly records or medians (..., J) of y (..., n), rows in order of time."""
    if how == "record":
        return np.maximum.accumulate(np.maximum.reduceat(y, dates.start, axis=-1), axis=-1)
    rows = zip(dates.start, dates.end, strict=True)
    return np.stack([np.median(y[..., first:end], axis=-1) for first, end in rows], axis=-1)


def default_how(series: Series) -> How:
    """Yearly records of a series of records, yearly medians of any other."""
    return "record" if series.selection == "records" else "median"


def yearly(series: Series, how: How = "record") -> Yearly:
    """The record so far (or the median in log10) at the end of each calendar year that has rows; missing years stay missing."""
    if how not in ("record", "median"):
        raise RequestError(f"{how!r} is no yearly value; there are record and median")
    order = np.argsort(series.years, kind="stable")
    dates = calendar(series.years[order], how)
    return Yearly(dates.year, yearly_values(dates, np.log10(series.values[order]), how), dates.at)


def yearly_walk(series: Series, how: How) -> tuple[Yearly, Walk]:
    """The yearly values of a series and the walk through them; RequestError below two increments."""
    values = yearly(series, how)
    if len(values.year) < 3:
        raise RequestError(f"{series.name}: rows in {len(values.year)} calendar years, a random walk with drift needs 3")
    return values, fit_walk(values.year, values.log10)


def forecast(
    series: Series,
    at_year: float,
    level: float = 0.95,
    *,
    how: How | None = None,
    theta: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Forecast:
    """Both views of `series` at decimal year `at_year`, with central `level` prediction intervals.

    With `rng` the walk's quantile is simulated, which its interval needs where theta > 0 and increments are few;
    without, it is that of t(m - 1).
    """
    first, last = float(series.years.min()), float(series.years.max())
    if not np.isfinite(at_year) or at_year <= last:
        raise RequestError(f"{series.name}: {at_year:.2f} is not after its last row, {last:.2f}; a forecast is of the future")
    if at_year - last > FARTHEST:
        raise RequestError(f"{series.name}: {at_year:g} is over {FARTHEST} years after its last row; no trend says so much")
    how = how or default_how(series)
    fit = series.fit(level)
    values, walk = yearly_walk(series, how)
    tau = float(at_year - values.at[-1])
    quantile = simulated_quantile(values.year, tau, theta, level, rng) if rng else None
    return Forecast(
        series=series.name,
        at_year=float(at_year),
        level=level,
        trend=_trend_view(fit, at_year),
        walk=_walk_view(walk, tau, half_width(walk, tau, level, theta, quantile)),
        fit=fit,
        drift=walk,
        how=how,
        theta=theta,
        quantile="simulated" if rng else "t",
        first_year=first,
        last_year=last,
    )


def _trend_view(fit: TrendFit, at_year: float) -> View:
    """The prediction interval of one new point about the line (`TrendFit.predict`)."""
    with np.errstate(over="ignore"):
        predicted = fit.predict(at_year)
    low, high = predicted.prediction
    return View(float(predicted.median), float(low), float(high))


def _walk_view(walk: Walk, tau: float, half: NDArray) -> View:
    """Median and interval in the unit of the series."""
    centre = walk.last + walk.drift * tau
    with np.errstate(over="ignore", under="ignore"):  # very few years over a long horizon: an interval of (0, inf) is the answer
        return View(*(float(np.power(10.0, y)) for y in (centre, centre - half, centre + half)))


def forecast_record(series: Series, seen: Forecast) -> dict[str, Any]:
    """`seen`, a forecast of `series`, ready for JSON; bounds that no floating-point number holds are None."""
    return {
        "series": seen.series,
        "title": series.title,
        "unit": series.unit,
        "at_year": seen.at_year,
        "level": seen.level,
        "calibrated": seen.calibrated,
        "trend": _view_record(seen.trend),
        "random_walk": _view_record(seen.walk),
        "horizon_years": seen.horizon,
        "span_years": seen.span,
        "beyond_span": seen.beyond_span,
        "trend_details": {
            "n": seen.fit.n,
            "slope_log10_per_year": seen.fit.slope_log10_per_year,
            "se": seen.fit.se,
            "sigma_log10": seen.fit.sigma_log10,
            "df": seen.fit.df,
        },
        "random_walk_details": {
            "yearly_value": seen.how,
            "increments": seen.drift.increments,
            "years": seen.drift.span,
            "drift_log10_per_year": float(seen.drift.drift),
            "spread_log10_per_year": float(seen.drift.spread),
            "df": seen.drift.df,
            "theta": seen.theta,
            "quantile": seen.quantile,
        },
    }


def _view_record(view: View) -> dict[str, float | None]:
    return {name: value if np.isfinite(value) else None for name, value in view._asdict().items()}
