"""What the pictures of memory and link generations share: one series for each family, fitted where it has four points."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..trends.selection import Series
from .figure_records import figure_record, series_record

FIT_FROM = 4  # generations of a family below which a line says nothing


def family_series(name: str, families: dict[str, str], root: Path = ROOT) -> dict[str, Series]:
    """The series `name` of each family that has a row with evidence; `families` is family -> colour."""
    found = {}
    for family in families:
        try:
            found[family] = catalogue.load(name, root, where={"family": family})
        except RequestError:
            continue  # no cell of this family has evidence yet
    return found


def family_records(name: str, families: dict[str, str], root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Points and fits of each family, with its colour."""
    series = family_series(name, families, root)
    return {
        family: series_record(s, fitted=len(s.ids) >= FIT_FROM) | {"colour": families[family], "sources": list(s.source_ids)}
        for family, s in series.items()
    }


def family_figure(
    table: str, quantities: Iterable[str], families: dict[str, str], *, title: str, description: str, root: Path = ROOT
) -> dict[str, Any]:
    """The record of a picture with a panel for each quantity of `table`; `title` names quantities in braces, each replaced by its
    growth every two years in the first family."""
    panels = {name: family_records(f"{table}/{name}", families, root) for name in quantities}
    every = [f for panel in panels.values() for f in panel.values()]
    lead = next(iter(families))
    return figure_record(
        title=title.format(**{name: multiple(panel[lead]["fit"]["growth_per_2_years"]) for name, panel in panels.items()}),
        subtitle="Generations at their first product (else the standard), cells with evidence. Bands: 95% of the line.",
        description=description + " " + " ".join(f"{f['title']}: {f['growth']}." for f in every if "growth" in f),
        panels=panels,
        rows=(p["id"] for f in every for p in f["points"]),
        source_ids=(s for f in every for s in f["sources"]),
        root=root,
    )
