"""Any series on one picture: every size holds its words, the index is 1 in its year, what is far away is said to be."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis import RequestError, series
from analysis.__main__ import main
from analysis.drawing import series_chart, style
from analysis.writing import series_chart as words
from analysis.writing.figure_records import rounded

WHERE = {"segment": "datacenter", "since": "2016"}


@pytest.fixture(scope="module")
def two():
    """Peak and memory bandwidth, as multiples of their trends in 2016."""
    chosen = [series("accelerators/peak", precision="fp16", **WHERE), series("accelerators/memory_bandwidth", **WHERE)]
    return words.record(chosen, index=2016)


@pytest.mark.parametrize("size", series_chart.SIZES)
@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=lambda t: t.name)
def test_no_word_is_cut_by_the_edge_at_any_size(two, size, theme):
    with style.themed(theme):
        figure = series_chart.draw(rounded(two), theme, size)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        for text in figure.findobj(Text):
            if text.get_text().strip() and text.get_visible():
                box = text.get_window_extent(canvas.get_renderer())
                assert box.x0 >= 0, text.get_text()
                assert box.x1 <= figure.bbox.x1, text.get_text()
                assert box.y0 >= 0, text.get_text()
                assert box.y1 <= figure.bbox.y1, text.get_text()


def test_the_title_is_how_fast_they_part(two):
    growths = [line["growth_per_2_years"] for line in two["lines"]]
    assert f"{growths[0] / growths[1]:.2f}×" in two["title"]


def test_each_trend_is_one_in_the_year_of_the_index(two):
    for line in two["lines"]:
        assert line["band"]["year"][0] == 2016
        assert line["band"]["median"][0] == pytest.approx(1)


def test_series_of_different_units_ask_for_an_index():
    with pytest.raises(RequestError, match="--index"):
        words.record([series("memory/bandwidth"), series("accelerators/peak")])


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_same_request_draws_the_same_bytes(tmp_path, ending):
    paths = [tmp_path / f"{i}.{ending}" for i in (1, 2)]
    for path in paths:
        assert main(["draw", "memory/bandwidth", "--where", "family=HBM", "--out", str(path), "--size", "column"]) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_series_of_ones_own_is_drawn(tmp_path):
    (tmp_path / "s.csv").write_text("t,v\n2020,1\n2021,2\n2022,5\n", encoding="utf-8")
    words = ["--csv", str(tmp_path / "s.csv"), "--date", "t", "--value", "v", "--out", str(tmp_path / "s.svg")]
    assert main(["draw", *words]) == 0
    assert "Points: s." in (tmp_path / "s.svg").read_text(encoding="utf-8") or (tmp_path / "s.svg").stat().st_size > 5_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["memory/bandwidth", "--out", "x.gif"], "a picture is .svg, .png or .pdf"),
        (["memory/bandwidth", "--out", "no/such/x.svg"], "is no folder"),
        (["--out", "x.svg"], "say a SERIES"),
        (["memory/bandwidht", "--out", "x.svg"], "did you mean memory/bandwidth"),
        (["memory/bandwidth", "--out", "x.svg", "--index", "99999"], "--index 99999"),
    ],
)
def test_what_cannot_be_drawn_is_one_line_and_writes_nothing(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert main(["draw", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_rooflines_of_any_chips_are_drawn_with_models_under_the_first(tmp_path, capsys):
    path = tmp_path / "roofs.svg"
    assert (
        main(["rooflines", "H100", "MI300X", "--model", "llama-3-8b", "--batch", "8", "--context", "512", "--out", str(path)])
        == 0
    )
    assert "H100 balances at 295 FLOP" in capsys.readouterr().out
    assert path.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["H10", "--out", "x.svg"], "closest"),
        (["H100", "--out", "x.txt"], "a picture is"),
        ([*["H100"] * 6, "--out", "x.svg"], "too many"),
        (["H100", "--model", "none.json", "--out", "x.svg"], "cannot be read"),
    ],
)
def test_rooflines_that_cannot_be_drawn_are_one_line(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert main(["rooflines", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
