"""The site as files: whole, linked, small, valid, and with the numbers of the tables, the trends and the quotations."""

import importlib.util
import json
import posixpath
import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from analysis.evidence import lines
from analysis.site import documents, looks, quoted, site, words
from analysis.tables import frames
from analysis.tables.paths import ROOT
from analysis.tables.units import quantity
from analysis.workload.place import place
from analysis.writing import bibliography, cite

H100 = "nvidia-h100-sxm5-80gb"
EVIL = "<script>alert(1)</script>\"'&"
LINK = re.compile(r'<(a|img|script|link|form|source|iframe|object)\b[^>]*?\b(?:href|src|action|data)="([^"]*)"')


def pages(built):
    """Path -> text of every page that is made of a template."""
    return {path: text.decode() for path, text in built.items() if path.endswith(".html") and path != "explorer.html"}


def sample(built):
    """Every page of its own kind, and each fifteenth chip with the longest and the shortest."""
    made = pages(built)
    chips = sorted((path for path in made if path.startswith("chips/")), key=lambda path: len(made[path]))
    return [path for path in made if not path.startswith("chips/")] + [*chips[::15], chips[-1]]


def test_every_link_leads_to_a_file_of_the_site_and_every_anchor_is_there(built):
    anchors = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages(built).items()}
    seen = 0
    for path, text in pages(built).items():
        for _, target in LINK.findall(text):
            link = urlsplit(unescape(target))
            if link.scheme:
                continue
            led = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link.path))) if link.path else path
            assert led in built, f"{path}: {target}"
            assert not link.fragment or link.fragment in anchors[led], f"{path}: {target}"
            seen += 1
    assert seen > 5000


def test_nothing_is_asked_of_another_machine(built):
    for path, text in pages(built).items():
        for element, target in LINK.findall(text):
            assert element == "a" or not urlsplit(target).scheme, f"{path}: {target}"
        assert " style=" not in text, path
        assert "@import" not in text, path
    assert b"http" not in built["site.css"] + built["search.js"]
    assert b"url(" not in built["site.css"]


def test_it_leaves_room_for_the_pictures_and_the_page_to_explore(built):
    assert sum(map(len, built.values())) < 10_000_000  # PNG, PDF and the real page to explore take 5; `make site` counts all


def test_pages_are_html_without_a_fault(built):
    for path in sample(built):
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(built[path].decode())


def test_every_chip_has_a_page_and_the_list_has_every_chip(built):
    chips = frames.texts("accelerators")
    listed = built["chips/index.html"].decode()
    for row in chips.itertuples():
        assert f'href="{row.id}.html"' in listed
        text = unescape(built[f"chips/{row.id}.html"].decode())
        assert f"<h1>{row.name}</h1>" in text
        if row.memory_bandwidth_bytes_per_s:
            assert quantity(float(row.memory_bandwidth_bytes_per_s), "byte/s") in text


def test_every_table_has_its_codebook_and_its_file(built):
    for name, resource in frames.resources().items():
        text = unescape(built[f"tables/{resource['name']}.html"].decode())
        assert all(f"<code>{field['name']}</code>" in text for field in resource["schema"]["fields"]), name
        assert all(field["description"] in text for field in resource["schema"]["fields"]), name
        assert built[resource["path"]] == (ROOT / resource["path"]).read_bytes()


def test_a_chip_shows_every_quotation_and_how_it_was_read(built):
    said = quoted.of_row(H100)
    known = lines.of_row(H100)
    assert sum(map(len, said.values())) == len(known) > 20
    text = unescape(built[f"chips/{H100}.html"].decode())
    for line in known:
        assert line.text in text
        assert not line.read_at or line.read_at in text
    assert text.count("Says otherwise") == sum(line.basis == "conflicting" for line in known) > 0


def test_the_place_and_the_references_are_those_of_the_commands(h100):
    standings = place(H100).standings
    assert [p.percentile for p in h100.placed] == [f"{s.percentile:.0%}" for s in standings]
    assert h100.placed[0].rank == f"{standings[0].rank} of {standings[0].n + 1}"
    assert h100.bibtex == bibliography.bibtex(cite.references([H100])[2:])  # without the data set and the paper
    assert {r.words for r in h100.reached} >= {"Memory bandwidth", "Peak at bf16"}


def test_the_data_set_is_told_to_search_engines(built):
    found = {
        path: re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        for path, text in pages(built).items()
    }
    told = {path: json.loads(match[1]) for path, match in found.items() if match}
    assert set(told) == {"index.html", *(f"tables/{r['name']}.html" for r in frames.resources().values())}
    for path, data in told.items():
        assert data["@type"] == "Dataset"
        assert data["license"].startswith("https://creativecommons.org/")
        assert data["creator"]["name"]
        assert 50 <= len(data["description"]) <= 5000, path
        assert "url" not in data, "an address that nobody knows"
        near = [file["contentUrl"] for file in data["distribution"]] + [part["url"] for part in data.get("hasPart", [])]
        near += [data["isPartOf"]["url"]] if "isPartOf" in data else []
        assert all(posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) in built for link in near), path
    assert len(told["index.html"]["distribution"]) == len(frames.resources())


def test_the_first_page_says_what_readme_says(built):
    text = built["index.html"].decode()
    assert "Chips &lt;grow&gt; &amp; wait." in text
    assert 'href="results.html#recommended-rates"' in text
    assert 'src="figures/memory_wall.svg"' in text
    assert '<source media="(max-width: 600px)" srcset="figures/memory_wall.phone.svg">' in text


def test_a_link_to_a_page_is_shown_with_the_card_where_the_address_is_known(h100):
    known = {"canonical": "https://example.org/x.html", "address": "https://example.org/", "card": site.CARD}
    for told, count in ((known, 1), ({"canonical": ""}, 0)):
        made = looks.page("chip", chip=h100, top="../", version="1", path="x.html", **told).decode()
        assert made.count('<meta property="og:image" content="https://example.org/figures/memory_wall.card.png">') == count
        assert made.count(f'<meta property="og:title" content="{h100.name}') == count


def test_no_text_of_the_data_is_markup(h100):
    made = looks.page("chip", chip=replace(h100, name=EVIL, note=EVIL), top="../", version="1", canonical="", path="x").decode()
    assert EVIL not in made
    assert "</script>" not in looks.data_block([{"t": EVIL}])
    assert json.loads(looks.data_block([{"t": EVIL}])) == [{"t": EVIL}]


@pytest.mark.parametrize(
    ("href", "folder", "target"),
    [
        ("RESULTS.md#recommended-rates", ".", "results.html#recommended-rates"),
        ("../RESULTS.md", "docs", "results.html"),
        ("data/README.md#levers", ".", "tables/index.html"),
        ("figures/vendors.svg", ".", "figures/vendors.svg"),
        ("analysis/wall/gap.py", ".", ""),
        ("https://epoch.ai/data", ".", "https://epoch.ai/data"),
    ],
)
def test_links_of_the_texts_lead_to_pages_or_nowhere(href, folder, target):
    made, _ = documents.rendered(f"[words]({href})", folder)
    assert made == (f'<p><a href="{target}">words</a></p>\n' if target else "<p>words</p>\n")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (words.amount(3.35e12, "byte/s"), "3.35 TB/s"),
        (words.amount(295.343, "FLOP/byte"), "295 FLOP/byte"),
        (words.amount(700.0, "W"), "700 W"),
        (words.amount(2.0, "1"), "2"),
        (words.column("peak_matrix_bf16_flop_per_s"), "Peak at bf16, matrix units"),
        (words.column("memory_bandwidth_bytes_per_s"), "Memory bandwidth"),
        (words.size(104_805), "105 kB"),
    ],
)
def test_words(told, said):
    assert told == said


def writer():
    """The program that writes the site."""
    spec = importlib.util.spec_from_file_location("write_site", ROOT / "scripts/site/write_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_to_explore_leads_to_pages_of_the_site(built):
    assert {page.partition("#")[0] for page in writer().PAGES.values()} <= set(built)


def test_a_site_that_is_too_large_is_not_written(tmp_path, monkeypatch, capsys):
    program = writer()
    (tmp_path / "explorer.html").write_text('{"links":{"Read me":"../README.md"}}', encoding="utf-8")
    monkeypatch.setattr(program, "FIGURES", tmp_path)
    monkeypatch.setattr(program, "said", lambda: None)
    given = ["--out", str(tmp_path / "out"), "--explorer", str(tmp_path / "explorer.html"), "--address", "https://a.example/b"]
    monkeypatch.setattr("sys.argv", ["write_site.py", *given])
    monkeypatch.setattr(site, "files", lambda *given: {"index.html": given[3].encode(), "site.css": b""})
    assert program.main() == 0
    assert (tmp_path / "out/index.html").read_text() == "https://a.example/b/"
    monkeypatch.setattr(site, "files", lambda *given: {"index.html": b"x" * (site.MOST + 1)})
    assert program.main() == 1
    assert "more than 15" in capsys.readouterr().err
    assert (tmp_path / "out/index.html").exists()
    (tmp_path / "explorer.html").unlink()
    assert program.main() == 2
