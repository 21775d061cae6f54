"""Where a chip lies in the trends: each quantity and balance beside the forecast for its date, and the vendor's chip before it.

The trend is that of data-centre devices that are sold or serve their owner, without the chip itself. The percentile is where its
value lies among the new devices that the trend expects at that date: 0.5 is the median, 0.9 is above nine in ten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..statistics.growth import TrendFit
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
    n: int
    years_beyond: float  # from the last device of the trend to the chip; 0 within the data
    previous: str | None  # the vendor's flagship before it, None where it has none
    previous_value: float | None

    @property
    def times_previous(self) -> float | None:
        """The value over that of the vendor's flagship before it."""
        return None if self.previous_value is None else self.value / self.previous_value


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
    found = tuple(_standing(chip, *asked, level, root) for asked in _asked(chip, root))
    if not found:
        raise RequestError(f"{chip.name} has neither memory, link nor peak: there is nothing to place")
    return Place(chip, decimal_year(chip.released_on), level, found)


def _asked(chip: Chip, root: Path) -> Iterator[tuple[str, str | None, str, float, Series]]:
    """(what, precision, first year, value, trend) of each number of the chip."""
    for name, attribute in QUANTITIES.items():
        if value := getattr(chip, attribute):
            yield attribute, None, SINCE, value, catalogue.load(name, root, where=WHERE).window(SINCE, None)
    for precision in OPERAND_BYTES:
        if not chip.has(precision):
            continue
        peaks = catalogue.load("accelerators/peak", root, precision=precision, where=WHERE).window(SINCE, None)
        yield f"peak, {precision}", precision, SINCE, chip.fastest(precision), peaks
        if chip.memory_bandwidth:
            balances = gap.devices(precision, root=root)
            yield f"balance, {precision}", precision, gap.SINCE, chip.balance(precision), balances


def _standing(
    chip: Chip, what: str, precision: str | None, since: str, value: float, series: Series, level: float, root: Path
) -> Standing:
    """One number in its trend, which is fitted without the chip."""
    assert chip.released_on
    year = decimal_year(chip.released_on)
    others = series.where(np.array([row != chip.id for row in series.ids]))
    fit: TrendFit = others.fit(level)
    expected = fit.predict(year)
    before = _previous(chip, others, root)
    return Standing(
        what=what,
        series=series.name,
        precision=precision,
        unit=series.unit,
        value=value,
        forecast=float(expected.median),
        interval=(float(expected.prediction[0]), float(expected.prediction[1])),
        percentile=float(fit.percentile(year, value)),
        since=since,
        n=fit.n,
        years_beyond=max(0.0, year - float(others.years.max())),
        previous=before and before[0],
        previous_value=before and before[1],
    )


def _previous(chip: Chip, series: Series, root: Path) -> tuple[str, float] | None:
    """The vendor's last flagship before the chip, of another generation: its name and value."""
    best = series.select("flagship")
    vendors = catalogue.column(best.name, best, "vendor", root)
    own = f"{chip.vendor} {chip.generation}"
    rows = zip(best.days, best.names, best.values, vendors, best.groups, strict=True)
    earlier = [
        (day, name, float(value))
        for day, name, value, vendor, group in rows
        if vendor == chip.vendor and group != own and chip.released_on and day < chip.released_on
    ]
    return max(earlier)[1:] if earlier else None
