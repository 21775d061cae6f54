"""The memory of a scale-up system is that of its chips; each row says in its text how many there are."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.evidence.rules import systems as rules
from analysis.tables import frames
from analysis.wall import demand, racks


def test_a_system_holds_what_its_chips_hold():
    table = racks.systems("NVIDIA").set_index("id")
    assert table.at["nvidia-dgx-1-p100", "memory_bytes"] == 8 * 16e9
    assert table.at["nvidia-gb300-nvl72", "memory_bytes"] == 72 * 279e9
    assert table["year"].is_monotonic_increasing


@pytest.mark.parametrize("vendor", ["NVIDIA", "Google"])
def test_the_growths_are_lines_through_logarithms(vendor):
    found, table, models = racks.rack(vendor), racks.systems(vendor), demand.largest_open()
    line = stats.linregress(table["year"], np.log10(table["memory_bytes"].astype(float)))
    assert found.memory.growth(2) == pytest.approx(10 ** (2 * line.slope))
    best = [table.loc[table["year"] <= year, "memory_bytes"].max() for year in models.years]
    line = stats.linregress(models.years, np.log10(2 * models.values / np.array(best, float)))
    assert found.models.growth(2) == pytest.approx(10 ** (2 * line.slope))


@pytest.mark.parametrize(
    ("text", "devices", "derivation", "told"),
    [
        ("eight GPUs on one switch", 8, "", False),
        ("a pod of 8,960 chips", 8960, "", False),
        ("8.960 chips", 8960, "", False),
        ("9X the GPU count of an eight-GPU system", 72, "9 * 8", False),
        ("eight GPUs on one switch", 72, "", True),
        ("a pod of 8,960 chips", 72, "9 * 8", True),
    ],
)
def test_the_number_of_chips_is_in_the_text(text, devices, derivation, told):
    row = {"text_as_published": text, "devices": devices, "derivation": derivation}
    assert bool(list(rules.printed_devices(pd.DataFrame([row])))) == told


def test_every_system_is_made_of_a_chip_that_has_a_link_and_a_capacity():
    chips = frames.load("accelerators").set_index("id").loc[frames.load("systems")["device_id"]]
    assert chips["memory_capacity_bytes"].notna().all()
    assert (chips["interconnect_type"] != "").all()
