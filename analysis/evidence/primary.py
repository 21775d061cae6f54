"""How many cells of data-centre devices rest on a primary document, or on a faithful copy of one; a draw of such cells."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..tables import frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from . import publishers

SINCE = 2016
SOLD = ("shipping", "internal")  # what is in a fit, as trends.catalogue has it
PEAK = "peak"  # all columns of peaks together
COLUMNS = (
    "memory_bandwidth_bytes_per_s",
    "memory_capacity_bytes",
    PEAK,
    "interconnect_bandwidth_bytes_per_s",
    "released_on",
)


@dataclass(frozen=True)
class Share:
    """Filled cells of one column, of one vendor or ('') of all, and how many of them rest on a primary document."""

    column: str
    vendor: str
    cells: int
    primary: int

    @property
    def share(self) -> float:
        """Part of the cells that rests on one; 1 where there are none."""
        return self.primary / self.cells if self.cells else 1.0


def devices(root: Path = ROOT) -> pd.DataFrame:
    """Data-centre devices sold or in use since SINCE: the flagships that feed a headline are among them."""
    frame = frames.load("accelerators", root)
    return frame[frame["segment"].eq("datacenter") & frame["status"].isin(SOLD) & (frame["released_on"].dt.year >= SINCE)]


def proved(root: Path = ROOT) -> frozenset[tuple[str, str]]:
    """(Row, column) of the cells of accelerators that a line read in a primary document or a copy of it gives."""
    lines = frames.load("evidence", root)
    near = lines[lines["table"].eq("accelerators") & lines["basis"].ne("conflicting") & lines["read_as"].ne(publishers.REPORT)]
    return frozenset(zip(near["row_id"], near["column"], strict=True))


def cells(column: str, frame: pd.DataFrame) -> list[tuple[str, str]]:
    """(Row, column) of the filled cells of `column`, of every peak for PEAK."""
    named = [c for c in frame if c.startswith("peak_")] if column == PEAK else [column]
    return [(row, name) for name in named for row in frame["id"][frame[name].notna()]]


def drawn(number: int, seed: int, root: Path = ROOT) -> list[tuple[str, str]]:
    """(Row, column) of `number` of all these cells, in the order of rows: those of the smallest SHA-256 of seed, row and column.

    So anybody draws the same ones, in any language, and a new row hardly changes what is drawn. RequestError: no such number.
    """
    frame = devices(root)
    every = [cell for column in COLUMNS for cell in cells(column, frame)]
    if not 0 < number <= len(every):
        raise RequestError(f"there are {len(every)} cells to draw from, so --sample takes a number from 1 to {len(every)}")
    return sorted(sorted(every, key=lambda cell: _lot(seed, *cell))[:number])


def _lot(seed: int, row: str, column: str) -> bytes:
    """What a cell draws."""
    return hashlib.sha256(f"{seed},{row},{column}".encode()).digest()


def shares(root: Path = ROOT, vendors: Sequence[str] = ("",)) -> list[Share]:
    """The share of each of COLUMNS, for each of `vendors`; '' is all of them."""
    frame, known = devices(root), proved(root)
    found = []
    for vendor in vendors:
        mine = frame[frame["vendor"].eq(vendor)] if vendor else frame
        for column in COLUMNS:
            filled = cells(column, mine)
            found.append(Share(column, vendor, len(filled), sum(cell in known for cell in filled)))
    return found


def vendors(root: Path = ROOT) -> list[str]:
    """The vendors of these devices, those of most devices first."""
    return devices(root)["vendor"].value_counts(sort=True).index.tolist()
