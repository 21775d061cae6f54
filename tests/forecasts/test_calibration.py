"""Widened intervals: by the record of others alone, never narrower, and holding on series that they were not made from."""

import json

import numpy as np
import pandas as pd
import pytest
from made import made_series, scattered
from scipy import stats

from analysis.__main__ import main
from analysis.forecasts import calibration, compared, views
from analysis.forecasts.rolling_origin import REACH
from analysis.statistics.scoring import crps_quantiles, crps_t
from analysis.trends import catalogue
from analysis.wall import gap


@pytest.fixture(scope="module")
def record():
    """The hindcasts of every series."""
    return calibration.record()


@pytest.fixture(scope="module")
def table():
    """The scores of every method on every series, each by the record of others."""
    many = [catalogue.load(name) for name in catalogue.names(ratios=False)]
    return compared.table(compared.scored(many)).set_index("method")


def test_the_stored_widenings_are_those_of_the_data(record):
    """Where this fails the data have changed: run `make generate` and commit data/calibration.json."""
    listed = calibration.stored()
    assert {without for _, without in listed} == set(calibration.needed())
    for method in calibration.CALIBRATED:
        for without in ((), ("memory bandwidth",), ("compute rate", "memory bandwidth")):
            fresh, kept = calibration.fit_widening(record, method, without), listed[method, without]
            assert (kept.series, kept.forecasts) == (fresh.series, fresh.forecasts)
            assert kept.times([1, 5, 10]) == pytest.approx(fresh.times([1, 5, 10]), rel=2e-3)
            assert kept.degrees(10) == pytest.approx(fresh.degrees(10), rel=2e-3)


@pytest.mark.parametrize("name", catalogue.names())
def test_a_series_is_never_widened_by_its_own_record_or_by_that_of_its_parts(name, record):
    series = catalogue.load(name)
    found = calibration.widening_for(series, "trend")
    others = calibration.of_others(record, "trend", found.left_out)
    assert found.forecasts == len(others)
    assert name not in set(others["series"])
    assert series.quantity not in set(others["quantity"])
    if name == "accelerators/balance":
        assert not {"accelerators/peak", "accelerators/memory_bandwidth", "paper/flops", "paper/dram"} & set(others["series"])


def test_what_a_series_did_itself_changes_nothing_of_its_widening(record):
    without = calibration.left_out(catalogue.load("memory/data_rate"))
    wild = record.assign(error=record["error"].where(record["quantity"] != "data rate", 100.0))
    assert calibration.fit_widening(wild, "trend", without) == calibration.fit_widening(record, "trend", without)
    assert calibration.fit_widening(wild, "trend") != calibration.fit_widening(record, "trend")


def made_record(scale, tail, seed=0, series=40, each=50):
    """Forecasts that say scale 1 and t(12), whose errors are `scale`(horizon) times t of fewer degrees of freedom."""
    rng = np.random.default_rng(seed)
    horizon = rng.integers(1, REACH + 1, (series, each))
    df = 1 / (1 / 12 + 1 / tail)
    error = scale(horizon) * stats.t.rvs(df, size=(series, each), random_state=rng)
    flat = {"horizon": horizon.ravel(), "error": error.ravel(), "scale": 1.0, "df": 12.0, "method": "trend"}
    names = [f"s{i}" for i in range(series) for _ in range(each)]
    return pd.DataFrame(flat | {"series": names, "quantity": names})


def test_the_widening_that_a_record_was_made_with_is_found_again():
    found = calibration.fit_widening(made_record(lambda h: 1.3 * np.sqrt(1 + 0.05 * h**2), 8.0), "trend")
    ahead = np.arange(1, REACH + 1)
    assert found.times(ahead) == pytest.approx(1.3 * np.sqrt(1 + 0.05 * ahead**2), rel=0.1)
    assert 4 < found.tail < 20


def test_intervals_that_were_too_wide_are_not_made_narrower():
    found = calibration.fit_widening(made_record(lambda h: 0.3 + 0 * h, 1000.0), "trend")
    assert found.times([0, 5, 10]) == pytest.approx(1, abs=1e-2)
    assert np.all(found.quantile(10, [1, 10], 0.95) >= stats.t.ppf(0.975, 10) - 1e-6)


def test_a_series_with_a_thousand_forecasts_says_no_more_than_one_with_ten():
    one = made_record(lambda h: 1.0 + 0 * h, 1000.0, series=20, each=10)
    loud = made_record(lambda h: 5.0 + 0 * h, 1000.0, seed=1, series=1, each=1000).assign(series="loud", quantity="loud")
    found = calibration.fit_widening(pd.concat([one, loud]), "trend")
    assert found.times(5) < 1.6  # of all forecasts alike it would be above 4


def test_beyond_the_horizons_of_the_record_nothing_more_is_added():
    found = calibration.widening_for(catalogue.load("paper/dram"), "trend")
    assert found.times(REACH) == found.times(40) > found.times(5) > found.times(0) >= 1


def test_a_widened_forecast_has_the_same_centre_and_the_widened_scale():
    series = catalogue.load("accelerators/memory_bandwidth")
    raw = views.look(series, 2031.0, 0.8)
    wide, used = views.widen(series, raw), calibration.widening_for(series, "trend")
    assert wide.plain.calibrated
    assert not raw.plain.calibrated
    assert wide.plain.trend.median == raw.plain.trend.median
    fit, ahead = raw.plain.fit, raw.plain.horizon
    scale = fit.sigma_log10 * np.sqrt(1 + 1 / fit.n + (2031.0 - fit.mean_year) ** 2 / fit.ss_year)
    half = scale * float(used.times(ahead)) * stats.t.ppf(0.9, 1 / (1 / fit.df + 1 / used.tail))
    ends = np.array([wide.plain.trend.low, wide.plain.trend.high]) / wide.plain.trend.median
    assert np.log10(ends) == pytest.approx([-half, half])
    assert wide.plain.walk.low <= raw.plain.walk.low
    assert wide.correlated == raw.correlated


def test_a_series_of_ones_own_is_widened_by_all_of_the_record():
    assert calibration.widening_for(scattered(40, seed=1), "trend").left_out == ("memory bandwidth",)  # as it says it is
    own = made_series(["2010-01-01", "2011-01-01", "2012-01-01"], [1, 2, 3])
    object.__setattr__(own, "quantity", "widgets")
    assert calibration.widening_for(own, "trend").left_out == ()


def test_the_kept_method_holds_what_it_says_on_series_left_out(table):
    kept = table.loc[compared.KEPT]
    assert kept["kept"]
    assert 0.925 <= kept["coverage_95"] <= 0.97
    assert 0.77 <= kept["coverage_80"] <= 0.83
    raw = table.loc[calibration.RECOMMENDED]
    assert raw["coverage_95"] < 0.91 < kept["coverage_95"]
    assert raw["width_95"] < kept["width_95"] < 1.5 * raw["width_95"]


def test_no_other_method_beats_the_kept_one_beyond_what_drawing_series_anew_does(table):
    for method, row in table.drop(index=compared.KEPT).iterrows():
        assert row["crps_over_kept_range"][1] > 0, method
    assert table["interval_score_95"].idxmin() == compared.KEPT


def test_methods_are_scored_on_the_same_forecasts(table):
    assert table["forecasts"].nunique() == table["series"].nunique() == 1
    assert set(table.index) == set(compared.METHODS)


def test_a_quantile_of_weights_that_are_alike_is_the_order_statistic():
    values = np.random.default_rng(0).normal(size=200)
    q = np.array([0.05, 0.5, 0.95])
    found = compared.weighted_quantile(values, np.ones(200), q)
    assert found == pytest.approx(np.quantile(values, q, method="inverted_cdf"))


def test_crps_by_quantiles_is_that_of_the_closed_form():
    error = np.array([-2.0, 0.0, 0.3, 1.5])
    quantiles = np.tile(0.5 * stats.t.ppf(compared.LEVELS, 9), (4, 1))
    assert crps_quantiles(error, quantiles, compared.LEVELS) == pytest.approx(crps_t(error, 0.5, 9), rel=0.03)


def test_a_prior_of_variances_is_found_again():
    """Smyth's moments on variances drawn from his model: s0^2 times d0 over chi-squared of d0, seen through chi-squared noise."""
    rng = np.random.default_rng(0)
    true = 0.04 * 6 / rng.chisquare(6, 5000)
    seen = true * rng.chisquare(9, 5000) / 9
    prior, strength = compared.prior_variance(seen, np.full(5000, 9.0))
    assert prior == pytest.approx(0.04, rel=0.05)
    assert strength == pytest.approx(6, rel=0.1)


def asked(capsys, *arguments):
    """The JSON that a command prints."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "command",
    [
        ["forecast", "paper/dram", "--at", "2030"],
        ["project"],
        ["crossing", "--quantity", "balance"],
        ["crossing", "--pair", "paper/flops", "paper/dram"],
        ["crossing", "--csv", "own.csv", "--date", "date", "--value", "value"],
    ],
)
def test_intervals_are_widened_unless_raw_ones_are_asked_for_and_both_say_so(command, capsys, tmp_path, monkeypatch):
    (tmp_path / "own.csv").write_text("date,value\n2010,1\n2012,2.1\n2014,3.7\n2016,9\n2018,15\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    wide, raw = asked(capsys, *command), asked(capsys, *command, "--raw")
    assert (wide["calibrated"], raw["calibrated"]) == (True, False)
    assert json.dumps(wide) != json.dumps({**raw, "calibrated": True})
    main(command)
    assert "widened" in capsys.readouterr().out
    main([*command, "--raw"])
    assert "raw" in capsys.readouterr().out


def test_every_year_of_a_raw_crossing_is_in_the_widened_one(capsys):
    wide, raw = (asked(capsys, "project", "--precision", "best", *more) for more in ([], ["--raw"]))

    def holds(parts, year):
        return any((low is None or low <= year) and (high is None or year <= high) for low, high in parts)

    for ours, theirs in zip(wide["targets"], raw["targets"], strict=True):
        for view in ("trend", "random_walk"):
            held = [y for y in np.arange(2015, 2120, 0.25) if holds(theirs[view]["set"], y)]
            assert all(holds(ours[view]["set"], y) for y in held), (ours["words"], view)
            assert ours[view]["year"] == theirs[view]["year"]


def test_hindcast_calibrated_prints_every_method_with_its_scores(capsys):
    record = asked(capsys, "hindcast", "memory/bandwidth", "--calibrated")
    assert {m["method"] for m in record["methods"]} == set(compared.METHODS)
    assert {"coverage_80", "coverage_95", "crps", "interval_score_95"} <= set(record["methods"][0])
    assert record["kept"] == compared.KEPT
    assert record["methods"][0]["coverage_95_range"] is None  # one series is no sample
    assert main(["hindcast", "memory/bandwidth", "--calibrated"]) == 0
    out = capsys.readouterr().out
    assert f"{compared.KEPT}*" in out
    assert max(map(len, out.splitlines())) <= 140
    assert main(["hindcast", "paper/params_cv", "--calibrated"]) == 2
    assert "too short" in capsys.readouterr().err


def test_balances_which_are_in_no_record_are_held_more_often_when_widened():
    frame = compared.scored([gap.devices(precision, since=None) for precision in ("fp16", "best", "fp32")])
    held = frame.groupby("method")["inside_95"].mean()
    assert held["trend, widened"] > held["trend"]
    assert held["walk, widened"] > held["walk"]
