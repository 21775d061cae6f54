"""The paper's hardware scaling on one axis, as it draws it: peak compute, DRAM bandwidth and signalling rate of a lane."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import steps as s
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple, quantity
from ..trends import catalogue
from ..writing import report
from ..writing.figure_records import figure_record, short_growth, trend_record

SERIES = {  # series -> colour, name, what its points are
    "flops": ("best", "compute", "fp64 and Linpack to 2006, fp32 to 2016, 16-bit matrix rates from 2017"),
    "dram": ("memory", "DRAM", "whole graphics and PCIe cards, GDDR3 to HBM2e"),
    "interconnect": ("link", "link's lane", "PCIe 1-6 and NVLink 1-4, one direction"),
}
APART = 4.0  # years between two points that are named


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The three series with their fits, in units of the base by which the paper draws each."""
    table = frames.load("paper/series", root).set_index("id")
    panels = {name: _over(trend_record(catalogue.paper(name, root), root), float(table.loc[name, BASE])) for name in SERIES}
    growth = {name: multiple(p["fit"]["growth_per_2_years"]) for name, p in panels.items()}
    for name, panel in panels.items():
        panel["printed"] = report.printed_growth(f"paper/{name}", root)
    points = [p for panel in panels.values() for p in panel["points"]]
    return figure_record(
        title="Compute grew {flops} every two years, DRAM bandwidth {dram}, a link's lane {interconnect}".format(**growth),
        subtitle=f"The paper's own {len(points)} points, refitted, over bases of their own as it draws them: heights do not"
        " compare, slopes do. Bands: 95% of the line. No two of the series are of one machine.",
        description="One panel, logarithmic, 1997 to 2022: multiples of a first peak, a bandwidth and a lane, with lines. "
        + " ".join(f"{p['title']}: {p['growth']}." for p in panels.values()),
        panels=panels,
        rows=(p["id"] for p in points),
        source_ids=(i for p in panels.values() for i in p["fit"]["sources"]),
        root=root,
    )


BASE = "value_per_plotted_unit"


def _over(panel: dict[str, Any], base: float) -> dict[str, Any]:
    """A series and its line in units of `base`, few of its points named."""
    band = {k: v if k == "year" else [one / base for one in v] for k, v in panel["band"].items() if "prediction" not in k}
    kept: list[float] = []
    for year in sorted((p["year"] for p in panel["points"] if p["label"]), reverse=True):
        if all(abs(year - k) >= APART for k in kept):
            kept.append(year)
    points = [p | {"value": p["value"] / base, "label": p["label"] if p["year"] in kept else ""} for p in panel["points"]]
    return panel | {"base": base, "band": band, "points": points}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel; at the right end of each line its name, its growth and the one that is printed."""
    panels, size = numbers["panels"], theme.size
    figure, box = layout.page(theme, numbers, (1.2 if size.narrow else 0.56) * size.width)
    heads: list[layout.Line] = [("Multiples of a base, as the paper draws them", "ink", "bold")]
    ends = {name: _end(name, panel) for name, panel in panels.items()}
    for name, panel in panels.items():
        colour, what, note = SERIES[name]
        told = f"{d.symbol(colour)} {what}, over {quantity(panel['base'], panel['unit'], 3)}: {note}"
        heads += [(told, colour, "normal"), *(((", ".join(ends[name][2:]), colour, "bold"),) if size.narrow else ())]
    wide = max(
        layout.width(text, points, weight)
        for *_, name, told in ends.values()
        for text, points, weight in ((name, size.label, "bold"), (told, size.small, "normal"))
    )
    ax = layout.headed(figure, box, theme, heads, left=7.0, right=0.8 if size.narrow else wide / size.em + 2.2)
    s.multiples_axis(ax, theme, d.decades([p["value"] for panel in panels.values() for p in panel["points"]], 0.35))
    d.year_axis(ax, 1995.6, 2023.4, 5)
    _panel(ax, theme, panels)
    if not size.narrow:
        layout.end_labels(ax, theme, list(ends.values()), at=max(panel["band"]["year"][-1] for panel in panels.values()))
    return figure


def _end(name: str, panel: dict[str, Any]) -> tuple[float, str, str, str]:
    """Where the line of a series ends, its colour, and what is said there."""
    colour, what, _ = SERIES[name]
    told = short_growth(panel["growth"]).partition(", n =")[0]
    return panel["band"]["median"][-1], colour, f"{what}: {panel['printed']} printed", told


def _panel(ax: Axes, theme: Theme, panels: dict[str, Any]) -> None:
    for name, panel in panels.items():
        d.trend(ax, theme, SERIES[name][0], panel["band"])
        d.points(ax, theme, SERIES[name][0], panel["points"])
    rows = [(p, SERIES[name][0]) for name, panel in panels.items() for p in panel["points"]]
    name_points(ax, theme, rows, [panel["band"] for panel in panels.values()])
