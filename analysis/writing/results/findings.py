"""What was found, in four groups: each a sentence of at most 30 words with its numbers, doubts, picture and command."""

from collections.abc import Callable
from pathlib import Path

from ...tables.paths import ROOT
from . import gap_findings, measured_findings, outlook_findings, workload_findings
from .finding import Finding

GROUPS: dict[str, tuple[Callable[[Path], Finding], ...]] = {
    "The gap on one chip": (
        gap_findings.same_chip,
        gap_findings.vendors_differ,
        gap_findings.narrower_formats,
        gap_findings.made_of,
        gap_findings.wide_formats,
        gap_findings.link,
        gap_findings.reading_time,
    ),
    "What chips deliver of it": (
        measured_findings.delivered,
        measured_findings.narrow_formats_reach_less,
        measured_findings.memory_decides,
        measured_findings.times_are_met,
        measured_findings.engines_reach,
    ),
    "What models ask": (workload_findings.decoders_wait, workload_findings.supply_and_demand),
    "What comes": (outlook_findings.tenfold, outlook_findings.bend_after_2022, outlook_findings.hbm4),
}


def grouped(root: Path = ROOT) -> dict[str, tuple[Finding, ...]]:
    """The findings by the title of their group."""
    return {title: tuple(make(root) for make in makers) for title, makers in GROUPS.items()}


def findings(root: Path = ROOT) -> tuple[Finding, ...]:
    """All of them, in order."""
    return tuple(found for group in grouped(root).values() for found in group)
