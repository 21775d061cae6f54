"""What a rule is, and the rules that hold in every table.

A rule takes the tables it names and yields findings; `evidence.validate` places them in files and takes off the
accepted ones of data/exceptions.toml. A rule's name is what an exception refers to.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import SupportsIndex, TypeAlias

import numpy as np
import pandas as pd

Frame: TypeAlias = pd.DataFrame


@dataclass(frozen=True)
class Finding:
    """A rule broken by one row: `row` is the position in the table, 0 the first below the header."""

    table: str
    row: SupportsIndex
    column: str
    problem: str
    advice: str


@dataclass(frozen=True)
class Rule:
    """A named rule over some tables."""

    name: str
    tables: tuple[str, ...]
    find: Callable[..., Iterator[Finding]]


RULES: list[Rule] = []


def rule(name: str, *tables: str) -> Callable:
    """Register a function of the frames of `tables` as the rule `name`."""

    def register(find: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
        RULES.append(Rule(name, tables, find))
        return find

    return register


def slip(ratio: float) -> str:
    """What a wrong factor most likely is."""
    known = {
        1000.0: "a slip of an SI prefix",
        8.0: "bits for bytes",
        2.0: "sparse for dense, or both ways for one",
        1.024: "binary for decimal units",
    }
    for factor, name in known.items():
        for power in (1, 2, 3) if factor == 1000 else (1,):
            if 0 < ratio < math.inf and abs(abs(math.log(ratio)) - power * math.log(factor)) < 0.015:
                return name
    return "a typing slip, or cells swapped"


def numbers(name: str, frame: Frame) -> Iterator[Finding]:
    """Every quantity is finite, and none is zero: zero is a value, and no quantity here has it. (Counts: see the schema.)"""
    for column in frame.select_dtypes("float"):
        values = frame[column].to_numpy()
        for row in np.flatnonzero((values == 0) | np.isinf(values)):
            yield Finding(
                name,
                row,
                column,
                f"the value is {values[row]:g}",
                "leave the cell blank where the value is unknown; zero is a value",
            )


def dates(name: str, frame: Frame) -> Iterator[Finding]:
    """No date lies in the future, but that of an announced product."""
    announced = frame["status"].eq("announced") if "status" in frame else pd.Series(False, frame.index)
    for column in frame.select_dtypes("datetime"):
        for row in np.flatnonzero((frame[column] > pd.Timestamp(dt.date.today())) & ~announced):
            yield Finding(
                name,
                row,
                column,
                f"{frame[column][row]:%Y-%m-%d} is in the future",
                "a slip in the year? announced dates need a column of their own",
            )
