"""Looking upstream, against a real server that does everything wrong: no fault damages a file, hangs, or ends in a traceback."""

import hashlib
import json
import subprocess
import sys
import time

import http_cache
import pages
import pytest
import refresh
from http_client import Limits
from served import Handler, serving
from upstream import GOOD, HEADER, MORE, Upstream

from analysis.tables.paths import ROOT

QUICK = Limits(step=0.3, whole=1.2, size=20_000, backoff=0.01, longest_wait=1.1)


@pytest.fixture(scope="module")
def site():
    with serving(Upstream) as (address, server):
        yield address, server


def get(site, path: str, folder, limits: Limits = QUICK, offline: bool = False) -> refresh.Outcome:
    """Refresh the table of hardware from a path of the server."""
    return refresh.refresh_table("hardware", site[0] + path, folder, limits, offline)


def body(folder) -> bytes:
    return http_cache.paths(folder, "epoch-hardware")[0].read_bytes()


def test_good_data_are_kept_and_asked_for_again_only_if_changed(site, tmp_path):
    assert get(site, "/good", tmp_path).state == "new"
    assert body(tmp_path) == GOOD
    again = get(site, "/good", tmp_path)
    assert (again.state, body(tmp_path)) == ("unchanged", GOOD)
    asked = site[1].headers_seen[-1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"one"', "Sun, 01 Nov 2026 00:00:00 GMT")


def test_what_is_new_since_the_last_copy_is_known(site, tmp_path):
    get(site, "/grows", tmp_path)
    second = get(site, "/grows", tmp_path)
    assert (second.state, body(tmp_path)) == ("new", MORE)
    path = http_cache.paths(tmp_path, "epoch-hardware")[0]
    lines = refresh.proposals("hardware", path, ["Made Chip 9001", "Made Chip 9000"], second.before)
    assert [line.startswith(f"- `Made Chip {n}`") for line, n in zip(lines, (9001, 9000), strict=True)] == [True, True]
    assert ["**new upstream**" in line for line in lines] == [True, False]


@pytest.mark.parametrize("path", ["/429", "/500"])
def test_a_server_that_is_busy_for_a_while_is_asked_again(site, tmp_path, path):
    start = time.monotonic()
    assert get(site, path, tmp_path, Limits(step=1, whole=5, backoff=0.01, longest_wait=1.1)).state == "new"
    assert path != "/429" or time.monotonic() - start >= 1, "Retry-After is heeded"


FAULTS = {
    "/404": "answers 404", "/304": "answers 304", "/429-for-long": "come back in 3,600 s", "/500-always": "answers 500",
    "/stall": "stalled", "/stall-at-once": "stalled", "/drip": "within 1.2 s", "/drip-headers": "within 1.2 s", "/cut": "cut",
    "/cut-unsaid": "not CSV", "/type": "application/pdf", "/huge-announced": "are announced", "/huge": "no more are taken",
    "/bomb": "no more are taken", "/broken-gzip": "compression", "/not-utf8": "UTF-8", "/html": "text/html",
    "/html-as-csv": "a web page", "/another-table": "the table of models", "/no-table": "neither", "/empty": "empty",
    "/ragged": "not CSV", "/nonsense": "cut", "/circle": "circles", "/elsewhere": "cannot be read",
}  # fmt: skip


@pytest.mark.parametrize("path", FAULTS)
@pytest.mark.parametrize("had_a_copy", [True, False], ids=["with a copy", "without"])
def test_no_fault_damages_the_copy_or_outlasts_its_time(site, tmp_path, path, had_a_copy):
    url = site[0] + path
    if had_a_copy:
        copy = http_cache.Copy(url, "2026-11-01", "", "", hashlib.sha256(GOOD).hexdigest())
        http_cache.save(tmp_path, "epoch-hardware", copy, GOOD)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    start = time.monotonic()
    outcome = get(site, path, tmp_path)
    assert time.monotonic() - start < QUICK.whole + 0.8
    if path == "/304" and had_a_copy:
        assert outcome.state == "unchanged"
        return
    assert FAULTS[path] in outcome.said
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
    assert outcome.state in ("cached", "faulty" if had_a_copy or outcome.state == "faulty" else "missing")
    assert "2026-11-01" in outcome.said or not had_a_copy


def test_a_table_that_has_lost_most_of_its_rows_is_not_believed(site, tmp_path):
    rows = HEADER.encode() + b"".join(b"Chip %d,2026-11-01,1e12,1\n" % i for i in range(10))
    url = site[0] + "/good-but-small"
    http_cache.save(
        tmp_path, "epoch-hardware", http_cache.Copy(url, "2026-11-01", "", "", hashlib.sha256(rows).hexdigest()), rows
    )
    outcome = get(site, "/good-but-small", tmp_path)
    assert (outcome.state, body(tmp_path)) == ("faulty", rows)
    assert "2 rows where there were 10" in outcome.said


@pytest.mark.parametrize("damage", ["body", "record", "record is no JSON", "another address"])
def test_a_damaged_copy_is_taken_for_none(site, tmp_path, damage):
    get(site, "/good", tmp_path)
    content, record = http_cache.paths(tmp_path, "epoch-hardware")
    match damage:
        case "body":
            content.write_bytes(GOOD[:-10])
        case "record":
            record.write_text(json.dumps({"url": 1}))
        case "record is no JSON":
            record.write_bytes(b"\xff{")
        case "another address":
            record.write_text(record.read_text().replace("/good", "/other"))
    assert http_cache.load(tmp_path, "epoch-hardware", site[0] + "/good") is None
    assert get(site, "/good", tmp_path).state == "new"
    assert body(tmp_path) == GOOD


def test_odd_validators_are_not_sent_back(site, tmp_path):
    assert get(site, "/odd-validators", tmp_path).copy.etag == ""


@pytest.mark.parametrize("name", ["../x", "a/b", "A", "", "a.b", "x\n"])
def test_only_an_id_becomes_the_name_of_a_file(tmp_path, name):
    with pytest.raises(http_cache.RequestError, match="no id"):
        http_cache.paths(tmp_path, name)


def run(site, tmp_path, path: str, *words: str) -> int:
    """The whole command with one table; its report lies in report.md."""
    options = ["--no-code", "--cache", str(tmp_path / "cache"), "--output", str(tmp_path / "report.md"), "--timeout", "3", *words]
    return refresh.main([*(("--pages", "none") if "--pages" not in words else ()), *options], {"hardware": site[0] + path})


def curated() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in [*(ROOT / "data").rglob("*.csv"), ROOT / "datapackage.json"]}


def test_the_report_proposes_rows_and_conflicts_and_touches_no_data(site, tmp_path, capsys):
    before = curated()
    assert run(site, tmp_path, "/grows") == 0
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "- `Made Chip 9000`: `Release date` `2026-11-01`; `Memory bandwidth (byte/s)` `9e12`" in report
    assert "1 matched exactly" in report
    assert "nothing under data/ was written" in capsys.readouterr().out
    assert curated() == before


def test_without_a_network_the_cache_serves_and_says_so(site, tmp_path, capsys):
    assert run(site, tmp_path, "/good", "--offline") == 1
    assert "no copy in the cache" in capsys.readouterr().out
    run(site, tmp_path, "/good")
    online = (tmp_path / "report.md").read_text(encoding="utf-8")
    capsys.readouterr()
    asked = dict(site[1].asked)
    assert run(site, tmp_path, "/good", "--offline") == 0
    assert site[1].asked == asked, "no server was asked"
    assert "offline, from the copy of" in capsys.readouterr().out
    offline = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "offline, from the copy of" in offline
    assert offline.partition("### ")[2] == online.partition("### ")[2]


def test_cells_that_a_spreadsheet_or_a_page_would_run_are_code_in_the_report(site, tmp_path):
    assert run(site, tmp_path, "/formulas") == 0
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "=HYPERLINK" in report
    for line in report.splitlines():
        outside = "".join(line.split("`")[::2])
        assert "http" not in outside, line
        assert not set("<![@") & set(outside), line
    assert not list((tmp_path / "cache").glob("*.csv")), "no spreadsheet opens the copy by itself"


class Pages(Handler):
    """Pages that change, or only seem to."""

    def answer(self) -> None:
        count, html = self.count(), {"Content-Type": "text/html"}
        match self.path:
            case "/nonce":
                self.reply(200, html, b"<p>Same <b>words</b><script>token = %d</script>" % count)
            case "/edited":
                self.reply(200, html, b"<p>Revision %d" % count)
            case "/gone":
                self.reply(404)
            case "/tagged":
                self.reply(304) if self.headers.get("If-None-Match") else self.reply(200, {**html, "ETag": '"x"'}, b"a")


def test_a_page_has_changed_when_its_words_have(tmp_path):
    with serving(Pages) as (base, _):
        looks = {}
        for _ in range(2):
            for name in ("nonce", "edited", "gone", "tagged"):
                looks[name] = pages.refresh_page(name, f"{base}/{name}", tmp_path, QUICK)
    assert {name: look.state for name, look in looks.items()} == {
        "nonce": "unchanged",
        "edited": "new",
        "gone": "faulty",
        "tagged": "unchanged",
    }
    assert "changed since" in looks["edited"].said
    assert not list(tmp_path.glob("*.body")), "only a fingerprint of a page is kept"


def test_pages_are_chosen_by_id_and_an_unknown_one_is_told(site, tmp_path, capsys):
    assert "gholami-repository" in pages.chosen_pages([])
    assert list(pages.chosen_pages(["gholami-2024"])) == ["gholami-2024"]
    assert pages.chosen_pages(["none"]) == {}
    assert run(site, tmp_path, "/good", "--pages", "gholami-1924") == 2
    assert capsys.readouterr().err == "no source 'gholami-1924' in data/sources.csv, nor a page in upstream.toml\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("disk full")])
def test_an_interruption_or_a_full_disk_ends_in_a_line_and_keeps_the_copy(site, tmp_path, monkeypatch, capsys, error):
    run(site, tmp_path, "/grows2")
    before = {p.name: p.read_bytes() for p in (tmp_path / "cache").iterdir()}

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(http_cache, "write_all", fails)
    assert run(site, tmp_path, "/grows2") == 2
    assert "Traceback" not in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in (tmp_path / "cache").iterdir()} == before


def test_as_a_script_it_ends_in_plain_lines(tmp_path):
    words = ["--offline", "--cache", str(tmp_path), "--output", str(tmp_path / "report.md")]
    done = subprocess.run([sys.executable, "scripts/refresh.py", *words], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout.splitlines()[0] == "hardware: missing, not asked, --offline; and there is no copy in the cache"
