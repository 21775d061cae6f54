"""Named series and the rows of them that a trend is fitted to."""

import datetime as dt
import difflib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import RequestError, growth, tables
from analysis.paths import ROOT


@dataclass(frozen=True)
class Series:
    """Positive values over time, each with the row it came from. Arrays share one length n and are read-only."""

    name: str
    title: str
    quantity: str
    unit: str
    source_ids: tuple[str, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]  # short names for figures, '' where the point is not named
    days: tuple[dt.date, ...]
    years: NDArray  # decimal years
    values: NDArray  # in `unit`
    selection: str = "all"
    since: dt.date | None = None
    until: dt.date | None = None

    def __post_init__(self) -> None:
        self.years.flags.writeable = self.values.flags.writeable = False

    def where(self, keep: NDArray) -> "Series":
        """The rows where the boolean array `keep` (n,) is true."""
        rows = np.flatnonzero(keep)
        picked = {f: tuple(getattr(self, f)[i] for i in rows) for f in ("ids", "names", "labels", "days")}
        return replace(self, years=self.years[rows], values=self.values[rows], **picked)

    def window(self, since: str | None, until: str | None) -> "Series":
        """The rows dated from `since` to `until`, both included; '2010' or '2010-06' stand for all their days."""
        first, last = parse_day(since, end=False), parse_day(until, end=True)
        keep = np.array([(first is None or first <= d) and (last is None or d <= last) for d in self.days], bool)
        if not keep.any():
            span = f"{min(self.days)} to {max(self.days)}"
            raise RequestError(f"{self.name}: no rows from {since or 'the start'} to {until or 'the end'}; it runs from {span}")
        return replace(self.where(keep), since=first, until=last)

    def fit(self, level: float = 0.95) -> growth.TrendFit:
        """The trend of these rows."""
        return growth.fit_trend(
            self.years,
            self.values,
            series=self.name,
            selection=self.selection,
            since=self.since and self.since.isoformat(),
            until=self.until and self.until.isoformat(),
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


def names(root: Path = ROOT) -> tuple[str, ...]:
    """All series that can be fitted."""
    return tuple("paper/" + s for s in tables.load("paper/series", root)["id"] if s != "recsys")


def load(name: str, root: Path = ROOT) -> Series:
    """The series `name`; RequestError lists the known ones."""
    if name not in names(root):
        near = difflib.get_close_matches(name, names(root), n=1)
        guess = f" (did you mean {near[0]}?)" if near else ""
        raise RequestError(f"no series {name!r}{guess}; known series: {', '.join(names(root))}")
    return paper(name.removeprefix("paper/"), root)


def paper(series_id: str, root: Path = ROOT) -> Series:
    """A series of the paper, in order of time, with the values and dates as plotted."""
    catalogue = tables.load("paper/series", root).set_index("id")
    row = catalogue.loc[series_id]
    points = tables.load("paper/figure_points", root)
    members = row["members"].split() or [series_id]
    points = points[points["series"].isin(members)].sort_values("plotted_year", kind="stable")
    return Series(
        name=f"paper/{series_id}",
        title=row["title"],
        quantity=row["quantity"],
        unit=row["unit"],
        source_ids=tuple(dict.fromkeys(catalogue.loc[members, "source_id"])),
        ids=tuple(points["id"]),
        names=tuple(points["name"]),
        labels=tuple(points["label"]),
        days=tuple(points["plotted_on"].dt.date),
        years=points["plotted_year"].to_numpy(float).copy(),
        values=(points["plotted_value"] * points["series"].map(catalogue["value_per_plotted_unit"])).to_numpy(float).copy(),
    )
