"""Names beside points: each label takes the first free place around its point, so that none covers a label or a marker.

A plain search over fixed places is the same on every machine and takes milliseconds. (Force-based placement, as in
adjustText, was tried: it left labels on markers and took a second for each panel.)
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from numpy.typing import NDArray

from .style import Theme

MARKER = 4.2  # points: half the side of the box that a marker takes
DISTANCES = (
    6.0,
    10.0,
    16.0,
    24.0,
    34.0,
    46.0,
    62.0,
    82.0,
)  # points between a point and the near corner of its label, of 8 point type
LEADER = 12.0  # points from which a thin line ties the label to its point
ROUNDS = 3  # each label is placed again when all others have a place
ANGLES = (20, -20, 160, -160, 90, -90, 50, -50, 130, -130)  # degrees; the right and the left side first
COST = {
    "cut": 5000.0,
    "covered": 1000.0,
    "on a line": 12.0,
    "leader over a label": 300.0,
    "leader over a mark": 250.0,
    "astray": 20.0,
}
WORST = 250.0  # a name that would cost this is not written: it would cover something, or its leader would cross something


class Place(NamedTuple):
    """A candidate: the offset of the label's anchor in points, its alignment, and the box it takes in pixels."""

    offset: tuple[float, float]
    align: tuple[str, str]
    box: tuple[float, float, float, float]  # x0, y0, x1, y1


Rows = Sequence[tuple[dict[str, Any], str]]


def name_points(ax: Axes, theme: Theme, rows: Rows, bands: Sequence[Any] = ()) -> list[Annotation]:
    """Write the label of each (row, colour) that has one; limits and size of `ax` must be final.

    Labels keep off the lines of `bands` where they can, and off every text that is there already. A leader ties a label to
    its point where it is far, or where another point is nearer. A name without a free place is not
    written: its row is in the numbers of the figure. The labels drawn are returned.
    """
    pixel, scale = ax.figure.dpi / 72, theme.size.small / 8.0
    spots = ax.transData.transform([(r["year"], r["value"]) for r, _ in rows])
    markers = np.hstack([spots - half(theme) * pixel, spots + half(theme) * pixel])
    strokes = np.vstack([np.empty((0, 2)), *(_dense(ax, b) for b in bands)])
    inside = np.asarray(ax.get_window_extent().extents)
    texts = _written(ax)
    places = {i: _places(spots[i], *_size(ax, theme, rows[i][0]["label"]), pixel, scale) for i in _crowded_first(rows, spots)}
    astray = {i: _astray(places[i], spots, spots[i], pixel) for i in places}
    tied = {i: astray[i] | _far(places[i], scale) for i in places}

    def best(i: int, chosen: dict[int, int]) -> tuple[float, int]:
        labels = np.array([*texts, *(places[j][n].box for j, n in chosen.items() if j != i)]).reshape(-1, 4)
        costs = _costs(places[i], np.vstack([markers, labels]), strokes, inside) + COST["astray"] * astray[i]
        costs += _leader_costs(places[i], spots[i], labels, markers, pixel) * tied[i]
        return float(costs.min()), int(costs.argmin())

    chosen = _chosen(list(places), best)
    return [_write(ax, theme, *rows[i], places[i][n], leader=bool(tied[i][n])) for i, n in chosen.items()]


def _chosen(labels: list[int], best: Callable[[int, dict[int, int]], tuple[float, int]]) -> dict[int, int]:
    """The place of each label; the one that stands worst goes, until none has a place that costs more than WORST."""
    left = list(labels)
    while True:
        chosen: dict[int, int] = {}
        cost: dict[int, float] = {}
        for _, i in itertools.product(range(ROUNDS), left):
            cost[i], chosen[i] = best(i, chosen)
        worst = max(left, key=lambda i: cost[i], default=None)
        if worst is None or cost[worst] < WORST:
            return chosen
        left.remove(worst)


def half(theme: Theme) -> float:
    """Half the side of the box that a marker takes at this size, in points."""
    return MARKER * max(0.6, theme.size.mark**0.5)


def _dense(ax: Axes, line: Any) -> NDArray:
    """Points along a drawn line, close enough that no label fits between two."""
    corners = ax.transData.transform(np.column_stack([line["year"], line["median"]]))
    steps = np.linspace(0, 1, 25)[:, None]
    return np.vstack([a + steps * (b - a) for a, b in itertools.pairwise(corners)])


def _written(ax: Axes) -> list[tuple[float, float, float, float]]:
    """The boxes in pixels of the texts that stand in a panel already."""
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    return [tuple(map(float, t.get_window_extent(renderer).extents)) for t in ax.texts if t.get_text()]  # type: ignore[misc]


def _size(ax: Axes, theme: Theme, text: str) -> tuple[float, float]:
    """Width and height of a label in pixels."""
    note = ax.annotate(text, (0.5, 0.5), xycoords="axes fraction", size=theme.size.small)
    extent = note.get_window_extent(FigureCanvasAgg(ax.figure).get_renderer())
    note.remove()
    return extent.width, extent.height


def _crowded_first(rows: Rows, spots: NDArray) -> list[int]:
    """Rows with a label, those with the nearest neighbours first: they have the fewest places."""
    away = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + np.diag(np.full(len(spots), np.inf))
    return sorted((i for i, (r, _) in enumerate(rows) if r["label"]), key=lambda i: (round(away[i].min(), 3), i))


def _places(spot: NDArray, width: float, height: float, pixel: float, scale: float) -> list[Place]:
    places = []
    for distance, angle in itertools.product(DISTANCES, ANGLES):
        dx, dy = (scale * distance * f(math.radians(angle)) for f in (math.cos, math.sin))
        across = "center" if abs(angle) == 90 else "left" if abs(angle) < 90 else "right"
        up = "center" if abs(angle) in (20, 160) else "bottom" if angle > 0 else "top"
        x = spot[0] + dx * pixel - {"left": 0.0, "center": 0.5, "right": 1.0}[across] * width
        y = spot[1] + dy * pixel - {"bottom": 0.0, "center": 0.5, "top": 1.0}[up] * height
        places.append(Place((dx, dy), (across, up), (x, y, x + width, y + height)))
    return places


def _costs(places: list[Place], others: NDArray, strokes: NDArray, inside: NDArray) -> NDArray:
    """What speaks against each place: a box cut or covered (much), the fitted line under it (some), distance (little)."""
    box = np.array([p.box for p in places]) + np.array([-1, -1, 1, 1])
    cut = (box[:, :2] < inside[:2]).any(1) | (box[:, 2:] > inside[2:]).any(1)
    low, high = box[:, None, :2], box[:, None, 2:]
    covered = _overlap(low, high, others[:, :2], others[:, 2:]).sum(1)
    crossed = _overlap(low, high, strokes, strokes).any(1)
    distance = np.hypot(*np.array([p.offset for p in places]).T)
    return COST["cut"] * cut + COST["covered"] * covered + COST["on a line"] * crossed + distance


def _overlap(low: NDArray, high: NDArray, other_low: NDArray, other_high: NDArray) -> NDArray:
    """Whether boxes reach over others, by x and then by y: much faster than both at once and `all` over an axis of two."""
    across = (low[..., 0] < other_high[..., 0]) & (high[..., 0] > other_low[..., 0])
    return across & (low[..., 1] < other_high[..., 1]) & (high[..., 1] > other_low[..., 1])


def _far(places: list[Place], scale: float) -> NDArray:
    """Whether each place is so far that it needs a leader."""
    return np.hypot(*np.array([p.offset for p in places]).T) > LEADER * scale


def _astray(places: list[Place], spots: NDArray, own: NDArray, pixel: float) -> NDArray:
    """Whether at each place another point is nearer to the label than its own."""
    box = np.array([p.box for p in places])
    others = spots[np.hypot(*(spots - own).T) > pixel]
    if not len(others):
        return np.zeros(len(places), bool)
    nearest = np.linalg.norm(np.clip(others, box[:, None, :2], box[:, None, 2:]) - others, axis=2).min(1)
    return nearest < np.linalg.norm(np.clip(own, box[:, :2], box[:, 2:]) - own, axis=1)


def _leader_costs(places: list[Place], spot: NDArray, labels: NDArray, markers: NDArray, pixel: float) -> NDArray:
    """What speaks against a leader to each place: a label of another point under it, or another mark."""
    offset = np.array([p.offset for p in places])
    along = spot + pixel * offset[:, None] * np.linspace(0.1, 0.9, 17)[:, None]  # (place, step, x and y)
    others = markers[np.hypot(*((markers[:, :2] + markers[:, 2:]) / 2 - spot).T) > pixel]

    def under(boxes: NDArray) -> NDArray:
        step = along[:, :, None]  # (place, step, box, x and y)
        return np.any(_overlap(step, step, boxes[:, :2], boxes[:, 2:]), axis=(1, 2))

    return COST["leader over a label"] * under(labels) + COST["leader over a mark"] * under(others)


def _write(ax: Axes, theme: Theme, row: dict[str, Any], colour: str, place: Place, *, leader: bool) -> Annotation:
    line = {"arrowstyle": "-", "color": theme.muted, "lw": 0.5, "shrinkA": 0, "shrinkB": 2.5}
    return ax.annotate(
        row["label"],
        (row["year"], row["value"]),
        place.offset,
        textcoords="offset points",
        ha=place.align[0],
        va=place.align[1],
        size=theme.size.small,
        color=theme.text[colour],
        path_effects=[effects.withStroke(linewidth=2, foreground=theme.ground)],
        arrowprops=line if leader else None,
        zorder=4,
    )
