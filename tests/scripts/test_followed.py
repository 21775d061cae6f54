"""Where what we compare with lives: every address is known, and served copies of pages and files are read as they should be."""

from collections.abc import Mapping, Sequence
from typing import Any

import pages
import pytest
import refresh
import yaml
from census import today
from http_client import Limits
from served import Handler, serving

from analysis.tables import frames
from analysis.tables.paths import ROOT

QUICK = Limits(step=0.5, whole=2, size=200_000, tries=0)
HTML = {"Content-Type": "text/html; charset=utf-8"}
SHEET = (
    "<html><title>Made One</title><script>nonce = {nonce}</script><table><tr><td>Memory bandwidth<td>{rate} TB/s</table></html>"
)


def test_every_page_of_a_vendor_has_an_address_at_its_own_host():
    sources = frames.load("sources").set_index("id")
    listed = pages.followed()
    for vendor, ids in listed["pages"].items():
        publishers = {sources.loc[i, "publisher"] for i in ids}
        assert len(publishers) == 1, vendor
        assert len(set(ids)) == len(ids), vendor
    found = pages.chosen_pages([])
    assert {i for ids in listed["pages"].values() for i in ids} < set(found)
    assert all(url.startswith("https://") or i == "cambricon-mlu290" for i, url in found.items() if i in listed["pages"])
    for page in listed["seen"]:
        assert page["id"] not in sources.index, "a row rests on it now: move it to its vendor"
        assert page["seen_in"]


def test_the_vendors_of_sold_data_centre_devices_are_followed():
    rows = frames.load("accelerators")
    sold = rows[(rows["segment"] == "datacenter") & (rows["released_on"] >= "2024-01-01") & (rows["status"] == "shipping")]
    listed = {"AWS" if vendor == "Amazon" else vendor for vendor in pages.followed()["pages"]}
    common = [v for v, n in sold["vendor"].value_counts().items() if n >= 3]
    assert {"NVIDIA", "AMD"} <= set(common)
    assert {"AWS" if v == "Amazon" else v for v in common} <= listed


def test_a_page_without_an_address_is_told(monkeypatch, tmp_path):
    broken = tmp_path / "upstream.toml"
    broken.write_text('[pages]\nNVIDIA = ["no-such-page"]\n', encoding="utf-8")
    monkeypatch.setattr(pages, "FOLLOWED", broken)
    with pytest.raises(pages.RequestError, match="'no-such-page' is no source with an address"):
        pages.chosen_pages([])


def copy_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A file in which every entry stands where its row says."""
    lines = [""] * (max(int(r["line"]) for r in rows) + 1)
    for row in rows:
        for place, told in (
            (row["entry_line"] or row["line"], row["entry"] if row["entry_line"] else ""),
            (row["line"], f"{row['variant']} {row['key']}"),
        ):
            lines[int(place) - 1] += f" {told}"
        lines[int(row["line"]) - 1] += f" {row['value_as_written']}"
    return lines


class Upstream(Handler):
    """A vendor's page whose number changes from the third look on, a table, and the files of the census, one of them edited."""

    def answer(self) -> None:
        count = self.count()
        if self.path == "/page":
            rate = "3.35" if count < 3 else "4.8"
            self.reply(200, HTML, SHEET.format(nonce=count, rate=rate).encode())
        elif self.path == "/table":
            self.reply(
                200,
                {"Content-Type": "text/csv"},
                b"Hardware name,Release date,Memory bandwidth (byte/s),TDP (W)\nMade,2026-01-01,1e12,1\n",
            )
        elif (rows := FILES.get(self.path)) is not None:
            self.file(rows)
        else:
            self.reply(404)

    def file(self, rows: Sequence[Mapping[str, Any]]) -> None:
        lines = copy_of(rows)
        if rows[0]["path"] == "nanochat/common.py":
            lines = ["# a line more"] + [line.replace("989e12", "990e12") for line in lines]
        self.reply(200, {"Content-Type": "text/plain"}, "\n".join(lines).encode())


FILES = {f"/{rows[0]['repository']}/{rows[0]['path']}": rows for rows in today.files().values()}


@pytest.fixture
def site(monkeypatch, tmp_path):
    with serving(Upstream) as (base, server):
        listed = tmp_path / "upstream.toml"
        listed.write_text(f'[pages]\n[[seen]]\nid = "made-page"\nurl = "{base}/page"\nseen_in = "here"\n', encoding="utf-8")
        monkeypatch.setattr(pages, "FOLLOWED", listed)
        yield base, server


def told(site, tmp_path, *words: str) -> str:
    """The report of one whole run against the served copies."""
    base, _ = site
    options = ["--cache", str(tmp_path / "cache"), "--output", str(tmp_path / "report.md"), "--timeout", "5", "--limit", "0"]
    assert (
        refresh.main([*options, "--pages", "made-page", *words], {"hardware": f"{base}/table"}, base + "/{repository}/{path}")
        == 0
    )
    return (tmp_path / "report.md").read_text(encoding="utf-8")


def test_served_copies_are_compared_and_no_data_is_changed(site, tmp_path, capsys):
    before = {p: p.read_bytes() for p in (ROOT / "data").rglob("*.csv")}
    first, second, third = (told(site, tmp_path) for _ in range(3))
    assert "`made-page`" in first
    assert "looked at for the first time" in first
    assert "## Pages: 0 to look at, 1 unchanged" in second, "only a script on the page has changed"
    assert "changed since" in third
    gone = [line for line in third.splitlines() if line.startswith("- `") and "nanochat" in line]
    changed = [r for r in FILES["/karpathy/nanochat/nanochat/common.py"] if r["value_as_written"] == "989e12"]
    assert len(gone) == len(changed) > 0
    assert all("`989e12`" in line for line in gone)
    assert f"{len(gone)} of {len(frames.load('peak_tables')):,} entries do not stand any more, 0 files were not read" in third
    assert f"code: {len(gone)} entries do not stand any more" in capsys.readouterr().out
    assert {p: p.read_bytes() for p in (ROOT / "data").rglob("*.csv")} == before


def test_a_file_that_has_gone_is_told_and_the_copy_is_kept(site, tmp_path):
    base, _ = site
    (name, rows), *_ = today.files().items()
    known = f"{base}/{rows[0]['repository']}/{rows[0]['path']}"
    today.look(name, known, rows, tmp_path, QUICK)
    kept = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.suffix == ".body"}
    lost = today.look(name, known + "x", rows, tmp_path, QUICK)
    assert lost.outcome.state == "faulty"
    assert "answers 404" in today.section([lost], 5)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.suffix == ".body"} == kept


def test_the_scheduled_run_reads_only_and_its_report_is_posted_by_another():
    look, post = (
        yaml.safe_load((ROOT / f".github/workflows/{n}.yml").read_text(encoding="utf-8")) for n in ("refresh", "refresh-issue")
    )
    assert look[True]["schedule"], "YAML takes the key `on` for true"
    assert set(look["permissions"].values()) == {"read"}
    assert {right for right, kind in post["permissions"].items() if kind == "write"} == {"issues"}
    commands = "\n".join(step.get("run", "") for flow in (look, post) for job in flow["jobs"].values() for step in job["steps"])
    assert "make refresh" in commands
    assert not [word for word in ("git push", "git commit", "gh pr", "generate") if word in commands]
    assert "git diff --exit-code" in commands
