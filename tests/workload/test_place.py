"""Where a chip lies: beside the forecast for its date, fitted without it, and beside its vendor's chip before."""

import json
from dataclasses import replace

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.tables.units import decimal_year
from analysis.trends import catalogue
from analysis.wall import gap
from analysis.workload import chips
from analysis.workload.place import place

H100 = chips.find("H100")


def of(found, what):
    return next(s for s in found.standings if s.what == what)


def test_the_forecast_and_the_percentile_are_those_of_the_trend_without_the_chip():
    found = of(place("H100"), "balance, fp16")
    series = gap.devices("fp16")
    fit = series.where(np.array([row != H100.id for row in series.ids])).fit()
    year = decimal_year(H100.released_on)
    assert found.n == fit.n == len(series.ids) - 1
    assert found.forecast == pytest.approx(float(fit.predict(year).median))
    assert found.percentile == pytest.approx(float(fit.percentile(year, H100.balance("fp16"))))


def test_the_rank_counts_the_devices_above_it():
    found = of(place("H100"), "memory_bandwidth")
    rates = catalogue.load("accelerators/memory_bandwidth", where={"segment": "datacenter"}).window("2010", None).values
    assert found.rank == 1 + (rates > H100.memory_bandwidth).sum() > 1
    assert of(place(replace_bandwidth(1e18)), "memory_bandwidth").rank == 1


def test_a_chip_on_the_line_is_the_median_and_ten_times_it_is_far_above():
    found = of(place("H100"), "memory_bandwidth")
    on_the_line = replace_bandwidth(found.forecast)
    assert of(place(on_the_line), "memory_bandwidth").percentile == pytest.approx(0.5, abs=1e-6)
    assert of(place(replace_bandwidth(100 * found.forecast)), "memory_bandwidth").percentile > 0.99


def replace_bandwidth(rate):
    return H100._replace(memory_bandwidth=rate)


def test_the_flagship_before_is_of_the_same_vendor_and_earlier():
    found = of(place("H100"), "memory_bandwidth")
    assert found.previous == "NVIDIA A100 SXM4 80GB"
    assert found.times_previous == pytest.approx(3.35e12 / 2.039e12)


def test_a_date_beyond_the_data_is_counted_from_the_last_device():
    last = catalogue.load("accelerators/memory_bandwidth", where={"segment": "datacenter"}).days[-1]
    late = H100._replace(id="own", released_on=last.replace(year=last.year + 2))
    assert of(place(late), "memory_bandwidth").years_beyond == pytest.approx(2, abs=0.01)
    assert of(place("H100"), "memory_bandwidth").years_beyond == 0


def test_the_json_has_percentile_and_balance_by_what_they_are_of(capsys):
    assert main(["place", "H100", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 0 < found["percentile"]["memory_bandwidth"] < 1
    assert found["balance"]["fp16"] == pytest.approx(989.4e12 / 3.35e12)
    assert set(found["percentile"]) == {s["what"] for s in found["standings"]}


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_it_is_drawn_on_the_balances(tmp_path, capsys, ending):
    path = tmp_path / f"place.{ending}"
    assert main(["place", "H100", "--draw", str(path)]) == 0
    assert path.stat().st_size > 10_000
    assert "percentile" in capsys.readouterr().out


def test_a_chip_without_a_date_or_a_number_is_one_line(capsys):
    assert main(["place", "openai-jalapeno"]) in (0, 2)
    with pytest.raises(ValueError, match="has no date"):
        place(H100._replace(released_on=None))
    bare = H100._replace(peaks={}, memory_bandwidth=None, memory_capacity=None, interconnect_bandwidth=None)
    with pytest.raises(ValueError, match="nothing to place"):
        place(bare)


def test_a_place_is_frozen():
    with pytest.raises(AttributeError):
        place("H100").year = 3
    assert replace(of(place("H100"), "peak, fp16"), value=1.0).value == 1.0
