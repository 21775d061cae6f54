"""The share of cells that rest on a primary document, for a terminal, a page or a program; cells drawn by lot and checked."""

from pathlib import Path
from typing import Any

import pandas as pd

from ..evidence import lines as cited
from ..evidence import primary
from ..evidence.primary import Share
from ..tables import frames, rows, units
from ..tables.paths import ROOT
from . import evidence_report, report, terminal

WORDS = dict(zip(primary.COLUMNS, ("Memory bandwidth", "Memory capacity", "Peaks", "Link", "Release date"), strict=True))
VERDICTS = ("agrees", "same origin", "mended", "differs", "not found")


def record(root: Path = ROOT) -> dict[str, list[dict[str, Any]]]:
    """`primary`, the shares column by column, and `by_vendor`, the same for each vendor that has such cells."""
    every = primary.shares(root)
    each = [s for s in primary.shares(root, primary.vendors(root)) if s.cells]
    return {"primary": [_one(s) for s in every], "by_vendor": [{"vendor": s.vendor} | _one(s) for s in each]}


def _one(share: Share) -> dict[str, Any]:
    """One share as a record."""
    return {"column": share.column, "cells": share.cells, "primary": share.primary, "share": round(share.share, 4)}


def table(root: Path = ROOT) -> pd.DataFrame:
    """One row for all vendors and one for each: '61 of 102, 60%' for each column, '-' where a vendor has no such cell."""
    shares = primary.shares(root, ["", *primary.vendors(root)])
    rows: dict[str, dict[str, str]] = {}
    for s in shares:
        told = f"{s.primary} of {s.cells}, {s.share:.0%}" if s.cells else "-"
        rows.setdefault(s.vendor or "All", {})[WORDS[s.column]] = told
    return pd.DataFrame([{"Vendor": vendor} | cells for vendor, cells in rows.items()])


def sentence(root: Path = ROOT) -> str:
    """The shares of all vendors in one sentence."""
    told = {s.column: f"{s.share:.0%}" for s in primary.shares(root)}
    bandwidth, capacity, peak, link, date = (told[column] for column in primary.COLUMNS)
    return (
        f"Makers' documents, or copies of them, give {bandwidth} of bandwidths, {capacity} of capacities, {peak} of peaks,"
        f" {link} of links and {date} of dates of data-centre chips since {primary.SINCE}."
    )


def sample(number: int, seed: int, root: Path = ROOT) -> str:
    """Cells drawn by lot, each with its value and the lines of evidence that say so, for whoever checks them."""
    table = {row["id"]: row for row in rows.read("accelerators", root)}
    told = []
    for row, column in primary.drawn(number, seed, root):
        value = table[row][column]
        told.append(terminal.paragraph(f"{row}, {column} = {_shown(column, value)}", "", "    "))
        found = sorted((line for line in cited.of_row(row, root) if line.column == column), key=lambda line: line.rank)
        told += [f"  {line.value} ({line.how})\n{evidence_report.quoted(line)}" for line in found] or ["  no line of evidence"]
    return "\n".join(told)


def _shown(column: str, value: str) -> str:
    """'4.84e11, 484 GB/s'; a date as it is."""
    unit = units.column_unit(column)
    return f"{value}, {units.quantity(float(value), unit, 4)}" if unit else value


def checked(root: Path = ROOT) -> str:
    """What came of the cells that were drawn and checked, a line for each draw."""
    lines = []
    for seed, found in frames.load("checks", root).groupby("seed"):
        by = found["verdict"].value_counts()
        told = ", ".join(f"{verdict} {by.get(verdict, 0)}" for verdict in VERDICTS)
        lines.append(f"- `python -m analysis evidence --sample {len(found)} --seed {seed}`: {told}.")
    return "\n".join(lines)


def checked_cells(root: Path = ROOT) -> str:
    """The checked cells as a Markdown table: value, what was read where, verdict, remark."""
    head = ("Seed", "Cell", "Value", "Read", "It says", "Verdict", "Remark")
    lines = ["| " + " | ".join(head) + " |", "|:--" * len(head) + "|"]
    for c in rows.read("checks", root):
        document = report.markdown_text(c["document"])
        told = (c["seed"], f"`{c['row_id']}` `{c['column']}`", _shown(c["column"], c["value"]))
        read = f"[{document}]({c['read_at']})" if c["read_at"] else document
        text, note = (report.markdown_text(" ".join(c[name].split())) for name in ("text_as_published", "note"))
        lines.append("| " + " | ".join((*told, read, f"“{text}”" if text else "", c["verdict"], note)) + " |")
    return "\n".join(lines)
