"""How a quantity over tokens, a roof and a workload on it look; the axes are logarithmic both ways."""

import math
import textwrap
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


def decade_axis(ax: Axes, values: Iterable[float], around: float, unit: str, label: str) -> None:
    """A logarithmic x axis over all `values`, `around` decades more on both sides, a tick at each decade."""
    low, high = decades(values, around)
    ax.set_xscale("log")
    ax.set_xlim(10**low, 10**high)
    ax.xaxis.set_major_locator(FixedLocator([10.0**p for p in range(math.ceil(low), math.floor(high) + 1)]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: quantity(v, unit, 1) if unit else significant(v, 1)))
    ax.set_xlabel(label)


def curve(ax: Axes, theme: Theme, colour: str, x: Sequence[float], y: Sequence[float], dashed: bool = False) -> None:
    """A computed line."""
    ax.plot(x, y, color=theme.hue[colour], lw=1.4 * theme.size.line, ls=(0, (4, 2.5)) if dashed else "-", solid_capstyle="butt")


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


def end_name(ax: Axes, theme: Theme, colour: str, x: float, y: float, text: str, shift: float = 0) -> None:
    """The name of a line at its right end, in its colour."""
    place: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
    ax.annotate(text, (x, y), (8, shift), color=theme.text[colour], size=theme.size.label, weight="bold", **place)


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


GAINS = (200, 232, 264)  # points right of the axes at which the columns of speed-ups end
BEYOND: dict[str, Any] = {"annotation_clip": False, "textcoords": "offset points"}


def bare_rows(ax: Axes, lines: float) -> None:
    """A y axis of text rows, `lines` high, with a faint grid of the x axis alone."""
    ax.set_ylim(-0.6, lines)
    ax.yaxis.set_major_locator(NullLocator())
    ax.spines["left"].set_visible(False)
    ax.grid(True, axis="x")


def column_heads(ax: Axes, theme: Theme, heads: tuple[str, str], columns: Sequence[str]) -> None:
    """Heads of the columns at the right of a panel: the numbers, then the speed-ups with one small head each."""
    place: dict[str, Any] = {"xycoords": "axes fraction", "color": theme.muted, "size": theme.size.small, **BEYOND}
    ax.annotate(heads[0], (1, 1), (10, 6), **place)
    ax.annotate("\n".join(textwrap.wrap(heads[1], 26)), (1, 1), (GAINS[-1], 20), ha="right", linespacing=1.3, **place)
    for x, text in zip(GAINS, columns, strict=True):
        ax.annotate(text, (1, 1), (x, 6), ha="right", weight="bold", **place)


def row_heading(ax: Axes, theme: Theme, colour: str, y: float, text: str) -> None:
    """The name of a group of rows, at the left end of them."""
    place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center", **BEYOND}
    ax.annotate(text, (0, y), (-262, 0), color=theme.text[colour], weight="bold", size=theme.size.label, **place)


def range_row(
    ax: Axes,
    theme: Theme,
    colour: str,
    y: float,
    whole: Sequence[float | None],
    part: Sequence[float | None],
    at: float | None,
    *,
    filled: bool = True,
) -> None:
    """A thin line over `whole`, to the edge where it has no end, a thick one over `part`, a mark at `at`, hollow or filled."""
    hue, (left, right) = theme.hue[colour], ax.get_xlim()
    low, high = max(whole[0] or left, left), right if whole[1] is None else whole[1]
    ax.plot((low, high), (y, y), color=hue, lw=0.9, solid_capstyle="butt")
    ends = [e for e in part if e is not None]
    if len(ends) == 2:
        ax.plot(ends, (y, y), color=hue, lw=3.4, solid_capstyle="butt")
    if at is not None:
        face, edge = (hue, theme.ground) if filled else (theme.ground, hue)
        ax.plot(at, y, MARKERS[colour], mfc=face, mec=edge, mew=0.8 if filled else 1.2, ms=6.5)


def row_text(ax: Axes, theme: Theme, y: float, name: str, told: str, columns: Sequence[str]) -> None:
    """The name of a row at its left, its numbers and columns at its right."""
    place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center", "size": theme.size.small, **BEYOND}
    ax.annotate(name, (0, y), (-254, 0), color=theme.ink, **place)
    ax.annotate(told, (1, y), (10, 0), color=theme.ink, **place)
    for x, text in zip(GAINS, columns, strict=False):
        ax.annotate(text, (1, y), (x, 0), ha="right", color=theme.ink, **place)


def times_axis(ax: Axes, low: float, high: float) -> None:
    """A linear y axis of multiples."""
    ax.set_ylim(low, high)
    ax.yaxis.set_major_locator(FixedLocator(list(range(math.ceil(low), math.floor(high) + 1))))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}×"))
