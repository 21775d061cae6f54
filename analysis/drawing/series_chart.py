"""Any series on one picture: points, lines with their bands, the growth of each in its colour, laid out for where it is shown."""

import textwrap
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import marks
from .labels import name_points
from .marks import Numbers
from .style import Theme


@dataclass(frozen=True)
class Size:
    """A layout: inches, and points of type; every size is laid out for its width, none is scaled."""

    width: float
    height: float
    title: float
    text: float
    left: float  # inches left of the axes
    names: bool  # whether points are named
    mark: float  # area of a mark


BOLD, PLAIN = 1.4, 1.58  # letters an em, of the widest usual text of either weight
SIZES = {
    "readme": Size(10.9, 6.4, 14.0, 9.5, 0.95, True, 22),
    "slide": Size(13.33, 7.5, 24.0, 16.0, 1.6, True, 46),
    "column": Size(88 / 25.4, 3.1, 7.5, 6.5, 0.62, False, 7),
}


def draw(numbers: Numbers, theme: Theme, size: str = "readme") -> Figure:
    """The picture of `writing.series_chart.record`: title, one line of words for each series, one panel."""
    s = SIZES[size]
    figure = Figure(figsize=(s.width, s.height))
    line = s.text * 1.5 / 72  # inches
    top = s.height - 0.12
    for text in textwrap.wrap(numbers["title"], int(BOLD * 72 * s.width / s.title)):
        top -= s.title * 1.35 / 72
        figure.text(0.08 / s.width, top / s.height, text, size=s.title, weight="bold")
    words = [(numbers["subtitle"], theme.muted), *((_said(one), theme.text[one["colour"]]) for one in numbers["lines"])]
    for said, colour in words:
        for text in textwrap.wrap(said, int(PLAIN * 72 * s.width / s.text)):
            top -= line
            figure.text(0.08 / s.width, top / s.height, text, size=s.text, color=colour)
    footer = textwrap.wrap(numbers["footer"], int(PLAIN * 72 * s.width / (s.text * 0.85)))
    bottom = 0.09 + len(footer) * s.text * 0.85 * 1.35 / 72
    figure.text(
        0.08 / s.width, 0.07 / s.height, "\n".join(footer), size=s.text * 0.85, color=theme.muted, va="bottom", linespacing=1.3
    )
    below = bottom + s.text * 2.6 / 72
    ax = marks.axes(figure, s.left, below, s.width - s.left - 0.2, top - below - 0.16)
    _panel(ax, theme, numbers, s)
    return figure


def _said(one: Numbers) -> str:
    return f"{marks.symbol(one['colour'])} {one['title']}: {one['growth']}"


def _panel(ax: Axes, theme: Theme, numbers: Numbers, size: Size) -> None:
    """Points and lines; what lies beyond the data dashed on a shaded zone."""
    rows = [(p, one["colour"]) for one in numbers["lines"] for p in one["points"]]
    rows += [(p, numbers["lines"][0]["colour"]) for p in numbers["extra"]]
    bands = [one["band"] for one in numbers["lines"]]
    beyond = [one["beyond"] for one in numbers["lines"] if "beyond" in one]
    years = [p["year"] for p, _ in rows] + [year for band in (*bands, *beyond) for year in (band["year"][0], band["year"][-1])]
    values = [p["value"] for p, _ in rows] + [v for band in (*bands, *beyond) for v in (band["median"][0], band["median"][-1])]
    marks.log_axis(ax, marks.decades(values, 0.3), numbers["unit"])
    if numbers["index"] is not None:
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}×")
    span = max(years) - min(years)
    room = max(0.3, 0.03 * span)
    step = next((n for n in (1, 2, 5, 10, 20) if span / n <= (5 if size.width < 5 else 9)), 20)
    marks.year_axis(ax, min(years) - room, max(years) + room * (3 if size.names else 1), step)
    ax.tick_params(labelsize=size.text * 0.9)
    for one in numbers["lines"]:
        marks.trend(ax, theme, one["colour"], {k: v for k, v in one["band"].items() if not k.startswith("prediction")})
        marks.points(ax, theme, one["colour"], one["points"], size=size.mark)
        if "beyond" in one:
            ax.axvspan(one["last"], ax.get_xlim()[1], color=theme.grid, alpha=0.45, lw=0, zorder=0)
            hue, band = theme.hue[one["colour"]], one["beyond"]
            ax.fill_between(band["year"], band["prediction_low"], band["prediction_high"], color=hue, alpha=0.09, lw=0)
            ax.plot(band["year"], band["median"], color=hue, lw=1.3, ls=(0, (4, 3)))
    marks.points(ax, theme, "ink", numbers["extra"], fitted=False, size=size.mark * 3, marker="o")
    if size.names:
        drawn = name_points(ax, theme, rows, bands)
        for note in drawn:
            note.set_fontsize(np.clip(size.text * 0.9, 8, 13))
    else:
        for point in numbers["extra"]:
            at = (point["year"], point["value"])
            ax.annotate(point["label"], at, (-5, 5), textcoords="offset points", ha="right", size=size.text)
