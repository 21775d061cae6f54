"""The case study of Transformers: its tables come out of its own counting rules, and what does not is an erratum."""

import json

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.errata.case_study import ROWS, erratum_of
from analysis.tables import architectures
from analysis.tables.shapes import Formats
from analysis.workload import case_study, transformer


@pytest.fixture(scope="module")
def entries():
    return case_study.entries()


def test_every_count_agrees_to_the_last_digit_or_is_an_erratum(entries):
    counted = [e for e in entries if e.agrees is not None]
    assert len(counted) == 279
    assert {e.id for e in counted if not e.agrees} == {row for ids in ROWS.values() for row in ids}


def test_only_measurements_and_other_networks_are_left_uncounted(entries):
    left = {(e.locator, e.metric.partition("_")[0]) for e in entries if e.computed is None}
    assert {locator for locator, _ in left} == {"Figure 9", "Figure 32", "Table 4", "Table 5"}


def test_encoders_reuse_a_byte_a_hundred_times_and_the_decoder_twice(entries):
    drawn = [e for e in entries if e.locator == "Figure 6"]
    assert all(e.computed > 100 for e in drawn if e.model != "GPT-2")
    assert all(1.9 < e.computed < 2.1 for e in drawn if e.model == "GPT-2")


@pytest.mark.parametrize("model", ["BERT-Base", "BERT-Large", "GPT-2"])
def test_the_rules_of_their_own_change_little(model):
    lengths = np.array([128, 512, 4096])
    shape = case_study.shape(model)
    general = (
        transformer.generate(shape, Formats(1, 1, 1), 1, 0, lengths)
        if model == "GPT-2"
        else transformer.encode(shape, Formats(1, 1, 1), 1, lengths)
    ).total
    embedded = lengths * shape.hidden_size * 2  # read and written, which the case study leaves out
    flop, size = case_study.counts(model, lengths)["total"]
    assert flop == pytest.approx(general.flop, rel=0.005)
    assert size == pytest.approx(general.bytes - embedded, rel=0.02)


def test_a_wrong_width_would_be_noticed(replace_in_whole):
    line = "bert-base,BERT-Base,,Google,2018-10-11,day,encoder,12,768,"
    root = replace_in_whole("data/architectures.csv", line, line.replace("768", "760"))
    assert float(architectures.shape(architectures.find("BERT-Base", root)).hidden_size) == 760
    assert sum(e.agrees is False for e in case_study.entries(root)) > 60


def test_the_command_prints_one_object_for_each_printed_number(capsys):
    assert main(["case-study", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 354
    assert {"model", "seq", "operator", "metric", "printed", "computed", "agrees"} <= set(rows[0])
    assert all(float(r["printed_text"]) == r["printed"] for r in rows)
    assert all(r["erratum"] == erratum_of(r["id"]) for r in rows)
    assert all((r["erratum"] is not None) == (r["agrees"] is False) for r in rows)
    assert main(["case-study"]) == 0
    assert "279 of them counts of a Transformer: 248 agree" in capsys.readouterr().out
