"""The balance that chips reach beside that of their sheets: the same devices, both roofs by one witness."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..measured import balance
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..wall import gap
from ..writing import report
from ..writing.figure_records import figure_record, point_records, short_growth

PRECISIONS = {"fp16": "16 bit", "best": "best format of each chip"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The balance by sheet and measured, at 16 bit and at the best precision, with the growth of both."""
    found = {precision: balance.measured_gap(precision, root=root) for precision in PRECISIONS}
    best = found["best"]
    series = gap.devices("best", root=root)
    kept = [p.device_id for p in best.pairs]
    growths = [multiple(fit.growth(2)) for fit in (best.measured, best.sheet)]
    return figure_record(
        title="At the best format the gap grew {} every two years as measured, {} by the sheets".format(*growths),
        subtitle=f"Peak over memory bandwidth of {len(best.pairs)} NVIDIA chips, both timed by one group. A line joins a chip's"
        " sheet, hollow, with what it reaches, filled. Growth with its 95% interval.",
        description="Two panels, logarithmic: FLOP per byte by the sheet and measured. Chips of one date stand two months apart. "
        + " ".join(f"{PRECISIONS[p]}: sheet {_told(g.sheet)}; measured {_told(g.measured)}." for p, g in found.items()),
        panels={p: _panel(g, series) for p, g in found.items()},
        rows=kept,
        source_ids=series.source_ids,
        root=root,
    )


def _told(fit: Any) -> str:
    return report.growth_range(fit)


def _panel(found: balance.MeasuredGap, series: Any) -> dict[str, Any]:
    """The points of one precision, by sheet and measured."""
    known = {p["id"]: p for p in point_records(series)}
    rows = _side_by_side([known[p.device_id] for p in found.pairs])
    return {
        "sheet": [r | {"value": p.sheet, "label": ""} for r, p in zip(rows, found.pairs, strict=True)],
        "measured": [r | {"value": p.measured} for r, p in zip(rows, found.pairs, strict=True)],
        "sheet_growth": _told(found.sheet),
        "measured_growth": _told(found.measured),
    }


def _side_by_side(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points, those of one date set two months apart around it: their lines would hide each other."""
    drawn = []
    for point in points:
        alike = [p["id"] for p in points if p["date"] == point["date"]]
        months = 2 * (alike.index(point["id"]) - (len(alike) - 1) / 2)
        drawn.append(point | {"year": point["year"] + months / 12})
    return drawn


def _short(growth: str) -> str:
    """The growth with its interval; how many chips they are, the subtitle says."""
    return short_growth(growth).partition(", n =")[0]


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A panel a precision on one axis; a line joins the sheet of a chip, hollow, with what it reaches."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (1.5 if size.narrow else 0.46) * size.width)
    values = [p["value"] for panel in numbers["panels"].values() for kind in ("sheet", "measured") for p in panel[kind]]
    for (precision, panel), part in zip(numbers["panels"].items(), layout.panels(box, theme, (1, 1)), strict=True):
        lines = [
            (f"FLOP per byte, {PRECISIONS[precision]}", precision, "bold"),
            (f"{d.symbol(precision, hollow=True)} by the sheet: {_short(panel['sheet_growth'])}", precision, "normal"),
            (f"{d.symbol(precision)} measured: {_short(panel['measured_growth'])}", precision, "normal"),
        ]
        ax = layout.headed(figure, part, theme, lines, left=4.0)
        d.log_axis(ax, d.decades(values, 0.12), "")
        ax.yaxis.set_major_locator(FixedLocator([200, 500, 1000, 2000]))
        d.year_axis(ax, 2020.2, 2027.8, 2)
        pairs = list(zip(panel["sheet"], panel["measured"], strict=True))
        stems = [{"year": [s["year"]] * 2, "median": [s["value"], m["value"]]} for s, m in pairs]
        for stem in stems:
            ax.plot(stem["year"], stem["median"], color=theme.hue[precision], lw=0.9 * size.line)
        d.points(ax, theme, precision, panel["sheet"], fitted=False)
        d.points(ax, theme, precision, panel["measured"])
        name_points(ax, theme, [(p, precision) for kind in ("measured", "sheet") for p in panel[kind]], stems)
    return figure
