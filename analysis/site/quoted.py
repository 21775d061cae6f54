"""What documents print of a row, as a page shows it: the one place of the site that knows the columns of evidence."""

from dataclasses import dataclass
from pathlib import Path

from ..evidence import lines
from ..evidence.lines import Line
from ..tables.paths import ROOT


@dataclass(frozen=True)
class Quotation:
    """The text of one document for one cell. '' is unknown, or not needed."""

    text: str  # as published
    unit: str  # of the heading, where the text is a bare number
    derivation: str  # '960 GB / 2', where arithmetic gives the value
    conflicting: bool  # it gives another value than the table
    value: str
    title: str
    publisher: str
    address: str
    place: str  # page, table, heading
    read: str  # how it was read, where it was not the document itself
    read_at: str  # the address of what was read then
    note: str


def of_row(row_id: str, root: Path = ROOT) -> dict[str, tuple[Quotation, ...]]:
    """Column -> its quotations, those that give another value last."""
    found: dict[str, list[Line]] = {}
    for line in lines.of_row(row_id, root):
        found.setdefault(line.column, []).append(line)
    return {
        column: tuple(map(_quotation, sorted(some, key=lambda line: line.basis == "conflicting")))
        for column, some in found.items()
    }


def _quotation(line: Line) -> Quotation:
    read, read_at = _how_read(line)
    return Quotation(
        text=line.text,
        unit=line.unit,
        derivation=line.derivation,
        conflicting=line.basis == "conflicting",
        value=line.value,
        title=line.title,
        publisher=line.publisher,
        address=line.url,
        place=line.locator,
        read=read,
        read_at=read_at,
        note=line.note,
    )


def _how_read(line: Line) -> tuple[str, str]:
    """(in words, address) of what was read in place of the document; ('', '') where it was the document itself."""
    return ("", "") if line.read_as == "primary" else (f"Read in a {line.read_as}", line.read_at)
