"""The lines of evidence of a row, each with its document; read by Python alone, so that a look-up can say its source."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..tables import display, rows
from ..tables.errors import UnknownName
from ..tables.paths import ROOT
from . import publishers

AGAINST = ("conflicting", "contested")  # bases of a line that does not give the value of its cell


class Line(NamedTuple):
    """What one document prints of one cell: the text as published, where it stands, and how it gives the value."""

    row_id: str
    column: str
    value: str
    text: str  # as published
    unit: str  # of the table's heading, where the text is a bare number
    basis: str  # stated or derived, or one of AGAINST
    derivation: str
    title: str  # of the document
    publisher: str
    url: str  # at its publisher, '' where none is known
    locator: str  # page, table, heading
    read_as: str  # primary: in the document at its publisher; copy: in a copy of it; report: in what somebody wrote of it
    read_at: str  # where, '' at the document's own address
    note: str

    def __repr__(self) -> str:
        return f"{self.column} = {self.value} ({self.how}): “{self.text}”\n{self.place}, {self.source}"

    def _repr_html_(self) -> str:
        cells = {"value": f"{self.value} ({self.how})", "text": self.text, "document": self.place, "address": self.source}
        return display.table(f"{self.row_id}, {self.column}", cells)

    @property
    def how(self) -> str:
        """'stated', or 'derived = 1979 TFLOP/s / 2'."""
        return self.basis + (f" = {self.derivation}" if self.derivation else "")

    @property
    def rank(self) -> tuple[int, int]:
        """What sorts the lines of a cell: those that give its value, that contest it, that conflict; nearest document first."""
        standing = {"contested": 1, "conflicting": 2}.get(self.basis, 0)
        return standing, publishers.READ_AS.index(self.read_as)

    @property
    def place(self) -> str:
        """The title of the document, and where in it."""
        return ", ".join(filter(None, [self.title, self.locator]))

    @property
    def source(self) -> str:
        """The address of the document and, where it was not read there, how it was: 'read in a copy, https://...'."""
        return ", ".join(filter(None, [self.url, self.reading]))

    @property
    def reading(self) -> str:
        """'read in a copy, https://...' or 'read in a report, ...'; '' where the document itself was read at its publisher."""
        if self.read_as == "primary":
            return ""
        return ", ".join(filter(None, [f"read in a {self.read_as}", self.read_at]))


def of_row(row_id: str, root: Path = ROOT) -> tuple[Line, ...]:
    """Every line of evidence of a row, in the order of the file; none for a row that nothing proves."""
    return _gathered(root, _changed(root)).get(row_id, ())


def of_cell(row_id: str, column: str, root: Path = ROOT) -> tuple[Line, ...]:
    """The lines of one cell, primary documents first, then those that contest it, then those that conflict; UnknownName: none."""
    found = [line for line in of_row(row_id, root) if line.column == column]
    if not found:
        told = ", ".join(sorted({line.column for line in of_row(row_id, root)}))
        raise UnknownName(f"no line of evidence for {column} of {row_id}; it has some for {told or 'nothing'}")
    return tuple(sorted(found, key=lambda line: line.rank))


def row_ids(root: Path = ROOT) -> tuple[str, ...]:
    """The ids of all rows that have a line of evidence."""
    return tuple(_gathered(root, _changed(root)))


def _changed(root: Path) -> tuple[int, int]:
    """When the two files were last changed."""
    return rows.changed("evidence", root), rows.changed("sources", root)


@lru_cache(maxsize=4)
def _gathered(root: Path, changed: tuple[int, int]) -> dict[str, tuple[Line, ...]]:
    """Row id -> its lines."""
    documents = {row["id"]: row for row in rows.read("sources", root)}
    found: dict[str, list[Line]] = {}
    for row in rows.read("evidence", root):
        found.setdefault(row["row_id"], []).append(_line(row, documents[row["source_id"]]))
    return {row_id: tuple(lines) for row_id, lines in found.items()}


def _line(row: rows.Row, document: rows.Row) -> Line:
    return Line(
        row_id=row["row_id"],
        column=row["column"],
        value=row["value"],
        text=row["text_as_published"],
        unit=row["unit_as_published"],
        basis=row["basis"],
        derivation=row["derivation"],
        title=document["title"],
        publisher=document["publisher"],
        url=document["url"],
        locator=row["locator"],
        read_as=row["read_as"],
        read_at=row["read_at"],
        note=row["note"],
    )
