"""How a trend, a band, a point or a label looks, on any picture. Says nothing of what is on it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..tables.units import quantity, significant
from .style import MARKERS, Theme

Numbers = Mapping[str, Any]
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")  # letters of their own, so no type is smaller than the least
LARGER = {"P": 1.7, "X": 1.7, "^": 1.2, "v": 1.2}  # markers of little ink


def axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes placed in inches from the lower left corner."""
    w, h = figure.get_size_inches()
    return figure.add_axes((left / w, bottom / h, width / w, height / h))


def decades(values: Iterable[float], around: float = 0.5) -> tuple[float, float]:
    """Limits in log10 that leave `around` decades on both sides of all `values`, so that no point is lost."""
    logs = [math.log10(v) for v in values if v is not None and v > 0]
    return min(logs) - around, max(logs) + around


def log_axis(ax: Axes, limits: tuple[float, float], unit: str) -> None:
    """A logarithmic y axis over `limits` (log10): a faint line and a label at each decade, with SI prefixes if it has a unit."""
    ax.set_yscale("log")
    ax.set_ylim(10 ** limits[0], 10 ** limits[1])
    powers = range(math.ceil(limits[0]), math.floor(limits[1]) + 1)
    ax.yaxis.set_major_locator(FixedLocator([10.0**p for p in powers]))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: quantity(v, unit, 1) if unit else significant(v, 1)))


def power_axis(ax: Axes, limits: tuple[float, float], every: int = 1) -> None:
    """The same with powers of ten, one label every so many decades: for numbers beyond the prefixes that people know."""
    log_axis(ax, limits, "")
    powers = range(math.ceil(limits[0] / every) * every, math.floor(limits[1]) + 1, every)
    ax.yaxis.set_major_locator(FixedLocator([10.0**p for p in powers]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"10{str(round(math.log10(v))).translate(RAISED)}"))


def year_axis(ax: Axes, first: float, last: float, step: int) -> None:
    """A time axis over `first` to `last`, with a tick every `step` years."""
    ax.set_xlim(first, last)
    ax.xaxis.set_major_locator(FixedLocator(list(range(math.ceil(first / step) * step, math.floor(last) + 1, step))))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    ax.grid(False, axis="x")


def heading(ax: Axes, theme: Theme, colour: str, title: str, growth: str, note: str = "") -> None:
    """The name of a panel and its growth above it, in the colour of its series: no legend box is needed."""
    line = 1.22 * theme.size.label
    lines = [
        (title, 4 + line * (2 if note else 1 if growth else 0), "bold"),
        (growth, 4 + line * bool(note), "normal"),
        (note, 4, "normal"),
    ]
    for text, offset, weight in lines:
        if text:
            shade = theme.muted if text == note else theme.text[colour]
            ax.annotate(
                text,
                (0, 1),
                (0, offset),
                xycoords="axes fraction",
                textcoords="offset points",
                color=shade,
                weight=weight,
                size=theme.size.label,
            )


def trend(ax: Axes, theme: Theme, colour: str, band: Numbers) -> None:
    """A fitted line with its confidence band and, lighter, the prediction band of a new point."""
    year, hue = band["year"], theme.hue[colour]
    if "prediction_low" in band:
        ax.fill_between(year, band["prediction_low"], band["prediction_high"], color=hue, alpha=0.09, lw=0)
    ax.fill_between(year, band["confidence_low"], band["confidence_high"], color=hue, alpha=0.25, lw=0)
    ax.plot(year, band["median"], color=hue, lw=1.3 * theme.size.line, solid_capstyle="butt")


def points(
    ax: Axes, theme: Theme, colour: str, rows: Sequence[Numbers], *, fitted: bool = True, marker: str = "", size: float = 22
) -> None:
    """Points of a series: filled where they are fitted, hollow where they are drawn only."""
    hue = theme.hue[colour]
    face = hue if fitted else theme.ground
    ax.scatter(
        [r["year"] for r in rows],
        [r["value"] for r in rows],
        s=size * theme.size.mark * LARGER.get(marker or MARKERS[colour], 1.0),
        marker=marker or MARKERS[colour],
        facecolor=face,
        edgecolor=theme.ground if fitted else hue,
        linewidth=(0.6 if fitted else 1.1) * theme.size.line,
        zorder=3,
    )


SYMBOLS = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼", "P": "✚", "X": "✖", ">": "▶"}


HOLLOW = {"o": "○", "s": "□", "^": "△", "D": "◇", "v": "▽", ">": "▷", "X": "✕", "P": "+"}


def symbol(colour: str, *, hollow: bool = False) -> str:
    """The character of a colour's marker, for a key."""
    return (HOLLOW if hollow else SYMBOLS)[MARKERS[colour]]


def count(rows: Sequence[Numbers]) -> str:
    """'n = 33', of a series that is not fitted."""
    return f"n = {len(rows)}"


def key(ax: Axes, theme: Theme, lines: Sequence[tuple[str, str]]) -> None:
    """Lines of text in the upper left corner of a panel, each in the colour of what it names."""
    for i, (text, colour) in enumerate(lines):
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top"}
        ax.annotate(text, (0, 1), (7, -6 - 1.56 * theme.size.small * i), color=theme.text[colour], size=theme.size.small, **place)


def plain_trend(ax: Axes, theme: Theme, colour: str, band: Numbers) -> None:
    """A fitted line without bands, behind others."""
    ax.plot(band["year"], band["median"], color=theme.hue[colour], lw=1.1 * theme.size.line, zorder=1)


def dashed(ax: Axes, theme: Theme, colour: str, line: Numbers) -> None:
    """A line that somebody drew and nobody fitted."""
    ax.plot(line["year"], line["median"], color=theme.hue[colour], lw=1.3 * theme.size.line, ls=(0, (4, 2.5)), zorder=1)


def remark(ax: Axes, theme: Theme, colour: str, text: str) -> None:
    """A line of text in the lower right corner of a panel."""
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right"}
    ax.annotate(text, (1, 0), (-6, 8), color=theme.text[colour], size=theme.size.label, **place)


def carried_on(ax: Axes, theme: Theme, colour: str, band: Numbers, last: float) -> None:
    """A line beyond its data: dashed, on a shaded zone that begins at the last point."""
    ax.axvspan(last, ax.get_xlim()[1], color=theme.grid, alpha=0.45, lw=0, zorder=0)
    ax.plot(band["year"], band["median"], color=theme.hue[colour], lw=1.3 * theme.size.line, ls=(0, (4, 3)))
    ax.annotate(
        "beyond the paper's points",
        (last, 0),
        (5, 20),
        ("data", "axes fraction"),
        "offset points",
        color=theme.muted,
        size=theme.size.small,
    )
