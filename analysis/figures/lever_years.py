"""Years of the gap that each remedy buys, with the range of its factor and the interval of the growth, and where it helps."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing import workload as w
from ..drawing.style import Theme
from ..tables import architectures, frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..wall import gap
from ..workload import levers
from ..writing import report
from ..writing.figure_records import figure_record
from ..writing.workload_report import years_text

TERMS = {  # term of the table -> colour, heading
    "weights": ("model", "Weights: bandwidth"),
    "kv": ("purple", "Key-value cache: bandwidth"),
    "activations": ("brown", "Activations: capacity, FlashAttention bandwidth"),
    "optimizer": ("crimson", "Optimizer and model states: capacity"),
    "interconnect": ("link", "Link"),
}
ROW = 0.205  # inches


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Each lever with its years, grouped by the term it shrinks, the largest first."""
    fits = levers.growths(root=root)
    found = levers.bought(fits, root)
    series = {per: gap.devices("fp16", per, root=root) for per in fits}
    rows: list[dict[str, Any]] = [
        {
            "id": b.id,
            "name": b.name,
            "term": b.term,
            "factor": [b.factor_low, b.factor_typical, b.factor_high],
            "years_typical": b.years_typical,
            "years_by_factor": list(b.years_by_factor),
            "years": list(b.years),
            "told": years_text(b),
            "gain": b.gain and b.gain[str(levers.CONTEXTS[-1])],
            "no_gain_from_batch": b.no_gain_from_batch,
            "verified": b.verification in ("seen", "partly"),
        }
        for term in TERMS
        for b in sorted((b for b in found if b.term == term), key=lambda b: -b.factor_typical)
    ]
    four = levers.years_bought(4.0, fits["byte"])
    model = architectures.find(levers.MODEL, root)
    table = frames.load("levers", root)
    return figure_record(
        title=f"Four times fewer bytes buy {np.log10(4) / fits['byte'].slope_log10_per_year:.0f} years of the gap of one chip,"
        f" but anything from {_span(four)} fits the data",
        subtitle=f"At 16 bit since {gap.SINCE}, every two years: {_grew(fits)}.",
        description="A row for each remedy: its factor, the years of growth it undoes, the speed-up of a decode step by batch. "
        + " ".join(f"{r['name']}: {_told(r)}." for r in rows),
        growth={per: report.fit_record(series[per], fit) for per, fit in fits.items()},
        levers=rows,
        by_vendor="errors by vendor, not by generation: four times fewer bytes buy years from " + _span(_four_by_vendor(root)),
        gain_of={"model": model["name"], "chip": levers.CHIP, "context": levers.CONTEXTS[-1], "batches": list(levers.BATCHES)},
        rows=[*(r["id"] for r in rows), *(i for s in series.values() for i in s.ids), model["id"]],
        source_ids=[*filter(None, table["source_id"]), *(source for s in series.values() for source in s.source_ids)],
        root=root,
    )


def _four_by_vendor(root: Path) -> tuple[float | None, float | None]:
    """Years that a factor of four buys where errors are by vendor."""
    return levers.years_bought(4.0, levers.growths(root=root, by_vendor=True)["byte"])


def _grew(fits: dict[str, Any]) -> str:
    """Growth of each ratio with its interval."""
    names = {"byte": "peak over bandwidth", "capacity": "over capacity", "link": "over link"}
    told = ((names[per], fit.growth(2), *fit.growth_ci(2)) for per, fit in fits.items())
    return ", ".join(f"{name} {multiple(at)} ({low:.2f} to {high:.2f})" for name, at, low, high in told)


def _span(years: tuple[float | None, float | None]) -> str:
    """'7 to 91', or '5 on, without end'."""
    low, high = years
    return f"{low or 0:.0f} on, without end" if high is None else f"{low or 0:.0f} to {high:.0f}"


def _told(row: dict[str, Any]) -> str:
    """'3.87×: 12 (6 to 91)'."""
    return f"{multiple(row['factor'][1])}: {row['told']}"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Names on the left, years on a logarithmic axis, numbers and speed-ups on the right; a heading for each term."""
    rows = numbers["levers"]
    lines = len(rows) + 1.4 * len(TERMS)
    figure = d.canvas(theme, 11.6, lines * ROW + 2.6, numbers)
    ax = d.axes(figure, 3.75, 1.05, 3.9, lines * ROW)
    ends = [e for r in rows for e in (*r["years"], *r["years_by_factor"]) if e]
    thick = "thick: range of the factor, thin: with the 95% interval of the growth; hollow: the factor was read in no document"
    w.decade_axis(ax, ends, 0.08, "", f"years of the gap bought\n{thick}\n{numbers['by_vendor']}")
    w.bare_rows(ax, lines)
    of = numbers["gain_of"]
    note = f"speed-up of decoding, {of['model']} on {of['chip']}, {of['context']:,} tokens, batch"
    w.column_heads(ax, theme, ("factor: years (95%)", note), [str(b) for b in of["batches"]])
    y = lines
    for term, (colour, title) in TERMS.items():
        y -= 1.4
        w.row_heading(ax, theme, colour, y, title)
        for row in (r for r in rows if r["term"] == term):
            y -= 1
            w.range_row(ax, theme, colour, y, row["years"], row["years_by_factor"], row["years_typical"], filled=row["verified"])
            told = [multiple(g) for g in row["gain"].values()] if row["gain"] else []
            w.row_text(ax, theme, y, row["name"], _told(row), told)
    return figure
