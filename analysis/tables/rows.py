"""The rows of a table as texts, read by Python alone in milliseconds: what a look-up needs. `frames` has them typed."""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from . import packed
from .errors import UnknownName
from .paths import ROOT

Row = Mapping[str, str]


def read(table: str, root: Path = ROOT) -> tuple[Row, ...]:
    """Every row of data/<table>.csv in file order, blank as ''. The file is taken to be valid."""
    return _read(root / f"data/{table}.csv", changed(table, root))


def changed(table: str, root: Path = ROOT) -> int:
    """When the file of a table was last changed, in nanoseconds: what a cache of something made from it is kept by."""
    return packed.standing(root / f"data/{table}.csv").stat().st_mtime_ns


def of_table(table: str, root: Path = ROOT) -> tuple[Row, ...]:
    """As `read`; UnknownName, which lists the tables, where there is none of this name."""
    known = packed.names(root)
    if table not in known:
        raise UnknownName(f"no table {table!r}; the tables are {', '.join(known)}")
    return read(table, root)


@lru_cache(maxsize=16)
def _read(path: Path, when: int) -> tuple[Row, ...]:
    """The rows at `path`, read once for each time that it is changed."""
    return tuple(csv.DictReader(io.StringIO(packed.text(path), newline="")))


def number(row: Row, column: str) -> float | None:
    """The number in a cell, None where it is blank."""
    return float(row[column]) if row[column] else None


def count(row: Row, column: str) -> int | None:
    """The whole number in a cell, None where it is blank."""
    return int(row[column]) if row[column] else None


def day(row: Row, column: str) -> dt.date | None:
    """The date in a cell, None where it is blank."""
    return dt.date.fromisoformat(row[column]) if row[column] else None
