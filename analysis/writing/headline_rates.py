"""The headline numbers: which growth rates the project stands for, fitted to the data under any root."""

from dataclasses import dataclass
from pathlib import Path

from ..statistics.growth import TrendFit
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue, fitting
from ..wall import recommended

SINCE, WHERE = recommended.SINCE, recommended.WHERE
SELECTIONS = ("all", "flagship", "records")
BASE = "nvidia-tesla-p100-sxm2-16gb"  # the first chip with stacked memory, a link of its own and 16 bit: all series have a 1


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
    """The paper's series that have a printed rate, then each recommended rate and its selections, under `root`."""
    listed = frames.load("paper/series", root)
    found = [_headline(f"paper/{s}", None, "all", root) for s in listed["id"][listed["printed_as"] != ""]]
    asked = recommended.QUESTIONS
    return found + [_headline(q.series, q.precision, kind, root, q.since) for q in asked for kind in SELECTIONS]


def _headline(series: str, precision: str | None, selection: str, root: Path, since: str = SINCE) -> Headline:
    name = series + (f" --precision {precision}" if precision else "")
    try:
        if series.startswith("paper/"):
            return Headline(name, selection, catalogue.load(series, root).fit())
        rows = catalogue.load(series, root, precision=precision, where=WHERE).window(since, None)
        return Headline(name, selection, fitting.fit(rows.select(selection)))
    except (ValueError, LookupError, OSError) as error:  # other data may be faulty, or lack a table, a column or a row of ours
        return Headline(name, selection, None, f"not to be fitted: {error}")
