"""The paper's hardware scaling: peak compute, DRAM bandwidth and signalling rate of a lane, each in its own unit."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import SIZES as SIZES
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, short_growth, trend_record

SERIES = {
    "flops": ("best", "Peak compute, FLOP/s", "fp64 and Linpack to 2006, fp32 to 2016, 16-bit matrix rates from 2017"),
    "dram": ("memory", "DRAM bandwidth, bytes per second", "whole graphics and PCIe cards, GDDR3 to HBM2e"),
    "interconnect": ("link", "Signalling rate of one lane, bits per second", "PCIe 1-6 and NVLink 1-4, one direction"),
}
LEFT = 7.2  # em for the heights of an axis


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The three series with their fits."""
    panels = {s: trend_record(catalogue.paper(s, root), root) for s in SERIES}
    growth = {s: multiple(p["fit"]["growth_per_2_years"]) for s, p in panels.items()}
    points = [r for p in panels.values() for r in p["points"]]
    return figure_record(
        title="Compute grew {flops} every two years, DRAM bandwidth {dram}, a link's lane {interconnect}".format(**growth),
        subtitle=f"The paper's own {len(points)} points, refitted. Line: least squares; bands: 95% of line and new point.",
        description="Three panels with a logarithmic axis over the years 1997 to 2022: peak compute, DRAM bandwidth and "
        + "signalling rate of one lane, each with a fitted line and its bands. "
        + " ".join(f"{p['title']}: {p['growth']}." for p in panels.values()),
        panels=panels,
        rows=(r["id"] for r in points),
        source_ids=(s for p in panels.values() for s in p["fit"]["sources"]),
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Compute on the left, the two bandwidths on the right, or all below each other; a decade is equally high everywhere."""
    panels, size = numbers["panels"], theme.size
    limits = {s: d.decades([r["value"] for r in p["points"]]) for s, p in panels.items()}
    heads = {s: _head(s, p) for s, p in panels.items()}
    figure, box = layout.page(theme, numbers, (2.5 if size.narrow else 0.68) * size.width)
    names = list(panels) if size.narrow else ["dram", "interconnect"]
    halves = [box] if size.narrow else layout.panels(box, theme, (1.0, 1.0))
    some = [(heads[n], limits[n]) for n in names]
    made = layout.decade_panels(figure, halves[-1], theme, *zip(*some, strict=True), left=LEFT, beside=False)
    axes = dict(zip(names, made, strict=True))
    if not size.narrow:
        axes["flops"] = layout.headed(figure, halves[0], theme, heads["flops"], left=LEFT)
        low, high = limits["dram"]
        span = axes["flops"].bbox.height / axes["dram"].bbox.height * (high - low)
        limits["flops"] = (min(limits["flops"][0], limits["flops"][1] - span), limits["flops"][1])
    for name, ax in axes.items():
        _panel(ax, theme, SERIES[name][0], panels[name], limits[name])
    return figure


def _panel(ax: Axes, theme: Theme, colour: str, panel: dict[str, Any], limits: tuple[float, float]) -> None:
    d.log_axis(ax, limits, panel["unit"])
    d.year_axis(ax, 1995.6, 2024.4, 5)
    d.trend(ax, theme, colour, panel["band"])
    d.points(ax, theme, colour, panel["points"])
    name_points(ax, theme, [(r, colour) for r in panel["points"]], [panel["band"]])


def _head(name: str, panel: dict[str, Any]) -> list[layout.Line]:
    """What a panel is, its growth, and what its points are."""
    colour, title, note = SERIES[name]
    return [(title, colour, "bold"), (short_growth(panel["growth"]), colour, "normal"), (note, "ink", "normal")]
