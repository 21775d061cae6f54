"""Whose an address is, what counts as a primary document, and how a line of evidence says where it was read."""

import pytest

from analysis.evidence import lines, publishers
from analysis.evidence.publishers import Publisher
from analysis.tables import frames
from analysis.writing import bibliography, cite, evidence_report

AMONG = {
    "AMD": Publisher("AMD", "maker", "AMD", ("amd.com", "github.com/ROCm")),
    "News": Publisher("News", "reporter", "", ("news.example",)),
    "JEDEC": Publisher("JEDEC", "standards body", "", ("jedec.org",)),
    "arXiv": Publisher("arXiv", "archive", "", ("arxiv.org",)),
}


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://www.amd.com/en/mi300x", True),
        ("https://AMD.com./x", True),
        ("https://rocm.docs.amd.com:443/en", True),
        ("https://github.com/ROCm/ROCm/blob/e396b44/docs/mi300.md", True),
        ("https://github.com/rocm/ROCm", True),
        ("https://github.com/ROCmfork/ROCm", False),
        ("https://github.com/someone/ROCm", False),
        ("https://notamd.com/", False),
        ("https://amd.com.example.org/", False),
        ("https://arxiv.org/abs/1", False),
        ("", False),
    ],
)
def test_an_address_is_a_publishers_by_its_host_or_below_its_folder(url, home):
    assert publishers.at_home(url, "AMD", "web page", AMONG) == home


def test_an_archive_holds_papers_of_anybody_and_nothing_else():
    assert publishers.at_home("https://arxiv.org/abs/1", "AMD", "paper", AMONG)
    assert publishers.at_home("https://arxiv.org/abs/1", "Nobody et al.", "paper", AMONG)
    assert not publishers.at_home("https://arxiv.org/abs/1", "AMD", "data sheet", AMONG)


@pytest.mark.parametrize(
    ("publisher", "kind", "vendor", "primary"),
    [
        ("AMD", "data sheet", "AMD", True),
        ("AMD", "article", "AMD", True),
        ("AMD", "dataset", "AMD", False),
        ("AMD", "data sheet", "NVIDIA", False),
        ("JEDEC", "press release", "", True),
        ("News", "press release", "", False),
        ("Nobody et al.", "paper", "", True),
        ("Nobody et al.", "paper", "AMD", False),
        ("Nobody", "web page", "", False),
    ],
)
def test_a_document_is_primary_where_its_publisher_made_what_it_writes_of(publisher, kind, vendor, primary):
    assert publishers.is_primary(publisher, kind, AMONG, vendor) == primary


def test_how_a_line_was_read_follows_from_its_document_and_the_place():
    github = "https://github.com/ROCm/ROCm/blob/e396b44/docs/mi300.md"
    assert publishers.read_as("AMD", "documentation", "", AMONG, "AMD") == "primary"
    assert publishers.read_as("AMD", "documentation", github, AMONG, "AMD") == "primary"
    assert publishers.read_as("AMD", "data sheet", "https://news.example/sheet.pdf", AMONG, "AMD") == "copy"
    assert publishers.read_as("News", "article", "", AMONG, "AMD") == "report"


def test_what_was_not_read_in_the_document_says_so_wherever_it_is_shown():
    (line, *_) = [x for x in lines.of_row("nvidia-h100-sxm5-80gb") if x.read_as == "copy"]
    told = " ".join(evidence_report.evidence_text("nvidia-h100-sxm5-80gb").split())
    assert line.reading == f"read in a copy, {line.read_at}"
    assert line.reading in told
    assert line.reading in repr(line)
    assert line.reading in line._repr_html_()
    own = next(x for x in lines.of_row("google-tpu-v5p") if x.read_as == "primary")
    assert own.reading == ""
    assert own.source == own.url


def test_primary_documents_come_first_and_what_conflicts_last(whole):
    row, column = "nvidia-h200-sxm5-141gb", "memory_bandwidth_bytes_per_s"
    table = frames.texts("evidence", whole)
    mine = table.index[table["id"].str.startswith(f"{row}.{column}")]
    table.loc[mine, "read_as"] = ["report"] * (len(mine) - 1) + ["copy"]
    table.loc[mine[0], "basis"] = "conflicting"
    table.to_csv(whole / "data/evidence.csv", index=False, lineterminator="\n")
    found = lines.of_cell(row, column, whole)
    assert len(found) > 2
    assert (found[0].read_as, found[-1].basis) == ("copy", "conflicting")
    told = evidence_report.evidence_text(row, whole).partition(f"{column} = ")[2]
    assert told.startswith(f"{found[0].value} ({found[0].how})\n    “{found[0].text}”")


def test_a_citation_names_the_document_and_where_it_was_read():
    (hbm4,) = cite.documents(["jedec-releases-hbm4-standard"])
    assert hbm4.url == ""
    for form in bibliography.FORMATS:
        told = bibliography.written([hbm4], form)
        assert hbm4.read_at in told, form
        assert "Read in" in told, form
    assert "  url " not in bibliography.bibtex([hbm4])


def test_an_archived_address_is_a_note_of_the_citation():
    made = cite.Reference("made", "web page", "T", (("", "AMD"),), "https://amd.com/", archived_url="https://web.archive.org/1")
    assert r"note     = {Web page. Archived at \url{https://web.archive.org/1}}" in bibliography.bibtex([made])


def test_no_line_of_evidence_is_a_copy_of_nothing_and_every_host_is_its_publishers():
    evidence, sources = frames.load("evidence"), frames.load("sources")
    assert set(evidence["read_as"]) == set(publishers.READ_AS)
    assert (evidence["read_at"][evidence["read_as"] == "copy"] != "").all()
    jedec = sources["url"][sources["publisher"] == "JEDEC"]
    assert all("//www.jedec.org/" in url or url == "" for url in jedec)
