"""Errata of the paper, each recomputed from the tables where it is arithmetic.

Imports measured and the wings before it. Start at `recompute`: how a check is named and run.
"""

from dataclasses import dataclass
from pathlib import Path

from ..tables import frames
from ..tables.paths import ROOT
from . import case_study, figures, hardware, language, memory, vision
from .recompute import CHECKS, load

PARTS = (hardware, memory, language, vision, figures, case_study)  # importing a part registers its checks


@dataclass(frozen=True)
class Erratum:
    """One erratum with its recomputation; `arithmetic` and `holds` are None where it is not arithmetic."""

    id: str
    location: str
    item: str
    stated: str
    expected: str
    explanation: str
    source_id: str
    verification: str
    arithmetic: str | None
    holds: bool | None


def errata(root: Path = ROOT) -> list[Erratum]:
    """All errata in the order of the table, recomputed where they are arithmetic."""
    paper, rows = load(root), []
    for row in frames.load("paper/errata", root).to_dict("records"):
        arithmetic, holds = CHECKS[row["id"]](paper) if row["id"] in CHECKS else (None, None)
        holds = holds if holds is None else bool(holds)
        picked = {k: row[k] for k in ("id", "location", "item", "stated", "expected", "explanation", "source_id", "verification")}
        rows.append(Erratum(**picked, arithmetic=arithmetic, holds=holds))
    return rows
