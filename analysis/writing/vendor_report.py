"""A ratio by vendor as people and programs read it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends.selection import Series
from ..wall import by_vendor
from .terminal import columns, paragraph

Record = dict[str, Any]


def record(series: Series, precision: str, per: str, level: float = 0.95, root: Path = ROOT) -> Record:
    """The keys of `gap --pool vendor --json`: what was asked, and `vendors`, `common`, `spread`, `warnings`."""
    return {
        "series": series.name,
        "title": series.title,
        "unit": series.unit,
        "precision": precision,
        "per": per,
        "selection": series.selection,
        "since": series.since.isoformat() if series.since else None,
        "until": series.until.isoformat() if series.until else None,
        "n": len(series.ids),
        "first": min(series.days).isoformat(),
        "last": max(series.days).isoformat(),
        "level": level,
        **asdict(by_vendor.by_vendor(series, level, root)),
        "rows": list(series.ids),
    }


def text(found: Record) -> str:
    """A ratio by vendor for a terminal."""
    common, spread = found["common"], found["spread"]
    head = f"{found['title']}, by vendor, n = {found['n']}:"
    of_all = (
        f"Common to vendors: {multiple(common['growth_per_2_years'])} every two years ({found['level']:.0%}:"
        f" {_range(common['growth_per_2_years_ci'])}), {common['df']:.3g} degrees of freedom"
    )
    scatter = (
        f"Slopes of vendors scatter by {spread['sd_log10_per_year']:.3f} decades a year ({_ends(spread)}, profile likelihood);"
        f" a vendor not seen: {_range(spread['another_vendor_growth_per_2_years'])} every two years"
    )
    lines = [paragraph(head), columns([_cells(v) for v in found["vendors"]])]
    lines += [
        f"Rows of {found['first']} to {found['last']}.",
        paragraph(of_all, "", "  "),
        paragraph(common["method"], "  "),
        paragraph(scatter, "", "  "),
    ]
    return "\n".join([*lines, *(paragraph(f"Warning: {told}.", "  ", "    ") for told in found["warnings"])])


def _cells(vendor: Record) -> dict[str, str]:
    own = vendor["growth_per_2_years"]
    return {
        "vendor": vendor["vendor"],
        "n": str(vendor["n"]),
        "own line, per two years": "too few devices"
        if own is None
        else f"{multiple(own)} ({_range(vendor['growth_per_2_years_ci'])})",
        "drawn towards the common one": multiple(vendor["shrunken_growth_per_2_years"]),
    }


def _range(bounds: tuple[float, float]) -> str:
    return f"{multiple(bounds[0])} to {multiple(bounds[1])}"


def _ends(spread: Record) -> str:
    low, high = spread["sd_log10_per_year_ci"]
    return f"at least {low:.3f}" if high is None else f"{low:.3f} to {high:.3f}"
