"""How a waterfall of factors, the parts of each step, sets of crossing years and shares of disclosure look."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter

from ..tables.units import multiple, significant
from .marks import heading
from .style import MARKERS, Theme

Numbers = Mapping[str, Any]
PARTS = {  # part of a step -> colour and name
    "number_format": ("fp4", "number format"),
    "matrix_units": ("blue", "matrix units"),
    "rest_of_compute": ("brown", "rest of compute"),
    "compute": ("blue", "compute, parts not told apart"),
    "bandwidth": ("memory", "bandwidth"),
}
FACTORS = (0.01, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 100.0)


def parts_of(step: Numbers) -> dict[str, float]:
    """The parts of a step that are told apart: compute as one where it is not."""
    names = (
        ("number_format", "compute", "bandwidth") if step["matrix_units"] is None else tuple(p for p in PARTS if p != "compute")
    )
    return {name: step[name] for name in names}


def waterfall(ax: Axes, theme: Theme, start: Numbers, end: Numbers, total: Numbers, limits: tuple[float, float]) -> None:
    """From the balance of the first device to that of the last, one floating bar for each factor between."""
    parts = parts_of(total)
    level = float(np.log10(start["balance_flop_per_byte"]))
    bars = [(0.0, level, "ink", significant(start["balance_flop_per_byte"]))]
    for name, change in parts.items():
        bars.append((level, level + change, PARTS[name][0], multiple(10**change)))
        level += change
    bars.append((0.0, level, "ink", significant(end["balance_flop_per_byte"])))
    for i, (low, high, colour, told) in enumerate(bars):
        base = max(min(low, high), limits[0]) if 0 < i < len(bars) - 1 else limits[0]
        ax.bar(i, max(low, high) - base, bottom=base, width=0.66, color=theme.hue[colour], zorder=2)
        ax.annotate(
            told,
            (i, max(low, high)),
            (0, 3),
            textcoords="offset points",
            ha="center",
            size=theme.size.small,
            color=theme.text[colour],
        )
        if i + 1 < len(bars):
            ax.plot((i + 0.33, i + 0.67), (high, high), color=theme.muted, lw=0.7)
    ax.set_ylim(*limits)
    powers = range(int(np.ceil(limits[0])), int(np.floor(limits[1])) + 1)
    ax.yaxis.set_major_locator(FixedLocator(list(powers)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: significant(10**v, 1)))
    ticks = [start["label"], *(PARTS[p][1].replace(", parts not told apart", "").replace(" ", "\n") for p in parts), end["label"]]
    ax.set_xticks(range(len(bars)), [t.replace(" ", "\n", 1) for t in ticks], size=theme.size.small)
    ax.tick_params(axis="x", length=0)
    ax.grid(False, axis="x")


def step_parts(ax: Axes, theme: Theme, steps: Sequence[Numbers], labels: Mapping[str, str], limits: tuple[float, float]) -> None:
    """For each step what raises the balance stacked above the line, what lowers it below, and the change left over."""
    for i, step in enumerate(steps):
        up = down = 0.0
        for name, change in parts_of(step).items():
            colour = theme.hue[PARTS[name][0]]
            style: dict[str, Any] = {
                "facecolor": theme.ground if step["announced"] else colour,
                "edgecolor": colour,
                "linewidth": 1.2,
            }
            ax.bar(i, change, bottom=up if change > 0 else down, width=0.6, zorder=2, **style)
            up, down = up + max(change, 0.0), down + min(change, 0.0)
        ax.plot((i - 0.42, i + 0.42), (step["balance"],) * 2, color=theme.ink, lw=1.8, zorder=4)
        ax.annotate(
            multiple(10 ** step["balance"]),
            (i, up),
            (0, 3),
            textcoords="offset points",
            ha="center",
            size=theme.size.small,
            color=theme.ink,
        )
    ax.axhline(0.0, color=theme.muted, lw=0.8)
    ax.set_ylim(*limits)
    shown = [f for f in FACTORS if limits[0] <= np.log10(f) <= limits[1]]
    ax.yaxis.set_major_locator(FixedLocator(list(np.log10(shown))))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{10**v:.3g}×"))
    ax.set_xticks(
        range(len(steps)), [f"to {labels[s['end']]}" + ("*" if s["announced"] else "") for s in steps], size=theme.size.small
    )
    ax.set_xlim(-0.6, len(steps) - 0.4)
    ax.tick_params(axis="x", length=0)
    ax.grid(False, axis="x")


def crossing_sets(
    ax: Axes,
    theme: Theme,
    targets: Sequence[Numbers],
    views: Mapping[str, str],
    *,
    span: tuple[float, float],
    told: float,
) -> None:
    """One row for each target, one line for each view: the set of years, an arrow where it has no end; hatched beyond `told`."""
    first, last = span
    ax.set_xlim(first, last)
    ax.set_ylim(len(targets) - 0.4, -0.6)
    ax.axvspan(told, last, facecolor="none", edgecolor=theme.muted, alpha=0.35, hatch="///", lw=0, zorder=0)
    for row, target in enumerate(targets):
        for i, (view, colour) in enumerate(views.items()):
            if view == "random_walk" and target["reached_by_last_median"]:
                note = ("reached", (first, row + 0.17), (4, 0))
                ax.annotate(*note, textcoords="offset points", va="center", size=theme.size.small, color=theme.text[colour])
                continue
            _set_line(ax, theme, colour, target[view], row - 0.17 + 0.34 * i, span)
    ax.yaxis.set_major_locator(FixedLocator(list(range(len(targets)))))
    ax.set_yticklabels([t["short"] for t in targets], size=theme.size.label, color=theme.ink)
    ax.xaxis.set_major_locator(FixedLocator([y for y in range(2020, int(last) + 1, 10) if first <= y <= last]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    ax.grid(False, axis="y")


def _set_line(ax: Axes, theme: Theme, colour: str, crossing: Numbers, y: float, span: tuple[float, float]) -> None:
    """The parts of one set as lines, with its estimate where the picture reaches that far."""
    first, last = span
    for low, high in crossing["set"]:
        start, end = (max(first, first if low is None else low), min(last, last if high is None else high))
        if start >= last or end <= first:
            continue
        ax.plot((start, end), (y, y), color=theme.hue[colour], lw=2.0, solid_capstyle="butt")
        if high is None or high > last:
            ax.plot(last - 0.35, y, ">", color=theme.hue[colour], ms=5, clip_on=False)
    year = crossing["year"]
    if year is not None and first <= year <= last:
        ax.plot(year, y, MARKERS[colour], color=theme.hue[colour], mec=theme.ground, mew=0.6, ms=6, zorder=4)


def shares(ax: Axes, theme: Theme, rows: Sequence[Numbers], field: str, title: str, colours: Mapping[str, str]) -> None:
    """The share of models of each period that say something, one line for open and one for closed weights."""
    heading(ax, theme, "ink", title, "")
    periods = list(dict.fromkeys(r["years"] for r in rows))
    for weights, colour in colours.items():
        some = [r for r in rows if r["weights"] == weights]
        share = [r[field] / r["models"] for r in some]
        ax.plot(range(len(some)), share, color=theme.hue[colour], marker=MARKERS[colour], ms=5, lw=1.3)
        for i, (r, s) in enumerate(zip(some, share, strict=True)):
            up = 6 if weights == "open" else -12
            ax.annotate(
                f"{r[field]} of {r['models']}",
                (i, s),
                (0, up),
                textcoords="offset points",
                ha="center",
                size=theme.size.small,
                color=theme.text[colour],
            )
    ax.set_xticks(range(len(periods)), periods)
    ax.set_xlim(-0.45, len(periods) - 0.55)
    ax.set_ylim(0, 1.14)
    ax.yaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.yaxis.set_minor_locator(NullLocator())


def part_key(ax: Axes, theme: Theme, names: Mapping[str, str]) -> None:
    """Names of the parts above a panel at its right end, each in its colour; a star is announced."""
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right", "size": theme.size.small}
    for i, (name, colour) in enumerate(reversed([*names.items(), ("* announced, hollow", "grey")])):
        ax.annotate(name, (1, 1), (-104 * (i % 3), 20 if i < 3 else 33), color=theme.text[colour], weight="bold", **place)
