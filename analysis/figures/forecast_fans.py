"""Views of the future of four series, trend and random walk with drift, each with the interval of a new value."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import forecasts as df
from ..drawing import marks as d
from ..drawing.style import Theme
from ..forecasts import views
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from ..writing.figure_records import fan_record, figure_record, named, point_records

END = 2036.0
LEVEL = 0.8
PANELS = {
    "memory_bandwidth": ("Memory bandwidth of a data-centre flagship", {}),
    "interconnect": ("Scale-up bandwidth of a data-centre flagship", {}),
    "fp16": ("Peak at 16 bit of a data-centre flagship", {"precision": "fp16"}),
    "fp8": ("Peak at fp8 of a data-centre flagship", {"precision": "fp8"}),
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Each series with both views, half-year by half-year, and how far its data look back."""
    loaded = {n: _series(n, options, root) for n, (_, options) in PANELS.items()}
    panels = {n: _panel(PANELS[n][0], s) for n, s in loaded.items()}
    score = views.hindcast_scores(list(loaded.values()))
    held = score[score["series"] == views.ALL_SERIES].set_index("method")["coverage_80"]
    return figure_record(
        title=f"In two views to {END:.0f}: 80% intervals of trend held {held['trend']:.0%} so far, of walk {held['walk']:.0%}",
        subtitle="Flagships since 2010. Gold: trend; brown: random walk (dotted: correlated shocks)."
        " Hatched: beyond the data's span.",
        description="Four panels with forecasts to 2036 in two views, each with an 80% interval.",
        panels=panels,
        coverage_80=held.to_dict(),
        rows=(i for s in loaded.values() for i in s.ids),
        source_ids=(i for s in loaded.values() for i in s.source_ids),
        root=root,
    )


def _series(name: str, options: dict[str, Any], root: Path) -> Series:
    full = "accelerators/peak" if options else f"accelerators/{name}"
    return catalogue.load(full, root, where={"segment": "datacenter"}, **options).select("flagship").window("2010", None)


def _panel(title: str, series: Series) -> dict[str, Any]:
    """Points and the fans of both views over half years from just after the last row."""
    points = [p if p["id"] in named(series, 2.0) else p | {"label": ""} for p in point_records(series)]
    return {"title": title, "unit": series.unit, "points": points} | fan_record(series, END, LEVEL)


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Two by two; the axes of a row share nothing but their years."""
    figure = d.canvas(theme, 11.8, 8.6, numbers)
    for i, panel in enumerate(numbers["panels"].values()):
        ax = d.axes(figure, 1.0 + 5.6 * (i % 2), 4.45 - 3.85 * (i // 2), 4.75, 2.95)
        df.fan_panel(ax, theme, panel, {"trend": "forecast", "walk": "walk"}, end=END)
    return figure
