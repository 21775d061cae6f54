"""The headline numbers: which growth rates the project stands for, fitted to the data under any root."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..statistics.growth import TrendFit
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue

SINCE = "2010"  # of the series to today, which are of data-centre devices
WHERE: Mapping[str, str] = {"segment": "datacenter"}
TODAY = (  # series and precision, as README shows them
    ("accelerators/peak", "best"),
    ("accelerators/peak", "fp16"),
    ("accelerators/peak", "fp32"),
    ("accelerators/memory_bandwidth", None),
    ("accelerators/memory_capacity", None),
    ("accelerators/interconnect", None),
    ("accelerators/balance", "best"),
    ("accelerators/balance", "fp16"),
)
SELECTIONS = ("all", "flagship", "records")


@dataclass(frozen=True)
class Headline:
    """One growth rate with what it is of; `fit` is None where the data cannot be fitted, and `why` says why."""

    name: str  # series and precision, as the command line takes them
    selection: str
    fit: TrendFit | None
    why: str = ""

    @property
    def told(self) -> str:
        """Growth per two years with its interval and n, or why there is none."""
        if self.fit is None:
            return self.why
        low, high = map(multiple, self.fit.growth_ci(2))
        return f"{multiple(self.fit.growth(2))} ({low} to {high}), n = {self.fit.n}"


def headlines(root: Path = ROOT) -> list[Headline]:
    """The paper's series that have a printed rate, then the series to today in each selection, of the data under `root`."""
    listed = frames.load("paper/series", root)
    found = [_headline(f"paper/{s}", None, "all", root) for s in listed["id"][listed["printed_as"] != ""]]
    return found + [_headline(series, p, kind, root) for series, p in TODAY for kind in SELECTIONS]


def _headline(series: str, precision: str | None, selection: str, root: Path) -> Headline:
    name = series + (f" --precision {precision}" if precision else "")
    try:
        if series.startswith("paper/"):
            return Headline(name, selection, catalogue.load(series, root).fit())
        rows = catalogue.load(series, root, precision=precision, where=WHERE).window(SINCE, None)
        return Headline(name, selection, rows.select(selection).fit())
    except (ValueError, LookupError, OSError) as error:  # other data may be faulty, or lack a table, a column or a row of ours
        return Headline(name, selection, None, f"not to be fitted: {error}")
