"""The hero: its numbers are those of the tables, and its title stays true when they grow."""

import pandas as pd
import pytest

from analysis.figures import memory_wall
from analysis.tables import frames
from analysis.trends import catalogue


@pytest.fixture(scope="module")
def wall():
    return memory_wall.numbers()


def test_the_multiples_are_the_largest_value_sold_over_that_of_the_p100(wall):
    table = frames.load("accelerators").set_index("id")
    sold = table[(table["segment"] == "datacenter") & table["status"].isin(catalogue.IN_A_FIT)]
    for meaning, column in (("memory", "memory_bandwidth_bytes_per_s"), ("link", "interconnect_bandwidth_bytes_per_s")):
        line = wall["lines"][meaning]
        assert line["best"]["value"] == pytest.approx(table.loc[line["best"]["id"], column] / table.loc[wall["base"], column])
        proved = sold.loc[[p["id"] for p in line["points"]], column]
        assert proved.max() == table.loc[line["best"]["id"], column]


def test_the_p100_is_one_in_every_series(wall):
    for line in wall["lines"].values():
        assert next(p["value"] for p in line["points"] if p["id"] == wall["base"]) == 1


def test_the_title_says_that_compute_ran_ahead_and_it_did(wall):
    best, half, memory = (wall["lines"][m] for m in ("best", "fp16", "memory"))
    assert best["told"] in wall["title"]
    assert memory["told"] in wall["title"]
    assert best["best"]["value"] > half["best"]["value"] > memory["best"]["value"] > 1


def test_the_steps_never_fall_and_hold_every_record(wall):
    for line in wall["lines"].values():
        levels = pd.Series(line["steps"]["median"])
        assert levels.is_monotonic_increasing
        assert {p["value"] for p in line["points"] if p["id"] in line["records"]} <= set(levels)
        assert levels.iloc[-1] == max(p["value"] for p in line["points"])


def test_a_faster_chip_moves_the_title(whole):
    path = whole / "data/accelerators.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = table["id"] == memory_wall.numbers(whole)["lines"]["memory"]["best"]["id"]
    assert row.sum() == 1
    before = memory_wall.numbers(whole)["title"]
    table.loc[row, "memory_bandwidth_bytes_per_s"] = "99e12"
    table.to_csv(path, index=False)
    assert memory_wall.numbers(whole)["title"] != before


def test_flagships_are_drawn_where_all_devices_are(wall):
    values = {(p["id"], p["value"]) for p in wall["balance"]["points"]}
    for flagships in wall["balance"]["vendors"].values():
        assert len(flagships) >= 3
        assert flagships[0]["label"]
        assert flagships[-1]["label"]
        assert {(p["id"], p["value"]) for p in flagships} <= values
