"""The page to explore, in a real browser: from disk, without a request, and with the numbers of the command line."""

import contextlib
import copy
import csv
import io
import json
import shlex

import pytest
from browser import CHROMIUM, chromium

from analysis.__main__ import main

vl_convert = pytest.importorskip("vl_convert", reason="vl-convert-python is not installed: make explore")
import explore  # noqa: E402

from analysis.web import explorer  # noqa: E402

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.xdist_group("browser"),
]
EVIL = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


@pytest.fixture(scope="module")
def data():
    """What the page is made of."""
    return explorer.payload()


@pytest.fixture(scope="module")
def site(data, tmp_path_factory):
    """The page as written."""
    path = tmp_path_factory.mktemp("site") / "explorer.html"
    path.write_text(explore.page(data, vl_convert.javascript_bundle(explore.RUNTIME)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page(site, tmp_path_factory):
    """A browser that has opened it."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        found.size(1400)
        found.open(site.as_uri())
        yield found


def shown(page):
    return page.js("({...document.getElementById('growth').dataset})")


def drawn_after(page, action):
    """Run an action and wait for the drawing it causes."""
    before = page.js("document.body.dataset.ready")
    action()
    page.wait(f"document.body.dataset.ready !== '{before}'")


def set_control(page, name, value):
    told = json.dumps([name, value])
    drawn_after(
        page,
        lambda: page.js(
            f"(([name, value]) => {{ const box = document.getElementById('f-' + name); box.value = value;"
            f" box.dispatchEvent(new Event('change', {{bubbles: true}})); }})({told})"
        ),
    )


def fit_of(command):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([*shlex.split(command)[3:], "--json"]) == 0
    return json.loads(out.getvalue())


def test_the_page_is_one_file_of_less_than_three_megabytes(site):
    assert site.stat().st_size < 3e6
    text = site.read_text(encoding="utf-8")
    assert "@@" not in text.partition('<script type="module">')[0]


def test_it_opens_from_disk_without_a_request_or_a_complaint(page, site):
    page.messages.clear()
    page.requests.clear()
    page.open(site.as_uri())
    assert page.messages == []
    assert {r for r in page.requests if not r.startswith(("data:", "about:"))} == {site.as_uri()}


@pytest.mark.slow
def test_it_paints_within_a_second_and_a_half(page, site):
    page.open(site.as_uri())
    page.wait("performance.getEntriesByName('first-contentful-paint').length")
    assert page.js("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 1500


@pytest.mark.parametrize(
    "state",
    [
        "view=balance&precision=fp16&segment=datacenter&since=2017",
        "view=balance&quantity=per word&precision=best&segment=datacenter&selection=flagship&since=2017",
        "view=hardware&quantity=peak compute&precision=fp16&segment=datacenter&selection=records&since=2010",
        "view=hardware&quantity=memory bandwidth&vendor=NVIDIA&selection=design",
        "view=hardware&quantity=memory capacity&segment=datacenter&kind=gpu&since=2012&until=2022",
        "view=hardware&quantity=scale-up bandwidth&vendor=AMD",
        "view=models&quantity=parameters&since=2017",
        "view=models&quantity=training compute&selection=records",
        "view=models&quantity=active parameters&architecture=mixture of experts",
    ],
)
def test_its_numbers_are_those_of_the_command_it_names(page, site, state):
    page.open(f"{site.as_uri()}#{state.replace(' ', '%20')}")
    found, fit = shown(page), fit_of(page.js("document.getElementById('command').textContent"))
    assert int(found["n"]) == fit["n"]
    assert float(found["growth"]) == pytest.approx(fit["growth_per_2_years"], rel=1e-9)
    assert [float(found["low"]), float(found["high"])] == pytest.approx(fit["growth_per_2_years_ci"], rel=1e-5)


def test_every_control_does_what_it_says_and_the_address_keeps_it(page, site):
    page.open(f"{site.as_uri()}#view=hardware&precision=fp16")
    every = int(shown(page)["n"])
    set_control(page, "vendor", "AMD")
    some = shown(page)
    assert 0 < int(some["n"]) < every
    assert "vendor=AMD" in page.js("location.hash")
    set_control(page, "selection", "records")
    assert int(shown(page)["n"]) < int(some["n"])
    set_control(page, "precision", "best")
    set_control(page, "since", "2017")
    set_control(page, "until", "2022")
    kept, address = shown(page), page.js("location.href")
    dates = page.js("[...document.querySelectorAll('#rows td.date')].map(c => c.textContent)")
    assert dates
    assert all("2017" <= d[:4] <= "2022" for d in dates)
    page.open(address)
    assert shown(page) == kept
    drawn_after(page, lambda: page.js("document.getElementById('reset').click()"))
    assert page.js("location.hash") == "#view=hardware"


def test_views_change_by_keyboard_alone(page, site):
    page.open(f"{site.as_uri()}#view=hardware")
    page.js("document.querySelector('[name=view]:checked').focus()")
    drawn_after(page, lambda: page.key("ArrowRight", 39))
    assert page.js("document.querySelector('[name=view]:checked').value") == "balance"
    assert page.js("document.activeElement.name") == "view", "the focus is not lost when the page is drawn again"


def test_it_is_named_for_those_who_do_not_see_it(page, site):
    page.open(site.as_uri())
    unnamed = page.js(
        "[...document.querySelectorAll('select, input, button')].filter(e => !e.closest('label') && !e.textContent"
        " && !e.ariaLabel).map(e => e.outerHTML)"
    )
    assert unnamed == []
    assert page.js("document.getElementById('picture').getAttribute('role')") == "img"
    assert page.js("document.getElementById('answer').getAttribute('aria-live')") == "polite"
    assert page.js("document.documentElement.lang") == "en"
    assert page.js("document.querySelectorAll('th:not([scope])').length") == 0


def marks(page):
    """Places on the screen of the points drawn."""
    return page.js(
        "[...document.querySelectorAll('#chart .mark-symbol.role-mark path')].map(e => e.getBoundingClientRect())"
        ".map(b => [b.x + b.width / 2, b.y + b.height / 2])"
    )


def test_a_point_shows_its_evidence_and_gives_its_citation(page, site):
    page.open(f"{site.as_uri()}#view=hardware&quantity=memory%20bandwidth&vendor=AMD&segment=datacenter")
    x, y = marks(page)[-1]
    page.mouse(x, y)
    page.wait("!document.getElementById('card').hidden")
    card = page.js("document.getElementById('card').textContent")
    assert "MI455X" in card
    assert "“" in card
    assert page.js("document.querySelector('#card a').href").startswith("http")
    page.mouse(x, y, click=True)
    page.wait("document.body.dataset.copied")
    assert "amd-mi455x" in page.js("document.body.dataset.copied")
    page.mouse(x - 300, y - 100)
    assert not page.js("document.getElementById('card').hidden"), (
        "a card that was clicked stays, so that its links can be reached"
    )
    page.key("Escape", 27)
    assert page.js("document.getElementById('card').hidden")


def test_rows_in_view_come_as_csv_with_nothing_that_runs(page, site):
    page.open(f"{site.as_uri()}#view=hardware&quantity=memory%20bandwidth&vendor=AMD")
    page.js("window.saved = []; URL.createObjectURL = (blob) => { window.saved.push(blob); return 'data:,'; }")
    page.js("document.getElementById('csv').click()")
    rows = list(csv.DictReader(io.StringIO(page.js("window.saved[0].text()"))))
    assert len(rows) == int(shown(page)["n"])
    assert {r["vendor"] for r in rows} == {"AMD"}
    page.js("document.getElementById('svg').click()")
    page.wait("window.saved.length === 2")
    assert page.js("window.saved[1].text()").startswith("<svg")
    page.js("document.getElementById('png').click()")
    page.wait("document.getElementById('status').textContent.includes('png')")


def test_a_name_from_the_data_cannot_be_markup_or_a_formula(data, tmp_path, page):
    data = copy.deepcopy(data)
    for row in data["rows"].values():
        row["name"] = "=HYPERLINK(0)" + EVIL
        if "vendor" in row:
            row["vendor"] = EVIL
    for source in data["sources"].values():
        source |= {"title": EVIL, "url": "javascript:alert(3)"}
    path = tmp_path / "evil.html"
    path.write_text(explore.page(data, vl_convert.javascript_bundle(explore.RUNTIME)), encoding="utf-8")
    page.messages.clear()
    page.open(f"{path.as_uri()}#view=hardware&precision=best")
    assert page.js("document.querySelectorAll('img, a[href^=javascript]').length") == 0
    assert EVIL in page.js("document.querySelector('#rows td').textContent")
    page.js("window.saved = []; URL.createObjectURL = (blob) => { window.saved.push(blob); return 'data:,'; }")
    page.js("document.getElementById('csv').click()")
    assert "'=HYPERLINK" in page.js("window.saved[0].text()")
    assert page.messages == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1600])
def test_it_fits_the_window_in_light_and_dark(page, site, width, scheme):
    page.size(width)
    page.scheme(scheme)
    for view in ("hardware", "balance", "models", "multiverse"):
        page.open(f"{site.as_uri()}#view={view}")
        assert page.js("document.documentElement.scrollWidth") <= width, view
        ground = page.js("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    page.size(1400)
    page.scheme("light")


def test_the_multiverse_is_that_of_the_package(page, site, data):
    page.open(f"{site.as_uri()}#view=multiverse&estimator=ols&quantity=memory%20bandwidth")
    m = data["multiverse"]
    same = [e == "ols" and q == "memory bandwidth" for e, q in zip(m["estimator"], m["quantity"], strict=True)]
    assert int(shown(page)["n"]) == sum(same) > 0


def test_it_prints_the_answer_without_the_controls(page, site):
    page.open(site.as_uri())
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.js("getComputedStyle(document.getElementById('controls')).display") == "none"
    assert page.js("getComputedStyle(document.getElementById('answer')).display") != "none"
    page.send("Emulation.setEmulatedMedia", media="")
