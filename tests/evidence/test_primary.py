"""The share of primary documents: what counts, what does not, and what the command prints."""

import json

import pytest

from analysis.__main__ import main
from analysis.evidence import primary
from analysis.tables import frames
from analysis.writing import coverage_report

LINE = "nvidia-h100-sxm5-80gb.memory_bandwidth_bytes_per_s"
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


def test_the_command_prints_the_same_shares_for_people_and_programs(capsys):
    assert main(["coverage", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["column"] for one in told["primary"]] == list(primary.COLUMNS)
    assert {"vendor", "column", "cells", "primary", "share"} == set(told["by_vendor"][0])
    assert main(["coverage"]) == 0
    first = told["primary"][0]
    assert f"{first['primary']} of {first['cells']}" in capsys.readouterr().out
    assert f"{first['share']:.0%} of bandwidths" in coverage_report.sentence()
