"""Bars: sums of parts below each other, what they end in, and a limit across them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from .style import Theme


def stacked_bars(ax: Axes, theme: Theme, names: Sequence[str], parts: Mapping[str, tuple[str, Sequence[float]]]) -> None:
    """Horizontal bars, the first on top, each a sum of `parts`: name -> (colour, values)."""
    rows = np.arange(len(names))[::-1]
    left = np.zeros(len(names))
    for colour, values in parts.values():
        ax.barh(rows, values, left=left, height=0.62, color=theme.hue[colour], edgecolor=theme.ground, linewidth=0.8)
        left = left + np.asarray(values)
    ax.set_yticks(rows, names)
    ax.tick_params(axis="y", labelsize=theme.size.small, labelcolor=theme.ink, length=0)
    ax.grid(False, axis="y")


def bar_ends(ax: Axes, theme: Theme, ends: Sequence[float], texts: Sequence[str]) -> None:
    """Text at the end of each bar of `stacked_bars`."""
    for row, (end, text) in enumerate(zip(ends[::-1], texts[::-1], strict=True)):
        ax.annotate(text, (end, row), (5, 0), textcoords="offset points", va="center", size=theme.size.small, color=theme.ink)


def limits(ax: Axes, theme: Theme, values: Sequence[float]) -> None:
    """A dashed line of steps across the bars of `stacked_bars`, at a value for each."""
    edges = [len(values) - 0.5 - i for i in range(len(values) + 1)]
    x = [v for value in values for v in (value, value)]
    y = [e for i in range(len(values)) for e in (edges[i], edges[i + 1])]
    ax.plot(x, y, color=theme.ink, lw=1.3 * theme.size.line, ls=(0, (4, 2)), zorder=3)
