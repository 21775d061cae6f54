"""What chips reach of their sheets: everybody who measured counts once, and the measured gap is of the same devices."""

import datetime as dt
import json

import numpy as np
import pytest

import analysis as wall
from analysis import RequestError
from analysis.__main__ import main
from analysis.measured import attained, balance, measurements
from analysis.tables.units import decimal_year

H100 = "nvidia-h100-sxm5-80gb"


def test_a_share_is_the_value_over_the_sheet():
    found = attained.attained("H100")
    chip = wall.chip("H100")
    for witness in found.memory_bandwidth.witnesses:
        assert witness.share_of_sheet == pytest.approx(witness.value / chip.memory_bandwidth)
    for form, roof in found.peak.items():
        for witness in roof.witnesses:
            assert witness.share_of_sheet == pytest.approx(witness.value / chip.peak(form)), form


def test_the_share_of_a_chip_is_the_median_of_those_who_measured_it_each_counted_once():
    for found in attained.everything():
        for roof in (found.memory_bandwidth, *found.peak.values()):
            if roof:
                assert len({w.source_id for w in roof.witnesses}) == roof.n
                assert roof.share_of_sheet == pytest.approx(np.median([w.share_of_sheet for w in roof.witnesses]))
                assert 0 < roof.lowest <= roof.share_of_sheet <= roof.highest <= 1.02


def test_a_witness_is_the_best_middle_value_of_its_rows_and_products_of_zeros_do_not_count():
    rows = measurements.load()
    bf16 = rows[(rows["device_id"] == H100) & (rows["workload"] == "matrix_product") & (rows["format"] == "bf16")]
    own = bf16[(bf16["source_id"] == "own-h100-h200") & (bf16["statistic"] == "median") & (bf16["quantity"] == "flop_per_s")]
    assert set(own["operands"]) == {"random", "zeros"}
    mine = next(w for w in attained.attained("H100").peak["bf16"].witnesses if w.source_id == "own-h100-h200")
    assert mine.share_of_sheet == own[own["operands"] == "random"]["share_of_sheet"].max()
    assert mine.share_of_sheet < own[own["operands"] == "zeros"]["share_of_sheet"].max()


def test_narrow_formats_reach_less_of_their_sheets():
    for found in attained.everything():
        if "fp4" in found.peak:
            assert found.peak["fp4"].share_of_sheet < found.peak["bf16"].share_of_sheet


def test_attained_as_a_command(capsys):
    assert main(["attained", "H100", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert 0.8 < told["memory_bandwidth"]["share_of_sheet"] < 1
    assert told["peak"]["bf16"]["n"] == len(told["peak"]["bf16"]["witnesses"]) >= 3
    assert main(["attained"]) == 0
    assert H100 in capsys.readouterr().out
    assert main(["attained", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) >= 25


def test_a_chip_that_nobody_measured_is_told_in_a_line(capsys):
    assert main(["attained", "Graphcore C600"]) == 2 or main(["attained", "graphcore-ipu-gc2"]) == 2
    assert capsys.readouterr().err
    with pytest.raises(RequestError, match="nobody"):
        attained.attained("graphcore-ipu-gc2")


def test_the_measured_gap_is_of_the_same_devices_and_its_fit_that_of_numpy():
    found = balance.measured_gap("fp16")
    year = np.array([decimal_year(dt.date.fromisoformat(p.released_on)) for p in found.pairs])
    for fit, values in (
        (found.measured, [p.measured for p in found.pairs]),
        (found.sheet, [p.sheet for p in found.pairs]),
        (found.share, [p.share for p in found.pairs]),
    ):
        assert fit.growth(2) == pytest.approx(np.exp(2 * np.polyfit(year, np.log(values), 1)[0]))
    for pair in found.pairs:
        chip = wall.chip(pair.device_id)
        assert pair.sheet == pytest.approx(chip.balance("fp16"))
        roofs = {(w.source_id, w.roof): w.value for w in attained.witnesses() if w.device_id == pair.device_id}
        assert any(
            pair.measured == pytest.approx(roofs[source, form] / roofs[source, attained.BANDWIDTH])
            for source, form in roofs
            if form in ("bf16", "fp16") and (source, attained.BANDWIDTH) in roofs
        )


def test_at_the_best_precision_the_gap_that_chips_deliver_grows_slower_than_the_printed_one():
    found = balance.measured_gap("best")
    assert found.measured.growth(2) < found.sheet.growth(2)
    assert found.share.growth(2) == pytest.approx(found.measured.growth(2) / found.sheet.growth(2))


def test_gap_measured_as_a_command(capsys):
    assert main(["gap", "--measured", "--precision", "best", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == len(told["devices"]) >= 7
    assert told["growth_per_2_years"] < told["sheet_growth_per_2_years"]
    low, high = told["growth_per_2_years_ci"]
    assert low < told["growth_per_2_years"] < high
    assert main(["gap", "--measured"]) == 0
    assert "measured over sheet" in capsys.readouterr().out
    assert main(["gap", "--measured", "--per", "link"]) == 2
    assert main(["gap", "--measured", "--precision", "fp64"]) == 2
    assert "measured by one witness" in capsys.readouterr().err
