"""What the page opens on and where it leads: views, the choices they start from, the recommended rates, sentences and links."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..tables.errors import RequestError
from ..tables.paths import ROOT, descriptor_file
from ..wall import by_vendor, gap, recommended
from ..writing import cite, headline_rates
from ..writing.results import first_screen

VIEWS = {  # view -> quantity -> series
    "wall": {
        "compute": "accelerators/peak",
        "memory bandwidth": "accelerators/memory_bandwidth",
        "link": "accelerators/interconnect",
        "memory capacity": "accelerators/memory_capacity",
    },
    "hardware": {
        "peak compute": "accelerators/peak",
        "memory bandwidth": "accelerators/memory_bandwidth",
        "memory capacity": "accelerators/memory_capacity",
        "scale-up bandwidth": "accelerators/interconnect",
    },
    "balance": {
        "per byte of memory": gap.PER["byte"],
        "per word": gap.PER["word"],
        "per byte of the link": gap.PER["link"],
        "per byte of capacity": gap.PER["capacity"],
    },
    "models": {
        "parameters": "models/parameters",
        "active parameters": "models/parameters_active",
        "training compute": "models/training_flop",
    },
}
FILTERS = {"accelerators": ("vendor", "kind", "segment"), "models": ("organisation", "architecture", "domain")}
LINES = {  # a line of the first view -> its words and its series
    "best": ("compute, best precision", "accelerators/peak best"),
    "fp64": ("compute, fp64", "accelerators/peak fp64"),
    "fp32": ("compute, fp32", "accelerators/peak fp32"),
    "fp16": ("compute, 16 bit", "accelerators/peak fp16"),
    "fp8": ("compute, fp8", "accelerators/peak fp8"),
    "fp4": ("compute, fp4", "accelerators/peak fp4"),
    "memory": ("memory bandwidth", "accelerators/memory_bandwidth"),
    "link": ("link between chips", "accelerators/interconnect"),
    "capacity": ("memory capacity", "accelerators/memory_capacity"),
}
STARTS = {  # the choices that each view opens with: those of the recommended rates
    "wall": {"lines": "best,memory,link", "index": "base", "since": recommended.SINCE, **recommended.WHERE},
    "hardware": {"precision": "best", "since": recommended.SINCE, **recommended.WHERE},
    "balance": {"precision": "fp16", "since": gap.SINCE, **recommended.WHERE},
    "models": {"since": "2017"},
    "multiverse": {"quantity": "compute rate"},
}
FILES = {  # words of a link -> file of the repository
    "Read me": "README.md",
    "Tables as CSV": "data/README.md",
    "Results": "RESULTS.md",
    "Methods": "METHODS.md",
    "How to cite": "CITATION.cff",
}


def opening(root: Path = ROOT) -> dict[str, Any]:
    """Views, filters, starts, sentences, recommended rates and what to cite."""
    return {
        "views": VIEWS,
        "filters": {table: list(columns) for table, columns in FILTERS.items()},
        "lines": {key: {"words": words, "series": series} for key, (words, series) in LINES.items()},
        "starts": STARTS,
        "base": headline_rates.BASE,
        "found": [line.removeprefix("- ") for line in first_screen.found(root).splitlines()],
        "recommended": [_rate(asked, root) for asked in recommended.QUESTIONS],
        "common": _common(root),
        "links": links(root),
        "cite": [_reference(one) for one in (cite.data_set(root), cite.paper(root))],
    }


def links(root: Path = ROOT) -> dict[str, str]:
    """Words -> address of a file of the repository: at its address where the descriptor names one, else beside figures/."""
    home = json.loads(descriptor_file(root).read_text(encoding="utf-8")).get("homepage", "")
    files = {words: f"../{file}" for words, file in FILES.items()}
    return files | ({"Repository": home} if home else {})


def relinked(page: str, links: Mapping[str, str]) -> str:
    """The written page with other links, words -> address: for a place that has not the repository around it."""
    told = json.dumps(dict(links), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    made, count = re.subn(r'"links":\{[^{}]*\}', lambda _: f'"links":{told}', page, count=1)
    if not count:
        raise RequestError("this is no page to explore: it has no links; `make explore` writes one")
    return made


def _rate(asked: recommended.Question, root: Path) -> dict[str, Any]:
    """A recommended rate, and which rows of which series it is of."""
    fit = recommended.fit(asked, root=root)
    low, high = fit.growth_ci(2)
    key = f"{asked.series} {asked.precision}" if asked.precision else asked.series
    told = {"series": key, "words": asked.words, "since": asked.since, "where": recommended.WHERE}
    return told | {"growth": fit.growth(2), "low": low, "high": high, "n": fit.n}


def _common(root: Path) -> dict[str, Any]:
    """The growth of the balance at 16 bit that is common to vendors."""
    found = by_vendor.by_vendor(gap.devices("fp16", root=root), root=root).common
    low, high = found.growth_per_2_years_ci
    return {"series": f"{gap.PER['byte']} fp16", "growth": found.growth_per_2_years, "low": low, "high": high}


def _reference(one: cite.Reference) -> str:
    """One line: authors, title, where, version or year, address."""
    authors = ", ".join(f"{given} {family}".strip() if family else given for family, given in one.authors)
    where = f"{one.container} {one.volume}({one.issue}), {one.pages}" if one.container else ""
    parts = (authors, one.title, where, one.version and f"Version {one.version}", one.published_on, one.licence, one.url)
    return ". ".join(part for part in parts if part) + "."
