"""The measurement of this machine: it counts what it does, and writes rows as data/measurements.csv has them."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.measured import measure, measure_model, measured_rows, numpy_kernels, numpy_model, timing
from analysis.measured.measure import Machine
from analysis.measured.timing import Clock, Kernel, Timing
from analysis.tables import frames
from analysis.tables.shapes import Shape
from analysis.writing import measure_report

SMALL = ["--device", "cpu", "--elements", "200000", "--size", "96", "--repeats", "3", "--seconds", "0.001"]
TRIAD = Kernel("triad", "fp64", "1e9 elements", 2e9, 24e9, Timing((1.0, 1.5, 1.6), (1.0, 2.0, 4.0)))
PRODUCT = Kernel("matrix_product", "fp32", "7937x7937x7937", 1e12, 1e9, Timing((0.5, 0.6, 0.7), (1.0, 1.0, 1.0)), "random")
MADE = Machine("2026-01-01", "made", 1, "none", (TRIAD, PRODUCT))
CARD = Machine(
    "2026-01-01",
    "NVIDIA H100 80GB HBM3",
    1,
    "PyTorch 9",
    (
        Kernel("read", "fp32", "2 elements", None, 3e12, Timing((0.9,), (1.0,), joules=480.0)),
        Kernel("matrix_product", "bf16", "8192x8192x8192", 7e14, 4e8, Timing((0.9,), (1.0,)), "random"),
        Kernel("dependent_kernel", "", "200 kernels", None, None, Timing((2e-4,), (2e-4,)), note="in a graph"),
    ),
    ("fp8 does not run here: no such kernel",),
    "cuda",
)


def test_the_triad_computes_every_element():
    a, b, c = np.zeros(100_003), np.arange(100_003.0), np.ones(100_003)
    numpy_kernels._triad_share(a, b, c, 3.0, 0, 60_000)
    numpy_kernels._triad_share(a, b, c, 3.0, 60_000, 100_003)
    assert (a == b + 3.0).all()


def test_roofs_are_the_medians_of_sustained_runs():
    assert MADE.bandwidth == 12e9
    assert MADE.product.rate == 1e12
    assert MADE.balance == pytest.approx(1e12 / 12e9)
    assert TRIAD.intensity == pytest.approx(1 / 12)


def test_a_burst_waits_for_each_run_and_back_to_back_waits_once():
    clock, done = [0.0], []

    def run():
        clock[0] += 0.5

    made = Clock(lambda: clock[0], lambda a, b: b - a, lambda: done.append(clock[0]))
    taken = timing.timing(run, made, 3, seconds=10.0)
    assert taken.burst == (0.5,) * 3
    assert taken.sustained == (0.5,) * 20
    assert taken.joules is None
    assert done == [0.5, 1.0, 1.5, 2.0, 12.0]  # a warm-up, three of a burst, all of the rest


def test_short_runs_share_a_mark_and_their_time_is_of_one():
    clock = [0.0]

    def run():
        clock[0] += 1e-6

    taken = timing.timing(run, Clock(lambda: clock[0], lambda a, b: b - a, lambda: None), 3, seconds=0.01)
    assert len(taken.sustained) == pytest.approx(100, abs=1)
    assert taken.median == pytest.approx(1e-6)


def test_energy_is_that_of_one_run_over_three_seconds_and_more():
    clock = [0.0]

    def run():
        clock[0] += 0.5

    made = Clock(lambda: clock[0], lambda a, b: b - a, lambda: None, joules=lambda: 700 * clock[0])
    taken = timing.timing(run, made, 3, seconds=0.1)
    assert sum(taken.sustained) >= timing.ENERGY_SECONDS
    assert taken.joules == pytest.approx(350)


def test_a_small_run_counts_flop_and_bytes():
    found = measure.measure("cpu", elements=50_000, size=64, repeats=3, seconds=0.001)
    triad, product = found.kernels
    assert (triad.flop, triad.bytes) == (100_000, 1_200_000)
    assert (product.flop, product.bytes) == (2 * 64**3, 3 * 4 * 64**2)
    assert all(len(k.timing.burst) == 3 and min(k.timing.burst + k.timing.sustained) > 0 for k in found.kernels)


@pytest.mark.walk
def test_the_command_adds_rows_that_the_table_would_take(tmp_path, capsys):
    out = tmp_path / "machines.csv"
    for _ in range(2):  # measured anew, the rows keep their ids and stay as many
        assert main(["measure", *SMALL, "--chip", "H100", "--model", "gpt-2-small", "--context", "8", "--out", str(out)]) == 0
        found = pd.read_csv(out, dtype=str, keep_default_na=False)
        assert list(found["workload"]) == ["triad", "triad", "matrix_product", "matrix_product", "decode", "decode"]
        assert list(found["protocol"]) == ["sustained", "burst"] * 3
    assert list(found.columns) == list(pd.read_csv(frames.ROOT / "data/measurements.csv", nrows=0).columns)
    assert set(found["device_id"]) == {"nvidia-h100-sxm5-80gb"}
    assert found["id"].is_unique
    assert found["id"].str.fullmatch("own-[0-9a-f]{6}").all()
    assert "FLOP/byte" in capsys.readouterr().out
    assert main(["measure", *SMALL, "--out", str(out), "--source", "my-lab"]) == 0
    assert "my-lab" in set(pd.read_csv(out)["source_id"])


def test_rows_written_are_rows_of_the_schema(tmp_path):
    from frictionless import Package, Resource, Schema

    rows = measured_rows.rows(CARD, None, measure.chip_of(CARD), "own")
    measured_rows.add(tmp_path / "m.csv", rows)
    package = Package(str(frames.ROOT / "datapackage.json"))
    schema = Schema.from_descriptor(package.get_resource("measurements").schema.to_descriptor() | {"foreignKeys": []})
    report = Resource(path="m.csv", basepath=str(tmp_path), schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    told = {(m.workload, m.quantity, m.protocol): m.value for m in rows}
    assert told["read", "memory_bandwidth_bytes_per_s", "sustained"] == 3e12
    assert told["read", "joules", "sustained"] == 480
    assert told["matrix_product", "flop_per_s", "burst"] == pytest.approx(7e14 / 0.9)
    assert told["dependent_kernel", "seconds", "sustained"] == 2e-4


def test_a_card_is_known_by_what_its_driver_reports_and_a_part_counts_as_one():
    assert measure.chip_of(CARD).id == "nvidia-h100-sxm5-80gb"
    assert measure.chip_of(MADE) is None
    die = Machine("2026-01-01", "AMD Instinct MI250X", 1, "none", CARD.kernels)
    rows = measured_rows.rows(die, None, measure.chip_of(die), "own")
    assert {(m.device_id, m.devices) for m in rows} == {("amd-mi250x", 0.5)}
    assert {m.device_id for m in measured_rows.rows(MADE, None, None, "own")} == {"made"}


def test_the_text_has_sustained_and_burst_beside_the_sheet_energy_and_what_was_skipped():
    told = " ".join(measure_report.measure_text(CARD, measure.chip_of(CARD), None).split())
    assert "read, fp32: 3.00 TB/s, 90% of the sheet, sustained, 3.33 TB/s in a burst; 160 pJ a byte" in told
    assert "matrix product, bf16: 700 TFLOP/s, 71% of the sheet, sustained, 778 TFLOP/s in a burst (" in told
    assert "dependent kernel: 1.00 µs each" in told
    assert "fp8 does not run here" in told
    assert "balance 233 FLOP/byte (bf16 product over read" in told


def test_json_is_one_object(capsys):
    assert main(["measure", *SMALL, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["balance_flop_per_byte"] == pytest.approx(
        record["matrix_product_flop_per_s"] / record["memory_bandwidth_bytes_per_s"]
    )
    assert [k["workload"] for k in record["kernels"]] == ["triad", "matrix_product"]
    assert record["model"] is None


def test_attention_over_a_cache_is_that_of_the_last_token_of_the_sequence():
    shape = Shape(1, 32, 4, 2, 8, 64, 3, vocabulary=50)
    rng = np.random.default_rng(5)
    layer = {k: 20 * v for k, v in numpy_model.layer_weights(shape, rng).items()}
    x = rng.standard_normal((2, 6, 32)).astype(np.float32)
    whole, before = numpy_model.attention(x, shape, layer, None), numpy_model.attention(x, shape, layer, None, causal=True)
    made = (x @ layer["qkv"]).reshape(2, 6, 8, 8).transpose(2, 0, 1, 3)  # four queries, two keys, two values
    cache = np.stack([made[4:6], made[6:8]]).transpose(0, 2, 1, 3, 4).copy()
    cache[:, :, :, -1] = 0  # of the new token, which the step fills in
    last = numpy_model.attention(x[:, -1:], shape, layer, cache)
    assert last == pytest.approx(whole[:, -1:], rel=1e-4, abs=1e-5)
    assert last == pytest.approx(before[:, -1:], rel=1e-4, abs=1e-5)
    assert before[:, :1] == pytest.approx(numpy_model.attention(x[:, :1], shape, layer, None), rel=1e-4, abs=1e-5)


@pytest.mark.walk
@pytest.mark.parametrize(("model", "phase"), [("gpt-2-small", "decode"), ("gpt-2-small", "prefill"), ("bert-base", "encode")])
def test_a_model_is_timed_beside_its_floor(model, phase):
    found = measure_model.run(MADE, model, batch=1, context=16, repeats=3, seconds=0.001, phase=phase)
    assert (found.phase, len(found.timing.burst)) == (phase, 3)
    assert found.floor_seconds == pytest.approx(4 * (85e6 + (phase != "encode") * 38.6e6) / MADE.bandwidth, rel=0.02), (
        "weights alone bind"
    )


def test_a_model_on_a_gpu_is_held_against_the_roofs_of_the_gpu_at_its_own_format(monkeypatch):
    monkeypatch.setattr(measure_model, "free_bytes", lambda _: 8e10)
    monkeypatch.setattr(measure_model, "_runnable", lambda *asked: (lambda: None, timing.CPU) if asked[0] == "cuda" else None)
    found = measure_model.run(CARD, "llama-3-8b", batch=1, context=1024, repeats=3, seconds=0.001)
    assert found.format == "bf16"
    assert found.floor_seconds == pytest.approx(15.14e9 / 3e12, rel=0.01)
    prompt = measure_model.run(CARD, "llama-3-8b", batch=1, context=8192, repeats=3, seconds=0.001, phase="prefill")
    assert prompt.bound_by == "compute"
    assert prompt.floor_seconds == pytest.approx(prompt.flop / 7e14)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "deepseek-v3"], "no plain dense"),
        (["--model", "gpt-3-175b"], "over half of what is free"),
        (["--model", "gpt-2-small", "--batch", "0"], "from 1 on"),
        (["--model", "bert-base", "--phase", "decode"], "has no decode"),
        (["--repeats", "1"], "at least 3 repeats"),
        (["--elements", "0"], "at least one element"),
        (["--seconds", "nan"], "at most"),
        (["--chip", "H1O0"], "closest"),
        (["--source", "My lab"], "is an id"),
    ],
)
def test_a_bad_request_gets_one_line_and_exit_2(arguments, said, capsys):
    assert main(["measure", *SMALL, *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.skipif(measure.has_cuda(), reason="this machine has a CUDA device")
def test_a_device_that_is_not_there_is_told(capsys):
    assert main(["measure", "--device", "cuda"]) == 2
    told = capsys.readouterr().err
    assert "no CUDA device" in told
    assert told.count("\n") == 1


def test_a_file_of_other_columns_is_left_alone(tmp_path, capsys):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["measure", *SMALL, "--out", str(other)]) == 2
    assert "other columns" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "a,b\n1,2\n"
