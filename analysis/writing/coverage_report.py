"""The share of cells that rest on a primary document: a table for a terminal and a page, a record for a program."""

from pathlib import Path
from typing import Any

import pandas as pd

from ..evidence import primary
from ..evidence.primary import Share
from ..tables.paths import ROOT

WORDS = dict(zip(primary.COLUMNS, ("Memory bandwidth", "Memory capacity", "Peaks", "Link", "Release date"), strict=True))


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
