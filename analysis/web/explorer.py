"""What the page to explore is made of: the rows of every series with their evidence, and what its fits need.

The page filters rows and fits lines itself, as `trends.selection` and `statistics.growth` do; a test holds its numbers
against the command line's in a browser.
"""

from pathlib import Path
from typing import Any

import pandas as pd
from scipy.special import stdtrit

from ..evidence import publishers
from ..evidence.lines import AGAINST
from ..tables import formats, frames
from ..tables.paths import ROOT
from ..tables.version import __version__
from ..trends import catalogue, multiverse
from ..trends.selection import Series
from . import chip_names, looks, measured_series, opening
from .opening import FILTERS, VIEWS

Payload = dict[str, Any]


def payload(root: Path = ROOT) -> Payload:
    """Everything on the page, ready for JSON."""
    loaded = _loaded(root)
    series = {key: _series(one, key.partition(" ")[2]) for key, one in loaded.items()}
    evidence = _evidence(series, root)
    measured = measured_series.everything(loaded, root)
    rows = _rows(loaded, root)
    used = {line["source"] for cells in evidence.values() for line in cells.values()}
    used |= {w["source"] for one in measured.values() for found in one["witnesses"].values() for w in found}
    return {
        "version": __version__,
        **opening.opening(root),
        "precisions": {name: list(formats.PRECISIONS) for name in catalogue.SPECS if not catalogue.SPECS[name].columns},
        "looks": looks.looks(rows),
        "themes": looks.themes(),
        "rows": rows,
        "chips": chip_names.chip_names(root),
        "series": series,
        "measured": measured,
        "evidence": evidence,
        "columns": {c: chip_names.column_words(c) for one in series.values() for c in one["columns"]},
        "multiverse": _multiverse(root),
        "sources": _sources(used, root),
        "t_quantiles": [float(stdtrit(1 + i / 20, 0.975)) for i in range(981)],  # 1 to 50 degrees of freedom
    }


def _loaded(root: Path) -> dict[str, Series]:
    """Every series of the views, those of peaks at each precision: 'accelerators/peak fp16' -> series."""
    found = {}
    for name in dict.fromkeys(name for quantities in VIEWS.values() for name in quantities.values()):
        if catalogue.SPECS[name].columns:
            found[name] = catalogue.load(name, root)
        else:
            found |= {f"{name} {p}": catalogue.load(name, root, precision=p) for p in formats.PRECISIONS}
    return found


def _series(series: Series, precision: str) -> Payload:
    """A series with a point for each row, in its order of time, and the columns whose evidence proves a point.

    A point is its row, date, decimal year and value, and its merit where that is not the value.
    """
    spec = catalogue.SPECS[series.name]
    columns = [*(spec.columns or formats.of_precision(precision)), *spec.over, *spec.dates]
    rows = zip(series.ids, series.days, series.years, series.values, series.merits, strict=True)
    points = [
        [i, day.isoformat(), float(year), float(value), *([float(merit)] if merit != value else [])]
        for i, day, year, value, merit in rows
    ]
    return {"name": series.name, "title": series.title, "unit": series.unit, "columns": columns, "points": points}


def _evidence(series: dict[str, Payload], root: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Row -> column -> the line of evidence nearest to its document that gives its value, of the cells that some series reads."""
    columns = {c for s in series.values() for c in s["columns"]}
    lines = frames.load("evidence", root)
    wanted = lines["table"].isin(FILTERS) & ~lines["basis"].isin(AGAINST) & lines["column"].isin(columns)
    found: dict[str, dict[str, dict[str, str]]] = {}
    nearest = lines[wanted].sort_values("read_as", key=lambda said: said.map(publishers.READ_AS.index), kind="stable")
    for r in nearest.drop_duplicates(["row_id", "column"]).to_dict("records"):
        told = {"text": r["text_as_published"], "unit": r["unit_as_published"], "source": r["source_id"], "locator": r["locator"]}
        told |= {"read_as": r["read_as"].replace("primary", ""), "read_at": r["read_at"]}
        found.setdefault(r["row_id"], {})[r["column"]] = {k: v for k, v in told.items() if v}
    return found


def _rows(loaded: dict[str, Series], root: Path) -> dict[str, dict[str, str]]:
    """Name, label, filter columns, and what selections group by, of each row that some series has."""
    found: dict[str, dict[str, str]] = {}
    for one in loaded.values():
        for i, group, design in zip(one.ids, one.groups, one.designs, strict=True):
            found[i] = {"group": group, "design": design}
    for table, columns in FILTERS.items():
        frame = frames.load(table, root)
        for record in frame[frame["id"].isin(found)][["id", "name", "label", *columns]].to_dict("records"):
            found[record.pop("id")] |= record
    return found


def _sources(used: set[str], root: Path) -> dict[str, dict[str, str]]:
    """Title and address of each document that stands behind a number of the page."""
    sources = frames.load("sources", root).set_index("id")
    return {i: {"title": sources.loc[i, "title"], "url": sources.loc[i, "url"]} for i in sorted(used)}


def _multiverse(root: Path) -> dict[str, list[Any]]:
    """Every defensible growth rate, column by column, in order of growth."""
    frame = multiverse.estimates(root)
    frame = frame[frame["series"].str.startswith(("accelerators/", "paper/"))]
    near = frame["growth_per_2_years"].round(9)  # ties keep the order of the table on every processor
    frame = frame.loc[near.sort_values(kind="stable").index]
    columns = ["series", "quantity", "precision", "rows", "selection", "since", "until", "estimator", "n"]
    kept = {c: frame[c].tolist() for c in columns}
    numbers = frame[["growth_per_2_years", "low", "high"]].round(6)
    return kept | {c: [None if pd.isna(v) else float(v) for v in numbers[c]] for c in numbers}
