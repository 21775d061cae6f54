"""A table as its page shows it: the codebook, the first rows, the file, what to cite."""

from dataclasses import dataclass
from pathlib import Path

from ..tables import frames
from ..tables.paths import ROOT
from ..writing import codebook
from . import words

SHOWN = 5  # rows


@dataclass(frozen=True)
class Table:
    """Everything on the page of one table."""

    page: str  # name of its page: 'paper-series'
    path: str  # of its file, from the top of the site
    size: str
    book: codebook.Table
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # the first ones, as the file has them

    @property
    def key_of(self) -> dict[str, str]:
        """Column -> the page of the table whose ids it holds."""
        return dict(self.book.keys)


def tables(root: Path = ROOT) -> tuple[Table, ...]:
    """Every table, in the order of the descriptor."""
    return tuple(_table(book, root) for book in codebook.tables(root))


def _table(book: codebook.Table, root: Path) -> Table:
    path = f"data/{book.name}.csv"
    first = frames.texts(book.name, root).head(SHOWN)
    rows = tuple(tuple(row) for row in first.itertuples(index=False))
    return Table(page_name(book.name), path, words.size((root / path).stat().st_size), book, tuple(first.columns), rows)


def page_name(name: str) -> str:
    """'paper/figure_points' -> 'paper-figure-points', the name of the resource."""
    return name.replace("/", "-").replace("_", "-")
