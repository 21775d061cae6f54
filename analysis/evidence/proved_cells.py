"""Which cells are proved by a line of evidence, and how many of those that feed a headline are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from ..tables import frames, rows
from ..tables.paths import ROOT
from .lines import AGAINST

Cell = tuple[str, str, str]  # table, row id, column
SIXTEEN_BIT = ("peak_matrix_fp16_flop_per_s", "peak_matrix_bf16_flop_per_s", "peak_vector_fp16_flop_per_s")
LOWEST = ("peak_matrix_fp4_flop_per_s", "peak_matrix_fp8_flop_per_s", *SIXTEEN_BIT, "peak_vector_fp32_flop_per_s")
SINGLE = {
    "memory bandwidth": "memory_bandwidth_bytes_per_s",
    "memory capacity": "memory_capacity_bytes",
    "scale-up bandwidth": "interconnect_bandwidth_bytes_per_s",
    "release date": "released_on",
}


@dataclass(frozen=True)
class Coverage:
    """How many cells of one kind have a value, how many of these a proof, and which lack it."""

    kind: str
    filled: int
    proved: int
    missing: tuple[str, ...]  # row ids

    @property
    def share(self) -> float:
        """Part of the filled cells that is proved."""
        return self.proved / self.filled if self.filled else 1.0


def proofs(root: Path = ROOT) -> Mapping[Cell, tuple[str, ...]]:
    """The documents that prove each cell, in the order of the evidence; a cell without proof is not there."""
    return _proofs(root, rows.changed("evidence", root))


@lru_cache(maxsize=8)
def _proofs(root: Path, changed: int) -> Mapping[Cell, tuple[str, ...]]:
    """The proofs, gathered once for each time the evidence was `changed`."""
    lines = frames.load("evidence", root)
    lines = lines[~lines["basis"].isin(AGAINST)]
    found: dict[Cell, dict[str, None]] = {}
    for *cell, source in zip(*(lines[c].tolist() for c in ("table", "row_id", "column", "source_id")), strict=True):
        found.setdefault(tuple(cell), {})[source] = None
    return MappingProxyType({cell: tuple(sources) for cell, sources in found.items()})


def contested(root: Path = ROOT) -> Mapping[Cell, tuple[float, ...]]:
    """The other readings of each cell that documents leave open, in the unit of its column; a settled cell is not there."""
    return _contested(root, rows.changed("evidence", root))


@lru_cache(maxsize=8)
def _contested(root: Path, changed: int) -> Mapping[Cell, tuple[float, ...]]:
    """The readings, gathered once for each time the evidence was `changed`."""
    found: dict[Cell, tuple[float, ...]] = {}
    for line in rows.read("evidence", root):
        if line["basis"] == "contested":
            cell = (line["table"], line["row_id"], line["column"])
            found[cell] = (*found.get(cell, ()), float(line["value"]))
    return MappingProxyType(found)


def proved_cells(root: Path = ROOT) -> frozenset[Cell]:
    """Cells with at least one line of evidence that gives their value."""
    return frozenset(proofs(root))


def flagships(frame: pd.DataFrame) -> pd.DataFrame:
    """Data-centre devices from 2006 on, the one of each vendor and generation with the most memory bandwidth."""
    sold = frame[frame["segment"].eq("datacenter") & frame["status"].isin(["shipping", "internal"])]
    sold = sold[(sold["released_on"].dt.year >= 2006) & sold["memory_bandwidth_bytes_per_s"].notna()]
    return sold.loc[sold.groupby(["vendor", "generation"])["memory_bandwidth_bytes_per_s"].idxmax()].sort_values("released_on")


def first_filled(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """For each row the first of `columns` that has a value, '' where none has."""
    filled = frame[list(columns)].notna()
    return filled.idxmax(axis=1).where(filled.any(axis=1), "")


def headline_coverage(root: Path = ROOT) -> list[Coverage]:
    """Proof of the cells of data-centre flagships that feed a headline, kind by kind."""
    frame, proved = flagships(frames.load("accelerators", root)), proved_cells(root)
    cells = {kind: pd.Series(column, frame.index).where(frame[column].notna(), "") for kind, column in SINGLE.items()}
    cells |= {"16-bit peak": first_filled(frame, SIXTEEN_BIT), "lowest-precision peak": first_filled(frame, LOWEST)}
    rows = []
    for kind, columns in cells.items():
        wanted = [(row, column) for row, column in zip(frame["id"], columns, strict=True) if column]
        missing = tuple(row for row, column in wanted if ("accelerators", row, column) not in proved)
        rows.append(Coverage(kind, len(wanted), len(wanted) - len(missing), missing))
    return rows


def table_coverage(root: Path = ROOT) -> list[Coverage]:
    """Proof of all numbers and dates of each table that evidence is kept for."""
    proved, rows = proved_cells(root), []
    resources = frames.resources(root)
    for name in ("accelerators", "memory", "interconnects", "models"):
        frame = frames.load(name, root)
        columns = [f["name"] for f in resources[name]["schema"]["fields"] if f["type"] in ("number", "date", "integer")]
        cells = [(name, row, c) for c in columns for row in frame["id"][frame[c].notna()]]
        rows.append(Coverage(name, len(cells), sum(c in proved for c in cells), ()))
    return rows
