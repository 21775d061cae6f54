"""The gap vendor by vendor: each vendor's own line, the line common to all, and how far vendors differ.

Pooling devices lets the vendor with the most products speak for all; vendors apart leave most with too few. Between the two,
levels and slopes of vendors are random effects (`statistics.mixed`): a vendor's slope is drawn towards the common one, the
more the fewer devices it has, and the common one is the mean of vendors, not of devices.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..statistics.mixed import MixedLines, fit_lines, spread_interval
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends.selection import Series
from . import gap

FEW = 10  # vendors with slopes of their own below which their spread is hardly known
Bounds = tuple[float, float]


@dataclass(frozen=True)
class Vendor:
    """One vendor: its own least-squares growth, where it has rows enough, and its growth drawn towards the common one."""

    vendor: str
    n: int
    growth_per_2_years: float | None  # None below three devices, or where all are of one date
    growth_per_2_years_ci: Bounds | None  # t interval, iid
    shrunken_growth_per_2_years: float


@dataclass(frozen=True)
class Common:
    """The growth common to vendors."""

    growth_per_2_years: float
    growth_per_2_years_ci: Bounds
    se_log10_per_year: float
    df: float
    method: str


@dataclass(frozen=True)
class Spread:
    """How far the growth of vendors differs."""

    sd_log10_per_year: float
    sd_log10_per_year_ci: tuple[float, float | None]  # profile likelihood; None: without bound
    another_vendor_growth_per_2_years: Bounds  # where the growth of a vendor not seen lies
    level_sd_log10: float  # of vendors' levels at the mean date
    correlation: float  # of level and slope
    sigma_log10: float  # of devices about their vendor's line


@dataclass(frozen=True)
class ByVendor:
    """A ratio by vendor."""

    vendors: tuple[Vendor, ...]  # most devices first
    common: Common
    spread: Spread
    converged: bool
    singular: bool
    warnings: tuple[str, ...]


METHOD = (
    "REML, levels and slopes by vendor as random effects; t with as many degrees of freedom as vendors with a slope, less one"
)


def by_vendor(series: Series, level: float = 0.95, root: Path = ROOT) -> ByVendor:
    """`series`, a ratio of devices, by vendor; RequestError where fewer than three vendors have devices of two dates."""
    fit, vendors, common = _lines(series, level, root)
    low, high = spread_interval(series.years, np.log10(series.values), gap.vendors(series, root), level, fit)
    return ByVendor(
        vendors=vendors,
        common=common,
        spread=Spread(fit.sd_slope, (low, high), _bounds(fit.of_another(level)), fit.sd_level, fit.correlation, fit.sigma),
        converged=fit.converged,
        singular=fit.singular,
        warnings=_warnings(fit),
    )


def growths(series: Series, level: float = 0.95, root: Path = ROOT) -> tuple[tuple[Vendor, ...], Common]:
    """The vendors, most devices first, and what is common to them, without their spread, whose interval takes longest."""
    return _lines(series, level, root)[1:]


def _lines(series: Series, level: float, root: Path) -> tuple[MixedLines, tuple[Vendor, ...], Common]:
    """The fit by vendor, each vendor's growth and the common one."""
    labels = gap.vendors(series, root)
    try:
        fit = fit_lines(series.years, np.log10(series.values), labels)
    except RequestError as error:
        raise RequestError(f"{series.name} by vendor: {error}") from None
    vendors = sorted((_vendor(series, labels, name, fit, level) for name in fit.slopes), key=lambda v: (-v.n, v.vendor))
    return fit, tuple(vendors), Common(_growth(fit.slope), _bounds(fit.interval(level)), fit.se, fit.df, METHOD)


def _growth(slope: float) -> float:
    return float(10 ** (2 * slope))


def _bounds(interval: Bounds) -> Bounds:
    return _growth(interval[0]), _growth(interval[1])


def _vendor(series: Series, labels: tuple[str, ...], name: str, fit: MixedLines, level: float) -> Vendor:
    own = series.where(np.array([label == name for label in labels]))
    growth, bounds = None, None
    if len(own.ids) > 2 and np.ptp(own.years) > 0:
        line = own.fit(level)
        growth, bounds = line.growth(2), line.growth_ci(2)
    return Vendor(name, len(own.ids), growth, bounds, _growth(fit.slopes[name]))


def _warnings(fit: MixedLines) -> tuple[str, ...]:
    """What speaks against the fit, a sentence each."""
    told = []
    if not fit.converged:
        told.append("the starts did not reach one optimum: not to be relied on")
    if fit.singular:
        told.append(
            "the fit is singular: "
            + (
                "slopes or levels show no spread"
                if np.isnan(fit.correlation)
                else f"level and slope correlate by {fit.correlation:+.0f}"
            )
            + ", more than these vendors can tell; the spread is uncertain"
        )
    if fit.sloped < FEW:
        told.append(
            f"only {fit.sloped} vendors have devices of two dates; the spread between vendors is hardly known from so few"
        )
    return tuple(told)
