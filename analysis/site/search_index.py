"""What the search of the site finds: one entry for each chip, table, column, figure, finding and section of a text."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..writing.results.finding import Finding
from .chip_pages import Chip
from .documents import Document
from .gallery_page import Picture
from .table_pages import Table


class Entry(NamedTuple):
    """One thing to find; short names, since the index is part of a page."""

    t: str  # title
    u: str  # address from the top of the site
    k: str  # kind, in a word
    d: str  # what is shown below the title
    w: str  # other words that find it
    l: str = ""  # noqa: E741 # a short name: who asks for exactly that finds this first


def entries(
    chips: Iterable[Chip],
    tables: Iterable[Table],
    pictures: Iterable[Picture],
    findings: Iterable[Finding],
    documents: Iterable[Document],
) -> tuple[Entry, ...]:
    """All entries, in the order in which those of one score are shown."""
    return (
        *map(_chip, chips),
        *(Entry(p.title, f"figures.html#{p.stem}", "Figure", p.subtitle, p.stem) for p in pictures),
        *(Entry(f.sentence, f"index.html#finding-{n}", "Finding", f.numbers, f.command) for n, f in enumerate(findings, 1)),
        *(entry for table in tables for entry in _table(table)),
        *(entry for document in documents for entry in _document(document)),
    )


def _chip(chip: Chip) -> Entry:
    """A chip is found by every name it has, and by the memory and the links it has."""
    told = filter(None, (chip.told("memory_bandwidth_bytes_per_s"), chip.told("memory_capacity_bytes"), chip.day[:4]))
    has = (chip.told(column) for column in ("memory_type", "interconnect_type"))
    more = " ".join(filter(None, (chip.id, chip.generation, *has, *chip.called)))
    return Entry(chip.name, f"chips/{chip.id}.html", "Chip", ", ".join(told), more, chip.label)


def _table(table: Table) -> Iterator[Entry]:
    page = f"tables/{table.page}.html"
    yield Entry(table.book.title, page, "Table", table.book.description, f"{table.path} {table.page}")
    for field in table.book.fields:
        yield Entry(field.name, f"{page}#{field.name}", "Column", f"{table.book.title}: {field.meaning}", "")


def _document(document: Document) -> Iterator[Entry]:
    yield Entry(document.title, document.page, "Page", "", document.file)
    for anchor, words in document.headings:
        yield Entry(words, f"{document.page}#{anchor}", "Section", document.title, "")
