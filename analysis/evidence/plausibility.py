"""What is odd about a number: beside its siblings, in the trend of its peers, and over the other numbers of its row.

A number that no document proves gets these questions in `validate`, a number of a new row on the day it is entered. They find no
fault, they ask: a row that is right and unlike all others is confirmed with a reason, which data/exceptions.toml keeps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ..tables.units import decimal_year
from .rules.core import Finding, Frame, slip

TIMES = 4.0  # a number this many times its siblings' is asked about
BEYOND = 1.5  # so is a ratio of two numbers this far beyond all that other rows have
TAIL = 0.01  # and a number outside the percentiles 1 to 99 of its trend
TWICE = (1.8, 2.5)  # times its siblings' peak: what a peak with sparsity is
FEWEST = 8  # rows that make a trend, or the range of a ratio
RULE = "plausible-"  # with the column behind it: what an exception of data/exceptions.toml is called


@dataclass(frozen=True)
class Layout:
    """How the rows of one table are compared."""

    dates: tuple[str, ...]  # the first that a row has counts
    siblings: tuple[tuple[str, ...], ...]  # columns that siblings share; the first that finds some counts
    peers: tuple[str, ...]  # columns that the rows of one trend share
    maker: str  # rows of one maker follow one another
    alone: tuple[str, ...] = ()  # numbers that no ratio to another number tells anything of
    nearest: bool = False  # only the sibling before and the one after count, where a family changes from one to the next


LAYOUTS = {
    "accelerators": Layout(
        ("released_on",), (("design",), ("vendor", "generation", "segment")), ("segment", "memory_level"), "vendor",
        ("process_nm", "dies"),
    ),
    "memory": Layout(("first_product_on", "standard_on"), (("family", "per"), ("per",)), ("per",), "family", (), True),
    "interconnects": Layout(
        ("standard_on", "first_product_on"), (("family", "per"), ("family",), ("per",)), ("family", "per"), "family", (), True
    ),
    "models": Layout(("published_on",), (), ("domain",), "organisation", ("training_devices",)),
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """One number beside its likes; what is not known is None."""

    column: str
    value: float
    previous: tuple[str, float] | None  # the maker's row before it with this number: its name and value
    siblings: float | None  # their median
    percentile: float | None  # 0 to 1, in the trend of its peers, fitted without it
    doubts: tuple[str, ...]  # what is odd, in words; empty where nothing is


class Comparison:
    """A table as logarithms, to compare one of its rows, or a value supposed for one, with the others."""

    def __init__(self, table: str, frame: Frame) -> None:
        self.layout, self.table, self.frame = LAYOUTS[table], table, frame
        self.columns: list[str] = list(frame.select_dtypes("number"))
        self.logs = {c: _logs(frame[c]) for c in self.columns}

    @cached_property
    def years(self) -> np.ndarray:
        """Decimal year of each row, nan where it has no date."""
        days = self.frame[list(self.layout.dates)].bfill(axis=1).iloc[:, 0]
        return np.array([np.nan if pd.isna(day) else decimal_year(day.date()) for day in days])

    @cached_property
    def codes(self) -> Mapping[str, np.ndarray]:
        """Each text column as whole numbers, -1 where blank."""
        texts = {name for names in (*self.layout.siblings, self.layout.peers, (self.layout.maker,)) for name in names}
        return {name: pd.factorize(self.frame[name].replace("", None))[0] for name in texts}

    def standing(self, row: int, column: str, value: float | None = None) -> Standing:
        """How the number of a row, or the `value` supposed for it, stands; ValueError where it is not positive."""
        value = float(self.frame[column].iloc[row]) if value is None else value
        if not 0 < value < np.inf:
            raise ValueError(f"{column}: {value:g} is not a positive number")
        others = self.logs[column].copy()
        others[row] = np.nan
        siblings, percentile = self._siblings(row, others), self._percentile(row, others, np.log(value))
        doubts = [*_beside_siblings(value, siblings), *_in_the_trend(percentile), *self._ratios(row, column, others, value)]
        return Standing(column, value, self._previous(row, column, others), siblings, percentile, tuple(doubts))

    def _alike(self, row: int, names: Sequence[str]) -> np.ndarray:
        """Which rows share the texts of `names` with a row; none where one of them is blank."""
        masks = [(self.codes[name] == self.codes[name][row]) & (self.codes[name][row] >= 0) for name in names]
        return np.logical_and.reduce(masks)

    def _siblings(self, row: int, others: np.ndarray) -> float | None:
        """Median of the row's siblings, those of the narrowest kind that has any."""
        for names in self.layout.siblings:
            if (alike := np.flatnonzero(self._alike(row, names) & np.isfinite(others))).size:
                return float(np.exp(np.median(others[self._around(row, alike) if self.layout.nearest else alike])))
        return None

    def _around(self, row: int, alike: np.ndarray) -> np.ndarray:
        """Of some rows the last before a row and the first after it, by date and then by their order in the table."""
        known = np.nan_to_num(self.years, nan=np.inf)
        places = {i: (known[i], i) for i in (*alike, row)}
        before = sorted((i for i in alike if places[i] < places[row]), key=places.__getitem__)[-1:]
        after = sorted((i for i in alike if places[i] > places[row]), key=places.__getitem__)[:1]
        return np.array([*before, *after])

    def _percentile(self, row: int, others: np.ndarray, log_value: float) -> float | None:
        """Where a value lies among the new rows that the trend of its peers expects at its date: least squares, Student's t."""
        dated = np.isfinite(others) & np.isfinite(self.years)
        peers = dated & self._alike(row, self.layout.peers)
        used = peers if peers.sum() >= FEWEST else dated
        if used.sum() < FEWEST or not np.isfinite(self.years[row]):
            return None
        x, y = self.years[used] - self.years[used].mean(), others[used]
        if (spread := x @ x) == 0:
            return None
        slope, n = x @ y / spread, len(x)
        rest = y - y.mean() - slope * x
        at = self.years[row] - self.years[used].mean()
        error = np.sqrt(rest @ rest / (n - 2) * (1 + 1 / n + at**2 / spread))
        from scipy.special import stdtr  # here: the rules are imported where scipy is not

        return float(stdtr(n - 2, (log_value - y.mean() - slope * at) / error)) if error > 0 else None

    def _ratios(self, row: int, column: str, others: np.ndarray, value: float) -> Iterator[str]:
        """Doubts of its ratios to the other numbers of its row, where no other row has one like it."""
        if column in self.layout.alone:
            return
        for other in self.columns:
            own = self.logs[other][row]
            if other in (column, *self.layout.alone) or not np.isfinite(own):
                continue
            ratios = others - self.logs[other]
            if (known := ratios[np.isfinite(ratios)]).size < FEWEST:
                continue
            ratio, low, high = np.log(value) - own, known.min(), known.max()
            if ratio > high + np.log(BEYOND) or ratio < low - np.log(BEYOND):
                cause = slip(float(np.exp(ratio - (high if ratio > high else low))))
                told = f"{np.exp(ratio):.3g} times {other}, elsewhere {np.exp(low):.3g} to {np.exp(high):.3g}"
                yield f"{told}{'; ' + cause + '?' if 'typing' not in cause else ''}"

    def _previous(self, row: int, column: str, others: np.ndarray) -> tuple[str, float] | None:
        """The maker's last row before this one, the highest where two share a date: its name and its number."""
        if np.isnan(self.years[row]):
            return None
        earlier = np.flatnonzero(self._alike(row, (self.layout.maker,)) & (self.years < self.years[row]) & np.isfinite(others))
        if not earlier.size:
            return None
        last = max(earlier, key=lambda i: (self.years[i], others[i]))
        return str(self.frame["name"].iloc[last]), float(np.exp(others[last]))


def _logs(column: pd.Series) -> np.ndarray:
    """Logarithms of a column, nan where it is blank or not a positive number."""
    values = column.to_numpy(float, na_value=np.nan)
    return np.log(np.where((values > 0) & (values < np.inf), values, np.nan))


def _beside_siblings(value: float, siblings: float | None) -> Iterator[str]:
    """The doubt about a value that is far off its siblings'."""
    if siblings and not 1 / TIMES <= value / siblings <= TIMES:
        yield f"{value / siblings:.3g} times its siblings' {siblings:.3g}: {slip(value / siblings)}?"


def _in_the_trend(percentile: float | None) -> Iterator[str]:
    """The doubt about a value at the edge of its trend."""
    if percentile is not None and not TAIL <= percentile <= 1 - TAIL:
        yield f"{'above' if percentile > 0.5 else 'below'} 99% of what the trend of its peers expects at its date"


def of_row(table: str, frame: Frame, row: int) -> tuple[Standing, ...]:
    """How each number of a row stands; peaks all twice its siblings', and bytes in binary units, are doubts too."""
    comparison = Comparison(table, frame)
    found = [comparison.standing(row, c) for c in comparison.columns if np.isfinite(comparison.logs[c][row])]
    peaks = [s for s in found if s.column.startswith("peak_matrix_") and s.siblings]
    sparse = len(peaks) > 1 and all(TWICE[0] <= s.value / (s.siblings or 1) <= TWICE[1] for s in peaks)
    return tuple(_with(s, *_binary(s), *(_sparse(s) if sparse and s in peaks else ())) for s in found)


def _with(standing: Standing, *more: str) -> Standing:
    """A standing with more doubts."""
    return replace(standing, doubts=(*standing.doubts, *more))


def _sparse(standing: Standing) -> Iterator[str]:
    """The doubt about a peak of a row whose peaks are all twice its siblings'."""
    times = standing.value / (standing.siblings or 1)
    yield f"{times:.2g} times its siblings', as all its peaks: does the figure count sparsity?"


def _binary(standing: Standing) -> Iterator[str]:
    """The doubt about bytes in binary units beside siblings in decimal ones."""
    likes = standing.siblings or (standing.previous and standing.previous[1])
    if standing.column.endswith("_bytes") and _is_binary(standing.value) and likes and not _is_binary(likes):
        yield f"{standing.value / 2**30:g} GiB, its siblings are in GB: does the document mean {standing.value / 2**30:g} GB?"


def _is_binary(value: float) -> bool:
    """Whether a number of bytes is whole in MiB and not in MB."""
    return round(value) % 2**20 == 0 and round(value) % 10**6 != 0


def trial(table: str, frame: Frame) -> list[bool]:
    """For every number of a table, multiplied and divided by ten as if nothing proved it, whether it is asked about."""
    likes = Comparison(table, frame)
    cells = [(int(row), c) for c in likes.columns for row in np.flatnonzero(np.isfinite(likes.logs[c]))]
    values = [(row, c, float(np.exp(likes.logs[c][row]))) for row, c in cells]
    return [bool(likes.standing(row, c, value * times).doubts) for row, c, value in values for times in (10, 0.1)]


def unproved(
    tables: Mapping[str, Frame], proved: frozenset[tuple[str, str, str]], accepted: frozenset[tuple[str, str, str]]
) -> Iterator[Finding]:
    """What is odd in the cells that no evidence proves, less the `accepted` (rule, table, row)."""
    for table in LAYOUTS.keys() & tables.keys():
        comparison, ids = Comparison(table, tables[table]), tables[table]["id"]
        for column in comparison.columns:
            for row in np.flatnonzero(np.isfinite(comparison.logs[column])):
                if (table, ids.iloc[row], column) in proved or (RULE + column, table, ids.iloc[row]) in accepted:
                    continue
                if doubts := comparison.standing(int(row), column).doubts:
                    told = f"{ids.iloc[row]}: {comparison.frame[column].iloc[row]:g} is {'; '.join(doubts)}"
                    yield Finding(table, row, column, told, "look it up")
