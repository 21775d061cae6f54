"""Hindcasts: against forecasts made one by one, by what intervals promise, and by what surrogates find out."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from made import made_series, scattered
from scipy import stats

from analysis import RequestError
from analysis.forecasts.forecast import yearly
from analysis.forecasts.hindcast import frozen_line, hindcast, pit_histogram, scores, shared
from analysis.forecasts.rolling_origin import FEWEST, METHODS, REACH
from analysis.forecasts.surrogates import surrogate_p, surrogates
from analysis.statistics.growth import fit_trend
from analysis.statistics.random_walk import fit_walk, half_width
from analysis.tables.units import decimal_year
from analysis.trends import catalogue
from analysis.trends.selection import Series


def one_by_one(series, frame, method, level):
    """(low, high) in log10 of each forecast of `frame`, made again from the rows of its past alone."""
    for row in frame[frame["method"] == method].itertuples():
        seen = series.where(np.floor(series.years) <= row.origin)
        if method == "trend":
            line = fit_trend(seen.years, seen.values, level=level).predict(row.year)
            yield np.log10(line.prediction)
            continue
        values = yearly(seen, "median")
        walk, tau = fit_walk(values.year, values.log10), row.year - values.at[-1]
        if method == "no change":
            steps, gap = np.diff(values.log10), np.diff(values.year)
            spread = np.sqrt(np.mean(steps**2 / gap))
            half = stats.t.ppf(0.5 + level / 2, len(gap)) * spread * np.sqrt(tau)
            yield walk.last - half, walk.last + half
        else:
            centre, half = walk.last + walk.drift * tau, half_width(walk, tau, level)
            yield centre - half, centre + half


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_running_sums_give_the_forecasts_made_one_by_one(method, level):
    series = scattered(45, seed=8)
    frame = hindcast(series)
    mine = frame[frame["method"] == method]
    assert len(mine) > 50
    half = mine["scale"] * stats.t.ppf(0.5 + level / 2, mine["df"])
    theirs = np.array(list(one_by_one(series, frame, method, level)))
    np.testing.assert_allclose(mine["location"] - half, theirs[:, 0], rtol=1e-9)
    np.testing.assert_allclose(mine["location"] + half, theirs[:, 1], rtol=1e-9)
    observed = np.log10(series.values[[series.ids.index(i) for i in mine["target"]]])
    np.testing.assert_allclose(mine["error"], observed - mine["location"], atol=1e-12)
    inside = (theirs[:, 0] <= observed) & (observed <= theirs[:, 1])
    assert mine[f"inside_{100 * level:.0f}"].tolist() == inside.tolist()


def test_every_later_row_within_ten_years_is_a_target_of_every_origin_with_enough_to_go_by():
    series = scattered(45, seed=8)
    frame = hindcast(series)
    calendar = np.floor(series.years).astype(int)
    wanted = {
        (origin, series.ids[i])
        for origin in np.unique(calendar)
        if (calendar <= origin).sum() >= FEWEST
        for i in np.flatnonzero((calendar > origin) & (calendar <= origin + REACH))
    }
    trend = frame[frame["method"] == "trend"]
    assert set(zip(trend["origin"], trend["target"], strict=True)) == wanted
    assert len(trend) == len(wanted)
    walk = frame[frame["method"] == "walk"]
    assert walk["origin"].min() == np.unique(calendar)[FEWEST]
    assert frame["horizon"].between(1, REACH).all()


def test_nothing_after_the_origin_is_looked_at():
    series = scattered(40, seed=3)
    keep = np.floor(series.years) <= 2018
    changed = scattered(40, seed=3)
    changed.values.flags.writeable = True
    changed.values[~keep] *= 1000
    one, other = hindcast(series), hindcast(changed)
    early = one["origin"] <= 2018
    np.testing.assert_allclose(one["location"][early], other["location"][early], rtol=1e-8)
    np.testing.assert_allclose(one["scale"][early], other["scale"][early], rtol=1e-8)
    late = ~early & (one["method"] == "trend")
    assert late.sum() > 10
    assert np.all(np.abs(one["location"][late] - other["location"][late]) > 1e-3)


def test_steady_growth_is_forecast_exactly_but_not_by_those_who_expect_no_change():
    years = range(2000, 2021)
    frame = hindcast(made_series([f"{y}-07-01" for y in years], [0.25 * (y - 2000) for y in years]), target="year")
    for method in ("trend", "walk"):
        assert np.abs(frame.loc[frame["method"] == method, "error"]).max() < 2e-3  # leap days are not steady
    still = frame[frame["method"] == "no change"]
    np.testing.assert_allclose(still["error"], 0.25 * still["horizon"], atol=1e-9)
    np.testing.assert_allclose(still["scale"], 0.25 * np.sqrt(still["horizon"]), rtol=1e-9)


def test_scores_are_means_over_the_forecasts_of_a_method_and_horizon():
    frame = hindcast(scattered(60, seed=5))
    table = scores(frame).set_index(["method", "horizon"])
    some = frame[(frame["method"] == "walk") & (frame["horizon"] == 3)]
    row = table.loc[("walk", 3)]
    assert row["forecasts"] == len(some)
    assert row["origins"] == some["origin"].nunique()
    assert row["coverage_80"] == pytest.approx(some["inside_80"].mean())
    assert row["bias"] == pytest.approx(some["error"].mean())
    assert row["rmse"] == pytest.approx(np.sqrt((some["error"] ** 2).mean()))
    assert row["crps"] == pytest.approx(some["crps"].mean())
    assert table["forecasts"].sum() == len(frame)
    assert scores(frame, by=("method",))["forecasts"].sum() == len(frame)


def test_methods_are_compared_where_all_of_them_forecast():
    frame = hindcast(scattered(60, seed=5))
    common = shared(frame)
    pairs = [set(zip(f["origin"], f["target"], strict=True)) for _, f in common.groupby("method")]
    assert pairs[0] == pairs[1] == pairs[2]
    assert 3 * len(pairs[0]) == len(common) < len(frame)


def test_the_pit_histogram_counts_every_forecast():
    frame = hindcast(scattered(60, seed=5))
    histogram = pit_histogram(frame, bins=5)
    assert histogram.sum().to_dict() == frame.groupby("method").size().to_dict()
    assert len(histogram) == 5


def test_a_short_series_has_no_hindcast_and_says_so_of_its_p():
    short = made_series(["2015-01-01", "2016-01-01", "2017-01-01"], [1, 2, 3])
    assert hindcast(short).empty
    assert scores(hindcast(short)).empty
    with pytest.raises(RequestError, match="too short"):
        surrogate_p(short)
    with pytest.raises(RequestError, match="no method"):
        surrogate_p(scattered(40, seed=1), "oracle")


def test_every_series_is_hindcast():
    frames = [hindcast(catalogue.load(name)) for name in catalogue.names(ratios=False)]
    table = scores(pd.concat(frames), by=("series", "method"))
    assert table["series"].nunique() >= 18
    assert np.isfinite(table.select_dtypes("number")).all(axis=None)


def wandering(seed: int, years: int = 25) -> Series:
    """A random walk with drift, one row a year."""
    rng = np.random.default_rng(seed)
    return made_series([f"{2000 + i}-07-01" for i in range(years)], np.cumsum(rng.normal(0.2, 0.2, years)))


def test_a_trend_fitted_to_a_wandering_series_is_found_too_sure():
    found = [surrogate_p(wandering(seed), "trend", runs=200) for seed in range(20)]
    assert np.mean([f.coverage for f in found]) < 0.8
    assert np.median([f.p for f in found]) < 0.05
    assert min(f.p for f in found) == pytest.approx(2 / 201)  # none of 200 surrogates as low, counted for both sides
    assert np.mean([f.p < 0.05 for f in (surrogate_p(wandering(seed), "walk", runs=200) for seed in range(20))]) <= 0.2


def test_a_p_value_depends_on_the_seed_alone():
    series = scattered(40, seed=1)
    assert surrogate_p(series, rng=3) == surrogate_p(series, rng=3)
    assert surrogate_p(series, rng=3) != surrogate_p(series, rng=4)


def test_surrogates_have_the_dates_and_the_law_of_their_world():
    series = made_series([f"{y}-01-01" for y in range(2000, 2020)], np.random.default_rng(0).normal(0, 1, 20).cumsum())
    walk = fit_walk(*yearly(series, "median")[:2])
    made = surrogates(series, "walk", "median", 20_000, np.random.default_rng(1))
    assert made.shape == (20_000, 20)
    assert made[:, -1].mean() == pytest.approx(19 * walk.drift, abs=4 * walk.spread * np.sqrt(19 / 20_000))
    assert made[:, -1].std() == pytest.approx(walk.spread * np.sqrt(19), rel=0.02)
    still = surrogates(series, "walk", "median", 20_000, np.random.default_rng(1), drifting=False)
    assert still[:, -1].mean() == pytest.approx(0, abs=4 * walk.spread * np.sqrt(19 / 20_000))
    fit = series.fit()
    scatter = surrogates(series, "trend", "median", 20_000, np.random.default_rng(1))
    assert scatter.std(axis=0) == pytest.approx(np.full(20, fit.sigma_log10), rel=0.03)
    assert np.all(np.diff(surrogates(series.select("records"), "trend", "record", 50, np.random.default_rng(1))) >= 0)


def test_a_frozen_line_is_scored_on_later_rows_alone():
    line = scattered(40, seed=1, first=2000, last=2015).fit()
    first = dt.date.fromisoformat(line.last)
    years = [first.year - 1, first.year + 1, first.year + 1, first.year + 2]
    days = [f"{y}-01-01" for y in years]
    at = np.log10(line.predict([decimal_year(dt.date.fromisoformat(d)) for d in days]).median)
    series = made_series([*days, line.last], [*(at + np.array([5, 0.0, 0.02, -3.0])), 1])
    found = frozen_line(line, series)
    assert (found.overall.n, found.overall.year) == (3, None)
    assert found.overall.mean_error_log10 == pytest.approx((0.0 + 0.02 - 3.0) / 3)
    assert found.overall.coverage_95 == found.overall.coverage_50 == pytest.approx(2 / 3)
    assert [(y.year, y.n, y.coverage_80) for y in found.by_year] == [(first.year + 1, 2, 1.0), (first.year + 2, 1, 0.0)]


def test_a_line_with_nothing_after_it_is_refused():
    series = scattered(20, seed=1)
    with pytest.raises(RequestError, match="no row after"):
        frozen_line(series.fit(), series)
    with pytest.raises(RequestError, match="does not say the date"):
        frozen_line(fit_trend([2000, 2001, 2003], [1, 2, 5]), series)


@pytest.mark.parametrize("name", ["flops", "dram", "interconnect"])
def test_the_papers_lines_can_be_held_against_today(name):
    today = {
        "flops": "accelerators/peak",
        "dram": "accelerators/memory_bandwidth",
        "interconnect": "interconnects/signalling_rate",
    }[name]
    found = frozen_line(catalogue.paper(name).fit(), catalogue.load(today))
    assert sum(year.n for year in found.by_year) == found.overall.n
    weights = [year.n for year in found.by_year]
    assert np.average([y.coverage_95 for y in found.by_year], weights=weights) == pytest.approx(found.overall.coverage_95)


@pytest.mark.slow
def test_each_method_covers_what_it_promises_in_its_own_world():
    """Mean coverage over many series is nominal, though the forecasts of one series go together."""
    rng = np.random.default_rng(0)
    days = [f"{2000 + i}-07-01" for i in range(20)]
    worlds = {
        "trend": lambda: 0.2 * np.arange(20) + rng.normal(0, 0.3, 20),
        "walk": lambda: np.cumsum(rng.normal(0.2, 0.3, 20)),
        "no change": lambda: np.cumsum(rng.normal(0, 0.3, 20)),
    }
    for method, values in worlds.items():
        frames = [hindcast(made_series(days, values()), target="year") for _ in range(600)]
        frame = pd.concat(frames)
        frame = frame[frame["method"] == method]
        for level in (50, 80, 95):
            assert frame[f"inside_{level}"].mean() == pytest.approx(level / 100, abs=0.02), (method, level)
        assert frame["error"].mean() == pytest.approx(0, abs=0.05)
        counts = np.histogram(frame["pit"], bins=5, range=(0, 1))[0] / len(frame)
        assert counts == pytest.approx(np.full(5, 0.2), abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["trend", "walk"])
def test_surrogate_p_values_are_small_no_more_often_than_they_say(method):
    rng = np.random.default_rng(1)
    days = [f"{2000 + i}-07-01" for i in range(20)]
    p = []
    for _ in range(400):
        y = 0.2 * np.arange(20) + (rng.normal(0, 0.3, 20) if method == "trend" else np.cumsum(rng.normal(0, 0.3, 20)))
        p.append(surrogate_p(made_series(days, y), method, runs=200, level=0.8, rng=rng).p)
    for alpha in (0.05, 0.1, 0.3):
        assert np.mean(np.array(p) <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / 400)
    assert np.mean(np.array(p) <= 0.3) >= 0.15
