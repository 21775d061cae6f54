"""The one recommended growth rate of each question, and what other choices would make of it.

All rows of data-centre devices that are sold or serve their owner; errors CR2 by vendor and generation, since devices of one
generation are alike. Single quantities run from 2010, the first devices with ECC memory for computing, which gives them the
longest span of one kind of product; balances from 2017, the first devices with matrix units, since before them a format and its
arithmetic were another thing. README, RESULTS, the figures and the page print these; any other number is named as another choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import stdtrit

from ..statistics.growth import TrendFit
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue, diagnostics, fitting
from ..trends.selection import Series
from . import by_vendor, gap

SINCE = "2010"
WHERE = {"segment": "datacenter"}
SELECTIONS = ("flagship", "design", "records")
STARTS = tuple(str(year) for year in range(2012, 2020))
FEWEST = 6  # rows below which another choice is no estimate


@dataclass(frozen=True)
class Question:
    """One question and the rows that answer it."""

    key: str
    words: str
    series: str
    precision: str | None
    since: str


QUESTIONS = (
    Question("compute_best", "Compute, best precision of each chip", "accelerators/peak", "best", SINCE),
    Question("compute_16_bit", "Compute, 16 bit", "accelerators/peak", "fp16", SINCE),
    Question("memory_bandwidth", "Memory bandwidth", "accelerators/memory_bandwidth", None, SINCE),
    Question("memory_capacity", "Memory capacity", "accelerators/memory_capacity", None, SINCE),
    Question("link", "Link between chips", "accelerators/interconnect", None, SINCE),
    Question("balance_16_bit", "Compute per byte of memory bandwidth, 16 bit", gap.PER["byte"], "fp16", gap.SINCE),
    Question("balance_best", "Compute per byte of memory bandwidth, best precision", gap.PER["byte"], "best", gap.SINCE),
    Question("balance_word", "Compute per word of memory bandwidth, best precision", gap.PER["word"], "best", gap.SINCE),
)


@dataclass(frozen=True)
class Choice:
    """What one other choice makes of a rate."""

    choice: str
    n: int
    growth_per_2_years: float
    growth_per_2_years_ci: tuple[float, float]  # 95%, by the errors of the recommended fit unless the choice has its own


@dataclass(frozen=True)
class Recommended:
    """A recommended rate with the other choices."""

    question: Question
    fit: TrendFit
    others: tuple[Choice, ...]
    contested: diagnostics.Contested  # its growth with the readings that documents leave open

    @property
    def moves_most(self) -> Choice:
        """The choice that moves the rate furthest, by its logarithm."""
        own = self.fit.growth(2)
        return max(self.others, key=lambda c: max(c.growth_per_2_years / own, own / c.growth_per_2_years))

    @property
    def told(self) -> str:
        """'1.25× (1.03× to 1.51×), n = 67'."""
        low, high = map(multiple, self.fit.growth_ci(2))
        return f"{multiple(self.fit.growth(2))} ({low} to {high}), n = {self.fit.n}"


def question(key: str) -> Question:
    """The question of this key; RequestError, which lists them, where there is none."""
    for one in QUESTIONS:
        if one.key == key:
            return one
    raise RequestError(f"no question {key!r}; the questions are {', '.join(q.key for q in QUESTIONS)}")


def rows(asked: Question, since: str | None = None, root: Path = ROOT) -> Series:
    """The rows that answer a question, from its own first day or from another."""
    series = catalogue.load(asked.series, root, precision=asked.precision, where=WHERE)
    return series.window(since or asked.since, None)


def fit(asked: Question, level: float = 0.95, root: Path = ROOT) -> TrendFit:
    """The recommended fit of a question."""
    return fitting.fit(rows(asked, root=root), level, covariance="cr2")


def recommended(asked: Question, root: Path = ROOT) -> Recommended:
    """The recommended rate of a question, and what other choices make of it."""
    contested = diagnostics.contested(rows(asked, root=root))
    return Recommended(asked, fit(asked, root=root), tuple(_others(asked, root)), contested)


def everything(root: Path = ROOT) -> tuple[Recommended, ...]:
    """The recommended rates of all questions, in order."""
    return tuple(recommended(asked, root) for asked in QUESTIONS)


def _others(asked: Question, root: Path) -> Iterator[Choice]:
    """Other selections, other first years, dates of one meaning alone, one vendor left out."""
    own = rows(asked, root=root)
    for selection in SELECTIONS:
        yield from _choice(f"selection {selection}", own.select(selection))
    for start in STARTS:
        if start != asked.since:
            yield from _choice(f"from {start} on", rows(asked, start, root))
    meanings = catalogue.column(own.name, own, "released_on_meaning", root)
    for meaning in ("availability", "launch"):
        yield from _choice(f"{meaning} dates alone", own.where(_mask(meanings, meaning)))
    for vendor in dict.fromkeys(vendors := gap.vendors(own, root)):
        yield from _choice(f"without {vendor}", own.where(~_mask(vendors, vendor)))


def _mask(texts: tuple[str, ...], wanted: str) -> np.ndarray:
    return np.array([text == wanted for text in texts])


def _choice(name: str, series: Series) -> Iterator[Choice]:
    """A choice that leaves rows enough."""
    if len(series.ids) >= FEWEST and np.ptp(series.years) > 0:
        found = fitting.fit(series, covariance="cr2")
        yield Choice(name, found.n, found.growth(2), found.growth_ci(2))


def by_weight(asked: Question, root: Path = ROOT) -> tuple[Choice, ...]:
    """The growth of a balance as vendors weigh more than their devices do: as random effects, and each with a line alike."""
    series = rows(asked, root=root)
    vendors, common = by_vendor.growths(series, root=root)
    own = [np.log(v.growth_per_2_years) for v in vendors if v.growth_per_2_years]
    middle, half = float(np.mean(own)), float(stdtrit(len(own) - 1, 0.975) * np.std(own, ddof=1) / np.sqrt(len(own)))
    ends = (float(np.exp(middle - half)), float(np.exp(middle + half)))
    n = len(series.ids)
    return (
        Choice("vendors as random effects (REML)", n, common.growth_per_2_years, common.growth_per_2_years_ci),
        Choice("every vendor with three devices alike", n, float(np.exp(middle)), ends),
    )
