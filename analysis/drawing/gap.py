"""How a waterfall of factors, the parts of each step, sets of crossing years and shares of disclosure look."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter

from ..tables.units import significant
from .marks import heading
from .style import MARKERS, Theme

Numbers = Mapping[str, Any]
PARTS = {  # part of a step -> colour and name
    "number_format": ("fp4", "number format"),
    "matrix_units": ("blue", "matrix units"),
    "rest_of_compute": ("brown", "rest of compute"),
    "compute": ("blue", "all compute"),
    "bandwidth": ("memory", "bandwidth"),
}


def parts_of(step: Numbers) -> dict[str, float]:
    """The parts of a step that are told apart: compute as one where it is not."""
    names = (
        ("number_format", "compute", "bandwidth") if step["matrix_units"] is None else tuple(p for p in PARTS if p != "compute")
    )
    return {name: step[name] for name in names}


Row = tuple[float, float, str, str, str]  # from, to (FLOP/byte), colour, name, what is written at its end


def factor_rows(start: Numbers, end: Numbers, total: Numbers) -> list[Row]:
    """From the balance of the first device to that of the last: a row for each device, and one for each factor between."""
    level = start["balance_flop_per_byte"]
    rows = [(level, level, "ink", start["label"], significant(level, 3))]
    for name, change in parts_of(total).items():
        factor = 10**change
        told = f"{significant(factor, 2)}×" if factor >= 1 else f"÷ {significant(1 / factor, 2)}"
        rows.append((level, level * factor, *PARTS[name], told))
        level *= factor
    return [*rows, (level, level, "ink", end["label"], significant(level, 3))]


def factor_arrows(ax: Axes, theme: Theme, groups: Mapping[str, Sequence[Row]]) -> None:
    """Groups of rows below each other on one logarithmic axis: a dot for a device, an arrow for a factor, named at the left."""
    size, y = theme.size, 0.0
    for title, rows in groups.items():
        _side(ax, theme, y, title, "ink", "bold")
        for start, end, colour, name, told in rows:
            y += 1.0
            _side(ax, theme, y, name, colour, "normal")
            if start == end:
                ax.plot(start, y, "o", color=theme.hue[colour], ms=5 * size.mark**0.5)
            else:
                look: dict[str, Any] = {
                    "arrowstyle": "-|>,head_width=0.25,head_length=0.5",
                    "color": theme.hue[colour],
                    "lw": 2.2 * size.line,
                }
                ax.annotate(
                    "", (end, y), (start, y), arrowprops=look | {"shrinkA": 0, "shrinkB": 0, "mutation_scale": size.small}
                )
            place: dict[str, Any] = {"xytext": (0.8 * size.small, 0), "textcoords": "offset points", "va": "center"}
            ax.annotate(told, (max(start, end), y), color=theme.text[colour], size=size.small, **place)
        y += 1.5
    ax.set_ylim(y - 1.0, -0.7)
    ax.yaxis.set_major_locator(NullLocator())
    ax.spines["left"].set_visible(False)


def _side(ax: Axes, theme: Theme, y: float, text: str, colour: str, weight: str) -> None:
    """Text at the left of a row."""
    place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "annotation_clip": False}
    look: dict[str, Any] = {"color": theme.text[colour], "size": theme.size.small, "weight": weight}
    ax.annotate(text, (0, y), (-0.8 * theme.size.small, 0), ha="right", va="center", **look, **place)


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
