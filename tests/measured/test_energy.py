"""Energy: prices by hand arithmetic, the balance where they meet, and steps that the prices explain."""

import json

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.measured import energy
from analysis.tables import frames
from analysis.tables.errors import RequestError

H100, H200 = "nvidia-h100-sxm5-80gb", "nvidia-h200-sxm5-141gb"
PICO = 1e-12


@pytest.fixture(scope="module")
def h100() -> energy.Energy:
    return energy.energy("H100")


@pytest.fixture(scope="module")
def h200() -> energy.Energy:
    return energy.energy("H200")


def step(found: energy.Energy, batch: int, context: int = 1024) -> energy.Step:
    return next(s for s in found.steps if (s.batch, s.context) == (batch, context))


def test_a_byte_that_is_read_costs_the_joules_of_2_gib_over_2_gib(h100, h200):
    assert h100.per_byte["read"].joules == pytest.approx(0.36894 / 2**31, rel=1e-6)
    assert h200.per_byte["read"].joules == pytest.approx(0.3374 / 2**31, rel=1e-6)
    assert round(h200.per_byte["read"].joules / PICO) == 157
    assert round(h100.per_byte["read"].joules / PICO) == 172


def test_an_operation_costs_the_joules_of_a_product_over_its_flop(h100, h200):
    assert h100.per_flop["bf16"].joules == pytest.approx(1.11934 / (2 * 8192**3), rel=1e-6)
    assert [round(f.per_flop["bf16"].joules / PICO, 2) for f in (h100, h200)] == [1.02, 1.06]
    assert round(h100.per_flop["fp8"].joules / PICO, 2) == 0.54


def test_zeros_cost_about_half_and_never_set_a_price(h100):
    assert h100.per_flop_of_zeros["bf16"].joules < 0.55 * h100.per_flop["bf16"].joules
    assert not set(h100.per_flop_of_zeros["bf16"].row_ids) & set(h100.per_flop["bf16"].row_ids)


def test_bytes_and_operations_cost_the_same_below_where_they_take_the_same_time(h100, h200):
    for found in (h100, h200):
        assert found.balance["bf16"] == pytest.approx(found.per_byte["read"].joules / found.per_flop["bf16"].joules)
        assert all(found.balance[form] < found.sheet_balance[form] for form in ("bf16", "fp8"))
    assert [round(h100.balance["bf16"]), round(h200.balance["bf16"])] == [169, 148]


def test_a_token_costs_a_hundred_times_less_in_a_full_batch(h100):
    assert step(h100, 1).joules_per_token == pytest.approx(2.82679)
    assert step(h100, 1024, 128).joules_per_token == pytest.approx(23.2824 / 1024)
    falling = [step(h100, batch).joules_per_token for batch in (1, 8, 32, 128, 256)]
    assert falling == sorted(falling, reverse=True)


def test_two_prices_explain_every_step_to_a_ninth(h100, h200):
    steps = [*h100.steps, *h200.steps]
    assert len(steps) == 18
    assert all(0.88 < s.priced_share < 1.07 for s in steps)


def test_the_cache_is_the_part_of_the_bytes_that_no_batch_shares(h100):
    one, many = step(h100, 1), step(h100, 256)
    assert many.cache_joules == pytest.approx(256 * one.cache_joules)
    assert (many.bytes_joules - one.bytes_joules) / 255 == pytest.approx(one.cache_joules, rel=0.01)


def test_every_row_of_joules_is_of_a_device_that_is_told():
    rows = frames.load("measurements")
    assert {e.device_id for e in energy.everything()} == set(rows.loc[rows["quantity"] == "joules", "device_id"]) == {H100, H200}


def test_a_model_of_no_table_has_no_price_of_its_operations():
    row = {"model": "nobody-1b", "device_id": H100, "format": "bf16", "batch": 2, "context_tokens": 10, "flop": float("nan")}
    made = pd.Series(row | {"bytes": 1e9, "value": 0.5, "id": "made"})
    found = energy._step(made, 100 * PICO, {"bf16": energy.Price(PICO, ())}, energy.ROOT)
    assert (found.joules_per_token, found.bytes_joules) == (0.25, pytest.approx(0.1))
    assert found.flop_joules is found.cache_joules is found.priced_share is None
    counted = energy._step(pd.Series({**made, "flop": 1e11}), 100 * PICO, {"bf16": energy.Price(PICO, ())}, energy.ROOT)
    assert counted.priced_share == pytest.approx((0.1 + 0.1) / 0.5)


def test_the_command_tells_one_chip_or_all(capsys):
    assert main(["energy"]) == 0
    told = capsys.readouterr().out
    assert "NVIDIA H100" in told
    assert "NVIDIA H200" in told
    assert "read 172 pJ" in told
    assert main(["energy", "H100", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["device_id"] == H100
    assert record["steps"][0]["joules_per_token"] == pytest.approx(record["steps"][0]["joules"] / record["steps"][0]["batch"])


def test_a_chip_that_nobody_measured_is_one_line():
    with pytest.raises(RequestError, match=r"no energy of .*measured are"):
        energy.energy("V100")
