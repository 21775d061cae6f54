"""The measurement of this machine: it counts what it does, and writes a row that can be read again."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.measured import measure, measure_model
from analysis.measured.measure import Kernel, Machine
from analysis.tables.shapes import Shape

SMALL = ["--device", "cpu", "--elements", "200000", "--size", "96", "--repeats", "3"]
TRIAD = Kernel("triad", "fp64", 2e9, 24e9, (1.0, 2.0, 4.0))
MADE = Machine("2026-01-01", "made", 1, "none", TRIAD, Kernel("matrix product", "fp32", 1e12, 1e9, (1.0, 1.0, 1.0)))


def test_the_triad_computes_every_element():
    a, b, c = np.zeros(100_003), np.arange(100_003.0), np.ones(100_003)
    measure._triad_share(a, b, c, 3.0, 0, 60_000)
    measure._triad_share(a, b, c, 3.0, 60_000, 100_003)
    assert (a == b + 3.0).all()


def test_rates_are_those_of_the_median_run():
    assert MADE.bandwidth == 12e9
    assert MADE.rate == 1e12
    assert MADE.balance == pytest.approx(1e12 / 12e9)
    assert TRIAD.intensity == pytest.approx(1 / 12)


def test_a_small_run_counts_flop_and_bytes():
    found = measure.measure("cpu", elements=50_000, size=64, repeats=3)
    assert (found.triad.flop, found.triad.bytes) == (100_000, 1_200_000)
    assert (found.product.flop, found.product.bytes) == (2 * 64**3, 3 * 4 * 64**2)
    assert len(found.triad.seconds) == len(found.product.seconds) == 3
    assert all(s > 0 for s in (*found.triad.seconds, *found.product.seconds))


def test_the_command_adds_a_row_to_the_file_of_the_users_choice(tmp_path, capsys):
    out = tmp_path / "machines.csv"
    for rows in (1, 2):
        assert main(["measure", *SMALL, "--out", str(out)]) == 0
        frame = pd.read_csv(out)
        assert len(frame) == rows
    assert frame["balance_flop_per_byte"].to_numpy() == pytest.approx(
        (frame["matrix_product_flop_per_s"] / frame["memory_bandwidth_bytes_per_s"]).to_numpy()
    )
    assert "FLOP/byte" in capsys.readouterr().out
    assert main(["measure", *SMALL, "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == list(frame.columns)


def test_attention_over_a_cache_is_that_of_the_last_token_of_the_sequence():
    shape = Shape(1, 32, 4, 2, 8, 64, 3, vocabulary=50)
    rng = np.random.default_rng(5)
    layer = {k: 40 * v for k, v in measure_model._layer(shape, rng).items()}
    x = rng.standard_normal((2, 6, 32)).astype(np.float32)
    whole = measure_model._attention(x, shape, layer, None)
    made = (x @ layer["qkv"]).reshape(2, 6, 8, 8).transpose(2, 0, 1, 3)  # four queries, two keys, two values
    cache = np.stack([made[4:6], made[6:8]]).transpose(0, 2, 1, 3, 4).copy()
    cache[:, :, :, -1] = 0  # of the new token, which the step fills in
    assert measure_model._attention(x[:, -1:], shape, layer, cache) == pytest.approx(whole[:, -1:], rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(("model", "phase"), [("gpt-2-small", "decode"), ("bert-base", "encode")])
def test_a_model_is_timed_beside_its_floor(model, phase):
    found = measure_model.run(MADE, model, batch=1, context=16, repeats=3)
    assert (found.phase, len(found.seconds)) == (phase, 3)
    assert found.floor_seconds == pytest.approx(4 * (85e6 + (phase == "decode") * 38.6e6) / MADE.bandwidth, rel=0.02), (
        "weights alone bind"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "deepseek-v3"], "no plain dense"),
        (["--model", "gpt-3-175b"], "over half of what is free"),
        (["--model", "gpt-2-small", "--batch", "0"], "from 1 on"),
        (["--repeats", "1"], "at least 3 repeats"),
        (["--elements", "0"], "at least one element"),
        (["--chip", "H1O0"], "closest"),
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
    assert "no CUDA device" in capsys.readouterr().err


def test_a_file_of_other_columns_is_left_alone(tmp_path, capsys):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["measure", *SMALL, "--out", str(other)]) == 2
    assert "other columns" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "a,b\n1,2\n"
