"""How the factors of a change and sets of crossing years look."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..tables.units import significant
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


Crossing = tuple[str, str, bool, Numbers]  # what is written above the bar, its colour, whether it is solid, the crossing


def crossing_rows(ax: Axes, theme: Theme, groups: Mapping[str, Sequence[Crossing]], span: tuple[float, float]) -> None:
    """Groups of sets of years, one line each below its words; an arrow where a set runs beyond the picture."""
    size, y = theme.size, 0.0
    ax.set_xlim(*span)
    for title, rows in groups.items():
        _words(ax, theme, y, title, "ink", "bold")
        for told, colour, solid, crossing in rows:
            y += 1.0
            _words(ax, theme, y, told, colour, "normal")
            for low, high in crossing["set"]:
                _years(ax, theme, colour, (low, high), y + 0.42, "-" if solid else (0, (2, 1)))
            if crossing["year"] and span[0] <= crossing["year"] <= span[1]:
                face = theme.hue[colour] if solid else theme.ground
                look: dict[str, Any] = {"mfc": face, "mec": theme.hue[colour], "ms": 5.5 * size.mark**0.5, "zorder": 4}
                ax.plot(crossing["year"], y + 0.42, MARKERS[colour], **look)
        y += 1.6
    ax.set_ylim(y - 0.7, -0.5)
    ax.yaxis.set_major_locator(NullLocator())
    ax.xaxis.set_major_locator(FixedLocator([t for t in range(2020, int(span[1]) + 1, 10) if t >= span[0]]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    ax.spines["left"].set_visible(False)


def _words(ax: Axes, theme: Theme, y: float, text: str, colour: str, weight: str) -> None:
    """Text at the left edge of a row."""
    look: dict[str, Any] = {"color": theme.text[colour], "size": theme.size.small, "weight": weight}
    ax.annotate(text, (0, y), xycoords=("axes fraction", "data"), va="center", annotation_clip=False, **look)


def _years(ax: Axes, theme: Theme, colour: str, ends: tuple[float | None, float | None], y: float, dash: Any) -> None:
    """One part of a set, cut at the edges of the picture; an arrow says that it runs on."""
    first, last = ax.get_xlim()
    start, end = max(first, ends[0] or first), min(last, ends[1] or last)
    if start >= end:
        return
    ax.plot((start, end), (y, y), color=theme.hue[colour], lw=2.0 * theme.size.line, solid_capstyle="butt", ls=dash)
    if ends[1] is None or ends[1] > last:
        ax.plot(last, y, ">", color=theme.hue[colour], ms=5 * theme.size.mark**0.5, clip_on=False)
