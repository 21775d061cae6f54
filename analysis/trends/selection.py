"""Series of values over time, and the rows of them that a trend is fitted to: a window, a selection."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..statistics import growth
from ..tables import display, units
from ..tables.errors import RequestError

if TYPE_CHECKING:
    import pandas as pd


SHOWN = 10  # rows of a series that a notebook shows


@dataclass(frozen=True, repr=False)
class Series:
    """Positive values over time, each with the row it came from. Arrays share one length n and are read-only."""

    name: str
    title: str
    quantity: str
    unit: str
    sources: tuple[tuple[str, ...], ...]  # ids of the documents of each row
    ids: tuple[str, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]  # short names for figures, '' where the point is not named
    days: tuple[dt.date, ...]
    years: NDArray  # decimal years
    values: NDArray  # in `unit`
    merits: NDArray  # what a selection calls best: the values, unless a high value is no merit, as in a ratio
    groups: tuple[str, ...]  # vendor and generation, or what takes their place
    designs: tuple[str, ...]  # the silicon that variants share, or what takes its place
    precisions: tuple[str, ...]  # of the dates: day, month, quarter or year; a coarse date stands on its first day
    selection: str = "all"
    since: dt.date | None = None
    until: dt.date | None = None
    readings: tuple[tuple[float, float], ...] = ()  # lowest and highest of each row, by all documents; () where none is contested

    def __post_init__(self) -> None:
        for array in (self.years, self.values, self.merits):
            array.flags.writeable = False

    def __repr__(self) -> str:
        span = f"{min(self.days)} to {max(self.days)}" if self.days else "none"
        return f"<{self.name}: {self.title}, {self.unit}; {len(self.ids)} rows, {span}, selection {self.selection}>"

    def _repr_html_(self) -> str:
        rows = zip(self.days[:SHOWN], self.names, self.values, strict=False)
        shown = {f"{day} {name}": units.quantity(float(value), self.unit) for day, name, value in rows}
        more = {"...": f"{len(self.ids)} rows in all"} if len(self.ids) > SHOWN else {}
        return display.table(repr(self)[1:-1], shown | more)

    def frame(self) -> "pd.DataFrame":
        """The rows as a pandas frame: id, name, date, decimal year, value in `unit`, group, and the ids of the documents."""
        import pandas as pd

        columns = {"id": self.ids, "name": self.names, "date": pd.to_datetime(list(self.days)), "year": self.years}
        sources = [" ".join(row) for row in self.sources]
        return pd.DataFrame(columns | {"value": self.values, "group": self.groups, "sources": sources})

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of all documents behind the rows, each once."""
        return tuple(dict.fromkeys(s for row in self.sources for s in row))

    @property
    def contested(self) -> tuple[str, ...]:
        """Ids of the rows of which documents leave more than one value open."""
        return tuple(row for row, (low, high) in zip(self.ids, self.readings, strict=bool(self.readings)) if low < high)

    def read(self, *, steeper: bool) -> "Series":
        """The rows with that reading of each contested value which makes the growth largest, or smallest.

        A slope is a sum of the logarithms with the sign of the time from the mean, so no other mix of readings goes further.
        """
        if not self.contested:
            return self
        late = self.years > self.years.mean()
        values = np.array([high if after == steeper else low for after, (low, high) in zip(late, self.readings, strict=True)])
        return replace(self, values=values)

    def where(self, keep: NDArray) -> "Series":
        """The rows where the boolean array `keep` (n,) is true."""
        rows = np.flatnonzero(keep)
        picked: dict[str, Any] = {
            f: tuple(getattr(self, f)[i] for i in rows)
            for f in ("sources", "ids", "names", "labels", "days", "groups", "designs", "precisions")
        }
        picked |= {f: getattr(self, f)[rows] for f in ("years", "values", "merits")}
        picked["readings"] = tuple(self.readings[i] for i in rows) if self.readings else ()
        return replace(self, **picked)

    def window(self, since: str | None, until: str | None) -> "Series":
        """The rows dated from `since` to `until`, both included; '2010' or '2010-06' stand for all their days."""
        first, last = parse_day(since, end=False), parse_day(until, end=True)
        keep = np.array([(first is None or first <= d) and (last is None or d <= last) for d in self.days], bool)
        if not keep.any():
            span = f"{min(self.days)} to {max(self.days)}"
            raise RequestError(f"{self.name}: no rows from {since or 'the start'} to {until or 'the end'}; it runs from {span}")
        return replace(self.where(keep), since=first, until=last)

    def select(self, selection: str) -> "Series":
        """The rows of a selection: all; flagship, the best of each group, and design, of each design (the earlier of equals);
        records, each a new maximum. The best is that of most merit: of a ratio, the highest numerator."""
        if selection == "all":
            return self
        kinds = self.designs if selection == "design" else self.groups
        order = np.lexsort((-self.merits, self.years)) if selection == "records" else np.lexsort((self.years, -self.merits))
        best, seen, keep = -np.inf, set(), np.zeros(len(self.ids), bool)
        for i in order:
            keep[i] = self.merits[i] > best if selection == "records" else kinds[i] not in seen
            best = max(best, self.merits[i])
            seen.add(kinds[i])
        return replace(self.where(keep), selection=selection)

    def fit(self, level: float = 0.95) -> growth.TrendFit:
        """The trend of these rows."""
        return growth.fit_trend(
            self.years,
            self.values,
            series=self.name,
            selection=self.selection,
            since=self.since.isoformat() if self.since else None,
            until=self.until.isoformat() if self.until else None,
            first=min(self.days).isoformat(),
            last=max(self.days).isoformat(),
            level=level,
        )


def parse_day(text: str | None, *, end: bool) -> dt.date | None:
    """The first day, or with `end` the last, of '2010', '2010-06' or '2010-06-30'; None for None."""
    if text is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            raise ValueError
        parts = [int(p) for p in text.split("-")]
        if not end or len(parts) == 3:
            return dt.date(*[*parts, 1, 1][:3])
        year, month = [*parts, 12][:2]
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    except ValueError:
        raise RequestError(f"{text!r} is no date; write 2010, 2010-06 or 2010-06-30") from None
