"""Where things stand on a picture: title, subtitle and footer in lines that fit its width, and boxes for panels between them.

Margins are measured in the least type, so that each size is laid out for its width and none is a scaled copy of another.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .marks import Numbers, axes
from .style import DPI, Theme

MARGIN = 0.6  # em between the edge and the texts
KEPT_TOGETHER = re.compile(r"(?<=\bn) (?==)|(?<=n =) |(?<=printed) |(?<=CC) (?=BY)|(?<=CC BY) |(?<=\)) (?=[×%])")
LEADING = 1.32  # of a line of text, over its type


class Box(NamedTuple):
    """A rectangle in inches from the lower left corner of the picture."""

    left: float
    bottom: float
    width: float
    height: float

    def inset(self, em: float, *, left: float = 0.0, right: float = 0.0, top: float = 0.0, bottom: float = 0.0) -> "Box":
        """What is left of it within margins, in units of `em` inches."""
        across, down = (left + right) * em, (top + bottom) * em
        return Box(self.left + left * em, self.bottom + bottom * em, self.width - across, self.height - down)


def page(theme: Theme, numbers: Numbers, body: float) -> tuple[Figure, Box]:
    """A picture with its words, and the box between them: `body` inches high, or what the height of the size leaves."""
    size = theme.size
    room = size.width - 2 * MARGIN * size.em
    title = [(line, size.title, "bold", theme.ink) for line in even(numbers["title"], size.title, room, "bold")]
    lines = title + [(line, size.subtitle, "normal", theme.muted) for line in even(numbers["subtitle"], size.subtitle, room)]
    foot = wrapped(numbers["footer"], size.small, room)
    above = sum(points for _, points, _, _ in lines) * LEADING / 72 + MARGIN * size.em
    below = (len(foot) * LEADING + 0.4) * size.em
    height = size.height or above + body + below
    figure = Figure(figsize=(size.width, height), dpi=DPI)
    y = height - MARGIN * size.em
    for text, points, weight, colour in lines:
        y -= points * LEADING / 72
        figure.text(
            MARGIN * size.em / size.width, (y + 0.3 * points / 72) / height, text, size=points, weight=weight, color=colour
        )
    for i, text in enumerate(reversed(foot)):
        at = (MARGIN * size.em / size.width, (0.5 + i * LEADING) * size.em / height)
        figure.text(*at, text, size=size.small, color=theme.muted)
    return figure, Box(0.0, below, size.width, height - above - below)


def even(text: str, points: float, room: float, weight: str = "normal") -> list[str]:
    """`text` in as few lines as fit `room` inches, with no last line of a word or two."""
    lines, narrower = wrapped(text, points, room, weight), room
    while len(lines) > 1 and width(lines[-1], points, weight) < 0.4 * room:
        narrower *= 0.97
        if len(again := wrapped(text, points, narrower, weight)) > len(lines):
            break
        lines = again
    return lines


def wrapped(text: str, points: float, room: float, weight: str = "normal") -> list[str]:
    """`text` in as few lines as fit `room` inches."""
    lines: list[str] = []
    for word in KEPT_TOGETHER.sub("\u00a0", text).split(" "):
        if lines and width(f"{lines[-1]} {word}", points, weight) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@cache
def width(text: str, points: float, weight: str = "normal") -> float:
    """Width of a line of text in inches."""
    probe = Figure(figsize=(1, 1), dpi=DPI)  # small: a canvas for it is made each time
    extent = probe.text(0, 0, text, size=points, weight=weight).get_window_extent(FigureCanvasAgg(probe).get_renderer())
    return extent.width / DPI


def panels(box: Box, theme: Theme, weights: Sequence[float], gap: float = 0.0) -> list[Box]:
    """`box` in parts: side by side by their weights, `gap` em apart; of equal height below each other on a narrow picture."""
    space = gap * theme.size.em
    if theme.size.narrow:
        tall = (box.height - space * (len(weights) - 1)) / len(weights)
        return [Box(box.left, box.bottom + (tall + space) * i, box.width, tall) for i in reversed(range(len(weights)))]
    unit, left, found = (box.width - space * (len(weights) - 1)) / sum(weights), box.left, []
    for weight in weights:
        found.append(Box(left, box.bottom, unit * weight, box.height))
        left += unit * weight + space
    return found


def panel(figure: Figure, box: Box) -> Axes:
    """Axes over a box."""
    return axes(figure, *box)


def end_room(theme: Theme, labels: Sequence[tuple[str, str]]) -> float:
    """The em that the widest of these names and small lines takes beyond the right end of a panel."""
    size = theme.size
    return max(max(width(name, size.label, "bold"), width(told, size.small)) for name, told in labels) / size.em


def end_labels(ax: Axes, theme: Theme, labels: Sequence[tuple[float, str, str, str]], *, at: float) -> None:
    """Names of lines beyond the right end of a panel: (value, colour, name in bold, small line), moved apart where they touch.

    A thin leader ties each to the end of its line, at the year `at`.
    """
    size, box = theme.size, ax.get_window_extent()
    unit = ax.figure.dpi / 72 * size.small  # pixels of an em
    tall = (2 * LEADING + 0.35) * unit
    order = sorted(labels, key=lambda label: -label[0])
    heights = [float(ax.transData.transform((at, value))[1]) for value, *_ in order]
    spots = _apart([min(h, box.y1 - tall / 2) for h in heights], tall, box.y0)
    right = float(ax.transData.transform((at, 1.0))[0])
    for (value, colour, name, told), spot in zip(order, spots, strict=True):
        y = (spot - box.y0) / box.height
        place: dict[str, Any] = {"xycoords": "axes fraction", "annotation_clip": False, "va": "center"}
        arrow = {"arrowstyle": "-", "color": theme.hue[colour], "lw": 0.6, "shrinkA": 0, "shrinkB": 2}
        start = ((right + 0.4 * unit - box.x0) / box.width, y)
        ax.annotate("", (at, value), start, xycoords="data", textcoords="axes fraction", arrowprops=arrow, annotation_clip=False)
        for text, shift, points, weight in ((name, 0.62, size.label, "bold"), (told, -0.62, size.small, "normal")):
            offset: dict[str, Any] = {"xytext": (0.6 * size.small, shift * size.small), "textcoords": "offset points"}
            ax.annotate(text, start, color=theme.text[colour], size=points, weight=weight, **offset, **place)


def end_names(ax: Axes, theme: Theme, names: Sequence[tuple[float, float, str, str]]) -> None:
    """Names of lines at their right ends: (x, value, colour, name), moved apart where they touch."""
    size, box = theme.size, ax.get_window_extent()
    order = sorted(names, key=lambda name: -name[1])
    spots = [float(ax.transData.transform(name[:2])[1]) for name in order]
    apart = _apart(spots, 1.15 * ax.figure.dpi / 72 * size.small, box.y0)
    for (x, value, colour, text), spot, new in zip(order, spots, apart, strict=True):
        place: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
        offset = (0.7 * size.small, (new - spot) * 72 / ax.figure.dpi)
        ax.annotate(text, (x, value), offset, color=theme.text[colour], size=size.small, weight="bold", **place)


def _apart(heights: Sequence[float], tall: float, floor: float) -> list[float]:
    """Heights from the highest down, moved so that two are `tall` apart and the last stands above `floor`."""
    spots = list(heights)
    for _ in range(2):
        for i in range(1, len(spots)):
            spots[i] = min(spots[i], spots[i - 1] - tall)
        spots[-1] = max(spots[-1], floor + tall / 2)
        for i in range(len(spots) - 2, -1, -1):
            spots[i] = max(spots[i], spots[i + 1] + tall)
    return spots


Line = tuple[str, str, str]  # text, colour, weight


def headed(
    figure: Figure,
    box: Box,
    theme: Theme,
    lines: Sequence[Line],
    *,
    left: float,
    right: float = 0.8,
    bottom: float = 2.2,
    least: int = 0,
) -> Axes:
    """A panel in `box` under its lines of text, each in the colour of what it names, wrapped where the panel is narrow.

    Margins are in em; `least` keeps room for that many lines, so that panels beside each other begin at one height.
    """
    em, size = theme.size.em, theme.size
    room = box.width - (left + right) * em + (right - 0.8) * em
    told = [(line, colour, weight) for text, colour, weight in lines for line in wrapped(text, size.small, room, weight)]
    count = max(len(told), least)
    ax = panel(figure, box.inset(em, left=left, right=right, top=count * LEADING + 0.7, bottom=bottom))
    for i, (text, colour, weight) in enumerate(reversed(told)):
        up = (0.45 + i * LEADING + (count - len(told)) * LEADING) * size.small
        place: dict[str, Any] = {"xycoords": "axes fraction", "xytext": (0, up), "textcoords": "offset points"}
        ax.annotate(text, (0, 1), color=theme.text[colour], size=size.small, weight=weight, annotation_clip=False, **place)
    return ax


def count_lines(theme: Theme, lines: Sequence[Line], room: float) -> int:
    """How many lines of text these are in `room` inches."""
    return sum(len(wrapped(text, theme.size.small, room, weight)) for text, _, weight in lines)


def grid(box: Box, theme: Theme, count: int, across: int, gap: float = 0.0) -> list[Box]:
    """`box` in `count` equal parts, `across` in a row, `gap` em between rows."""
    rows = -(-count // across)
    space = gap * theme.size.em
    wide, tall = box.width / across, (box.height - space * (rows - 1)) / rows
    return [
        Box(box.left + wide * (i % across), box.bottom + (tall + space) * (rows - 1 - i // across), wide, tall)
        for i in range(count)
    ]


def rows(box: Box, theme: Theme, weights: Sequence[float], gap: float = 0.0) -> list[Box]:
    """`box` in parts below each other, by their weights, `gap` em apart."""
    space = gap * theme.size.em
    unit, top, found = (box.height - space * (len(weights) - 1)) / sum(weights), box.bottom + box.height, []
    for weight in weights:
        top -= unit * weight
        found.append(Box(box.left, top, box.width, unit * weight))
        top -= space
    return found


def decade_panels(
    figure: Figure,
    box: Box,
    theme: Theme,
    heads: Sequence[Sequence[Line]],
    limits: Sequence[tuple[float, float]],
    *,
    left: float,
    beside: bool,
) -> list[Axes]:
    """Panels under their heads in which a decade is equally high: below each other, or beside each other."""
    em = theme.size.em
    places = grid(box, theme, len(heads), len(heads)) if beside else [box] * len(heads)
    used = [(count_lines(theme, h, p.width - (left + 0.8) * em) * LEADING + 2.9) * em for h, p in zip(heads, places, strict=True)]
    tall = [high - low for low, high in limits]
    decade = (
        min((box.height - u) / t for u, t in zip(used, tall, strict=True)) if beside else (box.height - sum(used)) / sum(tall)
    )
    high = [t * decade + u for t, u in zip(tall, used, strict=True)]
    boxes = [p._replace(height=h) for p, h in zip(places, high, strict=True)] if beside else rows(box, theme, high)
    return [headed(figure, b, theme, lines, left=left) for b, lines in zip(boxes, heads, strict=True)]
