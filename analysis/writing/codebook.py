"""The codebook: every table and field with unit, rule, meaning and how many rows have a value. data/README.md is made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..evidence import proved_cells
from ..tables import frames
from ..tables.paths import ROOT
from . import report

HEAD = """# Codebook

Generated from [datapackage.json](../datapackage.json) by `make generate`. A blank cell is unknown. \
Dates are year-month-day; numbers are in the base unit named. Licence: [CC BY 4.0](LICENSE)."""


@dataclass(frozen=True)
class Field:
    """One column of a table; counts are of rows."""

    name: str
    type: str
    unit: str  # '' for a text, a date
    filled: int
    proved: int  # cells with a line of evidence
    meaning: str
    rule: str  # 'Never blank.', '' where there is none


@dataclass(frozen=True)
class Table:
    """One table of data/."""

    name: str  # its path under data/ without the ending: 'paper/series'
    title: str
    description: str  # what one row is
    rows: int
    fields: tuple[Field, ...]
    keys: tuple[tuple[str, str], ...]  # field -> the resource whose ids it holds


def tables(root: Path = ROOT) -> tuple[Table, ...]:
    """Every table, in the order of the descriptor."""
    proved = proved_cells.proved_cells(root)
    return tuple(_table(name, resource, proved, root) for name, resource in frames.resources(root).items())


def _table(name: str, resource: dict[str, Any], proved: frozenset[proved_cells.Cell], root: Path) -> Table:
    frame = frames.load(name, root)
    ids = frame[frame.columns[0]]
    fields = []
    for field in resource["schema"]["fields"]:
        column = frame[field["name"]]
        fields.append(
            Field(
                name=field["name"],
                type=field["type"],
                unit=field.get("unit", ""),
                filled=int((column != "").sum() if field["type"] == "string" else column.notna().sum()),
                proved=sum((name, row, field["name"]) in proved for row in ids),
                meaning=field["description"],
                rule=_rule(field.get("constraints", {})),
            )
        )
    keys = tuple((k["fields"], k["reference"]["resource"]) for k in resource["schema"].get("foreignKeys", []))
    return Table(name, resource["title"], resource["description"], len(frame), tuple(fields), keys)


def _rule(constraints: dict[str, Any]) -> str:
    if "enum" in constraints:
        return f"One of: {', '.join(map(str, constraints['enum']))}."
    return "Unique." if constraints.get("unique") else "Never blank." if constraints.get("required") else ""


def markdown(found: Iterable[Table]) -> str:
    """data/README.md."""
    return "\n\n".join([HEAD, *map(_section, found)]) + "\n"


def _section(table: Table) -> str:
    rows = ["| Field | Type | Unit | Rows with a value | With evidence | Meaning |", "|:--|:--|:--|--:|--:|:--|"]
    for f in table.fields:
        told = f"{f.meaning} {f.rule}".rstrip()
        cells = (f"`{f.name}`", f.type, f.unit, str(f.filled), str(f.proved or ""), told)
        rows.append("| " + " | ".join(map(report.markdown_text, cells)) + " |")
    keys = "; ".join(f"`{field}` is an id of `{resource}`" for field, resource in table.keys)
    head = f"## {table.title}: `data/{table.name}.csv`\n\n{table.description} {table.rows} rows."
    return "\n\n".join([head, "\n".join(rows), *([f"Keys: {keys}."] if keys else [])])
