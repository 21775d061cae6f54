"""The site as tests have it: built once, with the texts of README in place of the seconds that computing them takes."""

from pathlib import Path

import pytest

from analysis import figures
from analysis.site import chip_pages, site
from analysis.site.said import Said
from analysis.tables.paths import ROOT
from analysis.writing.results.finding import Finding

EXPLORER = b"<!doctype html><html lang=en><title>The page to explore</title><body data-ready=yes><main><h1>Explore</h1></main>"
FINDING = Finding(
    "Chips <grow> & wait.", "1.24× (1.03× to 1.49×, n = 71).", "It may be chance.", "machine_balance", "python -m analysis gap"
)


def block(name: str) -> str:
    """A generated block of README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.partition(f"<!-- generated: {name} -->\n")[2].partition("\n<!-- end -->")[0]


@pytest.fixture(scope="session")
def built() -> dict[str, bytes]:
    """Path -> content of every file."""
    said = Said(block("rates"), block("found"), block("trust"), {"The gap": (FINDING,)})
    kept = {f"{stem}.phone" for stem in figures.PHONE} | set(figures.stems())
    drawn = {p.name: p.read_bytes() for p in (ROOT / "figures").iterdir() if p.suffix in (".svg", ".json") and p.stem in kept}
    return site.files(said, drawn, EXPLORER)


@pytest.fixture(scope="session")
def h100() -> chip_pages.Chip:
    """The record of the page that tests look at most."""
    return next(chip for chip in chip_pages.chips() if chip.label == "H100")


@pytest.fixture(scope="session")
def folder(built, tmp_path_factory) -> Path:
    """The same on disk."""
    top = tmp_path_factory.mktemp("site")
    for path, content in built.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content)
    return top
