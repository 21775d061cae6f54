"""When the balance reaches a value: against the plain crossing, against simulation, and under supposed futures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import made_series
from scipy.special import stdtrit

from analysis import RequestError
from analysis.forecasts.forecast import yearly_walk
from analysis.statistics.covariance import slope_error
from analysis.statistics.crossing import crossing, crossing_text
from analysis.statistics.growth import LOG2
from analysis.statistics.random_walk import half_width
from analysis.tables.paths import ROOT
from analysis.wall import gap, scenario
from analysis.wall.projection import TARGETS, Target, fit_lines, project
from analysis.wall.scenario import Scenario, Step


def balances() -> tuple:
    return gap.devices("fp16"), gap.devices("fp16", "word")


def test_with_nothing_supposed_a_factor_is_the_crossing_of_the_slope():
    series, word = balances()
    fit = gap.fit(series)
    for found in project(series, word, targets=TARGETS[:3]):
        plain = crossing(fit.slope_log10_per_year, fit.se, fit.df, found.target.amount, 2022.0)
        assert found.trend.year == pytest.approx(plain.year)
        assert np.array(found.trend.set, float) == pytest.approx(np.array(plain.set, float))


def test_a_level_is_in_the_set_of_its_year_exactly_where_the_line_is_not_told_from_it():
    """By the definition of Fieller's set, at its edge t equals its quantile."""
    series, word = balances()
    lines = fit_lines(series, word, Scenario())
    (found,) = project(series, word, targets=(Target("value", 1000.0),))
    for edge in found.trend.set[0]:
        ahead = np.array([1.0, edge - lines.mean_year, 0.0])
        t = (ahead @ lines.estimate - 3.0) / np.sqrt(ahead @ lines.covariance @ ahead)
        assert abs(t) == pytest.approx(float(stdtrit(lines.df, 0.975)))


def test_the_error_of_the_slope_is_that_of_the_fit():
    series, word = balances()
    error = slope_error(series.years, np.log10(series.values), "cr2", series.groups)
    lines = fit_lines(series, word, Scenario())
    assert (lines.covariance[1, 1] ** 0.5, lines.df) == pytest.approx((error.se, error.df))


@given(amount=st.sampled_from([2.0, 5.0, 20.0]), select=st.sampled_from(["all", "flagship"]))
def test_the_years_of_the_walk_are_those_whose_forecast_interval_holds_the_target(amount, select):
    series, word = (gap.devices("best", per, select=select) for per in ("byte", "word"))
    (found,) = project(series, word, targets=(Target("factor", amount),))
    values, walk = yearly_walk(series, "median")
    goal = np.log10(amount) + values.log10[values.year == 2022][0]
    for year in np.arange(np.ceil(values.at[-1]), 2080.0):
        tau = year - values.at[-1]
        held = abs(goal - walk.last - walk.drift * tau) <= half_width(walk, tau, 0.95)
        inside = any((low is None or low <= year) and (high is None or year <= high) for low, high in found.walk.set)
        assert held == inside


def test_a_given_doubling_time_takes_the_error_of_bandwidth_away():
    series, word = balances()
    years = 3.0
    lines = fit_lines(series, word, Scenario(bandwidth_doubling_years=years))
    peak = np.polyfit(series.years, np.log10(series.merits), 1)[0]
    assert lines.estimate[2] == pytest.approx(peak)
    (found,) = project(series, word, Scenario(bandwidth_doubling_years=years), (Target("value", 1000.0),))
    level = lines.estimate[0] + lines.estimate[1] * (lines.last_year - lines.mean_year)
    assert found.trend.year == pytest.approx(lines.last_year + (3.0 - level) / (peak - LOG2 / years))


def test_a_floor_of_formats_leaves_the_growth_per_word():
    series, word = (gap.devices("best", per) for per in ("byte", "word"))
    lines = fit_lines(series, word, Scenario(narrowest_format_bits=4))
    assert lines.estimate[2] == pytest.approx(word.fit().slope_log10_per_year)
    assert lines.estimate[1] == pytest.approx(series.fit().slope_log10_per_year)


def test_a_step_of_bandwidth_delays_what_comes_after_it_by_its_share_and_nothing_before():
    series, word = balances()
    step = Scenario(steps=(Step(2029.0, 2.0),))
    plain, later = (project(series, word, s, (Target("value", v) for v in (300.0, 5000.0))) for s in (Scenario(), step))
    slope = series.fit().slope_log10_per_year
    assert later[0].trend.year == plain[0].trend.year < 2029
    assert later[1].trend.year - plain[1].trend.year == pytest.approx(LOG2 / slope)
    assert later[1].walk.year > plain[1].walk.year


def test_a_ratio_without_growth_may_never_get_there():
    days = [f"{y}-{m:02}-01" for y in range(2015, 2026) for m in (1, 4, 7, 10)]
    flat = made_series(days, 2 + np.random.default_rng(2).normal(0, 0.2, len(days)))
    (found,) = project(flat, flat, targets=(Target("factor", 10.0, 2020.0),))
    assert "may never" in crossing_text(found.trend)
    assert "may never" in crossing_text(found.walk)


def test_coverage_of_the_set_of_a_value_is_what_it_promises():
    """Devices in families about a known line: the true year lies in 95% of the sets, to the noise of 600 draws."""
    rng = np.random.default_rng(7)
    days = [f"{y}-0{m}-01" for y in range(2015, 2026) for m in (1, 5, 9)]
    base = made_series(days, np.zeros(len(days)))
    true = 2015 + 2.0 / 0.15
    held = 0
    for _ in range(600):
        logs = 0.15 * (base.years - 2015) + rng.normal(0, 0.2, len(days))
        (found,) = project(made := made_series(days, logs), made, targets=(Target("value", 100.0),))
        held += any((low is None or low <= true) and (high is None or true <= high) for low, high in found.trend.set)
    assert 0.93 <= held / 600 <= 0.985


@pytest.mark.parametrize("path", sorted((ROOT / "data/scenarios").glob("*.toml")), ids=lambda p: p.stem)
def test_every_scenario_of_the_project_is_read_and_moves_the_future(path):
    series, word = (gap.devices("best", per) for per in ("byte", "word"))
    target = (Target("value", 10_000.0),)
    assert project(series, word, scenario.read(path), target)[0].trend.year > project(series, word, targets=target)[0].trend.year


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hbm_doubling = 3", "no key 'hbm_doubling'"),
        ("hbm_doubling_time_years = 0", "positive number"),
        ("hbm_doubling_time_years = true", "positive number"),
        ('hbm_doubling_time_years = "3"', "positive number"),
        ("precision_floor_bits = 2", "narrowest format sold"),
        ("bandwidth_step = 2", "is a table"),
        ("[[bandwidth_step]]\non = 2029-01-01", "on and factor"),
        ("[[bandwidth_step]]\non = 'soon'\nfactor = 2", "no date"),
        ("name =", "Invalid value"),
    ],
)
def test_a_wrong_scenario_is_one_plain_line(tmp_path, text, told):
    path = tmp_path / "future.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=told) as caught:
        scenario.read(path)
    assert "\n" not in str(caught.value)
    with pytest.raises(RequestError, match="cannot be read"):
        scenario.read(tmp_path / "none.toml")


@pytest.mark.parametrize("target", [("factor", 1.0), ("factor", -2.0), ("value", 0.0), ("value", float("inf"))])
def test_a_target_that_is_none_is_refused(target):
    with pytest.raises(RequestError, match="positive number"):
        Target(*target)
