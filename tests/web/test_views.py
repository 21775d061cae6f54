"""What the views say: README's sentences and rates, lines that part, vendors, what was measured, and looks that stay."""

import re

import numpy as np
import pytest
from explored import IN_A_BROWSER, answer_of, drawn_after, lines, set_control, text, visit

from analysis.drawing import theme
from analysis.tables import frames
from analysis.tables.units import significant
from analysis.trends import catalogue
from analysis.wall import by_vendor, gap, recommended
from analysis.web import looks
from analysis.writing.results import first_screen

pytestmark = IN_A_BROWSER
PICTURE = "window.explorer.picture"


def test_it_opens_on_the_wall_with_the_sentences_of_the_first_screen(page):
    said = page.js("[...document.querySelectorAll('#found-lines li')].map(e => e.textContent)")
    assert [f"- {sentence}" for sentence in said] == first_screen.found().splitlines()
    assert page.js(f"{PICTURE}.state.view") == "wall"
    assert {line["name"] for line in lines(page)} == {"compute, best precision", "memory bandwidth", "link between chips"}


def test_the_sentences_stand_on_the_opening_view_alone(page, site):
    visit(page, site, "view=wall")
    assert page.js("document.getElementById('found-lines').offsetHeight") > 0
    visit(page, site, "view=models")
    assert page.js("document.getElementById('found-lines').offsetHeight") == 0


@pytest.mark.parametrize("asked", recommended.QUESTIONS, ids=lambda q: q.key)
def test_the_same_words_have_the_numbers_of_readme(page, site, data, asked):
    view, quantity = next((v, q) for v, qs in data["views"].items() if v != "wall" for q, s in qs.items() if s == asked.series)
    visit(page, site, f"view={view}&quantity={quantity}" + (f"&precision={asked.precision}" if asked.precision else ""))
    fit = recommended.fit(asked)
    line = lines(page)[0]
    assert [line["growth"], line["low"], line["high"]] == pytest.approx([fit.growth(2), *fit.growth_ci(2)], rel=1e-6)
    assert "which README prints" in text(page, "more")
    set_control(page, "f-until", "2024")
    assert "README recommends another choice" in text(page, "more"), "any other choice is named as another choice"


def test_intervals_say_whether_they_are_of_the_line_or_a_prediction(page, site):
    visit(page, site, "view=balance")
    assert re.search(r"every two years \(95% interval of the line: [\d.]+× to [\d.]+×\), n = \d+", text(page, "growth"))
    assert "Dark band: 95% interval of the line. Light band: 95% prediction" in text(page, "caption")


def test_both_bands_are_those_of_the_package(page, site):
    visit(page, site, "view=balance")
    ends = page.js(f"{PICTURE}.lines[0].fit.line.map(a => [a.year, a.value, a.low, a.high, a.next_low, a.next_high])")
    year, value, low, high, next_low, next_high = np.array(ends).T
    series = gap.devices("fp16")
    band, ahead = gap.band(series, len(year)), series.fit().predict(year)
    for drawn, meant in (
        (value, band["median"]),
        (low, band["confidence_low"]),
        (high, band["confidence_high"]),
        (next_low, ahead.prediction[0]),
        (next_high, ahead.prediction[1]),
    ):
        np.testing.assert_allclose(drawn, meant, rtol=1e-5)


def test_lines_that_part_are_multiples_of_the_p100_with_the_rates_of_their_commands(page, data):
    points = page.js(f"{PICTURE}.points.filter(p => p.id === '{data['base']}').map(p => p.value)")
    assert points == pytest.approx([1, 1, 1])
    for line in lines(page):
        fit = answer_of(line["command"])
        assert [line["growth"], line["low"], line["high"]] == pytest.approx(
            [fit["growth_per_2_years"], *fit["growth_per_2_years_ci"]], rel=1e-5
        )
    assert page.js("document.querySelectorAll('#fits tbody tr').length") == 3


def test_two_quantities_may_be_any_two_and_one_may_be_each_line_in_a_year(page, site):
    visit(page, site, "view=wall&lines=fp16,capacity&index=2020")
    at = "(y, l) => { const i = l.fit.line.findIndex(a => a.year >= y); return [l.fit.line[i - 1].value, l.fit.line[i].value]; }"
    for below, above in page.js(f"{PICTURE}.lines.map(l => ({at})(2020, l))"):
        assert below <= 1 <= above
    drawn_after(page, lambda: page.js("document.getElementById('l-fp4').click()"))
    assert "Not drawn" in text(page, "caption"), "a line is not carried back to a year before its rows"
    assert len(lines(page)) == 2


def test_a_line_for_each_vendor_is_that_of_the_package(page, site):
    visit(page, site, "view=balance&fit=vendor")
    meant = by_vendor.by_vendor(gap.devices("fp16"))
    own = {v.vendor: v for v in meant.vendors if v.growth_per_2_years is not None}
    drawn = {line["name"]: line for line in lines(page)}
    assert set(drawn) == set(own)
    for name, line in drawn.items():
        found = own[name]
        assert line["growth"] == pytest.approx(found.growth_per_2_years, rel=1e-9)
        assert [line["low"], line["high"]] == pytest.approx(found.growth_per_2_years_ci, rel=1e-4), name
    fit = answer_of(drawn["NVIDIA"]["command"])
    assert fit["growth_per_2_years_ci"] == pytest.approx([drawn["NVIDIA"]["low"], drawn["NVIDIA"]["high"]], rel=1e-5)
    assert f"common to all vendors: {significant(meant.common.growth_per_2_years, 3)}×" in text(page, "more")


@pytest.mark.parametrize("precision", ["fp16", "best"])
def test_the_measured_balance_is_that_of_the_command_beside_the_sheets_of_the_same_chips(page, site, precision):
    visit(page, site, f"view=balance&numbers=measured&precision={precision}")
    measured, sheet = lines(page)
    meant = answer_of(measured["command"])
    for line, name in ((measured, ""), (sheet, "sheet_")):
        assert line["n"] == meant["n"]
        assert line["growth"] == pytest.approx(meant[f"{name}growth_per_2_years"], rel=1e-6)
        assert [line["low"], line["high"]] == pytest.approx(meant[f"{name}growth_per_2_years_ci"], rel=1e-3)


def test_what_a_chip_reaches_is_what_attained_says(page, site):
    visit(page, site, "view=hardware&quantity=memory bandwidth&numbers=measured")
    points = page.js(f"{PICTURE}.points.map(p => [p.id, p.value, p.sheet])")
    meant = {a["device_id"]: a["memory_bandwidth"] for a in answer_of("python -m analysis attained") if a["memory_bandwidth"]}
    assert len(points) > 10
    for device, value, sheet in points:
        assert value / sheet == pytest.approx(meant[device]["share_of_sheet"])


def drawn_looks(page):
    """Vendor -> pigment and shape, as the legend has them."""
    return page.js(f"Object.fromEntries({PICTURE}.legend.map((name, i) => [name, {PICTURE}.looks[i]]))")


def test_a_vendor_keeps_its_look_whatever_the_filter_and_the_legend_has_them_all(page, site):
    visit(page, site, "view=balance&since=2022&kind=asic")
    some = drawn_looks(page)
    legend = page.js("[...document.querySelectorAll('.role-legend-label text')].map(e => e.textContent)")
    assert legend == list(some)
    assert set(legend) == set(page.js(f"{PICTURE}.points.map(p => p.look)"))
    symbols = page.js("[...document.querySelectorAll('.role-legend-symbol path')].map(e => e.getAttribute('fill'))")
    assert symbols == [theme.LIGHT.hue[pigment] for pigment, _ in some.values()], "and is drawn in it"
    drawn_after(page, lambda: page.js("document.getElementById('none').click()"))
    more = drawn_looks(page)
    assert set(some) < set(more)
    assert all(more[name] == look for name, look in some.items())
    assert more["AMD"] == [theme.VENDORS["AMD"][0], looks.SHAPE[theme.VENDORS["AMD"][1]]], "of the project's one table"


def test_no_two_looks_of_one_legend_are_the_same():
    for table in (theme.VENDORS, theme.ARCHITECTURES):
        assert len({*table.values(), theme.UNLISTED}) == len(table) + 1
    counts = frames.load("accelerators")["vendor"].value_counts()
    assert set(counts[counts > 2].index) <= set(theme.VENDORS), "give it a look in analysis/drawing/theme.py"


def test_what_stands_behind_models_is_in_the_legend(page, site):
    visit(page, site, "view=models")
    legend = page.js("[...document.querySelectorAll('.role-legend-label text')].map(e => e.textContent)")
    assert legend[-1] == "memory of one data-centre chip"
    labels = page.js("[...document.querySelectorAll('.role-axis-label text')].map(e => e.textContent)")
    assert "1B" in labels
    assert not any(label.endswith("G") for label in labels)


def test_flagships_are_named_beside_their_marks_and_no_name_covers_another(page, site):
    visit(page, site, "view=balance")
    found = page.js(
        "[...document.querySelectorAll('#chart .mark-text.role-mark text')].filter(e => e.textContent)"
        ".map(e => [e.textContent, ...(b => [b.left, b.top, b.right, b.bottom])(e.getBoundingClientRect())])"
    )
    labels = set(frames.load("accelerators")["label"])
    assert len(found) >= 8
    assert {name for name, *_ in found} <= labels
    best = catalogue.load("accelerators/balance", precision="fp16", where={"segment": "datacenter"}).select("records")
    assert {name for name, *_ in found} & set(best.labels)
    for i, (_, left, top, right, bottom) in enumerate(found):
        for _, a, b, c, d in found[i + 1 :]:
            assert not (left < c - 1 and a + 1 < right and top < d - 1 and b + 1 < bottom)
