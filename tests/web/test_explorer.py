"""The page to explore, in a real browser: from disk, without a request, the numbers of the command line, and the way back."""

import copy

import pytest
from explored import IN_A_BROWSER, answer_of, catch_files, drawn_after, press, saved_text, set_control, shown, text, visit

from analysis.tables.paths import ROOT

pytestmark = IN_A_BROWSER
AXE = ROOT / "build/axe/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVIL = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
VIEWS = ("wall", "hardware", "balance", "models", "multiverse")


def test_the_page_is_one_file_of_less_than_three_megabytes(site):
    assert site.stat().st_size < 3e6
    assert "@@" not in site.read_text(encoding="utf-8").partition('<script type="module">')[0]


def test_it_opens_from_disk_without_a_request_or_a_complaint(page, site):
    page.requests.clear()
    page.open(site.as_uri())
    assert {r for r in page.requests if not r.startswith(("data:", "about:"))} == {site.as_uri()}


@pytest.mark.slow
def test_it_paints_within_a_second_and_a_half(page):
    page.wait("performance.getEntriesByName('first-contentful-paint').length")
    assert page.js("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 1500


@pytest.mark.parametrize(
    "state",
    [
        "view=balance&precision=fp16&segment=datacenter&since=2017",
        "view=balance&quantity=per word&precision=best&segment=datacenter&selection=flagship&since=2017",
        "view=hardware&quantity=peak compute&precision=fp16&segment=datacenter&selection=records&since=2010",
        "view=hardware&quantity=memory bandwidth&vendor=NVIDIA&segment=any&since=any&selection=design",
        "view=hardware&quantity=memory capacity&segment=datacenter&kind=gpu&since=2012&until=2022",
        "view=hardware&quantity=scale-up bandwidth&vendor=AMD&segment=any&since=any",
        "view=models&quantity=parameters&since=2017",
        "view=models&quantity=training compute&selection=records&since=any",
        "view=models&quantity=active parameters&architecture=mixture of experts",
    ],
)
def test_its_numbers_are_those_of_the_command_it_names(page, site, state):
    visit(page, site, state)
    assert text(page, "wrong") == ""
    found, fit = shown(page), answer_of(text(page, "command"))
    assert int(found["n"]) == fit["n"]
    assert float(found["growth"]) == pytest.approx(fit["growth_per_2_years"], rel=1e-9)
    assert [float(found["low"]), float(found["high"])] == pytest.approx(fit["growth_per_2_years_ci"], rel=1e-5)


def test_every_control_does_what_it_says_and_the_address_keeps_it(page, site):
    visit(page, site, "view=hardware&precision=fp16")
    every = int(shown(page)["n"])
    set_control(page, "f-vendor", "AMD")
    some = shown(page)
    assert 0 < int(some["n"]) < every
    assert "vendor=AMD" in page.js("location.hash")
    set_control(page, "f-selection", "records")
    assert int(shown(page)["n"]) < int(some["n"])
    set_control(page, "f-precision", "best")
    set_control(page, "f-since", "2017")
    set_control(page, "f-until", "2022")
    kept, address = shown(page), page.js("location.href")
    dates = page.js("[...document.querySelectorAll('#rows td.date')].map(c => c.textContent)")
    assert dates
    assert all("2017" <= d[:4] <= "2022" for d in dates)
    page.open(address)
    assert shown(page) == kept


def test_a_filter_can_be_taken_away_alone_and_a_change_undone(page, site):
    page.open(f"{site.as_uri()}#view=balance")
    start, hash_before = shown(page), page.js("location.hash")
    assert page.js("document.getElementById('undo').disabled")
    set_control(page, "f-vendor", "AMD")
    set_control(page, "f-kind", "gpu")
    pills = page.js("[...document.querySelectorAll('#pills button')].map(b => b.textContent)")
    assert pills == ["vendor: AMD ×", "kind: gpu ×", "segment: datacenter ×", "from year: 2017 ×"]
    drawn_after(page, lambda: page.js("document.querySelectorAll('#pills button')[2].click()"))
    assert "segment=any" in page.js("location.hash")
    for _ in range(3):
        press(page, "undo")
    assert (shown(page), page.js("location.hash")) == (start, hash_before)
    assert page.js("document.getElementById('undo').disabled")


def test_the_back_button_of_the_browser_goes_back_too(page, site):
    visit(page, site, "view=balance")
    start = shown(page)
    set_control(page, "f-vendor", "AMD")
    drawn_after(page, lambda: page.js("history.back()"))
    assert shown(page) == start


def test_no_filters_means_all_rows_and_the_start_is_one_press_away(page, site, data):
    visit(page, site, "view=hardware&quantity=memory bandwidth&vendor=AMD")
    press(page, "none")
    assert int(shown(page)["n"]) == len(data["series"]["accelerators/memory_bandwidth"]["points"])
    assert page.js("document.querySelectorAll('#pills button').length") == 0
    press(page, "reset")
    assert page.js("location.hash") == "#view=wall"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("view=balance&since=17", "From year “17”: write a year from 1990 to 2040; ignored."),
        ("view=balance&vendor=Nvidia", "Vendor “Nvidia” is not there (did you mean NVIDIA?); ignored."),
        ("view=balances", "View “balances” is not there (did you mean balance?); ignored."),
        ("view=hardware&precision=fp3", "Number format “fp3” is not there (did you mean fp32?); ignored."),
        ("view=models&vendor=AMD", "Vendor “AMD”: there is no such choice in this view; ignored."),
        ("view=wall&lines=best,memroy", "Line “memroy” is not there; there are best, fp64"),
        ("chip=H", "Chip “H”: may be"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said_and_ignored(page, site, state, said):
    told = dict(part.split("=") for part in state.split("&"))
    view = told.get("view", "wall")
    visit(page, site, f"view={view if view in VIEWS else 'wall'}")
    whole = shown(page)
    visit(page, site, state)
    assert text(page, "wrong").startswith(said)
    if "lines" not in told:
        assert shown(page) == whole


def test_a_wrong_year_in_its_box_is_said_and_ignored(page, site):
    visit(page, site, "view=balance")
    whole = shown(page)
    set_control(page, "f-since", "17")
    assert "write a year" in text(page, "wrong")
    assert shown(page) == whole


def test_views_change_by_keyboard_alone(page, site):
    visit(page, site, "view=hardware")
    page.js("document.querySelector('[name=view]:checked').focus()")
    drawn_after(page, lambda: page.key("ArrowRight", 39))
    assert page.js("document.querySelector('[name=view]:checked').value") == "balance"
    assert page.js("document.activeElement.name") == "view", "the focus is not lost when the page is drawn again"


def test_it_is_named_for_those_who_do_not_see_it(page):
    unnamed = page.js(
        "[...document.querySelectorAll('select, input, button')].filter(e => !e.labels?.length && !e.textContent"
        " && !e.ariaLabel).map(e => e.outerHTML)"
    )
    assert unnamed == []
    assert page.js("document.getElementById('picture').getAttribute('role')") == "img"
    assert page.js("document.getElementById('answer').getAttribute('aria-live')") == "polite"
    assert page.js("document.querySelectorAll('th:not([scope])').length") == 0


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: make axe")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["view=wall", "view=balance&fit=vendor&chip=h100&kind=no", "view=models", "view=multiverse"])
def test_axe_finds_no_fault(page, site, state, scheme):
    page.scheme(scheme)
    visit(page, site, state)
    page.js(AXE.read_text(encoding="utf-8") + "; 0")
    found = page.js(f"axe.run(document, {{runOnly: {RULES}}}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
    assert found == []


def test_a_name_from_the_data_cannot_be_markup_or_a_formula(data, runtime, tmp_path, page):
    import explore

    data = copy.deepcopy(data)
    for row in data["rows"].values():
        row["name"] = row["label"] = "=HYPERLINK(0)" + EVIL
        if "vendor" in row:
            row["vendor"] = EVIL
    data["looks"]["vendor"] = {EVIL: ["grey", "square"]}
    for source in data["sources"].values():
        source |= {"title": EVIL, "url": "javascript:alert(3)"}
    path = tmp_path / "evil.html"
    path.write_text(explore.page(data, runtime), encoding="utf-8")
    page.open(f"{path.as_uri()}#view=hardware&precision=best")
    assert page.js("document.querySelectorAll('img, a[href^=javascript]').length") == 0
    assert EVIL in page.js("document.querySelector('#rows td').textContent")
    catch_files(page)
    assert "'=HYPERLINK" in saved_text(page, "csv")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1600])
def test_it_fits_the_window_in_light_and_dark(page, site, width, scheme):
    page.size(width)
    page.scheme(scheme)
    for view in VIEWS:
        visit(page, site, f"view={view}")
        assert page.js("document.documentElement.scrollWidth") <= width, view
        ground = page.js("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_on_a_phone_evidence_is_read_without_moving_sideways(page, site):
    page.size(360, 740)
    page.open(f"{site.as_uri()}#view=balance")
    inside = "[...document.querySelectorAll('.scroll')].filter(e => e.offsetParent).every(e => e.scrollWidth <= e.clientWidth)"
    assert page.js(inside)
    widest = "Math.min(...[...document.querySelectorAll('#rows td[data-head=Evidence]')].map(e => e.clientWidth))"
    assert page.js(widest) > 280
    assert page.js("document.getElementById('choices').open") is False, "the picture comes before a screen of filters"


def test_the_multiverse_is_that_of_the_package_and_names_its_filters(page, site, data):
    visit(page, site, "view=multiverse&estimator=ols&quantity=memory bandwidth")
    m = data["multiverse"]
    same = [e == "ols" and q == "memory bandwidth" for e, q in zip(m["estimator"], m["quantity"], strict=True)]
    assert int(shown(page)["n"]) == sum(same) > 0
    assert "quantity = memory bandwidth, estimator = ols" in text(page, "command")


def test_it_prints_the_answer_without_the_controls(page):
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.js("getComputedStyle(document.getElementById('controls')).display") == "none"
    assert page.js("getComputedStyle(document.getElementById('answer')).display") != "none"
    page.send("Emulation.setEmulatedMedia", media="")
