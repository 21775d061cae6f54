"""How a record that is broken step by step, and the wedge between two of them, look; and lines through named points."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from .marks import Numbers, log_axis
from .style import MARKERS, Theme


def multiples_axis(ax: Axes, theme: Theme, limits: tuple[float, float]) -> None:
    """A logarithmic y axis of multiples over `limits` (log10), with a line at 1."""
    log_axis(ax, limits, "")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}×" if v >= 1 else f"{v:g}×"))
    ax.axhline(1.0, color=theme.muted, lw=0.8 * theme.size.line, zorder=1)


def steps(ax: Axes, theme: Theme, colour: str, line: Numbers, end: float) -> None:
    """The best so far: level until it is beaten, the last level held until the year `end`."""
    year, value = [*line["year"], end], [*line["median"], line["median"][-1]]
    ax.plot(year, value, color=theme.hue[colour], lw=1.8 * theme.size.line, solid_joinstyle="miter", zorder=2.5)


def faint(ax: Axes, theme: Theme, colour: str, rows: Sequence[Numbers]) -> None:
    """Points behind the line that matters."""
    where = ([r["year"] for r in rows], [r["value"] for r in rows])
    ax.scatter(*where, s=7 * theme.size.mark, marker=MARKERS[colour], color=theme.hue[colour], alpha=0.35, lw=0, zorder=1.5)


def wedge(ax: Axes, theme: Theme, above: Numbers, below: Numbers, first: float, end: float) -> None:
    """The ground between two lines of steps from the year `first` to `end`, shaded where `above` lies above."""
    year = np.unique([first, *(y for y in (*above["year"], *below["year"]) if y > first), end])
    high, low = (np.array([_level(line, t) for t in year]) for line in (above, below))
    ax.fill_between(year, low, high, where=high >= low, step="post", color=theme.grid, alpha=0.55, lw=0, zorder=0)


def _level(line: Numbers, year: float) -> float:
    """The level of a line of steps at a year."""
    return next(v for y, v in reversed(list(zip(line["year"], line["median"], strict=True))) if y <= year)


def wedge_name(ax: Axes, theme: Theme, text: str, year: float, above: Numbers, below: Sequence[Numbers], span: float) -> None:
    """The name of the ground between lines of steps, at `year`, clear of them over `span` years around it."""
    high, low = _level(above, year - span / 2), max(_level(line, year + span / 2) for line in below)
    halo = [effects.withStroke(linewidth=2.5, foreground=theme.ground)]
    look: dict[str, Any] = {
        "weight": "bold",
        "size": theme.size.label,
        "color": theme.ink,
        "path_effects": halo,
        "linespacing": 1.1,
    }
    ax.annotate(text, (year, float(np.sqrt(high * low))), ha="center", va="center", zorder=4, **look)


def chains(
    ax: Axes, theme: Theme, colour: str, rows: Mapping[str, Sequence[Numbers]], look: Mapping[str, tuple[str, Any]]
) -> None:
    """Points joined in their order, one line for each name; `look` has its marker and its dash."""
    for name, points in rows.items():
        marker, dash = look[name]
        year, value = [p["year"] for p in points], [p["value"] for p in points]
        ax.plot(year, value, color=theme.hue[colour], lw=1.2 * theme.size.line, ls=dash, zorder=2)
        style: dict[str, Any] = {"s": 26 * theme.size.mark, "lw": 0.6 * theme.size.line, "edgecolor": theme.ground, "zorder": 3}
        ax.scatter(year, value, marker=marker, facecolor=theme.hue[colour], **style)
