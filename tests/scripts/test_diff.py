"""The page of a change: what differs, which headline moves, and nothing of the data is markup in it."""

import hashlib
import re

import diff
import git_tree
import pytest
from repository import git
from row_drafts import Grid

from analysis.tables.paths import ROOT

BANDWIDTH = ",HBM3,dram,8e10,3.35e12,"  # of nvidia-h100-sxm5-80gb


@pytest.fixture(scope="module", autouse=True)
def told_once():
    """What the same bytes of data give is computed once: most pages have one side in common, and each takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("findings", "headlines"):
            patch.setattr(diff, name, remembered(getattr(diff, name)))
        yield


def remembered(compute):
    """`compute` of a folder, kept by the bytes of its data."""
    known = {}

    def of_folder(root):
        files = [root / "datapackage.json", *sorted((root / "data").rglob("*"))]
        state = tuple((p.relative_to(root), hashlib.sha256(p.read_bytes()).digest()) for p in files if p.is_file())
        if state not in known:
            known[state] = list(compute(root))
        return known[state]

    return of_folder


@pytest.fixture
def kept(whole):
    """A repository whose only commit holds the data as they are."""
    git(whole, "init", "-q", "-b", "main")
    git(whole, "add", "-A")
    git(whole, "commit", "-q", "-m", "data")
    return whole


def page(root, *words: str) -> str:
    """The page of what changed since the commit."""
    out = root / "page.md"
    assert diff.main([*words, "--root", str(root), "--output", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def test_no_change_is_said_in_a_sentence(kept):
    assert "No row or cell differs" in page(kept)


@pytest.mark.walk
def test_a_changed_cell_is_shown_with_every_headline_it_moves_and_no_other(kept, replace_in_whole):
    replace_in_whole("data/accelerators.csv", BANDWIDTH, ",HBM3,dram,8e10,6.7e13,")
    text = page(kept)
    assert "- `nvidia-h100-sxm5-80gb`, memory_bandwidth_bytes_per_s: `3.35e12` → `6.7e13`" in text
    moved, _, still = text.partition("<details>")
    assert "| `accelerators/memory_bandwidth` | all | " in moved
    assert "| `accelerators/peak --precision best` | all | " in still
    assert "| `paper/flops` | all | 3.03× (2.68× to 3.41×), n = 37 | 3.03× (2.68× to 3.41×), n = 37 |" in still
    assert text.count("| `accelerators/memory_bandwidth` | all | ") == 1
    assert "### Findings: 0 of" not in text


def test_a_finding_that_reads_otherwise_is_shown_with_the_words_that_differ(kept, replace_in_whole):
    was, now = diff.marked("The gap grows 1.25× a year, n = 67.", "The gap grows 1.31× a year, n = 68.")
    assert was == "The gap grows **1.25×** a year, n = **67.**"
    assert now == "The gap grows **1.31×** a year, n = **68.**"
    replace_in_whole("data/accelerators.csv", BANDWIDTH, ",HBM3,dram,8e10,6.7e13,")
    text = page(kept)
    assert re.search(r"### Findings: [1-9]\d* of 17 read otherwise\n\n- \d+, before: .+\n  <br>after: .*\*\*", text)


@pytest.mark.walk
def test_rows_that_come_and_go_are_named(kept):
    path = kept / "data/levers.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], lines[1].replace("lever-", "lever-new-", 1), *lines[2:]]), encoding="utf-8")
    text = page(kept)
    assert "### `data/levers.csv`: 1 row added, 1 row removed" in text
    assert "- removed `lever-w8a8-int8`" in text
    assert "- added `lever-new-w8a8-int8`: name `INT8 weights and activations (W8A8)`" in text
    assert "**0 of " in text
    assert "### Findings: 0 of" in text


def test_files_beside_the_tables_are_named(kept):
    with (kept / "data/exceptions.toml").open("a", encoding="utf-8") as file:
        file.write("# made\n")
    (kept / "data/made.toml").write_text("", encoding="utf-8")
    assert "Other files that differ: `data/exceptions.toml`, `data/made.toml`." in page(kept)


def test_another_commit_can_be_named(kept, replace_in_whole):
    replace_in_whole("data/accelerators.csv", BANDWIDTH, ",HBM3,dram,8e10,6.7e13,")
    git(kept, "commit", "-qam", "changed")
    assert "No row or cell differs" in page(kept, "HEAD")
    assert "6.7e13" in page(kept, "HEAD~1")


@pytest.mark.parametrize("ref", ["nonsense", "--output=/x", "HEAD; rm -rf x", "HEAD:data"])
def test_what_is_no_commit_is_told_in_one_line(kept, capsys, ref):
    assert diff.main(["--root", str(kept), "--", ref]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("damage", ["cut", "text", "column"])
def test_faulty_data_are_still_compared_or_told_in_one_line(kept, capsys, damage):
    path = kept / "data/accelerators.csv"
    text = path.read_text(encoding="utf-8")
    if damage == "cut":
        path.write_bytes(text.encode()[:5000] + b'"\xff')
        assert diff.main(["--root", str(kept)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    else:
        path.write_text(text.replace(",3.35e12,", ",fast,", 1) if damage == "text" else text.replace("tdp_watts", "tdp", 1))
        told = page(kept)
        assert "not to be fitted" in told
        assert ("column `tdp` added" in told) == (damage == "column")


HOSTILE = [
    "[a link](https://example.org)", "![an image](https://example.org/x.png)", "<img src=x onerror=alert(1)>",
    "`code` and @someone", "a | bar", "a \\| bar", "``` fence", "#1", "line\nbreak",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_data_is_code_in_markdown_and_nothing_else(text):
    shown = diff.code(text)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    assert shown.endswith(fence)
    assert fence not in shown[len(fence) : -len(fence)], "the span cannot be left from within"
    assert "\n" not in shown


def test_hostile_cells_and_headers_stay_code_on_the_page():
    old = Grid(("id", "note"), (("a", ""),))
    new = Grid(("id", "note", "![x](y)"), (("a", HOSTILE[1], ""), (HOSTILE[0], HOSTILE[2], "1")))
    for line in diff.told(diff.compare("data/made.csv", old, new), 0):
        outside = "".join(line.split("`")[::2])
        assert not set("[<!@") & set(outside), line


def test_long_lists_and_cells_are_cut_and_say_so():
    rows = tuple((f"row-{i}", "x" * 1000) for i in range(100))
    lines = list(diff.told(diff.compare("data/made.csv", Grid(("id", "note"), ()), Grid(("id", "note"), rows)), 10))
    assert "- and 90 more" in lines
    assert max(map(len, lines)) < 250


def test_inside_a_hook_the_repository_is_still_that_of_the_folder(kept, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(ROOT / "no-such-repository"))
    assert "No row or cell differs" in page(kept)


def test_names_from_an_archive_stay_inside_their_folder(tmp_path):
    assert git_tree.is_plain("data/paper/series.csv")
    for name in ("../x", "/etc/passwd", "data/../../x", "a\\b", "C:x", "a\nb", ""):
        assert not git_tree.is_plain(name), name
        with pytest.raises(git_tree.RequestError, match="out of its folder"):
            git_tree.lay({name: b""}, tmp_path)
    assert list(tmp_path.iterdir()) == []
