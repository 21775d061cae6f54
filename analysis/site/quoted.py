"""What documents print of a row, as a page shows it: the one place of the site that knows the columns of evidence."""

from dataclasses import dataclass
from pathlib import Path

from ..evidence import lines
from ..evidence.lines import Line
from ..tables.paths import ROOT


@dataclass(frozen=True)
class Document:
    """One document, as it was read. '' is unknown, or not needed."""

    title: str
    publisher: str
    address: str
    read: str  # how it was read, where it was not the document at its address
    read_at: str  # the address of what was read then


@dataclass(frozen=True)
class Quotation:
    """The text of one document for one cell. '' is unknown, or not needed."""

    text: str  # as published
    unit: str  # of the heading, where the text is a bare number
    derivation: str  # '960 GB / 2', where arithmetic gives the value
    conflicting: bool  # it gives another value than the table
    value: str
    document: Document
    place: str  # page, table, heading
    note: str


def of_row(row_id: str, root: Path = ROOT) -> dict[str, tuple[Quotation, ...]]:
    """Column -> its quotations, those that give another value last."""
    found: dict[str, list[Quotation]] = {}
    for line in lines.of_row(row_id, root):
        found.setdefault(line.column, []).append(_quotation(line))
    return {column: tuple(sorted(some, key=lambda quotation: quotation.conflicting)) for column, some in found.items()}


def _quotation(line: Line) -> Quotation:
    return Quotation(
        text=line.text,
        unit=line.unit,
        derivation=line.derivation,
        conflicting=line.basis == "conflicting",
        value=line.value,
        document=Document(line.title, line.publisher, line.url, *_how_read(line)),
        place=line.locator,
        note=line.note,
    )


def _how_read(line: Line) -> tuple[str, str]:
    """(in words, address) of where the text was read; ('', '') where that is the document at its own address."""
    if line.read_as == "primary":
        return ("as it was read", line.read_at) if line.read_at else ("", "")
    return f"read in a {line.read_as}", line.read_at
