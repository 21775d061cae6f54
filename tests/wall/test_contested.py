"""Readings that documents leave open are bounds of every growth rate, and never move one that they are not in."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.evidence import proved_cells, validate
from analysis.tables.paths import ROOT
from analysis.trends import catalogue, diagnostics
from analysis.wall import gap, recommended
from analysis.writing import evidence_report
from tests.made import scattered

H100 = "nvidia-h100-sxm5-80gb.memory_bandwidth_bytes_per_s."
B200 = "NVIDIA prints 64 TB/s for the eight of a DGX B200"


def test_bounds_are_the_extremes_of_all_mixes() -> None:
    """By trying every mix of the readings of a few rows."""
    series = scattered(9, seed=3)
    readings = [(v, v) for v in series.values]
    for i in (0, 2, 4, 7):
        readings[i] = (series.values[i] / 2, series.values[i] * (1 + i))
    made = replace(series, readings=tuple(readings))
    found = diagnostics.contested(made)
    mixes = np.array(np.meshgrid(*made.readings)).reshape(len(readings), -1).T
    growths = [replace(series, values=mix).fit().growth(2) for mix in np.unique(mixes, axis=0)]
    assert found.rows == tuple(series.ids[i] for i in (0, 2, 4, 7))
    assert (found.low, found.high) == pytest.approx((min(growths), max(growths)))
    assert found.low < series.fit().growth(2) < found.high


def test_a_series_without_dispute_has_one_growth() -> None:
    """And no rows are named."""
    series = scattered(9, seed=3)
    own = series.fit().growth(2)
    assert diagnostics.contested(series) == diagnostics.Contested(own, own, ())


def test_rows_keep_their_readings_when_chosen() -> None:
    """A window and a selection take the readings along."""
    whole = gap.devices("best", since=None)
    late = whole.window("2026", None).select("flagship")
    assert "nvidia-rubin-vr200-288gb" in late.contested
    low, high = dict(zip(late.ids, late.readings, strict=True))["nvidia-rubin-vr200-288gb"]
    assert (low, high) == pytest.approx((3.5e16 / 2.2e13, 3.5e16 / 1.92e13))


def test_a_divisor_turns_its_readings_over() -> None:
    """The lowest balance is by the highest bandwidth."""
    series = gap.devices("fp16")
    at = series.ids.index("nvidia-b200-sxm-180gb")
    assert series.readings[at] == pytest.approx((2.25e15 / 8e12, 2.25e15 / 7.7e12))


def test_the_project_has_contested_cells_that_feed_a_fit() -> None:
    """Each range holds its own rate, and some are wider than a point."""
    found = [recommended.recommended(recommended.question(key)) for key in ("balance_best", "link", "memory_capacity")]
    assert all(
        r.contested.low <= r.fit.growth(2) * (1 + 1e-12) and r.fit.growth(2) <= r.contested.high * (1 + 1e-12) for r in found
    )
    assert found[0].contested.rows
    assert found[0].contested.low < found[0].contested.high
    assert not found[2].contested.rows


def test_announced_devices_move_no_rate_but_their_own_place(replace_in_whole) -> None:  # type: ignore[no-untyped-def]
    """Were Rubin still announced, its two bandwidths would be two places in the forecast; sold, they are in the range."""
    rubin = "nvidia-rubin-vr200-288gb"
    assert rubin in gap.devices("best").contested
    root = replace_in_whole("data/accelerators.csv", ",Rubin,shipping,", ",Rubin,announced,")
    series = gap.devices("best", root=root)
    scored = {a.id: a for a in gap.announced(gap.coming("best", root=root), series.fit())}
    low, high = scored[rubin].percentiles
    assert rubin not in series.contested
    assert low < high
    assert low == pytest.approx(scored[rubin].percentile)  # less bandwidth is more balance


def test_evidence_shows_the_dispute_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Both values and why nothing decides, before any line; within a cell before what was settled."""
    assert main(["evidence", "nvidia-b200-sxm-180gb"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("Contested: memory_bandwidth_bytes_per_s is 7.7e12 here, 8e12 by another reading")
    assert told.index(B200) < told.index("(stated)")
    assert told.count("Contested:") == 1
    assert "Contested" not in evidence_report.evidence_text("nvidia-h100-sxm5-80gb")


def test_rates_and_gap_say_the_range(capsys: pytest.CaptureFixture[str]) -> None:
    """In words and as JSON."""
    assert main(["gap", "--precision", "best"]) == 0
    assert re.search(r"contested readings  1\.\d+× to 1\.\d+×", capsys.readouterr().out)
    assert main(["rates", "--json"]) == 0
    rates = {r["key"]: r for r in json.loads(capsys.readouterr().out)}
    low, high = rates["balance_best"]["contested"]
    assert low < high
    assert low <= rates["balance_best"]["growth_per_2_years"] <= high


LINE = "{row}.{column}.9,accelerators,{row},{column},{text},,{value},contested,,nvidia-h100-datasheet,p. 1,report,,{note}\n"


@pytest.mark.parametrize(
    ("cell", "text", "value", "note", "told"),
    [
        ("memory_bandwidth_bytes_per_s", "3.35 TB/s", "3.35e12", "A dispute.", "holds the same value"),
        ("memory_bandwidth_bytes_per_s", "3.9 TB/s", "3.9e12", "", "not said why both readings stand"),
        ("memory_bandwidth_bytes_per_s", "3.9 TB/s", "3.5e12", "A dispute.", "does not give"),
        ("released_on", "2022-11-01", "2022-11-01", "A dispute.", "is no number"),
        ("memory_bandwidth_bytes_per_s", "3.9 TB/s", "3.9e12", "A dispute.", None),
    ],
)
def test_what_a_contested_line_must_be(whole, cell: str, text: str, value: str, note: str, told: str | None) -> None:  # type: ignore[no-untyped-def]
    """Another value of a number, given by its text, with a reason; and then it moves the range."""
    source = next(line.split(",")[9] for line in (whole / "data/evidence.csv").read_text().splitlines() if line.startswith(H100))
    line = LINE.format(row="nvidia-h100-sxm5-80gb", column=cell, text=text, value=value, note=note)
    with (whole / "data/evidence.csv").open("a") as file:
        file.write(line.replace("nvidia-h100-datasheet", source))
    faults = [fault for fault in validate.check(whole) if fault.file.endswith("evidence.csv")]
    if told:
        assert any(told in str(fault) for fault in faults), faults
        return
    assert not faults
    asked = recommended.question("memory_bandwidth")
    before, after = (diagnostics.contested(recommended.rows(asked, root=root)) for root in (ROOT, whole))
    assert "nvidia-h100-sxm5-80gb" in after.rows
    assert "nvidia-h100-sxm5-80gb" not in before.rows
    assert (before.low, before.high) != (after.low, after.high)
    assert ("accelerators", "nvidia-h100-sxm5-80gb", cell) in proved_cells.contested(whole)
    assert np.array_equal(*(catalogue.load("accelerators/memory_bandwidth", root).values for root in (ROOT, whole)))
