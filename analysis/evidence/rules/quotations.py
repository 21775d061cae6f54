"""Rules of evidence and sources: each line proves a cell that is there, and its text gives the value."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from .. import quotations
from .core import Finding, Frame, rule

PROVED = ("accelerators", "memory", "interconnects", "models")
CITING = (
    *("paper/series", "paper/lines", "paper/model_tables", "paper/memory_footprint", "paper/case_study", "paper/errata"),
    *(
        "memory",
        "interconnects",
        "systems",
        "models",
        "architectures",
        "levers",
        "published_trends",
        "epoch_corrections",
        "measurements",
        "evidence",
    ),
)


@rule("source-unused", "sources", *CITING)
def unused_sources(sources: Frame, *users: Frame) -> Iterator[Finding]:
    """Every source is used by some row."""
    used = {cell for frame in users for column in frame if column.endswith("source_id") for cell in frame[column]}
    for row, source in enumerate(sources["id"]):
        if source not in used:
            yield Finding(
                "sources", row, "id", f"no row refers to {source}", "delete the source, or name it in the row it proves"
            )


@rule("evidence-cell", "evidence", *PROVED)
def evidence_cells(lines: Frame, *tables: Frame) -> Iterator[Finding]:
    """The cell of each line is there and, unless the line says otherwise (conflicting), holds the line's value."""
    cells = {name: frame.set_index("id") for name, frame in zip(PROVED, tables, strict=True)}
    for row, (table, row_id, column, value, basis) in enumerate(
        zip(lines["table"], lines["row_id"], lines["column"], lines["value"], lines["basis"], strict=True)
    ):
        frame = cells[table]
        if row_id not in frame.index or column not in frame:
            yield Finding(
                "evidence", row, "row_id", f"{table} has no cell {row_id}, {column}", "a typing slip, or add the row first"
            )
        elif basis != "conflicting" and not same(frame.at[row_id, column], value):
            problem = f"the cell {row_id}, {column} is {frame.at[row_id, column]}, the evidence gives {value}"
            yield Finding("evidence", row, "value", problem, "mend the cell or the line, or call the line conflicting")


def same(cell: Any, value: str) -> bool:
    """Whether a cell holds the value of an evidence line."""
    if isinstance(cell, str):
        return cell == value
    if pd.isna(cell):
        return False
    return cell.date().isoformat() == value if isinstance(cell, pd.Timestamp) else float(cell) == float(value)


@rule("evidence-text", "evidence", *PROVED)
def evidence_texts(lines: Frame, *tables: Frame) -> Iterator[Finding]:
    """The text, read with units, or the derivation, gives the value."""
    precisions = {name: frame.set_index("id").filter(like="_precision") for name, frame in zip(PROVED, tables, strict=True)}
    for row, line in enumerate(lines.to_dict("records")):
        cells, column = precisions[line["table"]], f"{line['column']}_precision"
        known = column in cells and line["row_id"] in cells.index and line["basis"] != "conflicting"
        try:
            if line["basis"] == "conflicting" or quotations.supports(line, cells.at[line["row_id"], column] if known else "day"):
                continue
            problem = f"the text does not give {line['value']}"
        except ValueError as error:
            problem = str(error)
        advice = "1000x, 8x or 2x off? a bare number takes its unit from unit_as_published; arithmetic goes into derivation"
        yield Finding("evidence", row, "text_as_published", problem, advice)


@rule("evidence-derivation", "evidence")
def evidence_derivations(lines: Frame) -> Iterator[Finding]:
    """A derived line has its arithmetic, a stated one needs none."""
    derived = lines["basis"] == "derived"
    for row in np.flatnonzero(derived & (lines["derivation"] == "") & ~lines["column"].str.endswith("_on")):
        yield Finding(
            "evidence", row, "derivation", "a derived value without its arithmetic", "write it with units, as 1979 TFLOP/s / 2"
        )
    for row in np.flatnonzero((lines["basis"] == "stated") & (lines["derivation"] != "")):
        yield Finding("evidence", row, "basis", "a stated value with arithmetic", "call it derived")
