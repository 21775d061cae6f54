"""The pictures: what is on them is in the tables, nothing is cut or covered, and a rerun changes no byte."""

import importlib
import itertools
import json
import re
from functools import cache
from xml.etree import ElementTree

import colours
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.text import Annotation, Text

from analysis import figures
from analysis.drawing import style
from analysis.drawing.labels import half
from analysis.evidence import proved_cells
from analysis.tables import frames
from analysis.trends import catalogue
from analysis.writing import figure_records

STEMS = figures.stems()
DRAWN = (
    "paper/figure_points",
    "paper/memory_footprint",
    "paper/case_study",
    "architectures",
    "levers",
    "accelerators",
    "memory",
    "interconnects",
    "models",
    "measurements",
)


LEAST = {"readme": 10, "phone": 7.5, "slide": 14, "column": 6, "double": 6, "card": 15}  # points of type where it is shown
LAID_OUT = [(stem, size) for stem in STEMS for size in figures.sizes(stem)]


def theme_of(stem, size):
    return style.LIGHT.at(figures.size_of(size))


@cache
def numbers_of(stem):
    """What the .json of a figure holds."""
    module = importlib.import_module(f"analysis.figures.{stem}")
    return json.loads(figure_records.as_json(figure_records.rounded(module.numbers())))


@pytest.fixture(scope="module", params=LAID_OUT, ids=lambda p: "-".join(p))
def drawn(request):
    """(stem and size, numbers, figure drawn in the light theme, renderer)."""
    stem, size = request.param
    with style.themed(theme_of(stem, size)) as theme:
        figure = importlib.import_module(f"analysis.figures.{stem}").draw(numbers_of(stem), theme)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    return (stem, size), numbers_of(stem), figure, canvas.get_renderer()


def points_of(value):
    """All point records anywhere in a figure's numbers."""
    match value:
        case {"id": _, "year": _, "value": _}:
            yield value
        case dict():
            for v in value.values():
                yield from points_of(v)
        case list():
            for v in value:
                yield from points_of(v)


def shown(record, size):
    """The points that are on the picture: on a card those of the main panel alone."""
    return points_of(record["lines"] if size == "card" else record)


def texts_of(figure):
    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]


def test_every_row_and_source_drawn_is_in_the_tables(drawn):
    _, record, _, _ = drawn
    ids = {i for table in DRAWN for i in frames.load(table)["id"]}
    assert record["rows"]
    assert set(record["rows"]) <= ids
    assert {s["id"] for s in record["sources"]} <= set(frames.load("sources")["id"])
    assert {p["id"] for p in points_of(record)} <= set(record["rows"])


def test_all_points_of_the_paper_are_on_some_figure():
    drawn = set()
    for stem in (stem for stem in STEMS if stem.startswith("paper_")):
        drawn |= set(importlib.import_module(f"analysis.figures.{stem}").numbers()["rows"])
    assert drawn >= {*frames.load("paper/figure_points")["id"], *frames.load("paper/memory_footprint")["id"]}


def test_nothing_announced_or_without_evidence_is_fitted():
    devices = frames.load("accelerators").set_index("id")
    proved = proved_cells.proved_cells()
    for name in catalogue.SPECS:
        series = catalogue.load(name)
        if name.startswith(("memory/", "interconnects/")):
            table = frames.load(name.partition("/")[0]).set_index("id")
            assert set(table.loc[list(series.ids), "status"]) <= {"shipping", "specified"}
        if name.startswith("accelerators/"):
            assert set(devices.loc[list(series.ids), "status"]) <= {"shipping", "internal"}
            assert all(("accelerators", row, "released_on") in proved for row in series.ids)
        if name == "accelerators/memory_bandwidth":
            assert set(devices.loc[list(series.ids), "memory_level"]) == {"dram"}


def test_every_point_is_inside_its_axes(drawn):
    (_, size), record, figure, _ = drawn
    points = {(p["year"], p["value"]) for p in shown(record, size)}
    seen = set()
    for ax in figure.axes:
        for collection in ax.collections:
            offsets = np.ma.getdata(collection.get_offsets())
            if type(collection).__name__ != "PathCollection":
                continue
            (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
            assert all(x0 < x < x1 and y0 < y < y1 for x, y in offsets)
            seen |= {tuple(map(float, o)) for o in offsets}
    assert points <= seen


def test_no_text_is_cut_by_the_edge(drawn):
    stem, _, figure, renderer = drawn
    width, height = figure.bbox.width, figure.bbox.height
    for text in texts_of(figure):
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0, (stem, text.get_text())
        assert box.x1 <= width, (stem, text.get_text())
        assert box.y0 >= 0, (stem, text.get_text())
        assert box.y1 <= height, (stem, text.get_text())


def test_no_type_is_smaller_than_its_place_can_show(drawn):
    (_, size), _, figure, _ = drawn
    points = [t.get_fontsize() for t in texts_of(figure)]
    assert min(points) >= LEAST[size]
    if size in ("column", "double"):  # a column of an article, and both columns of a journal, in 6 to 8 points
        assert max(points) <= 8
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx({"column": 88, "double": 180}[size])
    if size == "slide":
        assert np.divide(*figure.get_size_inches()) == pytest.approx(16 / 9, rel=1e-3)
    if size == "readme":
        assert figure.get_size_inches()[0] * 96 == pytest.approx(880)


def test_no_text_covers_another(drawn):
    stem, _, figure, renderer = drawn
    boxes = [(t.get_text(), Text.get_window_extent(t, renderer)) for t in texts_of(figure)]  # of the text, not its leader
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.padded(-1).overlaps(b.padded(-1)), (stem, one, other)


def test_no_label_covers_a_marker(drawn):
    stem, record, figure, renderer = drawn
    side = 0.5 * half(theme_of(*stem)) * figure.dpi / 72  # it includes the white rim
    for ax in figure.axes:
        spots = [
            ax.transData.transform(o)
            for c in ax.collections
            if type(c).__name__ == "PathCollection" and not c.get_alpha()  # what is faint lies behind all
            for o in np.ma.getdata(c.get_offsets())
        ]
        labels = [t for t in ax.texts if isinstance(t, Annotation) and t.get_text() in {p["label"] for p in points_of(record)}]
        for label in labels:
            box = Text.get_window_extent(label, renderer)
            for x, y in spots:
                near = box.x0 - side < x < box.x1 + side and box.y0 - side < y < box.y1 + side
                assert not near, (stem, label.get_text())


def test_most_names_that_are_asked_for_are_written(drawn):
    """Where the room is, all of them; in a crowd on a small picture one in three may have no free place."""
    (_, size), record, figure, _ = drawn
    wanted = sorted(p["label"] for p in {p["id"]: p for p in shown(record, size)}.values() if p["label"])
    written = [t.get_text() for ax in figure.axes for t in ax.texts]
    found = [label for label in wanted if label in written]
    assert len(found) >= len(wanted) * 2 / 3, set(wanted) - set(found)


@pytest.fixture(scope="module", params=STEMS)
def files(request):
    """All files of one figure."""
    return figures.render(request.param)


@pytest.mark.slow  # `make stale` draws or writes all of it again
def test_a_rerun_changes_no_byte(files):
    record = json.loads(files[".json"])
    stem = next(s for s in STEMS if numbers_of(s)["title"] == record["title"])
    again = figures.render(stem, kinds=("svg", "pdf"))
    assert all(files[ending] == content for ending, content in again.items())


def test_the_files_are_what_their_endings_say(files):
    assert set(files) - {".phone.svg"} == set(figures.KINDS)
    assert files[".png"].startswith(b"\x89PNG")
    assert files[".pdf"].startswith(b"%PDF")
    record = json.loads(files[".json"])
    root = ElementTree.fromstring(files[".svg"])
    assert root.get("role") == "img"
    named = {e.get("id"): e.text for e in (root.find("{*}title"), root.find("{*}desc"))}
    assert [named[i] for i in root.get("aria-labelledby").split()] == [record["title"], record["description"]]
    assert b"metadata" not in files[".svg"]


def test_an_svg_is_small(files):
    assert len(files[".svg"]) <= 110_000  # a page of the gallery shows twenty; most take three quarters of that


def test_an_svg_refers_to_nothing_that_it_lacks(files):
    svg = files[".svg"].decode()
    drawing = svg.partition("</style>")[2]
    named = re.findall(r' id="([^"]+)"', svg)
    assert len(named) == len(set(named))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', drawing)) <= set(named)


def test_every_colour_of_an_svg_turns_dark_where_its_reader_prefers_that(files):
    svg = files[".svg"].decode()
    style_sheet, _, drawing = svg.partition("</style>")
    assert "@media (prefers-color-scheme: dark)" in style_sheet
    assert "<image" not in drawing  # pixels would stay light
    used = set(re.findall(r"(?:fill|stroke): #[0-9a-f]{6}", drawing))
    assert used
    assert {u for u in used if f'[style*="{u}"]' not in style_sheet} == set()
    assert {u[-7:] for u in used} <= set(style.colours_of(style.LIGHT))


def hues_of(ax):
    """The hues of the theme that points, lines, bands and bars of a panel are drawn in."""
    known = set(style.LIGHT.hue.values())
    drawn = []
    for artist in (*ax.collections, *ax.patches):
        drawn += [*np.atleast_2d(artist.get_facecolor()), *np.atleast_2d(artist.get_edgecolor())]
    drawn += [line.get_color() for line in ax.lines]
    return known & {to_hex(c) for c in drawn if len(c)}


def test_colours_that_meet_are_told_apart_without_red_or_green_and_in_grey(drawn):
    stem, _, figure, _ = drawn
    for ax in figure.axes:
        for one, other in itertools.combinations(sorted(hues_of(ax)), 2):
            for sight in colours.SIGHTS:
                assert colours.difference(one, other, sight) >= 10, (stem, sight, one, other)
            assert abs(colours.lightness(one) - colours.lightness(other)) >= 5, (stem, one, other)
