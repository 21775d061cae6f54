"""Forecasts on record: as they were issued, their numbers follow from what they hold, scored on later rows alone."""

import datetime as dt
import hashlib
import json
import subprocess

import distributions
import numpy as np
import pytest
from scipy import stats

from analysis import RequestError
from analysis.__main__ import main
from analysis.forecasts import calibration, hindcast, views
from analysis.tables.paths import ROOT
from analysis.trends import catalogue
from analysis.wall import on_record
from analysis.wall.on_record import Asked, Line

PATHS = on_record.files()


def sums(text: str) -> dict[str, str]:
    """File name -> SHA-256 of a list of checksums."""
    return {name: digest for digest, name in (line.split() for line in text.splitlines())}


def test_no_forecast_on_record_was_ever_edited_or_taken_away():
    """Where this fails a record was edited: restore it, and its line of forecasts/SHA256SUMS, from the history."""
    listed = sums((ROOT / "forecasts/SHA256SUMS").read_text(encoding="utf-8"))
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in PATHS} == listed
    for tag in subprocess.run(["git", "tag", "--list", "v[0-9]*"], cwd=ROOT, capture_output=True, text=True).stdout.split():
        shown = subprocess.run(["git", "show", f"{tag}:forecasts/SHA256SUMS"], cwd=ROOT, capture_output=True, text=True)
        assert sums(shown.stdout).items() <= listed.items(), f"what was on record at {tag} is another now"


@pytest.fixture(scope="module", params=PATHS, ids=lambda p: p.stem)
def issued(request):
    """A record."""
    return on_record.read(request.param)


def test_every_series_and_balance_of_ours_is_on_record(issued):
    names = {n for n in catalogue.names() if not n.startswith("paper/")}
    assert {f["series"] for f in issued["forecasts"]} == names
    balances = {f["precision"] for f in issued["forecasts"] if f["series"] == "accelerators/balance"}
    assert {"fp16", "fp32", "fp8", "best"} <= balances
    assert [a["at_year"] for a in issued["forecasts"][0]["at"]] == [y + 0.5 for y in range(2027, 2032)]
    assert issued["data_version"]
    assert len(issued["data_sha256"]) == 64


def test_the_intervals_written_out_are_those_of_the_line_and_its_widening(issued):
    for forecast in issued["forecasts"]:
        line = forecast["line"]
        for ahead in forecast["at"]:
            away = ahead["at_year"] - line["mean_year"]
            centre = line["mean_log10"] + line["slope_log10_per_year"] * away
            years = min(ahead["at_year"] - line["last_year"], calibration.REACH)
            wider = line["factor"] * np.sqrt(1 + line["growth"] * years**2)
            scale = wider * line["sigma_log10"] * np.sqrt(1 + 1 / line["n"] + away**2 / line["ss_year"])
            df = 1 / (1 / line["df"] + 1 / line["tail"])
            assert np.log10(ahead["median"]) == pytest.approx(centre, abs=1e-7)
            for level in (80, 95):
                half = scale * stats.t.ppf(0.5 + level / 200, df)
                assert np.log10(ahead[f"interval_{level}"]) == pytest.approx([centre - half, centre + half], abs=1e-6)


def test_what_is_issued_is_what_the_forecast_command_says():
    record = on_record.issue("2026-11", dt.date(2026, 11, 28))
    asked = Asked("accelerators/balance", "fp16", {"segment": "datacenter"}, "2017")
    rows = asked.rows()
    seen = views.widen(rows, views.look(rows, 2029.5, 0.95)).plain.trend
    kept = next(f for f in record["forecasts"] if (f["series"], f["precision"]) == ("accelerators/balance", "fp16"))
    ahead = next(a for a in kept["at"] if a["at_year"] == 2029.5)
    assert ahead["median"] == pytest.approx(seen.median, rel=1e-6)
    assert ahead["interval_95"] == pytest.approx([seen.low, seen.high], rel=1e-6)


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_the_record_of_these_tables_is_what_they_give(path):
    issued = on_record.read(path)
    if on_record.data_hash() != issued["data_sha256"]:
        pytest.skip("the tables have changed since")
    again = on_record.issue(issued["issued"], dt.date.fromisoformat(issued["issued_on"]))
    assert [f["at"] for f in again["forecasts"]] == [f["at"] for f in issued["forecasts"]]


@pytest.mark.parametrize(
    "damage", [lambda c: c["forecasts"][0]["at"][0].update(median=1.0), lambda c: c.update(issued_on="2020-01-01")]
)
def test_an_edited_record_is_refused(tmp_path, damage):
    content = json.loads(PATHS[0].read_text(encoding="utf-8"))
    damage(content)
    path = tmp_path / "2026-11.json"
    path.write_text(on_record.text_of(content), encoding="utf-8")
    with pytest.raises(RequestError, match="never edited"):
        on_record.read(path)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(RequestError, match="never edited"):
        on_record.read(path)


def test_only_rows_after_the_day_are_scored_and_against_the_line_as_it_was():
    asked = Asked("accelerators/memory_bandwidth", None, {"segment": "datacenter"}, "2010")
    rows, day = asked.rows(), dt.date(2023, 6, 30)
    early = rows.where(np.array([d <= day for d in rows.days]))
    line = on_record.line_of(early.fit(), float(early.years.max()), None)
    overall, *by_year = on_record.since(asked, line, day)
    later = np.array([d > day for d in rows.days])
    assert overall.n == later.sum() == sum(s.n for s in by_year)
    predicted = early.fit().predict(rows.years[later])
    assert overall.mean_error_log10 == pytest.approx(np.mean(np.log10(rows.values[later] / predicted.median)))
    inside = (predicted.prediction[0] <= rows.values[later]) & (rows.values[later] <= predicted.prediction[1])
    assert overall.coverage_95 == pytest.approx(inside.mean())
    assert on_record.since(asked, line, dt.date(2100, 1, 1)) == ()


def test_the_papers_lines_are_scored_as_they_always_were_and_hold_more_when_widened():
    raw = {name: scores[0] for name, _, widened, scores in on_record.paper_lines() if not widened}
    wide = {name: scores[0] for name, _, widened, scores in on_record.paper_lines() if widened}
    for name, score in raw.items():
        series, precision = views.PAPER_LINES[name.removeprefix("paper/")]
        where = {"segment": "datacenter"} if series.startswith("accelerators/") else None
        old = hindcast.frozen_line(catalogue.load(name).fit(), catalogue.load(series, precision=precision, where=where)).overall
        assert (score.n, score.coverage_80, score.coverage_95) == (
            old.n,
            pytest.approx(old.coverage_80),
            pytest.approx(old.coverage_95),
        )
        assert score.mean_error_log10 == pytest.approx(old.mean_error_log10)
        assert wide[name].coverage_95 >= score.coverage_95


def test_scores_of_a_line_are_what_they_say():
    line = Line(100, 2020.0, 0.0, 0.1, 0.5, 1e9, 1e6, 2022.0, 2.0, 0.0, None)
    score = on_record.scores(line, np.array([2024.0, 2025.0]), 10 ** np.array([0.4 + 1.5, 0.5]))[0]
    assert (score.n, score.coverage_80, score.coverage_95) == (2, 0.5, 1.0)  # 1.5 is 1.49 of the scale, doubled
    assert score.mean_error_log10 == pytest.approx(0.75)


def test_score_prints_every_record_and_the_papers_lines(capsys):
    assert main(["score", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [f["file"] for f in record["frozen"]] == [f"forecasts/{p.name}" for p in PATHS]
    assert all("n" in f for f in record["frozen"][0]["forecasts"])
    assert {p["line"] for p in record["paper_lines"]} == {f"paper/{line}" for line in views.PAPER_LINES}
    assert {"coverage_80", "coverage_95", "crps", "interval_score_95", "mean_error_log10"} <= set(record["paper_lines"][0])
    assert main(["score"]) == 0
    out = capsys.readouterr().out
    assert "paper/dram, widened" in out
    assert max(map(len, out.splitlines())) <= 140


def test_a_month_is_put_on_record_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("analysis.tables.paths.output_folder", lambda name: tmp_path / name)
    assert main(["score", "--issue"]) == 0
    (path,) = (tmp_path / "forecasts").glob("*.json")
    assert on_record.read(path)["issued"] == path.stem
    listed = sums((tmp_path / "forecasts/SHA256SUMS").read_text(encoding="utf-8"))
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}
    before = path.read_bytes()
    assert main(["score", "--issue"]) == 2
    assert "never edited" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_the_records_travel_with_the_source_distribution():
    assert "graft forecasts" in (ROOT / "MANIFEST.in").read_text(encoding="utf-8")
    assert "forecasts" in distributions.NEEDED
