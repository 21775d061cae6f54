"""The measurements: enough of them, of many devices and years, within the sheets, and every one of a source."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.evidence import sheet_rates
from analysis.evidence.rules import RULES, dates, measurements
from analysis.measured import measurements as measured
from analysis.tables import frames

H100 = "nvidia-h100-sxm5-80gb"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return frames.load("measurements")


@pytest.fixture(scope="module")
def devices() -> pd.DataFrame:
    return frames.load("accelerators")


@pytest.fixture(scope="module")
def beside() -> pd.DataFrame:
    return measured.load()


def test_there_are_two_thousand_of_forty_devices_of_six_vendors(rows, beside):
    assert len(rows) >= 2000
    assert rows["device_id"].nunique() >= 40
    assert {"NVIDIA", "AMD", "Intel", "Google", "Qualcomm", "Rebellions"} <= set(beside["device_vendor"])


def test_the_devices_are_of_2010_to_2025_and_the_runs_reach_2026(beside):
    assert beside["device_released_on"].min().year == 2010
    assert beside["device_released_on"].max().year >= 2025
    assert beside["measured_on"].max() >= pd.Timestamp("2026-11-27")


def test_every_device_has_a_row_and_every_source_is_listed_and_used(rows, devices):
    sources = frames.load("sources").set_index("id")
    assert set(rows["device_id"]) <= set(devices["id"])
    assert set(rows["source_id"]) <= set(sources.index)
    assert len(set(rows["source_id"])) == 11
    assert (sources.loc[sorted(set(rows["source_id"])), "accessed_on"].notna()).all()


def test_none_beats_its_sheet(rows, devices):
    assert (sheet_rates.beaten(rows, devices) == "").all()
    assert (frames.load("measurements")["value"] > 0).all()


def test_the_file_stays_small():
    from analysis.tables.paths import ROOT

    assert (ROOT / "data/measurements.csv").stat().st_size < 480_000


def test_rates_are_a_plausible_part_of_the_sheet(beside):
    bandwidth = beside[beside["quantity"] == "memory_bandwidth_bytes_per_s"].groupby("device_id")["share_of_sheet"].max()
    assert bandwidth.between(0.3, 1.02).all(), bandwidth
    assert bandwidth.median() > 0.8
    products = (
        beside[beside["quantity"].isin(["flop_per_s", "op_per_s"])].groupby(["device_id", "format"])["share_of_sheet"].max()
    )
    assert products.between(0.2, 1.0).all(), products[~products.between(0.2, 1.0)]


def test_h100_and_h200_differ_in_memory_alone(beside):
    own = beside[(beside["source_id"] == "own-h100-h200") & (beside["statistic"] == "median")]
    read = own[(own["workload"] == "read") & (own["quantity"] == "memory_bandwidth_bytes_per_s")].set_index("device_id")["value"]
    bf16 = own[(own["quantity"] == "flop_per_s") & (own["format"] == "bf16") & (own["operands"] == "random")]
    bf16 = bf16.set_index("device_id")["value"]
    assert read["nvidia-h200-sxm5-141gb"] / read[H100] == pytest.approx(1.44, abs=0.01)
    assert bf16["nvidia-h200-sxm5-141gb"] / bf16[H100] == pytest.approx(0.93, abs=0.02)


def test_zeros_run_faster_than_random_operands(beside):
    own = beside[(beside["source_id"] == "own-h100-h200") & (beside["quantity"] == "flop_per_s") & (beside["format"] == "bf16")]
    value = own[own["statistic"] == "median"].set_index(["device_id", "operands"])["value"].unstack()
    assert (value["zeros"] > 1.1 * value["random"]).all()


def test_a_time_is_never_below_its_roofline(beside):
    times = beside[(beside["quantity"] == "seconds") & beside["sheet_value"].notna()]
    assert len(times) > 350
    assert (times["value"] * 1.02 >= times["sheet_value"]).all()
    assert np.allclose(times["share_of_sheet"], times["sheet_value"] / times["value"])


def test_every_mlperf_result_names_round_division_and_a_unique_id(rows):
    mlperf = rows[rows["workload"].str.startswith("mlperf")]
    assert len(mlperf) > 500
    assert mlperf["locator"].str.fullmatch(measurements.MLPERF_ID).all()
    rounds = mlperf["note"].str.extract(r"Inference v(\d)\.(\d)").agg("-".join, axis=1)
    assert ("mlperf-v" + rounds == mlperf["source_id"]).all()


def test_a_serving_row_and_a_system_count_their_devices(rows):
    assert (rows["devices"] > 0).all()
    assert rows.loc[rows["workload"] == "serving_token", "devices"].max() > 8
    k80 = rows[rows["device_id"] == "nvidia-tesla-k80"]
    assert (k80["devices"] == 0.5).all(), "a program runs on one of the two processors of a K80"


SLIPS = [  # rule, column, wrong value, column told, what the message must say
    ("measurement-physics", "value", 3.6e12, "value", "times its sheet"),
    ("measurement-value", "value", -1.0, "value", "above zero"),
    ("measurement-value", "devices", np.nan, "devices", "above zero"),
    ("measurement-format", "quantity", "op_per_s", "format", "op_per_s at format"),
    ("measurement-date", "measured_on_meaning", "", "measured_on_meaning", "go together"),
    ("measurement-mlperf", "workload", "mlperf_offline", "locator", "unique id"),
    ("measurement-mlperf", "source_id", "mlperf-v5-1", "note", "round and division"),
]


@pytest.mark.parametrize(("name", "column", "value", "told", "said"), SLIPS)
def test_a_rule_notices_its_slip(rows, devices, name, column, value, told, said):
    rule = next(r for r in RULES if r.name == name)
    broken = rows.copy()
    at = broken.index[(broken["device_id"] == H100) & (broken["workload"] == "read") & (broken["statistic"] == "best")]
    assert len(at) == 1
    broken.loc[at, column] = value
    found = list(rule.find(*({"measurements": broken, "accelerators": devices}[t] for t in rule.tables)))
    assert {f.row for f in found} == {rows.index.get_loc(at[0])}
    assert any(f.column == told and said in f"{f.problem}; {f.advice}" for f in found), found
    assert not list(rule.find(*({"measurements": rows, "accelerators": devices}[t] for t in rule.tables)))


def test_a_time_that_beats_the_memory_is_noticed(rows, devices):
    broken = rows.copy()
    at = broken.index[(broken["quantity"] == "seconds") & broken["bytes"].notna() & (broken["device_id"] == H100)][0]
    broken.loc[at, "value"] = broken.loc[at, "bytes"] / (1.05 * 3.35e12)
    assert [f.row for f in measurements.measurement_physics(broken, devices)] == [rows.index.get_loc(at)]


def test_a_row_that_is_there_twice_is_noticed(rows):
    twice = pd.concat([rows, rows.iloc[[5]].assign(id="copy")], ignore_index=True)
    assert [f.row for f in measurements.measurement_repeated(twice)] == [len(rows)]


def test_a_measurement_of_tomorrow_is_refused(rows):
    late = rows.assign(measured_on=pd.Timestamp(dt.date.today()) + pd.Timedelta(days=1))
    assert len(list(dates("measurements", late))) == len(rows)


def test_an_unknown_quantity_and_an_unknown_device_are_refused(whole):
    from analysis.evidence import validate

    path = whole / "data/measurements.csv"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if ",joules," in line)
    wrong = line.replace(",joules,", ",calories,").replace(",nvidia-h", ",nvidia-hal-9000-h", 1)
    path.write_text(text.replace(line, wrong), encoding="utf-8")
    told = [str(f) for f in validate.check(whole) if f.file == "data/measurements.csv"]
    assert any("calories" in t for t in told), told
    assert any("nvidia-hal-9000" in t for t in told), told


def test_the_best_of_a_device_and_format_is_one_row():
    best = measured.best("flop_per_s")
    assert not best.duplicated(["device_id", "format"]).any()
    assert best.set_index(["device_id", "format"]).loc[(H100, "bf16"), "share_of_sheet"] > 0.9
