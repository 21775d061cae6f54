"""The paper's hardware scaling: peak compute, DRAM bandwidth and signalling rate of a lane, each in its own unit."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, trend_record

SERIES = {
    "flops": ("best", "Peak compute, FLOP/s", "fp64 and Linpack to 2006, fp32 to 2016, 16-bit matrix rates from 2017"),
    "dram": ("memory", "DRAM bandwidth, bytes per second", "whole graphics and PCIe cards, GDDR3 to HBM2e"),
    "interconnect": ("link", "Signalling rate of one lane, bits per second", "PCIe 1-6 and NVLink 1-4, one direction"),
}
DECADE = 0.66  # inches, the same in all panels so that slopes compare


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
    """Compute on the left, the two bandwidths on the right; a decade and a year are equally long everywhere."""
    panels = numbers["panels"]
    limits = {s: d.decades([r["value"] for r in p["points"]]) for s, p in panels.items()}
    tall = {s: (high - low) * DECADE for s, (low, high) in limits.items()}
    bottom, width = 0.62, 4.4
    figure = d.canvas(theme, 10.9, bottom + tall["flops"] + 1.36, numbers)
    places = {
        "flops": (1.0, bottom),
        "interconnect": (6.35, bottom),
        "dram": (6.35, bottom + tall["flops"] - tall["dram"]),
    }
    for name, panel in panels.items():
        colour, title, note = SERIES[name]
        ax = d.axes(figure, *places[name], width, tall[name])
        d.log_axis(ax, limits[name], panel["unit"])
        d.year_axis(ax, 1995.6, 2024.4, 5)
        d.heading(ax, theme, colour, title, panel["growth"], note)
        d.trend(ax, theme, colour, panel["band"])
        d.points(ax, theme, colour, panel["points"])
        name_points(ax, theme, [(r, colour) for r in panel["points"]], [panel["band"]])
    return figure
