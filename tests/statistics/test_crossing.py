"""Crossing dates: against the test they invert, statsmodels' bands, and by what they promise where nothing is certain."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq

from analysis import RequestError
from analysis.statistics.crossing import crossing, crossing_level, fieller_set, ratio_crossing, slope_difference
from analysis.statistics.growth import TrendFit, fit_trend


def noisy(n: int, slope: float, sigma: float, seed: int = 0) -> TrendFit:
    rng = np.random.default_rng(seed)
    years = np.linspace(2005, 2025, n)
    return fit_trend(years, 10 ** (slope * (years - 2005) + rng.normal(0, sigma, n)))


def contains(found, x: float) -> bool:
    return any((low is None or low <= x) and (high is None or x <= high) for low, high in found)


def ends(found) -> list[float]:
    return [end for part in found for end in part if end is not None]


def accepted(x, a, b, var_a, var_b, cov, quantile):
    """Whether a - b x is not significantly different from 0, by the test itself; vectorised over x."""
    error = np.sqrt(var_a - 2 * x * cov + x * x * var_b)
    return np.abs(a - b * x) <= quantile * error


CASES = {
    "an interval": (1.0, 0.3, 0.01, 0.002, 0.001, 1.9),
    "an interval of the past": (-2.0, 0.3, 0.01, 0.002, -0.001, 1.9),
    "two half lines": (1.0, 0.05, 0.001, 0.01, 0.0005, 2.1),
    "the whole line": (0.1, 0.05, 0.04, 0.01, 0.0, 2.1),
    "falling": (1.0, -0.4, 0.02, 0.003, 0.002, 2.0),
    "no slope at all": (1.0, 0.0, 0.001, 0.01, 0.0, 2.0),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_set_is_the_test_inverted_by_brute_force(case):
    found = fieller_set(*case)
    grid = np.linspace(-60, 60, 240_001)
    inside = accepted(grid, *case)
    for x, yes in zip(grid[::40], inside[::40], strict=True):
        near = any(abs(x - end) < 1e-3 for end in ends(found))
        assert near or contains(found, x) == yes, x
    a, b, var_a, var_b, cov, quantile = case

    def margin(x):
        return abs(a - b * x) - quantile * np.sqrt(var_a - 2 * x * cov + x * x * var_b)

    changes = np.flatnonzero(np.diff(inside))
    edges = [brentq(margin, grid[i], grid[i + 1], xtol=1e-12) for i in changes]
    assert sorted(ends(found)) == pytest.approx(edges, abs=1e-6)


def test_the_shape_of_the_set_says_what_is_known():
    shapes = {name: fieller_set(*case) for name, case in CASES.items()}
    assert [len(s) for s in shapes.values()] == [1, 1, 2, 1, 1, 2]
    assert shapes["the whole line"] == ((None, None),)
    assert shapes["two half lines"][0][0] is shapes["two half lines"][1][1] is None
    half = fieller_set(1.0, 2.0, 0.0, 1.0, 0.0, 2.0)  # the slope is exactly on the edge of its interval
    assert half == ((0.25, None),)
    assert fieller_set(-1.0, 2.0, 0.0, 1.0, 0.0, 2.0) == ((None, -0.25),)
    assert fieller_set(1.0, 0.0, 0.0, 0.0, 0.0, 2.0) == ()  # flat without error: never


@given(
    a=st.floats(-5, 5),
    b=st.floats(-2, 2).filter(lambda b: abs(b) > 1e-3),
    se=st.floats(0.001, 3),
    ratio=st.floats(0.001, 10),
    rho=st.floats(-0.99, 0.99),
)
def test_the_estimate_is_in_its_set_and_the_ends_are_on_the_edge(a, b, se, ratio, rho):
    numbers = (a, b, (se * ratio) ** 2, se**2, rho * se * se * ratio, 2.0)
    found = fieller_set(*numbers)
    slack = 1e-9 * (1 + abs(a / b))
    assert any((low is None or low <= a / b + slack) and (high is None or a / b - slack <= high) for low, high in found)
    for end in ends(found):
        var = numbers[2] - 2 * end * numbers[4] + end**2 * numbers[3]
        assert (a - b * end) ** 2 == pytest.approx(4 * var, rel=1e-5, abs=1e-9)


def test_a_significant_slope_gives_the_image_of_its_interval():
    fit = noisy(30, 0.2, 0.2)
    found = crossing(fit.slope_log10_per_year, fit.se, fit.df, 10, 2020)
    low, high = fit.slope_ci
    assert found.year == pytest.approx(2020 + 1 / fit.slope_log10_per_year)
    assert found.set == (pytest.approx((2020 + 1 / high, 2020 + 1 / low), rel=1e-12),)


def test_an_exact_line_is_crossed_in_an_exact_year():
    years = np.arange(2000, 2020)
    fit = fit_trend(years, 5e9 * 2.0 ** (years - 2000))
    for found in (
        crossing_level(fit, 5e9 * 2**30),
        crossing(fit.slope_log10_per_year, fit.se, fit.df, 1024, 2020),
    ):
        assert found.year == pytest.approx(2030, abs=1e-6)
        assert found.set == (pytest.approx((2030, 2030), abs=1e-6),)


@pytest.mark.parametrize("level", [0.5, 0.95])
@pytest.mark.parametrize("slope", [0.2, -0.15])
def test_a_level_is_reached_where_statsmodels_confidence_band_ends(level, slope):
    years = np.linspace(2005, 2025, 25)
    y = slope * (years - 2005) + np.random.default_rng(3).normal(0, 0.3, 25)
    found = crossing_level(fit_trend(years, 10**y), 10 ** (slope * 30), level)
    theirs = sm.OLS(y, sm.add_constant(years - years.mean())).fit()
    ((low, high),) = found.set
    frame = theirs.get_prediction(sm.add_constant(np.array([low, high]) - years.mean())).summary_frame(alpha=1 - level)
    first, second = ("mean_ci_upper", "mean_ci_lower") if slope > 0 else ("mean_ci_lower", "mean_ci_upper")
    assert frame[first][0] == pytest.approx(slope * 30, abs=1e-8)
    assert frame[second][1] == pytest.approx(slope * 30, abs=1e-8)


def test_the_covariance_of_intercept_and_slope_gives_the_same_set_from_any_origin():
    years = np.linspace(2005, 2025, 15)
    y = 0.1 * (years - 2005) + np.random.default_rng(1).normal(0, 0.3, 15)
    theirs = sm.OLS(y, sm.add_constant(years - 1990)).fit()
    (intercept, slope), cov = theirs.params, theirs.cov_params()
    quantile = stats.t.ppf(0.975, 13)
    ((low, high),) = fieller_set(3 - intercept, slope, cov[0, 0], cov[1, 1], -cov[0, 1], quantile)
    assert crossing_level(fit_trend(years, 10**y), 1e3).set == (pytest.approx((1990 + low, 1990 + high), abs=1e-6),)


def test_two_slopes_are_compared_as_welch_does():
    """With one predictor of two values the slope is a difference of means, so scipy's Welch test is the authority."""
    rng = np.random.default_rng(5)
    one, other = rng.normal(0, 1, 9), rng.normal(0.5, 3, 14)
    fits = [
        replace(noisy(9, 0.1, 0.1), slope_log10_per_year=x.mean(), se=x.std(ddof=1) / len(x) ** 0.5, df=len(x) - 1.0)
        for x in (one, other)
    ]
    ours, theirs = slope_difference(*fits), stats.ttest_ind(one, other, equal_var=False)
    assert ours.slope / ours.se == pytest.approx(theirs.statistic, rel=1e-12)
    assert ours.df == pytest.approx(theirs.df, rel=1e-12)
    found = ratio_crossing(*fits, 0.1, 2020)
    assert found.set == crossing(*ours, 0.1, 2020).set


def test_a_slope_that_may_be_zero_is_never_given_an_end():
    found = crossing(0.05, 0.04, 20, 10, 2020)
    assert found.year == pytest.approx(2040)
    assert len(found.set) == 2
    assert found.set[1][1] is None
    assert str(found) == f"2040 (95%: not before {int(found.set[1][0])}; may never)"


@pytest.mark.parametrize(
    ("slope", "se", "said"),
    [
        (0.05, 0.002, "2040 (95%: 2038 to 2041)"),
        (-0.05, 0.002, "not on the fitted line (95%: never on this evidence)"),
        (-0.01, 0.04, "not on the fitted line (95%: not before 2033; may never)"),
        (0.0, 0.04, "not on the fitted line (95%: not before 2031; may never)"),
        (0.0, 0.0, "not on the fitted line (95%: never on this evidence)"),
        (1e-5, 1e-7, "10000+ (95%: 10000+ to 10000+)"),
    ],
)
def test_what_is_said_of_a_crossing(slope, se, said):
    assert str(crossing(slope, se, 20, 10, 2020)) == said


def test_a_level_that_flat_data_may_always_have_had_is_any_year():
    fit = fit_trend([2000, 2001, 2002, 2003, 2004], [10, 14, 9, 13, 10])
    found = crossing_level(fit, 11)
    assert found.set == ((None, None),)
    assert str(found).endswith("(95%: any year; may never)")


def test_a_wider_level_gives_a_wider_set():
    ((low, high),) = crossing(0.1, 0.02, 15, 10, 2020, 0.8).set
    ((lower, higher),) = crossing(0.1, 0.02, 15, 10, 2020, 0.95).set
    assert lower < low < high < higher


@pytest.mark.parametrize(
    ("factor", "level"), [(0, 0.95), (-2, 0.95), (1, 0.95), (float("nan"), 0.95), (float("inf"), 0.95), (2, 1.0)]
)
def test_what_no_trend_reaches_is_refused_in_one_line(factor, level):
    with pytest.raises(RequestError) as caught:
        crossing(0.1, 0.01, 10, factor, 2020, level)
    assert "\n" not in str(caught.value)
    with pytest.raises(RequestError):
        crossing_level(noisy(10, 0.1, 0.1), factor if factor != 1 else -1, level)


@pytest.mark.slow
@pytest.mark.parametrize("slope", [0.3, 0.05, 0.01])
def test_sets_hold_the_true_year_as_often_as_they_say(slope):
    """Also where most slopes are not significant and most sets have no end. 10x the value in 2025 comes at 2025 + 1 / slope."""
    rng = np.random.default_rng(int(1000 * slope))
    years, runs = np.linspace(2005, 2025, 12), 4000
    factor = reached = 0
    for _ in range(runs):
        fit = fit_trend(years, 10 ** (slope * (years - 2005) + rng.normal(0, 0.4, 12)))
        factor += contains(crossing(fit.slope_log10_per_year, fit.se, fit.df, 10, 2025).set, 2025 + 1 / slope)
        reached += contains(crossing_level(fit, 10 ** (slope * 30)).set, 2035)
    assert factor / runs == pytest.approx(0.95, abs=0.012)
    assert reached / runs == pytest.approx(0.95, abs=0.012)
