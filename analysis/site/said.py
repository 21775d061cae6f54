"""What the first page says of the whole: rates, findings and trust, by the code of README and RESULTS. It takes seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..tables.paths import ROOT
from ..writing.results import findings, first_screen
from ..writing.results.finding import Finding


@dataclass(frozen=True)
class Said:
    """Three texts in Markdown, and the findings by the heading they stand under."""

    rates: str
    found: str
    trust: str
    groups: Mapping[str, tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of their numbers."""
        return tuple(one for group in self.groups.values() for one in group)


def said(root: Path = ROOT) -> Said:
    """All of it, from the tables under `root`."""
    return Said(first_screen.rates(root), first_screen.found(root), first_screen.trust(root), findings.grouped(root))
