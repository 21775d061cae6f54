"""What leaves the page travels alone: charts with title, rate, source and licence, rows with their sources."""

import base64
import csv
import io
import re
import struct

import pytest
from explored import IN_A_BROWSER, catch_files, saved_text, set_control, shown, visit

pytestmark = IN_A_BROWSER
STATES = {
    "": ("Chips compared with the NVIDIA Tesla P100", "95% interval of each line", "documents, cell by cell"),
    "view=balance": ("Peak over memory bandwidth of the same device, 16 bit: ", "95% interval of the line", "documents"),
    "view=balance&fit=vendor": ("NVIDIA", "95% interval of each line", "documents"),
    "view=balance&numbers=measured": ("measured", "the sheets of the same chips say", "documents"),
    "view=models": ("Parameters: ", "95% interval of the line", "documents"),
    "view=multiverse": ("Every defensible growth rate", "estimates, the middle one", "tables"),
}


def words_of(svg):
    """All text of a chart."""
    found = [re.sub(r"<[^>]*>", " ", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)]
    return re.sub(r"\s+", " ", " ".join(found))


@pytest.mark.parametrize("state", STATES)
def test_a_saved_chart_says_what_it_is_of_whom_and_under_which_licence(page, site, data, state):
    page.scheme("dark")
    visit(page, site, state)
    catch_files(page)
    svg = saved_text(page, "svg")
    words = words_of(svg)
    for part in (*STATES[state], f"ai-memory-wall {data['version']}", "CC BY 4.0", "every two years"):
        assert part in words, part
    assert f"{float(shown(page)['growth']):#.3g}×" in words
    assert re.search(r'<svg[^>]* width="1200"', svg)
    assert f'fill="{data["themes"]["light"]["ground"]}"' in svg, "light, though the page is dark"
    assert page.js("window.file").startswith("ai-memory-wall-")


def test_a_saved_chart_has_a_legend_of_all_its_shapes_and_no_text_cut(page, site):
    visit(page, site, "view=balance")
    catch_files(page)
    svg = saved_text(page, "svg")
    for name in page.js("window.explorer.picture.legend"):
        assert f">{name}</text>" in svg
    page.js(f"document.body.insertAdjacentHTML('beforeend', `<div id=probe>{svg.replace('`', '')}</div>`)")
    outside = (
        "(e) => { const b = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect();"
        " return b.left < s.left - 1 || b.right > s.right + 1 || b.top < s.top - 1 || b.bottom > s.bottom + 1; }"
    )
    assert page.js(f"[...document.querySelectorAll('#probe text')].filter({outside}).map(e => e.textContent)") == []
    page.js("document.getElementById('probe').remove()")


@pytest.mark.parametrize(("ground", "red"), [("light", 255), ("dark", 13)])
def test_a_png_is_1200_pixels_wide_and_light_unless_dark_is_asked_for(page, site, ground, red):
    visit(page, site, "view=balance")
    catch_files(page)
    page.js(f"document.getElementById('file-ground').value = '{ground}'; document.getElementById('png').click()")
    page.wait("window.content && window.content.startsWith('data:image/png')")
    png = base64.b64decode(page.js("window.content").partition(",")[2])
    assert struct.unpack(">II", png[16:24]) == (1200, 720)
    pixel = (
        "new Promise(done => { const i = new Image(); i.src = window.content; i.onload = () => {"
        " const g = document.createElement('canvas').getContext('2d'); g.drawImage(i, 0, 0);"
        " done(g.getImageData(1, 1, 1, 1).data[0]); }; })"
    )
    assert page.js(pixel) == red


def test_rows_in_view_come_as_csv_with_their_sources(page, site):
    visit(page, site, "view=hardware&quantity=memory bandwidth&vendor=AMD")
    catch_files(page)
    rows = list(csv.DictReader(io.StringIO(saved_text(page, "csv"))))
    assert len(rows) == int(shown(page)["n"])
    assert {r["vendor"] for r in rows} == {"AMD"}
    assert all(r["sources"].startswith("http") for r in rows)
    set_control(page, "f-numbers", "measured")
    rows = list(csv.DictReader(io.StringIO(saved_text(page, "csv"))))
    assert all(float(r["value"]) != float(r["value_of_sheet"]) for r in rows)
    assert rows
