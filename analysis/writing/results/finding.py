"""What a finding is: one sentence, its numbers, how it could be wrong, its picture and its command.

A claim is tried again without each device, without each vendor in turn and with every reading that documents leave open, and
it is said whether it survives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...tables.paths import ROOT
from ...tables.units import multiple
from ...trends.selection import Series
from ...wall import gap
from ...wall.gap import Rate


@dataclass(frozen=True)
class Survival:
    """What becomes of a number without each device, each vendor, and with contested readings, and whether its claim holds."""

    claim: str
    by_device: tuple[float, float]
    by_vendor: tuple[float, float]
    by_reading: tuple[float, float] | None  # None where no reading is contested
    holds: bool

    def told(self, words: Callable[[float], str] = multiple) -> str:
        """The ranges in words, and the verdict."""
        device, vendor = (f"{words(low)} to {words(high)}" for low, high in (self.by_device, self.by_vendor))
        verdict = "It survives:" if self.holds else "It does not survive, for it is not so that"
        reading = f"With any contested reading it is {self._read(words)}. " if self.by_reading else ""
        return f"Without any one chip it is {device}, without any one vendor {vendor}. {reading}{verdict} {self.claim}."

    def _read(self, words: Callable[[float], str]) -> str:
        """'1.65× to 1.69×', or 'still 1.24×' where both ends are printed alike."""
        told = dict.fromkeys(map(words, self.by_reading or ()))
        return " to ".join(told) if len(told) > 1 else "still " + "".join(told)


@dataclass(frozen=True)
class Finding:
    """One sentence and what it rests on."""

    sentence: str  # at most 30 words, only as true as the numbers make it
    numbers: str  # each with its interval and n
    doubts: str  # how it could be wrong
    figure: str  # '' where none shows it
    command: str
    survival: Survival | None = None


def survival(
    series: Series,
    claim: str,
    number: Callable[[Series], float],
    holds: Callable[[float], bool],
    root: Path = ROOT,
) -> Survival:
    """`number` of `series` without each device, each vendor and with contested readings; whether `holds` is true of all."""
    vendors, n = np.array(gap.vendors(series, root)), np.arange(len(series.ids))
    devices = [number(series.where(n != i)) for i in n]
    dropped = [number(series.where(vendors != v)) for v in dict.fromkeys(vendors)]
    read = [number(series.read(steeper=steeper)) for steeper in (False, True)] if series.contested else []
    by_device, by_vendor = ((min(values), max(values)) for values in (devices, dropped))
    by_reading = (min(read), max(read)) if read else None
    return Survival(claim, by_device, by_vendor, by_reading, all(holds(v) for v in (*devices, *dropped, *read)))


def growth(series: Series) -> float:
    """The growth of a series every two years."""
    return series.fit().growth(2)


def interval(rate: Rate) -> str:
    """'1.25× (1.03× to 1.51×, n = 67)'."""
    low, high = rate.growth_per_2_years_ci
    return f"{multiple(rate.growth_per_2_years)} ({multiple(low)} to {multiple(high)}, n = {rate.n})"
