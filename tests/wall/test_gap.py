"""The gap of the same device: its parts, its tests, and what dropping a chip or a vendor does to it."""

import dataclasses

import numpy as np
import pytest
import statsmodels.api as sm
from made import made_series, scattered
from scipy import stats

from analysis import RequestError
from analysis.statistics.covariance import cluster_numbers, cr2, last_coefficient
from analysis.statistics.crossing import slope_difference
from analysis.tables import formats
from analysis.trends import catalogue
from analysis.wall import gap

PRECISIONS = [p for p in formats.PRECISIONS if p != "best"]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_word_is_an_operand_of_the_precision(precision):
    byte, word = (gap.devices(precision, per, since=None) for per in ("byte", "word"))
    assert byte.ids == word.ids
    assert word.values == pytest.approx(byte.values * formats.OPERAND_BYTES[precision])


def test_at_the_best_precision_the_word_is_that_of_the_fastest_format_of_each_device():
    best = gap.devices("best", "word", since=None)
    by_format = {p: dict(zip(s.ids, s.values, strict=True)) for p in PRECISIONS for s in [gap.devices(p, "word", since=None)]}
    byte = dict(zip(*(getattr(gap.devices("best", since=None), f) for f in ("ids", "values")), strict=True))
    for i, value in zip(best.ids, best.values, strict=True):
        width = value / byte[i]
        assert width in formats.OPERAND_BYTES.values()
        assert any(value == pytest.approx(found.get(i)) for found in by_format.values() if i in found)


def test_a_flagship_of_a_ratio_is_the_device_of_the_highest_peak_and_not_the_most_starved():
    flagships, every = gap.devices("fp16", select="flagship"), gap.devices("fp16")
    for group, merit in zip(flagships.groups, flagships.merits, strict=True):
        assert merit == max(m for g, m in zip(every.groups, every.merits, strict=True) if g == group)
    hopper = dict(zip(flagships.groups, flagships.ids, strict=True))["NVIDIA Hopper"]
    starved = max((v, i) for v, i, g in zip(every.values, every.ids, every.groups, strict=True) if g == "NVIDIA Hopper")[1]
    assert hopper != starved


def test_time_to_read_all_memory_is_capacity_over_bandwidth():
    capacity, bandwidth, time = (
        dict(zip(s.ids, s.values, strict=True))
        for s in map(catalogue.load, ("accelerators/memory_capacity", "accelerators/memory_bandwidth", "accelerators/read_time"))
    )
    assert len(time) > 100
    assert all(t == pytest.approx(capacity[i] / bandwidth[i]) for i, t in time.items())


def test_nothing_announced_is_in_a_fit_and_nothing_sold_among_the_announced():
    sold, announced = gap.devices("best", since=None), gap.devices("best", announced=True, since=None)
    assert announced.ids
    assert not set(sold.ids) & set(announced.ids)


def test_the_papers_gap_is_two_slopes_apart():
    found = gap.paper_rate("flops", "dram")
    over, under = catalogue.paper("flops").fit(), catalogue.paper("dram").fit()
    assert found.growth_per_2_years == pytest.approx(over.growth(2) / under.growth(2))
    apart = slope_difference(over, under)
    assert found.df == apart.df
    bounds = stats.t.interval(0.95, apart.df, apart.slope, apart.se)
    assert found.growth_per_2_years_ci == pytest.approx(10 ** (2 * np.array(bounds)))
    assert found.growth_per_2_years_ci[0] > 1


def test_the_scatter_that_compute_and_bandwidth_of_a_device_share_falls_out_of_its_ratio():
    """Subtracting two trends as if independent would make the interval wider than that of the devices' own ratios."""
    ratio = gap.devices("fp16")
    logs = {name: np.log10(values) for name, values in (("peak", ratio.merits), ("bandwidth", ratio.merits / ratio.values))}
    trends = {n: dataclasses.replace(ratio, values=10**v).fit() for n, v in logs.items()}
    apart = slope_difference(trends["peak"], trends["bandwidth"])
    own = ratio.fit()
    assert apart.slope == pytest.approx(own.slope_log10_per_year)
    assert own.se < 0.7 * apart.se


def test_a_bend_at_a_given_date_has_the_error_that_r_gives_it():
    """clubSandwich 0.5.8: lm(log10(plotted_value) ~ t + pmax(t - 2012, 0)), CR2, clusters floor(t / 3), Satterthwaite."""
    series = catalogue.paper("flops")
    t = series.years
    x = np.column_stack([np.ones_like(t), t - 2010, np.maximum(t - 2012, 0)])
    found = last_coefficient(x, np.log10(series.values), np.floor(t / 3).tolist())
    assert found == pytest.approx((0.00412191685682, 0.030044107131, 4.69983833291), rel=1e-8)


def test_outcomes_of_the_same_rows_share_their_errors():
    rng = np.random.default_rng(5)
    clusters = np.repeat(np.arange(8), 4)
    t = rng.uniform(0, 9, 32)
    y = np.stack([0.2 * t + rng.normal(0, 1, 32), 0.1 * t + rng.normal(0, 1, 32)], 1)
    fit = cr2(np.column_stack([np.ones(32), t]), y, clusters)
    one = cr2(np.column_stack([np.ones(32), t]), y @ [[1.0], [-1.0]], clusters)
    v = fit.covariance
    assert one.coefficients[1, 0] == pytest.approx(fit.coefficients[1, 0] - fit.coefficients[1, 1])
    assert one.covariance[1, 0, 1, 0] == pytest.approx(v[1, 0, 1, 0] + v[1, 1, 1, 1] - 2 * v[1, 0, 1, 1])
    assert one.df == pytest.approx(fit.df)
    assert cluster_numbers("aab", 3).tolist() == [0, 0, 1]


def test_a_bend_that_is_there_is_found_and_one_that_is_not_mostly_is_not():
    days = [f"{y}-{m:02}-01" for y in range(2017, 2027) for m in (1, 7)]
    rng = np.random.default_rng(0)
    straight = [gap.bend(made_series(days, 0.1 * np.arange(20) + rng.normal(0, 0.1, 20))).p_value for _ in range(300)]
    assert np.mean(np.array(straight) < 0.05) < 0.1
    years = made_series(days, np.zeros(20)).years
    bent = gap.bend(made_series(days, 0.1 * (years - 2017) - 0.3 * np.maximum(years - gap.BEND, 0) + rng.normal(0, 0.03, 20)))
    assert bent.factor == pytest.approx(10 ** (2 * -0.3), rel=0.2)
    assert bent.p_value < 0.001


def test_a_bend_needs_rows_on_both_sides():
    with pytest.raises(RequestError, match="two on each side"):
        gap.bend(made_series(["2017-01-01", "2018-01-01", "2019-01-01", "2020-01-01"], [0, 1, 2, 3]))


def test_the_step_of_a_memory_is_the_t_test_of_its_dummy(monkeypatch):
    days = ["2020-01-01"] * 8 + ["2021-01-01"] * 2
    rng = np.random.default_rng(1)
    series = made_series(days, rng.normal(2, 0.2, 10))
    kinds = ("HBM4",) * 4 + ("HBM3",) * 4 + ("HBM3",) * 2
    monkeypatch.setattr(gap.catalogue, "column", lambda *_: kinds)
    found = gap.memory_step(series)
    x = np.column_stack([np.ones(10), series.years, np.array([k == "HBM4" for k in kinds], float)])
    assert found.p_value == pytest.approx(sm.OLS(np.log10(series.values), x).fit().pvalues[2])
    assert found.rows == 4


def test_where_none_of_a_memory_is_sold_there_is_no_step(monkeypatch):
    monkeypatch.setattr(gap.catalogue, "column", lambda *_: ("HBM3",) * 12)
    assert gap.memory_step(scattered(12, 0)) is None


def test_an_announced_device_on_the_line_is_in_the_middle_of_the_forecast():
    series = scattered(40, 3)
    trend = series.fit()
    on_line = dataclasses.replace(series, values=trend.predict(series.years).median)
    assert [a.percentile for a in gap.announced(on_line, trend)] == pytest.approx([0.5] * 40)
    high = dataclasses.replace(series, values=trend.predict(series.years).prediction[1])
    assert [a.percentile for a in gap.announced(high, trend)] == pytest.approx([0.975] * 40)


def test_the_growth_without_a_vendor_is_the_fit_of_the_rest():
    series = gap.devices("fp16")
    dropped, names = gap.without_a_vendor(series), np.array(gap.vendors(series))
    for growth, vendor in ((dropped.low, dropped.low_without), (dropped.high, dropped.high_without)):
        assert series.where(names != vendor).fit().growth(2) == pytest.approx(growth)


def test_what_is_undecided_is_what_the_intervals_say():
    rates, changes = gap.side_by_side(), gap.changes(gap.devices("fp16"))
    told = gap.undecided(rates, changes)
    open_rates = [r for r in rates if r.growth_per_2_years_ci[0] <= 1 <= r.growth_per_2_years_ci[1]]
    assert sum("grows" in t for t in told) == len(open_rates) > 0
    for r in rates:
        question = f"per {r.per} at {r.precision} since {r.since} grows (selection {r.selection}, {r.method}, n = {r.n})"
        assert any(question in t for t in told) == (r in open_rates)
    assert len({(r.what, r.precision, r.per, r.selection, r.since, r.method) for r in rates}) == len(rates)


def test_an_interval_of_too_few_clusters_says_so():
    for r in gap.side_by_side():
        assert ("too few clusters" in r.method) == (r.df < 4 and "CR2" in r.method), r
