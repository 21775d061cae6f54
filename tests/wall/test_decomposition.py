"""What the gap is made of, and what models ask of a device."""

import dataclasses

import numpy as np
import pytest

from analysis import RequestError
from analysis.tables import frames
from analysis.trends import catalogue
from analysis.wall import decomposition, demand

VENDORS = ("NVIDIA", "AMD", "Google")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("precision", ["best", "fp16"])
def test_the_parts_of_every_step_sum_to_the_change_of_the_balance(vendor, precision):
    devices = decomposition.chain(vendor, precision)
    for start, end, step in zip(devices[:-1], devices[1:], decomposition.steps(devices), strict=True):
        whole = np.log10(end.balance_flop_per_byte / start.balance_flop_per_byte)
        assert step.number_format + step.compute + step.bandwidth == pytest.approx(whole, abs=1e-10)
        if step.matrix_units is not None:
            assert step.matrix_units + step.rest_of_compute == pytest.approx(step.compute, abs=1e-10)
    assert precision == "best" or all(s.number_format == 0 for s in decomposition.steps(devices))


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_steps_of_a_chain_sum_to_its_total(vendor):
    sold = [d for d in decomposition.chain(vendor) if not d.announced]
    total, steps = decomposition.step(sold[0], sold[-1]), decomposition.steps(tuple(sold))
    for part in ("balance", "number_format", "compute", "bandwidth"):
        assert sum(getattr(s, part) for s in steps) == pytest.approx(getattr(total, part), abs=1e-10)


def test_the_chain_of_nvidia_is_the_devices_people_name():
    labels = [d.label for d in decomposition.chain("NVIDIA")]
    assert labels == ["P100", "V100", "A100", "H100", "B200", "B300", "Rubin"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_chain_goes_up_in_peak_and_on_in_time_with_the_announced_last(vendor):
    devices = decomposition.chain(vendor)
    assert np.all(np.diff([d.peak_flop_per_s for d in devices]) > 0)
    assert [d.announced for d in devices] == sorted(d.announced for d in devices)
    sold = [d.date for d in devices if not d.announced]
    assert sold == sorted(sold)


def test_the_number_format_is_the_difference_between_per_byte_and_per_word():
    start, end = (d for d in decomposition.chain("NVIDIA") if d.label in ("A100", "H100"))
    word = {d.id: d.balance_flop_per_byte * d.operand_bytes for d in (start, end)}
    step = decomposition.step(start, end)
    assert np.log10(word[end.id] / word[start.id]) == pytest.approx(step.balance - step.number_format)


def test_without_a_proved_vector_peak_matrix_units_are_not_told_apart():
    device = decomposition.chain("NVIDIA")[0]
    step = decomposition.step(dataclasses.replace(device, vector_fp32_flop_per_s=None), device)
    assert (step.matrix_units, step.rest_of_compute) == (None, None)


def test_a_vendor_of_one_flagship_has_no_step():
    with pytest.raises(RequestError, match="a step needs two"):
        decomposition.chain("FuriosaAI")
    with pytest.raises(RequestError, match="did you mean NVIDIA"):
        decomposition.chain("Nvidea")


def test_weights_at_a_quarter_of_the_bytes_take_a_quarter_of_the_devices():
    wide, narrow = (demand.to_hold(demand.WEIGHT_BYTES[w]) for w in ("16 bit", "4 bit"))
    assert [w.devices for w in wide] == pytest.approx([4 * n.devices for n in narrow])


def test_supply_is_the_best_device_of_the_day_whose_memory_has_a_known_rate():
    memory = catalogue.load("accelerators/memory_capacity", where={"segment": "datacenter"})
    rates = frames.load("accelerators").set_index("id")["memory_bandwidth_bytes_per_s"]
    rated = rates[list(memory.ids)].notna().to_numpy()
    assert not rated.all()  # else the rule would have nothing to leave out
    for need in demand.to_hold(2.0):
        earlier = memory.values[rated & (memory.years <= need.year)]
        assert need.supply == earlier.max()
        assert need.devices == pytest.approx(need.amount / earlier.max())


def test_each_year_is_asked_about_once_and_by_its_largest_open_model():
    models = frames.load("models")
    for need in demand.to_hold(1.0):
        year = models[(models["published_on"].dt.year == int(need.year)) & models["has_open_weights"].fillna(False)]
        assert need.amount == year["parameters_total"].max()


def test_device_years_are_training_flop_over_a_year_at_peak():
    for need in demand.to_train():
        assert need.devices * need.supply * demand.SECONDS_PER_YEAR == pytest.approx(need.amount)


def test_disclosure_counts_the_models_of_the_table():
    told = demand.disclosure()
    assert all(max(d.with_parameters, d.with_training_flop) <= d.models for d in told)
    closed = [d.with_parameters / d.models for d in told if d.weights == "closed"]
    assert closed[-1] < closed[0], "closed models used to say their size"
