"""What has not been seen to grow: compute over bandwidth at fp64 and fp32, and the time to read all memory of a device once."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..trends.selection import Series
from ..wall import gap
from ..writing.figure_records import figure_record, series_record, short_growth

PANELS = {  # what -> colour, heading, name in the title
    "fp64": ("fp64", "FLOP per byte, fp64", "the gap at fp64"),
    "fp32": ("fp32", "FLOP per byte, fp32", "that at fp32"),
    "read_time": ("memory", "Time to read all memory once", "the time to read all memory"),
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The three series with their fits."""
    loaded = {name: _series(name, root) for name in PANELS}
    panels = {name: series_record(series, names=_eye_goes_to(series)) for name, series in loaded.items()}
    steady = [name for name, panel in panels.items() if _spans_none(panel)]
    each = [f"{PANELS[n][2]} ({multiple(panels[n]['fit']['growth_per_2_years'])})" for n in steady]
    told = " or ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)
    return figure_record(
        title=f"No growth can be told of {told}" if told else "Every one of these has changed",
        subtitle=f"Data-centre chips since {gap.SINCE}; growth every two years with its 95% interval. Bands: 95% of the line and"
        " of the next chip. All memory over its bandwidth is the least time between two tokens of weights that fill it.",
        description="Three panels, logarithmic, since 2017. "
        + " ".join(f"{PANELS[n][1]}: {panel['growth']}." for n, panel in panels.items()),
        panels=panels,
        rows=[i for series in loaded.values() for i in series.ids],
        source_ids=[i for series in loaded.values() for i in series.source_ids],
        root=root,
    )


def _series(name: str, root: Path) -> Series:
    if name != "read_time":
        return gap.devices(name, root=root)
    return catalogue.load("accelerators/read_time", root, where={"segment": "datacenter"}).window(gap.SINCE, None)


def _eye_goes_to(series: Series) -> frozenset[str]:
    """Ids of the highest, the lowest and the last of the rows that have a label."""
    order = [i for i in np.argsort(series.values, kind="stable") if series.labels[i]]
    last = max(order, key=lambda i: series.years[i])
    return frozenset(series.ids[i] for i in (order[0], order[-1], last))


def _spans_none(panel: dict[str, Any]) -> bool:
    """Whether the interval of a growth holds 1."""
    low, high = panel["fit"]["growth_per_2_years_ci"]
    return bool(low <= 1 <= high)


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Three panels beside each other, below each other if narrow."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (1.9 if size.narrow else 0.42) * size.width)
    for (name, panel), part in zip(numbers["panels"].items(), layout.panels(box, theme, (1, 1, 1.15)), strict=True):
        colour, heading, _ = PANELS[name]
        head: list[layout.Line] = [(heading, colour, "bold"), (short_growth(panel["growth"]), colour, "normal")]
        ax = layout.headed(figure, part, theme, head, left=4.6 if name == "read_time" else 3.6, least=0 if size.narrow else 3)
        d.log_axis(ax, d.decades([p["value"] for p in panel["points"]], 0.3), panel["unit"] if name == "read_time" else "")
        d.year_axis(ax, float(gap.SINCE) - 0.5, 2027.8, 4)
        d.trend(ax, theme, colour, panel["band"])
        d.points(ax, theme, colour, panel["points"], size=16)
        name_points(ax, theme, [(p, colour) for p in panel["points"]], [panel["band"]])
    return figure
