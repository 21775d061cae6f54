"""What was found: the headlines survive what is dropped, and every finding has its picture and its command."""

import contextlib
import io
import json
import re
import shlex

import numpy as np
import pytest

from analysis import figures
from analysis.__main__ import main
from analysis.tables.paths import ROOT
from analysis.wall import gap
from analysis.writing.results import finding, findings, outlook_findings

FOUND = findings.findings()
FIT_KEYS = {
    "growth_per_2_years",
    "growth_per_2_years_ci",
    "doubling_time_years",
    "n",
    "selection",
    "level",
    "sources",
    "covariance",
}


def printed(command: str) -> str:
    """What a command of the project prints; it must end well."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(shlex.split(command.removeprefix("python -m analysis "))) == 0, command
    return out.getvalue()


def test_every_finding_is_one_sentence_of_at_most_thirty_words_with_its_numbers_and_its_doubts():
    assert len({f.sentence for f in FOUND}) == len(FOUND) == 17
    for found in FOUND:
        assert len(found.sentence.split()) <= 30, found.sentence
        assert found.sentence.endswith(".")
        assert re.search(r"\d", found.numbers)
        assert found.doubts


def test_the_claims_that_are_tried_without_each_chip_and_vendor_survive():
    tried = [f for f in FOUND if f.survival]
    assert len(tried) == 3
    assert all(f.survival.holds for f in tried), [f.doubts for f in tried]
    assert all(f.survival.claim in f.doubts for f in tried)


def test_a_claim_that_hangs_on_one_vendor_does_not_survive():
    series = gap.devices("fp16")
    whole, vendors = series.fit().growth(2), np.array(gap.vendors(series))
    found = finding.survival(series, "", lambda s: s.fit().growth(2), lambda g: g > 0.95 * whole, ROOT)
    assert not found.holds
    assert found.by_vendor[0] == pytest.approx(min(series.where(vendors != v).fit().growth(2) for v in set(vendors)))


@pytest.mark.parametrize(
    ("factors", "sure", "survives", "said"),
    [
        ([0.7, 0.6], True, True, "grows more slowly"),
        ([1.4, 1.6], True, True, "grows faster"),
        ([0.7, 0.6], True, False, "seems to grow more slowly"),
        ([0.7, 0.6], False, True, "cannot be decided"),
        ([0.7, 1.6], True, True, "cannot be decided"),
    ],
)
def test_a_bend_is_said_as_surely_as_it_holds(factors, sure, survives, said):
    assert said in outlook_findings._bend_sentence(factors, sure, survives)


@pytest.mark.parametrize("found", FOUND, ids=lambda f: f.command.removeprefix("python -m analysis "))
def test_the_command_of_a_finding_prints_its_numbers(found):
    assert not found.figure or found.figure in figures.stems()
    assert printed(found.command)


@pytest.mark.parametrize("per", ["byte", "word", "link", "capacity"])
def test_gap_has_the_keys_of_a_fit_and_everything_beside_it(per):
    record = json.loads(printed(f"gap --precision best --per {per} --json"))
    assert set(record) >= FIT_KEYS
    assert record["growth_per_2_years_ci"][0] < record["growth_per_2_years"] < record["growth_per_2_years_ci"][1]
    assert {c["kind"] for c in record["changes"]} == {"bend", "step"}
    assert record["side_by_side"][0]["growth_per_2_years"] == pytest.approx(1.90, abs=0.005)
    assert record["undecided"]
    assert not set(record["rows"]) & {a["id"] for a in record["announced"]}


def test_crossing_of_a_balance_has_the_keys_of_a_crossing_and_both_views():
    record = json.loads(printed("crossing --quantity balance --precision fp16 --factor 10 --from 2022 --json"))
    assert set(record) >= {"year", "set", "level", "method", "text", "random_walk", "hindcast", "n", "precision", "selection"}
    assert record["amount"] == 10
    value = json.loads(printed("crossing --quantity balance --precision best --value 5000 --json"))
    assert value["kind"] == "value"
    assert value["from"] is None
    pair = json.loads(printed("crossing --pair paper/flops paper/dram --factor 10 --from 2022 --json"))
    assert pair["set"][0][0] > 2022


def test_a_growth_of_three_rows_has_no_range_without_one_of_them():
    record = json.loads(printed("fit paper/dram --until 2008 --json"))
    assert (record["n"], record["leave_one_out"]) == (3, None)


def test_a_scenario_is_said_in_the_answer():
    path = ROOT / "data/scenarios/slow_memory.toml"
    assert "no format below 4 bits" in printed(f"project --precision best --scenario {path}")


def test_a_format_that_no_device_had_in_2022_has_values_and_no_multiples_of_2022():
    told = printed("project --precision fp4")
    assert "1,000 FLOP/byte" in told
    assert "of 2022" not in told


def test_decompose_and_demand_speak_json():
    record = json.loads(printed("decompose --vendor NVIDIA --json"))
    assert [s["end"] for s in record["steps"]] == [d["id"] for d in record["devices"]][1:]
    assert set(json.loads(printed("demand --json"))) >= {"hold", "train", "disclosure"}


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("decompose --vendor Nvidea", "did you mean NVIDIA"),
        ("crossing --quantity balance --factor 2 --value 500", "ask one"),
        ("crossing --pair paper/flops paper/dram --value 500", "--quantity balance"),
        ("crossing --quantity balance --factor 1", "not 1 as a factor"),
        ("crossing --quantity balance --factor 0", "positive number"),
        ("crossing --pair paper/flops paper/dram --factor 0", "never reached"),
        ("crossing --quantity balance --factor 2 --from 1990", "no device of 1990"),
        ("crossing --quantity balance --factor 2 --from nan", "is no year"),
        ("crossing --pair paper/flops paper/dram --from nan", "is no year"),
        ("project --level 0", "level"),
        ("gap --since 2031", "no rows from 2031"),
        ("gap --precision fp4 --until 2024-10", "needs at least 3"),
        ("project --scenario none.toml", "cannot be read"),
    ],
)
def test_a_question_that_has_no_answer_is_one_plain_line(capsys, command, told):
    assert main(shlex.split(command)) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
