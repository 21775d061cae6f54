"""Both views of the future: what they are, what they rest on, and what is refused."""

import json

import numpy as np
import pytest
from made import made_series, scattered

from analysis import RequestError
from analysis.forecasts.forecast import forecast, forecast_record, yearly
from analysis.statistics.random_walk import THETA, fit_walk, half_width
from analysis.tables.units import decimal_year
from analysis.trends import catalogue

DAYS = ["2015-03-01", "2015-11-01", "2016-05-01", "2018-02-01", "2018-09-01", "2018-12-31", "2019-06-01"]
VALUES = [1.0, 2.0, 1.5, 2.5, 4.0, 3.0, 3.5]


def test_yearly_records_stand_until_they_are_beaten_and_missing_years_stay_missing():
    found = yearly(made_series(DAYS, VALUES), "record")
    assert found.year.tolist() == [2015, 2016, 2018, 2019]
    assert found.log10 == pytest.approx([2.0, 2.0, 4.0, 4.0])
    assert found.at[2] == decimal_year(made_series(DAYS, VALUES).days[5])


def test_yearly_medians_are_of_the_logarithms():
    found = yearly(made_series(DAYS, VALUES), "median")
    assert found.log10 == pytest.approx([1.5, 1.5, 3.0, 3.5])
    assert found.at[0] == pytest.approx(np.mean([2015 + 59 / 365, 2015 + 304 / 365]))


def test_yearly_values_do_not_depend_on_the_order_of_rows():
    order = [4, 0, 6, 2, 1, 5, 3]
    shuffled = made_series([DAYS[i] for i in order], [VALUES[i] for i in order])
    for how in ("record", "median"):
        np.testing.assert_array_equal(yearly(shuffled, how), yearly(made_series(DAYS, VALUES), how))


def test_both_views_are_those_of_their_methods():
    series = scattered(40, seed=2)
    seen = forecast(series, 2030.5, 0.9)
    predicted = series.fit(0.9).predict(2030.5)
    assert seen.trend == pytest.approx((predicted.median, *np.ravel(predicted.prediction)))
    values = yearly(series, "median")
    walk, tau = fit_walk(values.year, values.log10), 2030.5 - values.at[-1]
    centre, half = walk.last + walk.drift * tau, half_width(walk, tau, 0.9)
    assert np.log10(seen.walk) == pytest.approx([centre, centre - half, centre + half])
    assert seen.horizon == pytest.approx(2030.5 - series.years.max())


def test_steady_growth_is_forecast_exactly_and_without_doubt_by_both():
    years = range(2000, 2021)
    series = made_series([f"{y}-01-01" for y in years], [0.25 * (y - 2000) for y in years])
    seen = forecast(series, 2030.0)
    for view in (seen.trend, seen.walk):
        assert np.log10(view) == pytest.approx([7.5, 7.5, 7.5], abs=1e-9)


def test_a_horizon_longer_than_the_data_is_flagged_and_not_refused():
    series = made_series(DAYS, VALUES)  # 4.25 years long
    assert not forecast(series, 2023.0).beyond_span
    assert forecast(series, 2024.0).beyond_span


@pytest.mark.parametrize("at_year", [2010.0, 2019.4, float("nan"), float("inf")])
def test_the_past_is_not_forecast(at_year):
    with pytest.raises(RequestError, match="not after its last row") as caught:
        forecast(made_series(DAYS, VALUES), at_year)
    assert "\n" not in str(caught.value)
    last = float(made_series(DAYS, VALUES).years.max())
    with pytest.raises(RequestError):
        forecast(made_series(DAYS, VALUES), last)


def test_too_few_years_and_unknown_yearly_values_are_refused():
    with pytest.raises(RequestError, match="needs 3"):
        forecast(made_series(DAYS[:3], VALUES[:3]), 2030.0)
    with pytest.raises(RequestError, match="record and median"):
        yearly(made_series(DAYS, VALUES), "mean")


def test_shocks_that_stay_make_the_future_less_certain_than_shocks_that_fade():
    series = scattered(60, seed=4)
    plain = forecast(series, 2040.0)
    correlated = forecast(series, 2040.0, theta=THETA, rng=np.random.default_rng(0))
    ratios = [np.log10(view.high / view.low) for view in (plain.trend, plain.walk, correlated.walk)]
    assert ratios == sorted(ratios)
    assert correlated.walk.median == plain.walk.median
    assert (plain.quantile, correlated.quantile) == ("t", "simulated")


def test_records_are_forecast_from_records():
    assert forecast(scattered(40, seed=1).select("records"), 2030.0).how == "record"
    assert forecast(scattered(40, seed=1), 2030.0).how == "median"


@pytest.mark.parametrize("name", ["paper/dram", "accelerators/memory_bandwidth"])
def test_the_record_is_json_and_never_a_median_alone(name):
    series = catalogue.load(name)
    record = json.loads(json.dumps(forecast_record(series, forecast(series, 2035.0)), allow_nan=False))
    for view in ("trend", "random_walk"):
        assert record[view]["low"] < record[view]["median"] < record[view]["high"]
    assert record["random_walk_details"]["df"] == record["random_walk_details"]["increments"] - 1
    assert record["beyond_span"] is False


def test_an_interval_beyond_all_numbers_is_said_as_unbounded():
    series = made_series(["2015-01-01", "2016-01-01", "2017-01-01"], [1, 9, 10])  # two increments, one degree of freedom
    record = forecast_record(series, forecast(series, 2040.0))
    assert record["random_walk"]["high"] is None
    json.dumps(record, allow_nan=False)
