"""The figures by command: kinds and sizes as asked for, and what has no such layout is said in a line."""

import contextlib
import re
import struct

import pytest

from analysis import figures
from analysis.__main__ import main


@pytest.mark.parametrize("stem", figures.stems())
def test_every_figure_has_all_sizes(stem):
    assert set(figures.sizes(stem)) - {"card"} == {"readme", "phone", "slide", "column", "double"}


def test_one_kind_and_one_size_are_drawn_and_nothing_else(tmp_path):
    assert main(["figures", "gap_decomposition", "--size", "slide", "--format", "png", "--out", str(tmp_path)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["gap_decomposition.slide.png"]
    width, height = struct.unpack(">II", (tmp_path / "gap_decomposition.slide.png").read_bytes()[16:24])
    assert width / height == pytest.approx(16 / 9, rel=2e-3)


def test_a_width_is_laid_out_for():
    (svg,) = (s for name, s in figures.render("energy", kinds=("svg",), size="column", width_mm=80).items() if "svg" in name)
    assert float(re.search(rb'viewBox="0 0 ([\d.]+)', svg)[1]) == pytest.approx(80 / 25.4 * 72, abs=0.01)


def test_a_png_for_a_page_has_twice_its_pixels():
    png = figures.render("gap_decomposition", kinds=("png",))[".png"]
    assert struct.unpack(">I", png[16:20]) == (2 * 880,)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["memory_wall", "--size", "poster"], "invalid choice: 'poster'"),
        (["memory_wall", "--format", "gif"], "gif is not drawn"),
        (["memory_wall", "--width", "80"], "readme has a fixed width"),
        (["memory_wall", "--size", "column", "--width", "8"], "for 70 to 250 mm"),
        (["energy", "--size", "card"], "not for card"),
    ],
)
def test_what_is_not_drawn_is_one_line(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    with contextlib.suppress(SystemExit):  # of argparse
        main(["figures", *arguments])
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow  # `make stale` draws or writes all of it again
@pytest.mark.parametrize("size", ["slide", "column", "double"])
def test_every_size_is_the_same_on_a_rerun(size):
    once, again = (figures.render("memory_wall", kinds=("svg", "pdf"), size=size) for _ in range(2))
    assert once == again
