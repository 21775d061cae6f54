"""A cell from what a document prints: its value in base units, its evidence, the name of its option, the id of its row."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..tables import units
from ..tables.errors import RequestError
from . import quotations, wordings

Cells = dict[str, str]
PERIODS = {1: "day", 28: "month", 29: "month", 30: "month", 31: "month", 365: "year", 366: "year"}  # any other length: quarter
DENSE_NOTE = "Sparse figure printed; half of it is dense."


@dataclass(frozen=True)
class Told:
    """What a person says of one cell: the text as printed, and what is needed to read it."""

    text: str
    source: str
    locator: str = ""
    unit: str = ""  # of the table's heading, where the text is a bare number
    value: str = ""  # in the base unit, or a day: which of several printed ones is meant
    derivation: str = ""
    halve: bool = False  # the printed rate counts structured sparsity
    read_at: str = ""  # where it was read, where that was not the document's own address
    read_as: str = ""  # one of publishers.READ_AS
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell with the value its text gives; `precision` is that of a date, '' otherwise."""

    column: str
    value: str
    basis: str
    derivation: str
    precision: str
    told: Told


def flag(column: str) -> str:
    """The option that names a column: 'memory_bandwidth_bytes_per_s' -> 'memory-bandwidth', 'released_on' -> 'released'."""
    ending = max((e for e in units.SUFFIXES if column.endswith(e) and e != "_flop"), key=len, default="")
    return column.removesuffix(ending).removesuffix("_on").replace("_on_", "_").replace("_", "-")


def canonical(value: float) -> str:
    """`value` as the tables write it: '3.35e12', '700', exact bytes of binary capacities in full: '17179869184'."""
    if 1e6 <= value < 2**53 and value % 2**20 == 0 and value % 10**6:
        return f"{int(value)}"
    number = Decimal(f"{value:.12g}").normalize()  # 3.8 times 1e25 is 3.8e25, whatever the last bits say
    if abs(value) < 1e6:
        return f"{number:f}"
    digits = "".join(map(str, number.as_tuple().digits))
    return f"{digits[0]}{'.' + digits[1:] if digits[1:] else ''}e{number.adjusted()}"


def read(field: Mapping[str, Any], told: Told) -> Cell:
    """The cell that `told` gives for a number or date `field` of the schema; RequestError says what is unclear."""
    column = field["name"]
    try:
        return _day(column, told) if field["type"] == "date" else _number(column, told)
    except ValueError as error:
        raise RequestError(f"{flag(column)}: {error}") from error


def _day(column: str, told: Told) -> Cell:
    """The one period that the text names, on its first day; a year around a named month is not another period."""
    spans = set(quotations.days(told.text))
    if told.value:
        spans = {s for s in spans if s[0] <= dt.date.fromisoformat(told.value) <= s[1]}
    finest = sorted(s for s in spans if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in spans))
    if len(finest) != 1:
        options = " or ".join(first.isoformat() for first, _ in finest)
        raise ValueError(
            f"{told.text!r} names {options}; say which: --value {flag(column)}=..."
            if finest
            else f"no date in {told.text!r}; give it as printed, as 'October 13, 2022'"
        )
    first, last = finest[0]
    return Cell(column, first.isoformat(), "stated", "", PERIODS.get((last - first).days + 1, "quarter"), told)


def _number(column: str, told: Told) -> Cell:
    """The one number that the text states, or what arithmetic makes of it."""
    unit, name = units.column_unit(column), flag(column)
    if told.derivation:
        value = units.in_unit(told.derivation, unit or "dimensionless")
        return Cell(column, canonical(value), "derived", told.derivation, "", told)
    value = _stated(column, told, unit)
    if told.halve:
        if not column.startswith("peak_"):
            raise ValueError("only a peak can count sparsity")
        derivation = f"{value / 1e12:.15g} TFLOP/s / 2"
        return Cell(column, canonical(value / 2), "derived", derivation, "", told)
    if wordings.speaks(wordings.SPARSITY, column, told.text) and not told.value:
        raise ValueError(
            f"{told.text!r} speaks of sparsity, and peaks here are dense: say --halve {name} if the figure is the sparse one,"
            f" --value {name}={canonical(value)} if it is the dense one"
        )
    if wordings.speaks(wordings.DIRECTION, column, told.text) and not told.value:
        raise ValueError(
            f"{told.text!r} speaks of one direction, and here both are added: say --value {name}={canonical(2 * value)}"
            f" if the figure is of one, --value {name}={canonical(value)} if it is of both"
        )
    return Cell(column, canonical(value), "stated", "", "", told)


def _stated(column: str, told: Told, unit: str | None) -> float:
    """The number in `unit` that the text states; ValueError where there is none, or several and none chosen."""
    values = list(dict.fromkeys(quotations.plain_readings(told.text, told.unit, unit)))
    if told.value:
        chosen = float(told.value)
        ways = (1, 2) if wordings.speaks(wordings.DIRECTION, column, told.text) else (1,)
        readings = [r * k for r in quotations.readings(told.text, told.unit, unit) for k in ways]
        if not any(abs(r / chosen - 1) <= quotations.TOLERANCE for r in readings):
            raise ValueError(f"{told.text!r} does not state {told.value}")
        return chosen
    if not values:
        wanted = f"no quantity in {unit}" if unit else "no number"
        raise ValueError(
            f"{wanted} in {told.text!r}; a bare number takes the unit of its table in brackets, as '90.5 [TFLOPS]';"
            " leave out what is unknown"
        )
    if len(values) > 1:
        options = " or ".join(canonical(v) for v in values)
        raise ValueError(f"{told.text!r} states {options}; say which: --value {flag(column)}={canonical(values[0])}")
    return values[0]


def bracketed(text: str) -> tuple[str, str]:
    """A text with the unit of its heading taken off: '90.5 [TFLOPS]' -> ('90.5', 'TFLOPS')."""
    match = re.fullmatch(r"(.*?)\s*\[([^\[\]]+)\]", text)
    return (match[1], match[2]) if match else (text, "")


def evidence_line(table: str, row_id: str, cell: Cell, read: Mapping[str, str]) -> Cells:
    """The line of evidence of one cell; `read` is its read_as and read_at."""
    told = cell.told
    return {
        "id": f"{row_id}.{cell.column}.1",
        "table": table,
        "row_id": row_id,
        "column": cell.column,
        "text_as_published": told.text,
        "unit_as_published": told.unit,
        "value": cell.value,
        "basis": cell.basis,
        "derivation": cell.derivation,
        "source_id": told.source,
        "locator": told.locator,
        **read,
        "note": told.note or (DENSE_NOTE if told.halve else ""),
    }


def slug(text: str) -> str:
    """`text` as an id: small letters and digits joined by single hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower().replace("+", "-plus ")))


def suggested_id(table: str, cells: Mapping[str, str]) -> str:
    """The id that fits a new row: vendor and product, without the words that tell no two apart."""
    name = slug(cells["name"])
    if table == "models":
        return name
    words = [w for w in name.split("-") if w not in ("gpu", "accelerator", "instinct", "tensor", "core")]
    vendor = slug(cells["vendor"])
    return "-".join(words) if words[: len(vendor.split("-"))] == vendor.split("-") else "-".join([vendor, *words])
