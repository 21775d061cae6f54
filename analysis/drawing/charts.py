"""Whole charts that several pictures share: bars, rates with their intervals, panels of families, the specification curve."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import NDArray

from ..tables.units import multiple
from .labels import name_points
from .marks import Numbers, axes, canvas, decades, heading, key, log_axis, points, trend, year_axis
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


def family_panels(
    theme: Theme, numbers: Numbers, titles: Mapping[str, str], *, first: float, step: int, decade: float = 0.62
) -> Figure:
    """Panels above each other, each a set of families: points named by generation, a line with its band where one is fitted."""
    panels = numbers["panels"]
    limits = {n: decades([p["value"] for f in families.values() for p in f["points"]], 0.35) for n, families in panels.items()}
    tall = {n: (high - low) * decade for n, (low, high) in limits.items()}
    last = max(p["year"] for families in panels.values() for f in families.values() for p in f["points"])
    gap = 0.95
    figure = canvas(theme, 10.9, 0.62 + sum(tall.values()) + gap * (len(panels) - 1) + 1.05, numbers)
    bottom = 0.62
    for name in reversed(list(panels)):
        ax = axes(figure, 1.0, bottom, 7.0, tall[name])
        bottom += tall[name] + gap
        families = panels[name]
        log_axis(ax, limits[name], next(iter(families.values()))["unit"])
        year_axis(ax, first, last + 2.2, step)
        heading(ax, theme, "ink", titles[name], "")
        for family in families.values():
            if "band" in family:
                narrow: dict[str, Any] = {k: v for k, v in family["band"].items() if not k.startswith("prediction")}
                trend(ax, theme, family["colour"], narrow)
            points(ax, theme, family["colour"], family["points"])
        rows = [(p, f["colour"]) for f in families.values() for p in f["points"]]
        name_points(ax, theme, rows, [f["band"] for f in families.values() if "band" in f])
        _family_key(ax, theme, families)
    return figure


def _family_key(ax: Axes, theme: Theme, families: Mapping[str, Numbers]) -> None:
    """Name and growth of each family at the right of its panel, those with the highest last point on top."""
    order = sorted(families, key=lambda f: -max(p["value"] for p in families[f]["points"]))
    for i, name in enumerate(order):
        family = families[name]
        told = (
            family.get("growth", f"n = {len(family['points'])}, not fitted")
            .replace(" every two years", " in 2 years")
            .replace(" (", "\n(")
        )
        place: dict[str, Any] = {
            "xycoords": "axes fraction",
            "textcoords": "offset points",
            "va": "top",
            "linespacing": 1.3,
            "annotation_clip": False,
        }
        ax.annotate(
            name, (1, 1), (14, -2 - 42 * i), color=theme.text[family["colour"]], weight="bold", size=theme.size.label, **place
        )
        ax.annotate(told, (1, 1), (14, -14 - 42 * i), color=theme.text[family["colour"]], size=theme.size.small, **place)


def specification_curve(
    ax: Axes, theme: Theme, panel: Numbers, colours: Mapping[str, str], names: Mapping[str, str], *, limits: tuple[float, float]
) -> None:
    """Estimates in order, each with its interval, in the colour of its precision; published rates named at the right."""
    found = panel["estimates"]
    ax.set_yscale("log")
    ax.set_ylim(*limits)
    ax.set_xlim(-1, len(found["growth"]))
    ticks = [t for t in (0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 10, 20) if limits[0] <= t <= limits[1]]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}×"))
    ax.xaxis.set_major_locator(NullLocator())
    order = np.arange(len(found["growth"]))
    precision = np.array(found["precision"])
    for name in dict.fromkeys(k for k in colours if k in set(precision)):
        mine = precision == name
        low, high = (_bounds(found[k], mine, end, limits) for k, end in (("low", 0), ("high", 1)))
        hue = theme.hue[colours[name]]
        ax.plot(*_strokes(order[mine], low, high), color=hue, alpha=0.13, lw=0.4)  # one path: thousands would be megabytes
        ax.plot(order[mine], np.array(found["growth"])[mine], ".", ms=1.6, mew=0, color=hue, zorder=3)
    heading(ax, theme, "ink", panel["title"], "")
    if len(set(precision)) > 1:
        key(ax, theme, [(names.get(p, p), colours[p]) for p in colours if p in set(precision)])
    _published(ax, theme, panel["published"], limits)


def _strokes(x: NDArray, low: NDArray, high: NDArray) -> tuple[NDArray, NDArray]:
    """Upright strokes at `x` from `low` to `high` as one line, broken between them."""
    gap = np.full(len(x), np.nan)
    return np.column_stack([x, x, gap]).ravel(), np.column_stack([low, high, gap]).ravel()


def _bounds(values: Sequence[float | None], mine: NDArray, end: int, limits: tuple[float, float]) -> NDArray:
    """One end of intervals, drawn to just beyond the axis where it lies there or nothing bounds it."""
    beyond = (limits[0] / 2, limits[1] * 2)
    return np.clip(np.nan_to_num(np.array(values, float)[mine], nan=beyond[end]), *beyond)


def _published(ax: Axes, theme: Theme, rates: Sequence[Numbers], limits: tuple[float, float]) -> None:
    """Rates as published: a tick on the right edge, and the name beside it, moved up as far as the one below demands."""
    place: dict[str, Any] = {"xycoords": ("axes fraction", "axes fraction"), "va": "center", "annotation_clip": False}
    floor = 0.0
    for rate in rates:
        height = min(1.0, math.log(rate["growth"] / limits[0]) / math.log(limits[1] / limits[0]))
        floor = max(height, floor)
        arrow: dict[str, Any] = {
            "arrowstyle": "-",
            "color": theme.muted,
            "lw": 0.6,
            "shrinkA": 1,
            "shrinkB": 0,
            "relpos": (0, 0.5),
        }
        told = f"{multiple(rate['growth'])} {rate['name']}"
        ax.annotate(
            told, (1, height), (1.08, floor), color=theme.text["ink"], size=theme.size.small - 0.5, arrowprops=arrow, **place
        )
        floor += 0.026
