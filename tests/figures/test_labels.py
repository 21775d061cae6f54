"""Names of points: none nearer to another's mark than to its own without a leader, and no leader crosses another's mark."""

import importlib
import json
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation, Text

from analysis import figures
from analysis.drawing import style
from analysis.drawing.labels import half
from analysis.writing import figure_records

LAID_OUT = [(stem, size) for stem in figures.stems() for size in figures.sizes(stem)]


@cache
def numbers_of(stem):
    module = importlib.import_module(f"analysis.figures.{stem}")
    return json.loads(figure_records.as_json(figure_records.rounded(module.numbers())))


@cache
def labels(stem, size):
    """For each name of a point: its text, its box, its own spot, the other spots, the leader, half a mark; in pixels."""
    module = importlib.import_module(f"analysis.figures.{stem}")
    with style.themed(style.LIGHT.at(figures.size_of(size))) as theme:
        figure = module.draw(numbers_of(stem), theme)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        side = half(theme) * figure.dpi / 72
    found = []
    for ax in figure.axes:
        spots = np.array([o for c in ax.collections if _solid(c) for o in ax.transData.transform(np.ma.getdata(c.get_offsets()))])
        for note in (t for t in ax.texts if isinstance(t, Annotation) and t.get_path_effects() and len(spots)):
            own = ax.transData.transform(note.xy)
            apart = np.hypot(*(spots - own).T)
            if apart.min() <= 0.5:  # a name of a point, not of the ground between two lines
                box = Text.get_window_extent(note, canvas.get_renderer())
                found.append((note.get_text(), box, own, spots[apart > side / 2], note.arrow_patch is not None, side))
    return found


def _solid(collection):
    return type(collection).__name__ == "PathCollection" and not collection.get_alpha()


def away(box, spot):
    """How far a spot lies from a box."""
    return np.hypot(spot[0] - np.clip(spot[0], box.x0, box.x1), spot[1] - np.clip(spot[1], box.y0, box.y1))


@pytest.mark.parametrize(("stem", "size"), LAID_OUT, ids=lambda part: part)
def test_a_name_is_nearest_to_its_own_mark_or_tied_to_it(stem, size):
    for text, box, own, others, tied, side in labels(stem, size):
        nearest = min((away(box, spot) for spot in others), default=np.inf)
        assert tied or away(box, own) <= nearest + 0.3 * side, (stem, size, text)


@pytest.mark.parametrize(("stem", "size"), LAID_OUT, ids=lambda part: part)
def test_no_leader_runs_through_a_mark(stem, size):
    for text, box, own, others, tied, side in labels(stem, size):
        if tied and len(others):
            end = np.array([np.clip(own[0], box.x0, box.x1), np.clip(own[1], box.y0, box.y1)])
            along = own + np.linspace(0.1, 0.9, 40)[:, None] * (end - own)
            assert (np.hypot(*(along[:, None] - others).transpose(2, 0, 1)) >= 0.35 * side).all(), (stem, size, text)


@pytest.mark.parametrize("size", style.SIZES)
def test_crowds_cost_few_names(size):
    assert sum(len(labels(stem, size)) for stem in figures.stems()) >= 0.9 * max(
        sum(len(labels(stem, other)) for stem in figures.stems()) for other in style.SIZES
    )
