"""Whether everybody can read the site: the main rules of WCAG by the text, all of them by axe, and the search, in a browser."""

import re
from itertools import pairwise

import colours
import html5lib
import pytest
from browser import CHROMIUM, chromium

from analysis.tables.paths import ROOT

AXE = ROOT / "build/axe/node_modules/axe-core/axe.min.js"
H100 = "chips/nvidia-h100-sxm5-80gb.html"
LOOKED_AT = (
    "index.html",
    "figures.html",
    "chips/index.html",
    H100,
    "tables/index.html",
    "tables/evidence.html",
    "search.html",
    "results.html",
)
IN_A_BROWSER = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def trees(built, paths=LOOKED_AT):
    """Path -> parsed page."""
    return {path: html5lib.parse(built[path].decode(), namespaceHTMLElements=False) for path in paths}


def test_a_page_says_its_language_its_title_and_what_it_is(built):
    titles = []
    for path, tree in trees(built).items():
        assert tree.get("lang") == "en"
        titles.append(tree.findtext("head/title"))
        assert tree.find("head/meta[@name='description']").get("content"), path
        assert tree.find("head/meta[@name='viewport']") is not None
        assert len(tree.findall(".//main")) == len(tree.findall(".//header")) == len(tree.findall("body/footer")) == 1
        assert tree.find("body/a").get("href") == "#content", f"{path}: the first stop of the keyboard leads to the content"
    assert len(set(titles)) == len(titles)


def test_headings_leave_out_no_level_and_ids_are_of_one_element(built):
    for path, tree in trees(built, [p for p in built if p.endswith(".html") and "/" not in p and p != "explorer.html"]).items():
        levels = [int(e.tag[1]) for e in tree.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
        assert levels.count(1) == 1 == levels[0], path
        assert all(b <= a + 1 for a, b in pairwise(levels)), f"{path}: {levels}"
        ids = [e.get("id") for e in tree.iter() if e.get("id")]
        assert len(ids) == len(set(ids)), path


def test_pictures_fields_and_frames_have_names(built):
    for path, tree in trees(built).items():
        labels = {label.get("for") for label in tree.iter("label")}
        assert all(field.get("id") in labels for field in tree.iter("input")), path
        assert all(len(image.get("alt", "")) > 20 for image in tree.iter("img")), path
        frames = [e for e in tree.iter("div") if e.get("role") == "region"]
        assert all(e.get("aria-label") and e.get("tabindex") == "0" for e in frames), path
        assert all("".join(link.itertext()).strip() or link.find(".//img") is not None for link in tree.iter("a")), path


def test_text_stands_out_from_its_ground_in_both_themes(built):
    sheet = built["site.css"].decode()
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    for theme in (light, dark):
        colour = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", theme))
        for text in ("ink", "muted", "blue", "vermillion"):
            for ground in ("ground", "panel"):
                assert colours.contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        assert colours.contrast(colour["edge"], colour["ground"]) >= 3  # the border of a field
    assert re.search(r":focus-visible \{ outline: 3px", sheet)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A browser."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        found.size(360)
        yield found


def opened(page, folder, path):
    page.send("Page.navigate", url="about:blank")
    page.send("Page.navigate", url=f"{folder.as_uri()}/{path}")
    page.wait("location.href !== 'about:blank' && document.readyState === 'complete'")
    return page


@IN_A_BROWSER
@pytest.mark.walk
@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_page_fits_a_phone_and_asks_for_files_of_the_site_alone(page, folder, path):
    page.requests.clear()
    opened(page, folder, path)
    assert page.js("document.documentElement.scrollWidth") <= 360
    assert page.requests
    assert all(url.startswith((folder.as_uri(), "about:")) for url in page.requests)
    assert not page.messages


@IN_A_BROWSER
@pytest.mark.walk
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("H100", H100),
        ("h 100", H100),
        ("NVIDIA H100 80GB HBM3", H100),
        ("mi300x", "chips/amd-mi300x.html"),
        ("tdp watts", "tables/accelerators.html#tdp_watts"),
    ],
)
def test_the_search_finds(page, folder, asked, first):
    opened(page, folder, f"search.html?q={asked.replace(' ', '+')}")
    assert page.js("document.querySelector('#results a').getAttribute('href')") == first


@IN_A_BROWSER
@pytest.mark.walk
def test_the_search_takes_what_is_typed_and_says_how_much_it_found(page, folder):
    opened(page, folder, "search.html")
    assert page.js("document.getElementById('results').children.length") == 0
    page.js("document.getElementById('q').focus()")
    page.send("Input.insertText", text="<b>zzz")
    assert page.js("document.getElementById('count').textContent") == "0 results for “<b>zzz”"


@IN_A_BROWSER
@pytest.mark.walk
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: make axe")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", LOOKED_AT)
def test_axe_finds_no_fault(page, folder, path, scheme):
    page.scheme(scheme)
    opened(page, folder, path)
    page.js(AXE.read_text(encoding="utf-8") + "; 0")
    found = page.js(f"axe.run(document, {{runOnly: {RULES}}}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
    assert found == []
