"""Faults of a file before any schema: bytes, encoding, line ends, ragged rows, cells a spreadsheet would run."""

import csv
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LONGEST = 100_000  # characters of a line
SMALLEST, LARGEST = 1e-60, 1e60  # of a number that a table holds
_FORMULA = re.compile(r"\s*[=@\t\r]|\s*[+-](?![\d.])").match
_PLAIN = {
    "number": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII).fullmatch,
    "integer": re.compile(r"[+-]?\d+", re.ASCII).fullmatch,
}


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it is, what is wrong, and what is probably meant and to be done."""

    file: str
    line: int | None  # 1 is the header; None where the whole file is meant
    column: str | None  # name of the field
    problem: str
    advice: str

    def __str__(self) -> str:
        place = ":".join(str(p) for p in (self.file, self.line) if p is not None)
        column = f"column {self.column}: " if self.column else ""
        return _printable(f"{place}: {column}{self.problem}; {self.advice}")


def show(cell: str) -> str:
    """`cell` quoted, shortened and without control characters, safe to print on one line."""
    text = _printable(cell)
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _printable(text: str) -> str:
    """`text` without characters that a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def check_file(path: Path, name: str, fields: Mapping[str, str]) -> Iterator[Fault]:
    """Faults of the bytes, the grid and the cells of the CSV at `path`; `name` is printed, `fields` are column -> type."""
    if not path.is_file():
        yield Fault(name, None, None, "the file is missing", "restore it, or take its resource out of datapackage.json")
        return
    data = path.read_bytes()
    if columns(data, tuple(fields.items())) is not None:
        return
    yield from _bytes(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    yield from _grid(text, name, fields)


@lru_cache(maxsize=64)
def columns(data: bytes, fields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], ...] | None:
    """The cells of a CSV below its header, column by column; None where `check_file` has or may have a fault to tell.

    Each text is looked at once, however many cells hold it. `fields` are (column, type).
    """
    if not data.endswith(b"\n") or data.startswith(b"\xef\xbb\xbf") or b"\r" in data:
        return None
    try:
        lines = data.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return None
    if any(len(line) > LONGEST or line.count('"') % 2 or not line.strip(", \t") for line in lines):
        return None
    header, *rows = csv.reader(lines)
    if header != [name for name, _ in fields] or len(rows) + 1 != len(lines) or any(len(row) != len(header) for row in rows):
        return None  # fewer rows than lines where a quotation mark took a line end into its cell
    found = tuple(zip(*rows, strict=True)) if rows else ((),) * len(header)
    odd = (f for (name, kind), cells in zip(fields, found, strict=True) for cell in set(cells) for f in _odd(cell, name, kind))
    return found if next(odd, None) is None else None


def _odd(cell: str, field: str, kind: str) -> Iterator[Fault]:
    """The faults of a cell, wherever it stands."""
    yield from _cell("", 0, field, cell)
    yield from _typed("", 0, field, cell, kind)


def _bytes(data: bytes, name: str) -> Iterator[Fault]:
    if data.startswith(b"\xef\xbb\xbf"):
        yield Fault(
            name,
            1,
            None,
            "the file starts with a byte order mark",
            "save it as plain UTF-8, not as 'UTF-8 with BOM' or 'CSV UTF-8'",
        )
    if b"\r" in data:
        line = data[: data.index(b"\r")].count(b"\n") + 1
        yield Fault(
            name, line, None, "the line ends with a carriage return", "save it with Unix line ends (LF); a spreadsheet wrote CRLF"
        )
    if data and not data.endswith(b"\n"):
        yield Fault(
            name,
            data.count(b"\n") + 1,
            None,
            "the last line has no line end",
            "the file may be cut short; end it with a line end",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = error.start - data.rfind(b"\n", 0, error.start)
        problem = f"byte {byte} of the line (0x{data[error.start]:02x}) is not UTF-8"
        yield Fault(name, line, None, problem, "it was probably saved as Windows-1252 or Latin-1; save it as UTF-8")


def _grid(text: str, name: str, types: Mapping[str, str]) -> Iterator[Fault]:
    fields = list(types)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    header = next(csv.reader([lines[0][:LONGEST]]), [])
    if header != fields:
        yield _header(name, header, fields)
    for number, line in enumerate(lines[1:], start=2):
        if len(line) > LONGEST:
            yield Fault(
                name, number, None, f"the line has {len(line):,} characters", f"a row has at most {LONGEST:,}; was a file pasted?"
            )
            continue
        if not line.strip(", \t"):
            yield Fault(name, number, None, "the line is blank", "delete it")
            continue
        if line.count('"') % 2:
            yield Fault(
                name,
                number,
                None,
                "a quotation mark is not closed on its line",
                "cells hold no line breaks; double a quotation mark inside a cell",
            )
            continue
        cells = next(csv.reader([line]))
        if len(cells) != len(fields):
            some, last = ("few", fields[len(cells) - 1]) if len(cells) < len(fields) else ("many", fields[-1])
            problem = f"{len(cells)} cells for {len(fields)} columns, too {some}; the last column reached is {last}"
            yield Fault(name, number, last, problem, "a comma is missing or one too many; quote a cell that contains a comma")
            continue
        for field, cell in zip(fields, cells, strict=True):
            yield from _cell(name, number, field, cell)
            yield from _typed(name, number, field, cell, types[field])


def _header(name: str, header: list[str], fields: list[str]) -> Fault:
    if sorted(header) == sorted(fields):
        moved = next(h for h, f in zip(header, fields, strict=True) if h != f)
        return Fault(
            name,
            1,
            moved,
            "the columns are in another order than the schema's",
            "swapped columns? keep the order of datapackage.json",
        )
    missing, extra = [f for f in fields if f not in header], [h for h in header if h not in fields]
    told = " and ".join(
        f"{what} {', '.join(map(show, some))}" for what, some in (("lacks", missing), ("has unknown", extra)) if some
    )
    return Fault(
        name,
        1,
        next(iter(extra or missing or header), None),
        f"the header {told or 'repeats a column'}",
        "name the columns as datapackage.json does",
    )


def _cell(name: str, line: int, field: str, cell: str) -> Iterator[Fault]:
    if cell != cell.strip():
        yield Fault(name, line, field, f"{show(cell)} has blanks at its start or end", "delete them")
    if _FORMULA(cell):
        yield Fault(
            name,
            line,
            field,
            f"{show(cell)} looks like a spreadsheet formula",
            "a spreadsheet would run it; write the value, or begin the text with a word",
        )
    if not cell.isprintable():
        yield Fault(name, line, field, f"{show(cell)} holds a control character", "delete it; it came with a copy and paste")


def _typed(name: str, line: int, field: str, cell: str, kind: str) -> Iterator[Fault]:
    """Numbers that other readers take for another one, or for none: other digits, separators, beyond what is computed with."""
    if not cell or kind not in ("number", "integer"):
        return
    if not _PLAIN[kind](cell):
        yield Fault(name, line, field, f"{show(cell)} is not a {'whole ' * (kind == 'integer')}number", _advice(cell))
    elif len(cell) > 40 or not math.isfinite(float(cell)) or (float(cell) and not SMALLEST < abs(float(cell)) < LARGEST):
        yield Fault(
            name, line, field, f"{show(cell)} is beyond any quantity", "a slip of the exponent, or a column pasted together?"
        )


def _advice(cell: str) -> str:
    """What was probably meant."""
    if any(c.isdigit() and not c.isascii() for c in cell):
        return "write the digits 0 to 9; these are of another script"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", cell):
        return "leave out the thousands separators"
    if re.fullmatch(r"[+-]?\d+,\d+", cell):
        return "write the decimal point as a point; a spreadsheet wrote a comma"
    return "write digits only, as 3.35e12: no unit, no thousands separator, no text; leave an unknown blank"
