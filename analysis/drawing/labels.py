"""Names beside points: each label takes the first free place around its point, so that none covers a label or a marker.

A plain search over fixed places is the same on every machine and takes milliseconds. (Force-based placement, as in
adjustText, was tried: it left labels on markers and took a second for each panel.)
"""

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from numpy.typing import NDArray

from .style import SMALL, Theme

MARKER = 4.2  # points: half the side of the box that a marker takes
DISTANCES = (6.0, 10.0, 16.0, 24.0, 34.0, 46.0)  # points between a point and the near corner of its label
LEADER = 12.0  # points from which a thin line ties the label to its point
ROUNDS = 3  # each label is placed again when all others have a place
ANGLES = (20, -20, 160, -160, 90, -90, 50, -50, 130, -130)  # degrees; the right and the left side first


class Place(NamedTuple):
    """A candidate: the offset of the label's anchor in points, its alignment, and the box it takes in pixels."""

    offset: tuple[float, float]
    align: tuple[str, str]
    box: tuple[float, float, float, float]  # x0, y0, x1, y1


Rows = Sequence[tuple[dict[str, Any], str]]


def name_points(ax: Axes, theme: Theme, rows: Rows, bands: Sequence[Any] = ()) -> list[Annotation]:
    """Write the label of each (row, colour) that has one; limits and size of `ax` must be final.

    Labels keep off the fitted lines of `bands` where they can. The labels drawn are returned.
    """
    pixel = ax.figure.dpi / 72
    spots = ax.transData.transform([(r["year"], r["value"]) for r, _ in rows])
    markers = np.hstack([spots - MARKER * pixel, spots + MARKER * pixel])
    lines = [ax.transData.transform(np.column_stack([b["year"], b["median"]])) for b in bands]
    strokes, inside = np.vstack([np.empty((0, 2)), *lines]), np.asarray(ax.get_window_extent().extents)
    places = {i: _places(spots[i], *_size(ax, rows[i][0]["label"]), pixel) for i in _crowded_first(rows, spots)}
    chosen: dict[int, Place] = {}
    for _, i in itertools.product(range(ROUNDS), places):
        labels = np.array([p.box for j, p in chosen.items() if j != i]).reshape(-1, 4)
        costs = _costs(places[i], np.vstack([markers, labels]), strokes, inside)
        costs += _leader_costs(places[i], spots[i], labels, pixel)
        chosen[i] = places[i][int(np.argmin(costs))]
    return [_write(ax, theme, *rows[i], place) for i, place in chosen.items()]


def _size(ax: Axes, text: str) -> tuple[float, float]:
    """Width and height of a label in pixels."""
    note = ax.annotate(text, (0.5, 0.5), xycoords="axes fraction", size=SMALL)
    extent = note.get_window_extent(FigureCanvasAgg(ax.figure).get_renderer())
    note.remove()
    return extent.width, extent.height


def _crowded_first(rows: Rows, spots: NDArray) -> list[int]:
    """Rows with a label, those with the nearest neighbours first: they have the fewest places."""
    away = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + np.diag(np.full(len(spots), np.inf))
    return sorted((i for i, (r, _) in enumerate(rows) if r["label"]), key=lambda i: (round(away[i].min(), 3), i))


def _places(spot: NDArray, width: float, height: float, pixel: float) -> list[Place]:
    places = []
    for distance, angle in itertools.product(DISTANCES, ANGLES):
        dx, dy = distance * math.cos(math.radians(angle)), distance * math.sin(math.radians(angle))
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
    covered = ((low < others[:, 2:]) & (high > others[:, :2])).all(2).sum(1)
    crossed = ((low < strokes) & (high > strokes)).all(2).any(1)
    distance = np.hypot(*np.array([p.offset for p in places]).T)
    return 1000.0 * (cut + covered) + 12.0 * crossed + distance


def _leader_costs(places: list[Place], spot: NDArray, labels: NDArray, pixel: float) -> NDArray:
    """What speaks against each place that needs a leader: a label of another point under it."""
    offset = np.array([p.offset for p in places])
    along = spot + pixel * offset[:, None] * np.linspace(0.1, 0.9, 9)[:, None]  # (place, step, x and y)
    inside = (along[:, :, None] > labels[:, :2]) & (along[:, :, None] < labels[:, 2:])  # (place, step, label, x and y)
    under = np.any(np.all(inside, axis=3), axis=(1, 2))
    return 300.0 * (under & (np.hypot(*offset.T) > LEADER))


def _write(ax: Axes, theme: Theme, row: dict[str, Any], colour: str, place: Place) -> Annotation:
    leader = {"arrowstyle": "-", "color": theme.muted, "lw": 0.5, "shrinkA": 0, "shrinkB": 2.5}
    return ax.annotate(
        row["label"],
        (row["year"], row["value"]),
        place.offset,
        textcoords="offset points",
        ha=place.align[0],
        va=place.align[1],
        size=SMALL,
        color=theme.text[colour],
        path_effects=[effects.withStroke(linewidth=2, foreground=theme.ground)],
        arrowprops=leader if math.hypot(*place.offset) > LEADER else None,
        zorder=4,
    )
