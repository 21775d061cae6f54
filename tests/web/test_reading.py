"""How the page is read: cards, a chip by any of its names, links, and the link to a view."""

import functools
import http.server
import threading

import pytest
from explored import CARD, IN_A_BROWSER, box, drawn_after, marks, press, text, visit

from analysis.tables.paths import ROOT
from analysis.web import opening

pytestmark = IN_A_BROWSER
BANDWIDTH = "view=hardware&quantity=memory bandwidth"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1440, 1080), (390, 844)])
def test_the_card_of_every_mark_stays_in_the_window(page, site, width, height):
    page.size(width, height)
    visit(page, site, "view=balance")
    page.js("document.getElementById('chart').scrollIntoView({block: 'end'})")
    cards = 0
    for x, y in marks(page)[::3]:
        page.mouse(x, y)
        left, top, right, bottom = box(page)
        cards += 1
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    assert cards > 10


def test_a_card_says_in_words_what_says_so_and_copies_nothing_unasked(page, site, data):
    page.open(f"{site.as_uri()}#{BANDWIDTH.replace(' ', '%20')}&vendor=AMD")
    x, y = marks(page)[-1]
    page.mouse(x, y, click=True)
    card, last = page.js(f"{CARD}.innerText"), page.js("window.explorer.picture.points.at(-1).id")
    assert data["rows"][last]["name"] in card
    assert "memory bandwidth: “" in card
    assert "bytes_per_s" not in card
    assert page.js(f"{CARD}.querySelector('a').href").startswith("http")
    assert page.js("document.body.dataset.copied === undefined"), "a click copies nothing"
    page.js(f"[...{CARD}.querySelectorAll('button')].find(b => b.textContent === 'Copy citation').click()")
    page.wait("document.body.dataset.copied")
    assert f"Row {last} of" in page.js("document.body.dataset.copied")


@pytest.mark.parametrize("way", ["escape", "outside", "button", "empty place"])
def test_a_kept_card_closes(page, site, way):
    visit(page, site, f"{BANDWIDTH}&vendor=AMD")
    points = marks(page)
    x, y = points[-1]
    page.mouse(x, y, click=True)
    page.mouse(x - 300, y - 60)
    assert box(page), "a card that was clicked stays, so that its links can be reached"
    if way == "escape":
        page.key("Escape", 27)
    elif way == "outside":
        page.mouse(700, 15, click=True)
    elif way == "button":
        page.js(f"{CARD}.querySelector('.close').click()")
    else:
        left = min(x for x, _ in points)
        page.mouse(left + 30, min(y for _, y in points) + 10, click=True)
    assert box(page) is None


def test_a_finger_need_not_meet_the_mark(page, site):
    page.size(390, 844)
    visit(page, site, f"{BANDWIDTH}&vendor=AMD")
    page.js("document.getElementById('chart').scrollIntoView()")
    x, y = marks(page)[-1]
    page.mouse(x - 9, y - 9, click=True)
    left, _, right, bottom = box(page)
    assert (left, right) == (4, 386)
    assert bottom <= 844


def look_for(page, words):
    """Write a name into the box and wait for what comes of it."""
    field = "document.getElementById('chip')"
    drawn_after(page, lambda: page.js(f"{field}.value = {words!r}; {field}.dispatchEvent(new Event('change'))"))


@pytest.mark.parametrize("name", ["nvidia-h100-sxm5-80gb", "H100", "h100 sxm5", "NVIDIA H100 80GB HBM3"])
def test_a_chip_is_found_by_any_of_its_names(page, site, name):
    visit(page, site, "view=balance")
    look_for(page, name)
    assert text(page, "found").startswith("NVIDIA H100 SXM5 80GB, ringed: 295 FLOP/byte")
    assert page.js("document.querySelector('#rows tr.found td').textContent") == "NVIDIA H100 SXM5 80GB"
    assert "chip=nvidia-h100-sxm5-80gb" in page.js("location.hash")
    named = page.js("[...document.querySelectorAll('#chart .mark-text.role-mark text')].map(e => e.textContent)")
    assert "H100" in named


def test_what_hides_a_chip_is_said_and_can_be_taken_away(page, data):
    look_for(page, "Radeon RX 7900 XTX")
    assert "is not among the rows in view (segment datacenter, from 2010)" in text(page, "found")
    drawn_after(page, lambda: page.js("document.querySelector('#found button').click()"))
    assert "ringed" in text(page, "found")
    press(page, "undo")
    look_for(page, next(name for name, chip in data["chips"].items() if chip["status"] == "announced"))
    assert "is announced, so it is in no line" in text(page, "found")


def test_a_model_is_found_in_the_view_of_models(page):
    look_for(page, "DeepSeek-V3")
    assert page.js("window.explorer.picture.state.view") == "models"
    assert "671 billion" in text(page, "found")


def test_a_name_that_several_have_or_none_is_no_guess(page):
    for words, said in (("MI300", "rows are called so:"), ("no such chip", "No chip or model is called “no such chip”.")):
        page.js(f"document.getElementById('chip').value = '{words}'; document.getElementById('search').requestSubmit()")
        assert said in text(page, "found")
        assert page.js("location.hash") == ""


def test_links_lead_to_files_that_are_there(page, data):
    links = page.js("[...document.querySelectorAll('#links a')].map(a => a.getAttribute('href'))")
    assert links
    assert all((ROOT / "figures" / link).resolve().exists() for link in links if not link.startswith("http"))
    for file in ("data/README.md", "METHODS.md", "RESULTS.md", "CITATION.cff"):
        assert f"../{file}" in links
    assert text(page, "cite").count("\n") >= 2
    assert data["version"] in text(page, "cite")


def test_the_page_leads_elsewhere_where_it_stands_elsewhere(page, site, tmp_path):
    path = tmp_path / "explorer.html"
    path.write_text(opening.relinked(site.read_text("utf-8"), {"Home": "index.html", "<Methods>": "methods.html"}), "utf-8")
    page.open(path.as_uri())
    links = page.js("[...document.querySelectorAll('#links a')].map(a => [a.textContent, a.getAttribute('href')])")
    assert links == [["Home", "index.html"], ["<Methods>", "methods.html"]]


def test_a_link_from_disk_is_said_to_be_of_no_use_to_others(page, site):
    page.open(f"{site.as_uri()}#view=balance&vendor=AMD")
    page.js("document.getElementById('link').click()")
    page.wait("document.body.dataset.copied")
    assert page.js("document.body.dataset.copied") == "#view=balance&vendor=AMD"
    assert "leads nobody else here" in text(page, "status")
    assert "file:" not in text(page, "status")


def test_a_link_where_the_page_is_served_opens_the_same_view(page, site):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site.parent))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.open(f"http://127.0.0.1:{server.server_port}/explorer.html#view=balance&vendor=AMD&until=2024")
        page.js("document.getElementById('link').click()")
        page.wait("document.body.dataset.copied")
        link, told = page.js("document.body.dataset.copied"), text(page, "growth")
        page.open(link)
        server.shutdown()
    assert link.startswith("http://127.0.0.1")
    assert text(page, "growth") == told
