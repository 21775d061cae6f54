"""How growth rates beside each other look: groups of rows with interval, mark and words, in columns or, if narrow, in lines."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from . import layout
from .layout import Box
from .style import MARKERS, Theme

GROUP = 0.55  # rows between two groups
WORDS, BELOW = 0.75, 1.2  # rows from the words of a rate to its bar, and on to the next words, on a narrow picture


class Rate(NamedTuple):
    """One row: what it is, its growth with an interval, what is written beside it, and what else is marked on it."""

    name: str
    colour: str
    told: str
    growth: float | None = None
    interval: tuple[float, float] | None = None
    tick: float | None = None  # a value as printed
    hollow: tuple[float, ...] = ()  # the same by others: below the bar, or on the row where it has none
    marker: str = ""  # that of its colour unless said otherwise


Groups = Mapping[str, Sequence[Rate]]


def height(theme: Theme, groups: Groups) -> float:
    """How many rows the groups take, spaces between them and titles included."""
    rows = sum(map(len, groups.values()))
    spaces = GROUP * (len(groups) - 1)
    return rows * (WORDS + BELOW) + sum(map(bool, groups)) + spaces if theme.size.narrow else rows + spaces


def columns(theme: Theme, groups: Groups) -> tuple[float, float, float]:
    """Widths of the titles, the names and the words at the right, in em; none on a narrow picture."""
    if theme.size.narrow:
        return 0.0, 0.0, 0.0
    small, rows = theme.size.small, [r for g in groups.values() for r in g]
    told = (
        [layout.width(title, small, "bold") if title else 0.0 for title in groups],
        [layout.width(r.name, small) for r in rows],
        [layout.width(r.told, small) for r in rows],
    )
    first, second, third = (max(widths) / theme.size.em for widths in told)
    return first + 1.2 * bool(first), second + 1.2, third + 1.2


def rate_panel(
    figure: Figure,
    box: Box,
    theme: Theme,
    groups: Groups,
    *,
    ticks: Sequence[float],
    limits: tuple[float, float],
    widths: tuple[float, float, float],
) -> Axes:
    """A logarithmic axis of growth in `box`, its columns `widths` em wide; what lies beyond `limits` runs to an arrow."""
    first, second, third = widths
    ax = layout.panel(figure, box.inset(theme.size.em, left=0.6 + first + second, right=0.9 + third, bottom=1.9))
    _growth_axis(ax, theme, ticks, limits, height(theme, groups))
    y = 0.0
    for title, rows in groups.items():
        if title:
            _text(ax, theme, (0, y), -(first + second), title, "ink", "bold")
        y += 1.0 if theme.size.narrow and title else 0.0
        for rate in rows:
            y = _row(ax, theme, rate, y, second)
        y += GROUP
    return ax


def choice_panels(
    figure: Figure, box: Box, theme: Theme, columns: Mapping[str, Groups], *, ticks: Sequence[float], limits: tuple[float, float]
) -> list[Axes]:
    """The same rows in columns beside each other at every size: names at the left once, a line down from the first rate.

    What stands above a column is its key; the rates need no words of their own.
    """
    groups, em = next(iter(columns.values())), theme.size.em
    names = max(layout.width(r.name, theme.size.small) for rows in groups.values() for r in rows) / em + 2.2
    wide = (box.width - names * em) / len(columns)
    made = []
    for i, (head, rows) in enumerate(columns.items()):
        part = Box(box.left + names * em + i * wide, box.bottom, wide, box.height)
        first = next(r for group in rows.values() for r in group)
        told: list[layout.Line] = [
            (line, first.colour, weight) for line, weight in zip(head.split("\n"), ("bold", "normal"), strict=True)
        ]
        ax = layout.headed(figure, part, theme, told, left=0.4, right=1.4)
        _growth_axis(ax, theme, ticks, limits, sum(len(group) + bool(title) for title, group in rows.items()))
        ax.axvline(first.growth or 1.0, color=theme.hue[first.colour], lw=0.8 * theme.size.line, ls=(0, (4, 2.5)), zorder=0.6)
        y = 0.0
        for name, group in rows.items():
            if name and not i:
                _text(ax, theme, (0, y), -names + 0.4, name, "ink", "bold")
            y += bool(name)
            for rate in group:
                if not i:
                    _text(ax, theme, (0, y), -names + 1.0, rate.name, "ink")
                _marks(ax, theme, rate, y)
                y += 1.0
        made.append(ax)
    return made


def _growth_axis(ax: Axes, theme: Theme, ticks: Sequence[float], limits: tuple[float, float], rows: float) -> None:
    """A logarithmic axis of growth over so many rows, the first on top, a line at no growth."""
    ax.set_xscale("log")
    ax.set_xlim(*limits)
    ax.set_ylim(rows - 0.4, -0.6)
    ax.xaxis.set_major_locator(FixedLocator([t for t in ticks if limits[0] <= t <= limits[1]]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,g}×"))
    ax.yaxis.set_major_locator(NullLocator())
    ax.spines["left"].set_visible(False)
    ax.axvline(1.0, color=theme.muted, lw=0.8 * theme.size.line, zorder=0.5)


def _row(ax: Axes, theme: Theme, rate: Rate, y: float, names: float) -> float:
    """One row from the height `y` on; the height of the next is returned."""
    if theme.size.narrow:
        _text(ax, theme, (0, y), 0.0, f"{rate.name}: {rate.told}", rate.colour)
        y += WORDS
    else:
        _text(ax, theme, (0, y), -names, rate.name, rate.colour)
        _text(ax, theme, (1, y), 1.2, rate.told, rate.colour)
    _marks(ax, theme, rate, y)
    return y + (BELOW if theme.size.narrow else 1.0)


def _marks(ax: Axes, theme: Theme, rate: Rate, y: float) -> None:
    """The interval, to an arrow where it runs beyond the picture, and the marks of a row."""
    size, hue, marker = theme.size, theme.hue[rate.colour], rate.marker or MARKERS[rate.colour]
    look: dict[str, Any] = {"mec": theme.ground, "mew": 0.5 * size.line, "ms": 5.5 * size.mark**0.5, "zorder": 3}
    if rate.interval:
        _interval(ax, theme, rate.interval, y, hue)
    if rate.growth:
        ax.plot(rate.growth, y, marker, color=hue, **look)
    if rate.hollow:  # below a bar, so that neither mark covers the other
        where = [y + 0.34 if rate.growth else y] * len(rate.hollow)
        ax.plot(rate.hollow, where, marker, ls="", **look | {"mfc": theme.ground, "mec": hue, "mew": size.line})
    if rate.tick:
        ax.plot((rate.tick,) * 2, (y - 0.48, y - 0.16), color=theme.ink, lw=1.5 * size.line, solid_capstyle="butt")


def _interval(ax: Axes, theme: Theme, interval: tuple[float, float], y: float, hue: str) -> None:
    """A bar over an interval; an arrow at each edge that it runs beyond."""
    first, last = ax.get_xlim()
    ends = (max(first, interval[0]), min(last, interval[1]))
    ax.plot(ends, (y, y), color=hue, lw=2.2 * theme.size.line, solid_capstyle="butt")
    for edge, beyond, marker in ((first, interval[0] < first, "<"), (last, interval[1] > last, ">")):
        if beyond:
            ax.plot(edge, y, marker, color=hue, ms=5 * theme.size.mark**0.5, clip_on=False)


def _text(ax: Axes, theme: Theme, at: tuple[float, float], shift: float, text: str, colour: str, weight: str = "normal") -> None:
    """Text at a row, `shift` em from the left (0) or right (1) end of the axis."""
    place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "annotation_clip": False}
    look: dict[str, Any] = {"color": theme.text[colour], "size": theme.size.small, "weight": weight, "va": "center"}
    if theme.size.narrow:  # it stands on the axis
        look["bbox"] = {"facecolor": theme.ground, "lw": 0, "pad": 0.4}
    ax.annotate(text, at, (shift * theme.size.small, 0), **look, **place)
