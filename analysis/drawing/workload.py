"""How a quantity over tokens, a roof and a workload on it look; the axes are logarithmic both ways."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..tables.units import quantity, significant
from .marks import decades
from .style import MARKERS, Theme

Numbers = Mapping[str, Any]


def doubling_axis(ax: Axes, first: float, last: float, label: str, every: int = 1) -> None:
    """A logarithmic x axis with a tick at each power of two, or `every` second, from `first` to `last`."""
    ax.set_xscale("log")
    ax.set_xlim(first / 2**0.35, last * 2**0.35)
    ax.xaxis.set_major_locator(FixedLocator([2.0**p for p in range(round(math.log2(first)), round(math.log2(last)) + 1, every)]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    ax.grid(False, axis="x")
    ax.set_xlabel(label)


def decade_axis(ax: Axes, values: Iterable[float], around: float, unit: str, label: str, each: int = 1) -> None:
    """A logarithmic x axis over all `values`, `around` decades more on both sides, a tick every `each` decades."""
    low, high = decades(values, around)
    ax.set_xscale("log")
    ax.set_xlim(10**low, 10**high)
    ax.xaxis.set_major_locator(FixedLocator([10.0**p for p in range(math.ceil(low), math.floor(high) + 1, each)]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: quantity(v, unit, 1) if unit else significant(v, 1)))
    ax.set_xlabel(label)


DASHES: dict[str, Any] = {
    "━━": "-",
    "╍╍": (0, (4, 2.5)),
    "┉┉": (0, (1, 1.2)),
    "━·": (0, (7, 1.5, 1, 1.5)),
}  # as a key writes it -> line


def curve(ax: Axes, theme: Theme, colour: str, x: Sequence[float], y: Sequence[float], dash: str = "━━") -> None:
    """A computed line, of a dash that a key can write."""
    ax.plot(x, y, color=theme.hue[colour], lw=1.4 * theme.size.line, ls=DASHES[dash], solid_capstyle="butt")


def marks(
    ax: Axes, theme: Theme, colour: str, x: Sequence[float], y: Sequence[float], *, hollow: bool = False, size: float = 20
) -> None:
    """Points that somebody printed or measured; hollow where they disagree with the line."""
    face, edge = (theme.ground, theme.hue[colour]) if hollow else (theme.hue[colour], theme.ground)
    ax.scatter(
        x,
        y,
        s=size * theme.size.mark,
        marker=MARKERS[colour],
        facecolor=face,
        edgecolor=edge,
        linewidth=1.1 if hollow else 0.6,
        zorder=3,
    )


def digit(ax: Axes, theme: Theme, x: float, y: float, text: str) -> None:
    """A number at the upper left of a mark, told in `corner`."""
    ax.annotate(
        text,
        (x, y),
        (-0.8 * theme.size.small, 0.9 * theme.size.small),
        textcoords="offset points",
        ha="center",
        va="center",
        color=theme.ink,
        size=theme.size.label,
        weight="bold",
    )


def corner(ax: Axes, theme: Theme, lines: Sequence[str]) -> None:
    """Lines of text in the lower right corner, aligned at their left."""
    for i, text in enumerate(lines):
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
        at = (0, 0.9 * theme.size.small * (1 + 1.5 * (len(lines) - 1 - i)))
        ax.annotate(text, (0.4, 0), at, color=theme.ink, size=theme.size.small, **place)


def times_axis(ax: Axes, low: float, high: float) -> None:
    """A linear y axis of multiples."""
    ax.set_ylim(low, high)
    ax.yaxis.set_major_locator(FixedLocator(list(range(math.ceil(low), math.floor(high) + 1))))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}×"))
