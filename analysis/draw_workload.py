"""How a quantity over tokens, a roof and a workload on it look; the axes are logarithmic both ways."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis.draw import decades, log_axis
from analysis.style import LABEL, MARKERS, Theme
from analysis.units import quantity, significant

Numbers = Mapping[str, Any]


def doubling_axis(ax: Axes, first: float, last: float, label: str) -> None:
    """A logarithmic x axis with a tick at each power of two from `first` to `last`, room for names on its right."""
    ax.set_xscale("log")
    ax.set_xlim(first / 2**0.35, last * 2**0.35)
    ax.xaxis.set_major_locator(FixedLocator([2.0**p for p in range(round(math.log2(first)), round(math.log2(last)) + 1)]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    ax.grid(False, axis="x")
    ax.set_xlabel(label)


def decade_axis(ax: Axes, values: Iterable[float], around: float, unit: str, label: str) -> None:
    """A logarithmic x axis over all `values`, `around` decades more on both sides, a tick at each decade."""
    low, high = decades(values, around)
    ax.set_xscale("log")
    ax.set_xlim(10**low, 10**high)
    ax.xaxis.set_major_locator(FixedLocator([10.0**p for p in range(math.ceil(low), math.floor(high) + 1)]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: quantity(v, unit, 1) if unit else significant(v, 1)))
    ax.set_xlabel(label)


def value_axis(ax: Axes, values: Iterable[float], unit: str, around: float = 0.3) -> None:
    """A logarithmic y axis over all `values`; without a unit plain numbers."""
    log_axis(ax, decades(values, around), unit or "FLOP")
    if not unit:
        ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: significant(v, 1)))


def curve(ax: Axes, theme: Theme, colour: str, x: Sequence[float], y: Sequence[float], dashed: bool = False) -> None:
    """A computed line."""
    ax.plot(x, y, color=theme.hue[colour], lw=1.4, ls=(0, (4, 2.5)) if dashed else "-", solid_capstyle="butt")


def marks(
    ax: Axes, theme: Theme, colour: str, x: Sequence[float], y: Sequence[float], *, hollow: bool = False, size: float = 20
) -> None:
    """Points that somebody printed or measured; hollow where they disagree with the line."""
    face, edge = (theme.ground, theme.hue[colour]) if hollow else (theme.hue[colour], theme.ground)
    ax.scatter(x, y, s=size, marker=MARKERS[colour], facecolor=face, edgecolor=edge, linewidth=1.1 if hollow else 0.6, zorder=3)


def end_name(ax: Axes, theme: Theme, colour: str, x: float, y: float, text: str, shift: float = 0) -> None:
    """The name of a line at its right end, in its colour."""
    place = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
    ax.annotate(text, (x, y), (8, shift), color=theme.text[colour], size=LABEL, weight="bold", **place)
