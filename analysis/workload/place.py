"""Where a chip lies in the trends: each quantity and balance beside the forecast for its date, and the vendor's chip before it.

The trend is that of data-centre devices that are sold or serve their owner, without the chip itself. The percentile is where its
value lies among the new devices that the trend expects at that date: 0.5 is the median, 0.9 is above nine in ten.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..statistics.growth import TrendFit
from ..tables import rows
from ..tables.errors import RequestError
from ..tables.formats import OPERAND_BYTES
from ..tables.paths import ROOT
from ..tables.units import decimal_year
from ..trends import catalogue
from ..trends.selection import Series
from ..wall import gap
from . import chips
from .chips import Chip

WHERE = {"segment": "datacenter"}
SINCE = "2010"  # of a single quantity; of a balance see gap.SINCE
QUANTITIES = {  # series -> attribute of the chip
    "accelerators/memory_bandwidth": "memory_bandwidth",
    "accelerators/memory_capacity": "memory_capacity",
    "accelerators/interconnect": "interconnect_bandwidth",
}


@dataclass(frozen=True)
class Standing:
    """One number of the chip in its trend."""

    what: str  # "memory_bandwidth", "peak, fp16", "balance, fp16"
    series: str
    precision: str | None
    unit: str
    value: float
    forecast: float  # the trend's median at the date of the chip
    interval: tuple[float, float]  # of one new device
    percentile: float  # 0 to 1
    since: str
    n: int  # devices of the trend, this chip left out
    rank: int  # 1 where none of those n is above it, at whatever date
    years_beyond: float  # from the last device of the trend to the chip; 0 within the data
    previous: str | None  # the vendor's flagship before it, None where it has none
    previous_value: float | None

    @property
    def times_previous(self) -> float | None:
        """The value over that of the vendor's flagship before it."""
        return None if self.previous_value is None else self.value / self.previous_value


@dataclass(frozen=True)
class Flagship:
    """The best of one vendor and generation in one trend."""

    day: dt.date
    name: str
    value: float
    vendor: str
    group: str  # vendor and generation


@dataclass(frozen=True)
class Trend:
    """The devices that a number is held against."""

    precision: str | None
    since: str
    series: Series
    flagships: tuple[Flagship, ...]


@dataclass(frozen=True)
class Place:
    """A chip in the trends."""

    chip: Chip
    year: float
    level: float
    standings: tuple[Standing, ...]


def place(name: str | Chip, level: float = 0.95, root: Path = ROOT) -> Place:
    """Where the chip lies; RequestError where it has no date, or no number that a trend is of."""
    chip = chips.find(name, root)
    if chip.released_on is None:
        raise RequestError(f'{chip.name} has no date; say one, as released = "2028-06"')
    found = tuple(_standing(chip, *asked, level) for asked in _asked(chip, root))
    if not found:
        raise RequestError(f"{chip.name} has neither memory, link nor peak: there is nothing to place")
    return Place(chip, decimal_year(chip.released_on), level, found)


def _asked(chip: Chip, root: Path) -> Iterator[tuple[str, float, Trend]]:
    """(what, value, trend) of each number of the chip."""
    when = rows.changed("accelerators", root), rows.changed("evidence", root)
    for name, attribute in QUANTITIES.items():
        if value := getattr(chip, attribute):
            yield attribute, value, _trend(name, None, root, when)
    for precision in OPERAND_BYTES:
        if not chip.has(precision):
            continue
        yield f"peak, {precision}", chip.fastest(precision), _trend("accelerators/peak", precision, root, when)
        if chip.memory_bandwidth:
            yield f"balance, {precision}", chip.balance(precision), _trend(gap.PER["byte"], precision, root, when)


@lru_cache(maxsize=32)
def _trend(name: str, precision: str | None, root: Path, when: tuple[int, int]) -> Trend:
    """One trend, gathered once for each time that its tables are changed: chips by the hundred are placed in it."""
    if precision and name == gap.PER["byte"]:
        since, series = gap.SINCE, gap.devices(precision, root=root)
    else:
        since, series = SINCE, catalogue.load(name, root, precision=precision, where=WHERE).window(SINCE, None)
    best = series.select("flagship")
    vendors = catalogue.column(best.name, best, "vendor", root)
    found = zip(best.days, best.names, best.values.tolist(), vendors, best.groups, strict=True)
    return Trend(precision, since, series, tuple(Flagship(*one) for one in found))


def _standing(chip: Chip, what: str, value: float, trend: Trend, level: float) -> Standing:
    """One number in its trend, which is fitted without the chip."""
    assert chip.released_on
    year = decimal_year(chip.released_on)
    others = trend.series.where(np.array([row != chip.id for row in trend.series.ids]))
    fit: TrendFit = others.fit(level)
    expected = fit.predict(year)
    before = _previous(chip, trend)
    return Standing(
        what=what,
        series=others.name,
        precision=trend.precision,
        unit=others.unit,
        value=value,
        forecast=float(expected.median),
        interval=(float(expected.prediction[0]), float(expected.prediction[1])),
        percentile=float(fit.percentile(year, value)),
        since=trend.since,
        n=fit.n,
        rank=1 + int((others.values > value).sum()),
        years_beyond=max(0.0, year - float(others.years.max())),
        previous=before.name if before else None,
        previous_value=before.value if before else None,
    )


def _previous(chip: Chip, trend: Trend) -> Flagship | None:
    """The vendor's last flagship before the chip, of another generation; the chip itself is of its own."""
    assert chip.released_on
    own = f"{chip.vendor} {chip.generation}"
    of_vendor = [f for f in trend.flagships if f.vendor == chip.vendor and f.group != own]
    return max((f for f in of_vendor if f.day < chip.released_on), key=lambda f: (f.day, f.name, f.value), default=None)
