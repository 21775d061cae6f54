"""Rules of evidence and sources: each line proves a cell that is there, and its text gives the value."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ...tables.frames import records
from .. import quotations
from ..lines import AGAINST
from .core import Finding, Frame, rule

PROVED = ("accelerators", "memory", "interconnects", "models")
_NONE = object()  # in place of a cell that is not there
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
    """The cell of each line is there and, unless the line says otherwise, holds the line's value."""
    cells = {name: _cells(frame) for name, frame in zip(PROVED, tables, strict=True)}
    for row, (table, row_id, column, value, basis) in enumerate(
        zip(lines["table"], lines["row_id"], lines["column"], lines["value"], lines["basis"], strict=True)
    ):
        if (found := cells[table].get(column, {}).get(row_id, _NONE)) is _NONE:
            yield Finding(
                "evidence", row, "row_id", f"{table} has no cell {row_id}, {column}", "a typing slip, or add the row first"
            )
        elif basis not in AGAINST and not same(found, value):
            problem = f"the cell {row_id}, {column} is {found}, the evidence gives {value}"
            yield Finding(
                "evidence", row, "value", problem, "mend the cell or the line, or call the line conflicting or contested"
            )


def _cells(frame: Frame) -> dict[str, dict[str, Any]]:
    """Column -> row id -> cell, of all columns but the id itself."""
    ids, columns = frame["id"].tolist(), [column for column in frame if column != "id"]
    return {column: dict(zip(ids, frame[column].to_numpy(object).tolist(), strict=True)) for column in columns}


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
    precisions = {name: _cells(frame.filter(regex="^id$|_precision")) for name, frame in zip(PROVED, tables, strict=True)}
    for row, line in enumerate(records(lines)):
        known = precisions[line["table"]].get(f"{line['column']}_precision", {}) if line["basis"] not in AGAINST else {}
        try:
            if line["basis"] == "conflicting" or quotations.supports(line, known.get(line["row_id"], "day")):
                continue
            problem = f"the text does not give {line['value']}"
        except ValueError as error:
            problem = str(error)
        advice = "1000x, 8x or 2x off? a bare number takes its unit from unit_as_published; arithmetic goes into derivation"
        yield Finding("evidence", row, "text_as_published", problem, advice)


@rule("evidence-contested", "evidence", *PROVED)
def contested_cells(lines: Frame, *tables: Frame) -> Iterator[Finding]:
    """A contested line is another value of a number that some line proves, and its note says why nothing decides."""
    cells = {name: frame.set_index("id") for name, frame in zip(PROVED, tables, strict=True)}
    proved = set(lines.loc[~lines["basis"].isin(AGAINST), "row_id"] + lines.loc[~lines["basis"].isin(AGAINST), "column"])
    for row in np.flatnonzero(lines["basis"] == "contested"):
        line = lines.iloc[row]
        frame, row_id, column = cells[line["table"]], line["row_id"], line["column"]
        if row_id not in frame.index or column not in frame:
            continue  # a rule of its own says so
        if frame[column].dtype.kind != "f":
            yield Finding("evidence", row, "basis", f"{column} is no number, only numbers are contested", "call it conflicting")
        elif row_id + column not in proved:
            yield Finding("evidence", row, "basis", f"no line gives the value of {row_id}, {column}", "add the line that does")
        elif same(frame.at[row_id, column], line["value"]):
            yield Finding("evidence", row, "value", "the cell holds the same value", "call the line stated or derived")
        if not line["note"]:
            yield Finding("evidence", row, "note", "it is not said why both readings stand", "say what the documents leave open")


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
