"""The gap between what a device computes and what its memory, or its link, delivers: its growth, and whether that changes.

The numbers of one device share their scatter, so its own ratio is fitted, never two trends apart; devices of a vendor's
generation are alike, so the errors are CR2 by generation (`statistics.covariance`). The paper's series are of different
machines: there the difference of two slopes is all there is, with Welch's interval.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import stdtr, stdtrit

from ..statistics.covariance import FEWEST_DF, cluster_numbers, cr2, last_coefficient
from ..statistics.crossing import slope_difference
from ..statistics.growth import TrendFit
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends import catalogue, fitting
from ..trends.diagnostics import LeaveOneOut, leave_group_out
from ..trends.selection import Series

PER = {  # what the peak is divided by -> the series
    "byte": "accelerators/balance",
    "word": "accelerators/balance_per_word",
    "link": "accelerators/link_balance",
    "capacity": "accelerators/capacity_balance",
}
SINCE = "2017"  # the year of the first devices with matrix units: before, a format and its arithmetic are another thing
BEND = 2023.0  # the paper's last points are of 2022
FEWEST = 3  # devices below which a memory generation is not judged


@dataclass(frozen=True)
class Rate:
    """The growth of one ratio every two years, and every choice behind it."""

    what: str
    precision: str
    per: str
    selection: str
    since: str
    n: int
    growth_per_2_years: float
    growth_per_2_years_ci: tuple[float, float]
    df: float
    method: str

    @property
    def decided(self) -> bool:
        """Whether the interval tells growth from none."""
        low, high = self.growth_per_2_years_ci
        return not low <= 1 <= high


@dataclass(frozen=True)
class Change:
    """Whether a ratio changes at a date, or for some devices, named by the question and not chosen from the data."""

    what: str
    kind: str  # "bend": growth per two years after over before; "step": level of these devices over that of the others
    factor: float
    factor_ci: tuple[float, float]
    p_value: float
    rows: int  # rows after the date, or of these devices
    df: float


def devices(
    precision: str,
    per: str = "byte",
    *,
    select: str = "all",
    since: str | None = SINCE,
    until: str | None = None,
    announced: bool = False,
    where: dict[str, str] | None = None,
    root: Path = ROOT,
) -> Series:
    """The ratio of each data-centre device that is sold or serves its owner, or with `announced` of those announced."""
    statuses = ("announced",) if announced else catalogue.IN_A_FIT
    chosen = {"segment": "datacenter"} | (where or {})
    series = catalogue.load(PER[per], root, precision=precision, where=chosen, statuses=statuses)
    return series.select(select).window(since, until)


def vendors(series: Series, root: Path = ROOT) -> tuple[str, ...]:
    """The vendor of each row."""
    return catalogue.column(series.name, series, "vendor", root)


def fit(series: Series, level: float = 0.95) -> TrendFit:
    """The trend of a ratio, errors CR2 by vendor and generation; iid where each generation has one row alone."""
    return fitting.fit(series, level, covariance="cr2")


def band(series: Series, years: int = 61, level: float = 0.95) -> dict[str, list[float]]:
    """The fitted line with its confidence band at `years` dates over the span of the data, CR2 by vendor and generation."""
    year = np.linspace(float(series.years.min()), float(series.years.max()), years)
    mean = series.years.mean()
    x, at = (np.column_stack([np.ones_like(t), t - mean]) for t in (series.years, year))
    found = cr2(x, np.log10(series.values)[:, None], cluster_numbers(series.groups, len(series.ids)))
    centre = at @ found.coefficients[:, 0]
    half = stdtrit(found.df[1], 0.5 + level / 2) * np.sqrt(np.einsum("ti,ij,tj->t", at, found.covariance[:, 0, :, 0], at))
    ends = {"median": centre, "confidence_low": centre - half, "confidence_high": centre + half}
    return {"year": year.tolist()} | {name: (10**values).tolist() for name, values in ends.items()}


def paper_rate(over: str, under: str, root: Path = ROOT, level: float = 0.95) -> Rate:
    """The growth of the ratio of two of the paper's series, fitted apart because they are of different machines."""
    above, below = (catalogue.paper(name, root).fit(level) for name in (over, under))
    slope = slope_difference(above, below)
    half = float(stdtrit(slope.df, 0.5 + level / 2)) * slope.se
    bounds = (10 ** (2 * (slope.slope - half)), 10 ** (2 * (slope.slope + half)))
    what, method = f"paper/{over} over paper/{under}, two trends", "two OLS slopes, Welch"
    per = "link lane" if under == "interconnect" else "byte"
    since = min(above.first, below.first)[:4]
    return Rate(what, "mixed", per, "all", since, above.n + below.n, 10 ** (2 * slope.slope), bounds, slope.df, method)


def rate(
    precision: str, per: str = "byte", select: str = "all", since: str = SINCE, root: Path = ROOT, *, by_vendor: bool = False
) -> Rate:
    """The growth of the ratio of the same device."""
    series = devices(precision, per, select=select, since=since, root=root)
    found = fitting.fit(series, covariance="cr2", clusters=vendors(series, root) if by_vendor else None)
    method = f"OLS, CR2 by {'vendor' if by_vendor else 'generation'}"
    if found.df < FEWEST_DF:
        method += f", {found.df:.1f} degrees of freedom: too few clusters for a reliable interval"
    return Rate("same device", precision, per, select, since, found.n, found.growth(2), found.growth_ci(2), found.df, method)


def side_by_side(root: Path = ROOT) -> tuple[Rate, ...]:
    """The paper's gap and that of the same device, over formats, divisors, selections, windows and clusterings."""
    return (
        paper_rate("flops", "dram", root),
        paper_rate("flops", "interconnect", root),
        rate("fp16", root=root),
        rate("fp16", root=root, by_vendor=True),
        rate("fp16", select="flagship", root=root),
        rate("fp16", since="2016", root=root),
        rate("fp16", since="2020", root=root),
        rate("fp64", root=root),
        rate("fp32", root=root),
        rate("fp8", root=root),
        rate("fp4", root=root),
        rate("best", root=root),
        rate("best", select="flagship", root=root),
        rate("best", "word", root=root),
        rate("fp16", "link", root=root),
        rate("best", "link", root=root),
        rate("fp16", "capacity", root=root),
    )


def bend(series: Series, at: float = BEND, level: float = 0.95) -> Change:
    """Whether the growth changes at a date given in advance: the t test of the change of slope there, CR2 by generation."""
    t = series.years - series.years.mean()
    after = np.maximum(series.years - at, 0.0)
    rows = int((after > 0).sum())
    if not 2 <= rows <= len(after) - 2:
        raise RequestError(
            f"{series.name}: {rows} of {len(after)} rows are after {at:g}, a change of growth needs two on each side"
        )
    found = last_coefficient(np.column_stack([np.ones_like(t), t, after]), np.log10(series.values), series.groups)
    half = float(stdtrit(found.df, 0.5 + level / 2)) * found.se
    factors = (10 ** (2 * v) for v in (found.value, found.value - half, found.value + half))
    factor, low, high = factors
    p_value = float(2 * stdtr(found.df, -abs(found.value / found.se)))
    return Change(f"growth from {at:.0f} on over that before", "bend", factor, (low, high), p_value, rows, found.df)


def memory_step(series: Series, memory: str = "HBM4", root: Path = ROOT, level: float = 0.95) -> Change | None:
    """Whether devices with a kind of memory lie off the trend of the others: OLS with a step for them; None where none is sold.

    One device has no scatter of its own, so the errors are iid: of one row this is the test whether it is an outlier.
    """
    from statsmodels.regression.linear_model import OLS  # here: it takes half a second to import

    kinds = catalogue.column(series.name, series, "memory_type", root)
    inside = np.array([kind.startswith(memory) for kind in kinds])
    if not inside.any():
        return None
    t = series.years - series.years.mean()
    found = OLS(np.log10(series.values), np.column_stack([np.ones_like(t), t, inside.astype(float)])).fit()
    low, high = 10 ** found.conf_int(1 - level)[2]
    what = f"level of {memory} devices over the others' trend"
    factor, p_value = float(10 ** found.params[2]), float(found.pvalues[2])
    return Change(what, "step", factor, (float(low), float(high)), p_value, int(inside.sum()), float(found.df_resid))


def changes(series: Series, root: Path = ROOT) -> tuple[Change, ...]:
    """The bend after 2022, where the rows reach far enough to both sides, and the step of HBM4, where one is sold."""
    try:
        bends: tuple[Change, ...] = (bend(series),)
    except RequestError:
        bends = ()
    step = memory_step(series, root=root)
    return (*bends, step) if step else bends


def without_a_vendor(series: Series, root: Path = ROOT) -> LeaveOneOut | None:
    """Range of the growth per two years when all rows of any one vendor are dropped."""
    return leave_group_out(series, vendors(series, root))


@dataclass(frozen=True)
class Announced:
    """A device that is announced, never fitted, against the forecast of the trend at the date of its announcement."""

    id: str
    name: str
    date: str
    value: float
    percentile: float  # where in the forecast distribution of a new device it lies, 0 to 1
    inside_95: bool
    percentiles: tuple[float, float]  # the same at its lowest and its highest contested reading


def coming(precision: str, per: str = "byte", root: Path = ROOT, where: dict[str, str] | None = None) -> Series | None:
    """The devices that are announced with both numbers; None where there is none."""
    try:
        return devices(precision, per, announced=True, since=None, where=where, root=root)
    except RequestError:
        return None


def announced(series: Series, trend: TrendFit) -> tuple[Announced, ...]:
    """Each announced row of `series`, scored against `trend`, which it is not in.

    The date is that of the announcement where no other is known: at a later one the forecast differs.
    """
    ends = np.array(series.readings) if series.readings else np.column_stack([series.values] * 2)
    own, low, high = (trend.percentile(series.years, v) for v in (series.values, *ends.T))
    rows = zip(series.ids, series.names, series.days, series.values, own, low, high, strict=True)
    return tuple(
        Announced(i, n, day.isoformat(), float(v), float(p), bool(0.025 <= p <= 0.975), (float(least), float(most)))
        for i, n, day, v, p, least, most in rows
    )


def undecided(rates: tuple[Rate, ...], changes: tuple[Change, ...]) -> tuple[str, ...]:
    """What these numbers cannot tell, one sentence each."""
    told = [
        f"whether the ratio per {r.per} at {r.precision} since {r.since} grows (selection {r.selection}, {r.method}, n = {r.n})"
        for r in rates
        if not r.decided
    ]
    told += [f"whether there is any change in the {c.what} (p = {c.p_value:.2f})" for c in changes if c.p_value > 0.05]
    few = (c for c in changes if c.kind == "step" and c.rows < FEWEST)
    told += [f"what this memory does: the {c.what} rests on {c.rows} device{'s' * (c.rows > 1)} sold" for c in few]
    return tuple(told)
