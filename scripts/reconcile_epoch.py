"""Compare Epoch AI's tables with ours: rows matched by name, what agrees, what conflicts and why, what either side lacks.

Give it their CSV of hardware or of models, as downloaded; nothing is written. Their data are CC BY 4.0; commit no copy.
"""

import argparse
import csv
import datetime as dt
import io
import json
import os
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis import RequestError
from analysis.tables import frames
from scripts.match_names import pair, parse

Row = dict[str, Any]
NEAR, NEAR_BINARY, DAYS = 0.02, 0.0002, 31  # values so near agree; ratios so near 1.024 are it; dates less far apart agree
PERIOD = {"day": 0, "month": 30, "quarter": 91, "year": 365}  # days that follow the first day of a coarse date
UNITS = {"bytes": 1, "byte/s": 1, "bit/s": 1 / 8, "FLOP/s": 1, "OP/s": 1, "FLOP": 1, "W": 1, "total": 1, "": 1}  # in ours
PREFIX = {1000.0**n: "a slip of an SI prefix" for n in (1, 2, 3)}
BYTES = {8.0: "bits for bytes", **dict.fromkeys((1.024, 1.048576, 1.073741824), "binary for decimal units"), **PREFIX}
CULPRITS = {  # kind of a field -> factor -> what it most likely means
    "memory": {2.0: "a die for the board, or a rate counted twice", **BYTES},
    "link": {2.0: "one way for both ways", **BYTES},
    "peak": {2.0: "sparse for dense, or a die for the board", **PREFIX},
    "power": {2.0: "a die for the board", **PREFIX},
    "count": PREFIX,
}


@dataclass(frozen=True)
class Field:
    """One quantity: how their header begins, its kind, our columns (the first with a value counts), a header that goes before."""

    header: str
    kind: str
    columns: tuple[str, ...]
    unless: str = ""


@dataclass(frozen=True)
class Conflict:
    """One cell on which the tables differ: by a ratio of theirs to ours, or by days; `known` if a correction names it."""

    row: str
    id: str
    field: str
    column: str
    theirs: str | float
    ours: str | float
    ratio: float | None
    days: int | None
    culprit: str
    known: bool


HARDWARE = (
    Field(r"Memory( size per board)? \(", "memory", ("memory_capacity_bytes",)),
    Field("Memory bandwidth", "memory", ("memory_bandwidth_bytes_per_s",)),
    Field("Intranode bandwidth", "link", ("interconnect_bandwidth_bytes_per_s",)),
    Field("Internode bandwidth", "link", ("interconnect_bandwidth_bytes_per_s",), unless="Intranode bandwidth"),
    Field("TDP", "power", ("tdp_watts",)),
    Field("Release date", "date", ("released_on",)),
    *(Field(rf"{p} \(", "peak", (f"peak_vector_{p.lower()}_flop_per_s",)) for p in ("FP64", "FP32", "FP16")),
    Field("Tensor-FP16", "peak", ("peak_matrix_bf16_flop_per_s", "peak_matrix_fp16_flop_per_s")),
    *(Field(rf"{p}\b", "peak", (f"peak_matrix_{p.lower()}_flop_per_s",)) for p in ("TF32", "BF16", "FP8", "FP4")),
    Field("INT8", "peak", ("peak_matrix_int8_op_per_s",)),
)
MODELS = (
    Field("Parameters$", "count", ("parameters_total",)),
    Field(r"Training compute \(FLOP", "count", ("training_flop",)),
    Field("Training dataset size", "count", ("training_tokens",)),
    Field("Publication date", "date", ("published_on",)),
)
TABLES = {"hardware": ("Hardware name", "accelerators", HARDWARE), "models": ("Model", "models", MODELS)}  # name, ours, fields


def read(file: str | bytes) -> tuple[str, dict[str, tuple[Field, float]], list[dict[str, str]]]:
    """Which of their tables `file` is (path or bytes), its columns that compare, and its rows as text; else RequestError."""
    try:
        text = (file if isinstance(file, bytes) else Path(file).read_bytes()).decode("utf-8-sig")
        if not text.strip() or text.lstrip().startswith("<"):
            raise RequestError("a web page, not CSV; download the CSV itself" if text.strip() else "the file is empty")
        csv.field_size_limit(max(csv.field_size_limit(), len(text)))
        header, *rows = filter(None, csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"not a readable CSV in UTF-8: {error}") from error
    table = next((name for name, (key, _, fields) in TABLES.items() if key in header and comparable(fields, header)), None)
    if table is None:
        raise RequestError("by its header neither Epoch AI's hardware ('Hardware name', ...) nor its models ('Model', ...)")
    if {len(row) for row in rows} != {len(header)}:
        raise RequestError(f"not CSV: a row has not {len(header)} cells as the header has" if rows else "a header without rows")
    return table, comparable(TABLES[table][2], header), [dict(zip(header, map(str.strip, r), strict=True)) for r in rows]


def comparable(fields: tuple[Field, ...], header: list[str]) -> dict[str, tuple[Field, float]]:
    """Their headers that have a column of ours, each with its field and the factor from their unit to ours."""
    found = {title: field for title in header for field in fields if re.match(field.header, title)}
    units = {title: (re.findall(r"\(([^()]*)\)$", title) or [""])[0] for title in found}
    if unknown := [title for title in found if units[title] not in UNITS]:
        raise RequestError(f"the unit of the column {unknown[0]!r} is not known; add it to UNITS")
    return {title: (field, UNITS[units[title]]) for title, field in found.items()}


def value(cell: str, kind: str) -> Any:
    """The day or the number from 1 on that `cell` writes out, None where it writes none; nothing is evaluated."""
    try:
        if kind == "date":
            return dt.date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else None
        number = float(cell) if re.fullmatch(r"\d+(\.\d*)?([eE][+-]?\d+)?", cell, re.ASCII) else 0.0
    except ValueError:
        return None
    return number if 1 <= number < 1e60 else None


def culprit(ratio: float, field: Field, theirs: float, ours: Row) -> str:
    """What the ratio of theirs to ours most likely comes from: a known factor, or a value that is another column of ours."""
    for factor, meaning in CULPRITS[field.kind].items():
        if abs(max(ratio, 1 / ratio) / factor - 1) <= (NEAR if factor >= 2 else NEAR_BINARY):
            return meaning
    group = {"peak": "peak_", "count": "parameters_active"}.get(field.kind, "-")
    other = next((c for c in ours if c.startswith(group) and abs(theirs / ours[c] - 1) <= NEAR), None)
    once = "training_tokens" in field.columns and ratio < 1
    return f"it is our {other}" if other else "the data once for all passes, perhaps" if once else "unknown"


def differ(field: Field, theirs: Any, ours: Row, column: str) -> tuple[float | None, int | None, str] | None:
    """(ratio, days, culprit) where theirs and ours differ, else None."""
    if field.kind != "date":
        ratio = theirs / ours[column]
        return None if abs(ratio - 1) <= NEAR else (ratio, None, culprit(ratio, field, theirs, ours))
    start, span = ours[column].date(), PERIOD.get(ours[f"{column}_precision"], 0)
    days = max((start - theirs).days, (theirs - start).days - span, 0)
    return None if days < DAYS else (None, days, "another date")


def compare(name: str, row: Row, ours: Row, columns: dict[str, Any], known: set[str]) -> list[tuple[str, Conflict | None]]:
    """(their header and our column, conflict or None) of every cell that both rows have; `ours` holds no blanks."""
    found = []
    for title, (field, factor) in columns.items():
        column, cell = next((c for c in field.columns if c in ours), None), value(row[title], field.kind)
        if not column or not cell or (field.unless and any(re.match(field.unless, t) and row[t] for t in row)):
            continue
        theirs, mine = (cell, ours[column].date()) if isinstance(cell, dt.date) else (cell * factor, ours[column])
        fault, named = differ(field, theirs, ours, column), not known.isdisjoint((title, "whole row"))
        sides: tuple[Any, Any] = (str(theirs), str(mine)) if field.kind == "date" else (theirs, mine)
        told = f"{title} with {column}" + (f", though a correction names {name}" if title in known and not fault else "")
        found.append((told, fault and Conflict(name, ours["id"], title, column, sides[0], sides[1], *fault, named)))
    return found


def other_memory(row: dict[str, str], name: str, ours: str) -> bool:
    """Whether our name alone says a memory size, and their cell of it says another: an A100 of 40 GB is none of 80 GB."""
    sizes = [int(size[:-2]) for size in parse(ours)[3]]
    cell: Any = next((value(row[t], "memory") for t in row if t.startswith("Memory (")), None)
    return bool(cell and sizes and not parse(name)[3]) and all(abs(cell / (size * 1e9) - 1) > 0.2 for size in sizes)


def reconcile(path: str) -> dict[str, Any]:
    """Everything that is printed of the file at `path`."""
    kind, columns, theirs = read(path)
    (key, table, _), device = TABLES[kind], kind == "hardware"
    ours = [{k: v for k, v in row.items() if not pd.isna(v)} for row in frames.load(table).to_dict("records")]
    names, own = [row[key] for row in theirs], [row["name"] for row in ours]
    exact, close, undecided = pair(names, own, device)
    undecided |= {i: [j] for i, j in close.items() if other_memory(theirs[i], names[i], own[j])}
    close = {i: j for i, j in close.items() if i not in undecided}
    matched = exact | close
    fixes = frames.load("epoch_corrections").loc[lambda rows: rows["table"] == kind]
    known = {name: set(rows["field"]) for name, rows in fixes.groupby("epoch_row")}
    pairs = [(names[i], theirs[i], ours[j], columns, known.get(names[i], set())) for i, j in matched.items()]
    cells = [cell for both in pairs for cell in compare(*both)]
    conflicts = [asdict(c) for _, c in cells if c]
    filled = [(row[key], title, row[title], field.kind) for row in theirs for title, (field, _) in columns.items() if row[title]]
    return {
        "file": path,
        "table": kind,
        "rows": len(theirs),
        "exact": len(exact),
        "close": [[names[i], own[j]] for i, j in close.items()],
        "undecided": [[names[i], *(own[j] for j in found)] for i, found in undecided.items()],
        "agreements": Counter(title for title, c in cells if not c),
        "culprits": Counter(c["culprit"] for c in conflicts),
        "known": sum(c["known"] for c in conflicts),
        "conflicts": conflicts,
        "unreadable": [[name, title, cell] for name, title, cell, kind in filled if not value(cell, kind)],
        "we_lack": [n for i, n in enumerate(names) if i not in matched and i not in undecided],
        "they_lack": [n for j, n in enumerate(own) if j not in matched.values()],
    }


def clean(thing: Any) -> Any:
    """`thing` with every character that cannot be printed written out as its escape, in all texts inside it."""
    if isinstance(thing, str):
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in thing)
    if isinstance(thing, dict):
        return {clean(k): clean(v) for k, v in thing.items()}
    return [clean(t) for t in thing] if isinstance(thing, list) else thing


def told(c: dict[str, Any]) -> str:
    """One conflict in words."""
    dated = c["ratio"] is None
    by = f"{c['theirs']} / {c['ours']}, {c['days']} days" if dated else f"{c['theirs']:.5g} / {c['ours']:.5g} = {c['ratio']:.4g}"
    return f"{c['row']} [{c['id']}], {c['field']}: {by}: {c['culprit']}" + ("; known correction" if c["known"] else "")


def text(report: dict[str, Any], limit: int) -> str:
    """A report as Markdown; theirs stands before ours everywhere, and a list ends after `limit` lines (0: never)."""
    lists = {
        "Matched closely": [" = ".join(names) for names in report["close"]],
        "Undecided": [f"{name}: {' or '.join(found)}" for name, *found in report["undecided"]],
        "Cells that agree": [f"{title}: {n}" for title, n in report["agreements"].items()],
        "Kinds of conflicts": [f"{kind}: {n}" for kind, n in sorted(report["culprits"].items(), key=lambda pair: -pair[1])],
        "Conflicts (theirs / ours)": [told(c) for c in report["conflicts"]],
        "Cells that are no number or day": [", ".join(cell) for cell in report["unreadable"]],
        "Rows we lack": report["we_lack"],
        "Rows they lack": report["they_lack"],
    }
    matched = f"{report['exact']} matched exactly, {len(report['close'])} closely"
    agree, known = sum(report["agreements"].values()), f"{report['known']} of them known corrections"
    lines = [f"# {report['file']}: {report['rows']} {report['table']}, {matched}", ""]
    lines += [f"{agree} cells agree, {len(report['conflicts'])} conflict, {known}."]
    for title, items in lists.items():
        shown = items[:limit] if limit > 0 else items
        more = [f"- and {len(items) - len(shown)} more; --limit 0 prints all"] if len(shown) < len(items) else []
        lines += ["", f"## {title}: {len(items)}", "", *(f"- {item}" for item in shown), *more] if items else []
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison of each file; one that is not theirs ends in a line on standard error and 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a CSV of Epoch AI, hardware or models as its header says")
    parser.add_argument("--json", action="store_true", help="print a list with an object for each file, never cut short")
    parser.add_argument("--limit", type=int, default=25, metavar="N", help="lines printed of a list; 0 for all; default 25")
    options, reports = parser.parse_args(arguments), []
    for path in options.paths:
        try:
            reports.append(clean(reconcile(path)))
        except RequestError as error:
            print(clean(f"{path}: {error}"), file=sys.stderr)
            return 2
    try:
        print(json.dumps(reports, indent=1) if options.json else "\n\n".join(text(r, options.limit) for r in reports), flush=True)
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
