"""A series of one's own, from a CSV file or a pandas frame: the same fits and intervals as ours, on a reader's points."""

import csv
import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..tables.errors import RequestError
from ..tables.units import decimal_year
from .selection import Series

if TYPE_CHECKING:
    import pandas as pd

MOST_BYTES = 200_000_000
PRECISIONS = {1: "year", 2: "month", 3: "day"}  # of a date of so many parts


class Point(NamedTuple):
    """One row: where it stands, when, how much, what it is called."""

    place: str
    day: dt.date
    year: float
    precision: str
    value: float
    label: str


def from_csv(path: Path, date: str, value: str, label: str | None = None, where: Mapping[str, str] | None = None) -> Series:
    """The rows of a CSV file whose columns equal `where`; RequestError names the first bad cell by line and column.

    Dates are 2024, 2024-05, 2024-05-17 or a decimal year as 2024.4; values are positive plain numbers. Rows with both blank
    are left out.
    """
    wanted = dict(where or {})
    points = [
        _point(f"{path}, line {line}", row, date, value, label)
        for line, row in _rows(path, (date, value, label, *wanted), wanted)
    ]
    return _series([p for p in points if p], path.stem, value)


def from_frame(
    frame: "pd.DataFrame",
    date: str,
    value: str,
    label: str | None = None,
    where: Mapping[str, str] | None = None,
    name: str = "own",
) -> Series:
    """The rows of a pandas frame whose columns equal `where`; dates may be dates, texts or decimal years."""
    for column in (date, value, label, *(where or {})):
        _require(column, list(frame.columns), "the frame")
    chosen = frame
    for column, wanted in (where or {}).items():
        chosen = chosen[chosen[column].astype(str) == wanted]
    rows = ((f"row {index}", {c: _cell(v) for c, v in row.items()}) for index, row in chosen.iterrows())
    points = [_point(place, row, date, value, label) for place, row in rows]
    return _series([p for p in points if p], name, value)


def _cell(value: Any) -> str:
    """A cell of a frame as a CSV file would hold it."""
    if value is None or value != value:
        return ""
    day = getattr(value, "date", None)
    return day().isoformat() if callable(day) else str(value)


def _rows(path: Path, columns: Iterable[str | None], where: Mapping[str, str]) -> Iterable[tuple[int, Mapping[str, str]]]:
    """(line, row) of the rows wanted; the first line is the header."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RequestError(f"{path}: larger than {MOST_BYTES:,} bytes")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            heads = list(reader.fieldnames or [])
            for column in columns:
                _require(column, heads, str(path))
            for row in reader:
                if all((row[c] or "") == v for c, v in where.items()):
                    yield reader.line_num, row
    except OSError as error:
        raise RequestError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        wide = path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
        told = "it is UTF-16, Excel's 'Unicode Text'" if wide else f"byte {error.start} is not UTF-8"
        raise RequestError(f"{path}: {told}; save it as 'CSV UTF-8'") from error
    except csv.Error as error:
        raise RequestError(f"{path}: no CSV: {error}") from error


def _require(column: str | None, heads: list[Any], where: str) -> None:
    """Raise RequestError unless a column that is asked for is there once."""
    if column is None:
        return
    if heads.count(column) != 1:
        if len(heads) == 1 and (mark := next((m for m in ";\t|" if m in str(heads[0])), None)):
            raise RequestError(f"{where}: cells are separated by {mark!r}; save it with commas, as 'CSV UTF-8'")
        told = ", ".join(str(head) for head in heads[:20]) or "none"
        said = f"no column {column!r}" if column not in heads else f"{heads.count(column)} columns {column!r}"
        raise RequestError(f"{where} has {said}; it has {told}")


def _point(place: str, row: Mapping[str, str], date: str, value: str, label: str | None) -> Point | None:
    """The point of a row; None where both cells are blank."""
    when, much = ((row.get(c) or "").strip() for c in (date, value))
    if not when and not much:
        return None
    day, year, precision = _date(when, f"{place}, column {date}")
    return Point(
        place, day, year, precision, _value(much, f"{place}, column {value}"), (row.get(label) or "").strip() if label else ""
    )


def _date(text: str, place: str) -> tuple[dt.date, float, str]:
    """The day, the decimal year and the precision of a date."""
    try:
        if re.fullmatch(r"\d{4}\.\d+", text):
            year = float(text)
            first = dt.date(int(year), 1, 1)
            day = first + dt.timedelta(days=int((year - int(year)) * (dt.date(int(year) + 1, 1, 1) - first).days))
            return day, year, "day"
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
            raise ValueError
        parts = [int(p) for p in text.split("-")]
        day = dt.date(*[*parts, 1, 1][:3])
    except ValueError:
        raise RequestError(f"{place}: {text[:40]!r} is no date; write 2024, 2024-05, 2024-05-17 or 2024.4") from None
    return day, decimal_year(day), PRECISIONS[len(parts)]


def _value(text: str, place: str) -> float:
    """A positive number, which has a logarithm."""
    try:
        number = float(text) if re.fullmatch(r"[-+0-9.eE]+", text, re.ASCII) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise RequestError(f"{place}: {text[:40]!r} is no number{_comma(text)}, as 1.5e12")
    if number <= 0:
        raise RequestError(f"{place}: {text[:40]} is not above 0 and has no logarithm; leave such rows out")
    return number


def _comma(text: str) -> str:
    """What a comma in a number most likely is."""
    if re.fullmatch(r"[-+]?\d+,\d+([eE][-+]?\d+)?", text) and not re.fullmatch(r"[-+]?\d{1,3},\d{3}", text):
        return "; its comma is a decimal one: write a point"
    return "; leave out thousands separators" if "," in text else ""


def _series(points: list[Point], name: str, quantity: str) -> Series:
    """The points in order of time."""
    if not points:
        raise RequestError(f"{name}: no row is left")
    ordered = sorted(points, key=lambda p: p.year)
    values = np.array([p.value for p in ordered])
    places = tuple(p.place for p in ordered)
    return Series(
        name=name,
        title=f"{quantity} of {name}",
        quantity=quantity,
        unit="",
        sources=tuple(() for _ in ordered),
        ids=places,
        names=tuple(p.label or p.place for p in ordered),
        labels=tuple(p.label for p in ordered),
        days=tuple(p.day for p in ordered),
        years=np.array([p.year for p in ordered]),
        values=values,
        merits=values.copy(),
        groups=places,
        designs=places,
        precisions=tuple(p.precision for p in ordered),
    )
