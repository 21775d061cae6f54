"""A release: one version everywhere, the same bytes from the same commit, nothing stale, unpacked with suspicion."""

import io
import json
import os
import shutil
import stat
import zipfile

import archive
import pytest
import release
import versions
import yaml
from diff import TableDiff
from git_tree import RequestError
from repository import git

from analysis.tables.paths import ROOT

pytestmark = pytest.mark.walk

SECTION = "## {}, unreleased\n\n- Data: made.\n- Method: none.\n- Headlines: none.\n\n"


def say(root, version: str) -> None:
    """Put a section of a version at the top of the changelog and commit it."""
    path = root / "CHANGELOG.md"
    head, _, rest = path.read_text(encoding="utf-8").partition("\n## ")
    path.write_text(f"{head}\n{SECTION.format(version)}## {rest}", encoding="utf-8")
    git(root, "commit", "-qam", f"about {version}")


@pytest.fixture
def project(whole, monkeypatch):
    """A small copy of the project under git, whose figures are taken for current and are not drawn again."""
    for name in (
        "pyproject.toml",
        "CITATION.cff",
        "CHANGELOG.md",
        "RESULTS.md",
        "LICENSE",
        ".gitignore",
        "analysis/tables/version.py",
    ):
        (whole / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, whole / name)
    shutil.copytree(ROOT / "forecasts", whole / "forecasts")
    (whole / "figures").mkdir()
    shutil.copy(ROOT / "figures/paper_growth_rates.json", whole / "figures")
    git(whole, "init", "-q", "-b", "main")
    git(whole, "config", "user.name", "made")
    git(whole, "config", "user.email", "made@example.org")
    git(whole, "add", "-A")
    git(whole, "commit", "-qm", "project")
    say(whole, "7.0.0")
    monkeypatch.setattr(release, "require_current", lambda root: None)
    monkeypatch.setattr(release, "regenerate", lambda day, root: None)
    monkeypatch.setattr(release, "pictures", lambda ref, version, root: {})
    monkeypatch.setattr(release, "packages", lambda ref, root: {})
    return whole


def refused(root, version: str, capsys) -> str:
    """The one line that says why not."""
    assert release.main([version, "--root", str(root)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("Not released: ")
    assert told.count("\n") == 1
    assert not (root / "build").exists()
    return told


def zipped(root, version: str) -> bytes:
    assert release.main([version, "--root", str(root)]) == 0
    return (root / f"build/release/ai-memory-wall-{version}.zip").read_bytes()


def test_every_place_states_the_version_and_the_day_and_one_commit_holds_that(project):
    zipped(project, "7.0.0")
    assert 'version = "7.0.0"' in (project / "pyproject.toml").read_text()
    assert '__version__ = "7.0.0"' in (project / "analysis/tables/version.py").read_text()
    package = json.loads((project / "datapackage.json").read_text())
    citation = yaml.safe_load((project / "CITATION.cff").read_text())
    assert (package["version"], citation["version"]) == ("7.0.0", "7.0.0")
    assert package["created"] == f"{citation['date-released']}T00:00:00Z"
    assert f"## 7.0.0, {citation['date-released']}\n" in (project / "CHANGELOG.md").read_text()
    assert release.git("status", "--porcelain", root=project) == b""
    assert release.git("log", "-1", "--format=%s", root=project) == b"Release 7.0.0\n"


def test_the_same_commit_gives_the_same_bytes_elsewhere_and_later(project, tmp_path, monkeypatch):
    first = zipped(project, "7.0.0")
    git(project, "tag", "v7.0.0")
    say(project, "7.1.0")
    assert zipped(project, "7.0.0") == first, "a released version is packed from its tag"
    git(tmp_path, "clone", "-q", str(project), str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    old = os.umask(0o077)
    try:
        assert zipped(tmp_path / "elsewhere", "7.0.0") == first
    finally:
        os.umask(old)


def test_the_zip_holds_data_codebook_figures_citation_and_checksums_and_is_valid(project):
    packed = zipped(project, "7.0.0")
    found = archive.unpacked(packed)
    assert {"data/accelerators.csv", "data/paper/series.csv", "data/README.md", "datapackage.json", "data/LICENSE"} <= set(found)
    assert {
        "figures/paper_growth_rates.json",
        "forecasts/2026-11.json",
        "forecasts/SHA256SUMS",
        "CITATION.cff",
        "citation.bib",
        "CHANGELOG.md",
        "RESULTS.md",
        "LICENSE",
        "SHA256SUMS",
    } <= set(found)
    assert not [name for name in found if name.endswith(".py")]
    assert found["data/accelerators.csv"] == (ROOT / "data/accelerators.csv").read_bytes()
    assert b"version  = {7.0.0}" in found["citation.bib"]
    assert archive.verify(packed) == len(found)


def test_a_version_that_is_released_is_not_packed_from_a_later_commit(project, capsys):
    zipped(project, "7.0.0")
    shutil.rmtree(project / "build")
    say(project, "7.1.0")
    assert "tag its commit" in refused(project, "7.0.0", capsys)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("7", "no version"),
        ("7.0.0-rc1", "no version"),
        ("07.0.0", "no version"),
        ("../x", "no version"),
        ("7.0.1", "needs '## 7.0.1"),
    ],
)
def test_a_version_needs_three_numbers_and_a_section_of_the_changelog(project, capsys, version, said):
    assert said in refused(project, version, capsys)


@pytest.mark.parametrize("what", CHANGES := versions.CHANGES)
def test_the_changelog_speaks_of_data_method_and_headlines(project, capsys, what):
    path = project / "CHANGELOG.md"
    path.write_text(path.read_text(encoding="utf-8").replace(f"- {what}: ", "- ", 1), encoding="utf-8")
    git(project, "commit", "-qam", "silent")
    assert f"- {what}: ..." in refused(project, "7.0.0", capsys)


@pytest.mark.parametrize("name", ["data/levers.csv", "new.txt"])
def test_a_tree_with_changes_or_new_files_is_refused(project, capsys, name):
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("x\n")
    assert f"as {name}" in refused(project, "7.0.0", capsys)


def test_stale_files_and_faulty_data_are_refused(project, capsys, monkeypatch):
    monkeypatch.undo()
    (project / "scripts").mkdir()
    (project / "scripts/generate.py").write_text("import sys; sys.exit('README.md is not current')\n")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "stale")
    assert "README.md is not current" in refused(project, "7.0.0", capsys)
    path = project / "data/accelerators.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",3.35e12,", ",3.35e15,", 1), encoding="utf-8")
    git(project, "commit", "-qam", "slip")
    assert "faults; make validate" in refused(project, "7.0.0", capsys)


@pytest.mark.parametrize("error", [RequestError("no figures"), KeyboardInterrupt()])
def test_a_release_that_breaks_off_leaves_the_tree_as_it_was(project, monkeypatch, error):
    def breaks(day, root):
        (root / "forecasts/2099-01.json").write_text("{}")
        raise error

    before = release.git("rev-parse", "HEAD", root=project)
    monkeypatch.setattr(release, "regenerate", breaks)
    with pytest.raises((RequestError, KeyboardInterrupt)):
        release.release("7.0.0", "2026-11-25", project)
    assert release.git("status", "--porcelain", root=project) == b""
    assert release.git("rev-parse", "HEAD", root=project) == before


def diff(**changes: object) -> TableDiff:
    """A difference of one table."""
    empty = {"columns_added": (), "columns_removed": (), "added": {}, "removed": (), "changed": ()}
    return TableDiff("data/made.csv", **{**empty, **changes})


@pytest.mark.parametrize(
    ("old", "new", "found", "allowed"),
    [
        ("1.2.3", "1.2.4", [], True),
        ("1.2.3", "1.2.4", [diff(changed=(("a", "note", "x", "y"),))], True),
        ("1.2.3", "1.2.4", [diff(changed=(("a", "tdp_watts", "1", "2"),))], False),
        ("1.2.3", "1.3.0", [diff(changed=(("a", "tdp_watts", "1", "2"),))], True),
        ("1.2.3", "1.2.4", [diff(added={"b": {}})], False),
        ("1.2.3", "1.3.0", [diff(removed=("a",))], False),
        ("1.2.3", "2.0.0", [diff(removed=("a",))], True),
        ("1.2.3", "1.3.0", [diff(columns_removed=("tdp_watts",))], False),
        ("0.1.0", "0.2.0", [diff(removed=("a",))], True),
        ("0.1.0", "0.1.1", [diff(removed=("a",))], False),
        ("1.2.3", "1.2.3", [], False),
        ("1.2.3", "1.1.9", [], False),
    ],
)
def test_the_step_of_the_version_follows_from_what_changed_in_the_data(old, new, found, allowed):
    if allowed:
        versions.require_step(old, new, found)
    else:
        with pytest.raises(RequestError, match=r"asks for a new|does not come after"):
            versions.require_step(old, new, found)


def test_the_step_is_held_against_the_last_release(project, capsys):
    zipped(project, "7.0.0")
    git(project, "tag", "v7.0.0")
    shutil.rmtree(project / "build")
    path = project / "data/levers.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    say(project, "7.1.0")
    assert "since 7.0.0 ids or columns are gone" in refused(project, "7.1.0", capsys)


def made_zip(*entries: tuple[str, bytes, int]) -> bytes:
    """A zip of (name, content, mode)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            file.writestr(info, content)
    return buffer.getvalue()


PLAIN = stat.S_IFREG | 0o644


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([("a/../../x", b"", PLAIN)], "no plain file"),
        ([("/etc/x", b"", PLAIN)], "no plain file"),
        ([("a/x\\y", b"", PLAIN)], "no plain file"),
        ([("a/x", b"/etc/passwd", stat.S_IFLNK | 0o777)], "no plain file"),
        ([("a/", b"", PLAIN)], "no plain file"),
        ([("a/x", b"", PLAIN), ("b/x", b"", PLAIN)], "more than one folder"),
        ([("a/x", b"1", PLAIN)], "checksums"),
        ([(f"a/{i}", b"", PLAIN) for i in range(2001)], "larger than"),
    ],
    ids=str,
)
def test_an_archive_is_never_unpacked_blindly(entries, said):
    with pytest.raises(RequestError, match=said):
        archive.verify(made_zip(*entries))


def test_an_archive_that_announces_too_much_or_is_none_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 10)
    with pytest.raises(RequestError, match="larger than"):
        archive.unpacked(made_zip(("a/x", b"x" * 11, PLAIN)))
    with pytest.raises(RequestError, match="cannot be read"):
        archive.unpacked(b"PK\x03\x04 nonsense")


def test_a_changed_byte_is_noticed_after_unpacking(project):
    packed = zipped(project, "7.0.0")
    found = archive.unpacked(packed)
    found["data/levers.csv"] = found["data/levers.csv"].replace(b"FP8", b"FP9", 1)
    entries = [(f"a/{name}", content, PLAIN) for name, content in found.items()]
    with pytest.raises(RequestError, match="checksums"):
        archive.verify(made_zip(*entries))


@pytest.mark.slow
def test_the_whole_project_is_released_with_its_figures_drawn_again(tmp_path):
    git(tmp_path, "clone", "-q", str(ROOT), str(tmp_path / "clone"))
    root = tmp_path / "clone"
    for key, value in (("user.name", "made"), ("user.email", "made@example.org")):
        git(root, "config", key, value)
    git(root, "rm", "-qr", "forecasts")
    say(root, "7.0.0")
    packed = zipped(root, "7.0.0")
    frozen = [name for name in archive.unpacked(packed) if name.startswith("forecasts/")]
    assert len(frozen) == 2, "the forecasts of the month and their checksum"
    record = json.loads(archive.unpacked(packed)["figures/paper_growth_rates.json"])
    assert record["data_version"] == "7.0.0"
    assert "ai-memory-wall 7.0.0" in record["footer"]
    assert release.git("status", "--porcelain", root=root) == b""


def test_all_files_that_state_the_version_are_in_the_list():
    number = versions.stated(ROOT)[0]
    stating = {name for name in versions.PLACES if number in (ROOT / name).read_text(encoding="utf-8")}
    assert stating == set(versions.PLACES)
    texts = [p for p in ROOT.glob("*") if p.suffix in (".md", ".toml", ".cff", ".json", ".yml")]
    assert {p.name for p in texts if f"version: {number}" in p.read_text(encoding="utf-8")} <= set(versions.PLACES)
