"""Generations of memory and links for a picture: one series for each family, fitted where it has four points."""

from pathlib import Path
from typing import Any

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from .figure_records import series_record

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
