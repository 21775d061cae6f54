"""The share of primary documents: what counts, what does not, and what the command prints."""

import json

import pytest

from analysis.__main__ import main
from analysis.evidence import primary
from analysis.tables import frames
from analysis.tables.errors import RequestError
from analysis.tables.paths import ROOT
from analysis.writing import coverage_report

LINE = "nvidia-h100-sxm5-80gb.memory_bandwidth_bytes_per_s"
SEED = 20261128
CELL = ("nvidia-h100-sxm5-80gb", "memory_bandwidth_bytes_per_s")


@pytest.fixture
def changed(whole):
    """The data set with one column of some lines of evidence set."""

    def change(prefix: str, **cells: str):
        lines = frames.texts("evidence", whole)
        for column, value in cells.items():
            lines.loc[lines["id"].str.startswith(prefix), column] = value
        lines.to_csv(whole / "data/evidence.csv", index=False, lineterminator="\n")
        return whole

    return change


@pytest.mark.parametrize(("cells", "counts"), [({}, True), ({"read_as": "report"}, False), ({"basis": "conflicting"}, False)])
def test_a_cell_counts_by_a_line_read_in_a_document_or_its_copy_that_gives_its_value(changed, cells, counts):
    assert (CELL in primary.proved(changed(LINE, **cells))) == counts


def test_only_sold_data_centre_devices_since_2016_are_counted_and_every_peak_of_theirs():
    frame = primary.devices()
    assert set(frame["segment"]) == {"datacenter"}
    assert frame["released_on"].dt.year.min() >= 2016
    assert "announced" not in set(frame["status"])
    peaks = [c for c in frame if c.startswith("peak_")]
    share = next(s for s in primary.shares() if s.column == "peak")
    assert share.cells == int(frame[peaks].notna().sum().sum())


def test_vendors_add_up_to_all_and_no_share_is_above_one():
    every = {s.column: s for s in primary.shares()}
    each = primary.shares(vendors=primary.vendors())
    for column, whole in every.items():
        mine = [s for s in each if s.column == column]
        assert (sum(s.cells for s in mine), sum(s.primary for s in mine)) == (whole.cells, whole.primary)
        assert 0 < whole.share <= 1


def test_a_draw_is_the_same_for_the_same_seed_and_of_cells_that_are_counted():
    fifty = primary.drawn(50, 1)
    assert fifty == primary.drawn(50, 1) == sorted(set(fifty))
    assert set(primary.drawn(20, 1)) < set(fifty) != set(primary.drawn(50, 2))
    frame = primary.devices()
    counted = {cell for column in primary.COLUMNS for cell in primary.cells(column, frame)}
    assert set(fifty) < counted
    assert set(primary.drawn(len(counted), 1)) == counted


@pytest.mark.parametrize("number", [0, -1, 10**6])
def test_no_more_cells_are_drawn_than_there_are(number):
    with pytest.raises(RequestError, match=r"from 1 to \d+"):
        primary.drawn(number, 1)


def test_a_draw_outlives_a_device_that_is_left_out(changed, whole):
    devices = frames.texts("accelerators", whole)
    before = set(primary.drawn(50, 1, whole))
    devices[devices["id"].ne(CELL[0])].to_csv(whole / "data/accelerators.csv", index=False, lineterminator="\n")
    after = set(primary.drawn(50, 1, whole))
    gone = {cell for cell in before if cell[0] == CELL[0]}
    assert before - after == gone
    assert len(after - before) == len(gone)


def test_the_checked_cells_are_those_of_the_printed_seeds_but_for_what_came_and_went():
    for seed, checked in frames.load("checks").groupby("seed"):
        cells = set(zip(checked["row_id"], checked["column"], strict=True))
        assert len(cells & set(primary.drawn(len(checked), int(seed)))) > 0.8 * len(checked)
        assert f"--seed {seed}" in (ROOT / "docs/coverage.md").read_text(encoding="utf-8")


def test_a_sample_prints_each_cell_with_its_quotations_and_says_where_there_is_none(capsys, changed):
    assert main(["evidence", "--sample", "30", "--seed", str(SEED)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for row, column in primary.drawn(30, SEED):
        assert f"{row}, {column} = " in told
    assert "amd-mi250, peak_matrix_fp16_flop_per_s = 3.621e14, 362.1 TFLOP/s" in " ".join(
        coverage_report.sample(50, SEED).split()
    )
    root = changed("amd-mi250.", column="tdp_watts")
    assert "362.1 TFLOP/s no line of evidence" in " ".join(coverage_report.sample(50, SEED, root).split())


@pytest.mark.parametrize("asked", [[], ["H100", "--sample", "3"]])
def test_evidence_takes_a_row_or_a_sample(asked, capsys):
    assert main(["evidence", *asked]) == 2
    assert "say a ROW, as H100, or --sample N" in capsys.readouterr().err


def test_the_command_prints_the_same_shares_for_people_and_programs(capsys):
    assert main(["coverage", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["column"] for one in told["primary"]] == list(primary.COLUMNS)
    assert {"vendor", "column", "cells", "primary", "share"} == set(told["by_vendor"][0])
    assert main(["coverage"]) == 0
    first = told["primary"][0]
    assert f"{first['primary']} of {first['cells']}" in capsys.readouterr().out
    assert f"{first['share']:.0%} of bandwidths" in coverage_report.sentence()
