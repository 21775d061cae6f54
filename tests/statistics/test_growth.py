"""The fits: against statsmodels, by exact recovery, and by what intervals promise."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis import RequestError
from analysis.statistics.growth import LOG2, fit_trend, least_squares
from analysis.trends import catalogue


def cloud(n: int, seed: int, sigma: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    years = rng.uniform(1995, 2026, n)
    return years, 10 ** (9 + 0.2 * (years - 2000) + rng.normal(0, sigma, n))


@pytest.mark.parametrize("n", [3, 10, 37, 500])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99])
def test_every_number_of_a_fit_is_that_of_statsmodels(n, level):
    years, values = cloud(n, seed=n)
    ours = fit_trend(years, values, level=level)
    theirs = sm.OLS(np.log10(values), sm.add_constant(years - years.mean())).fit()
    near = pytest.approx
    assert ours.slope_log10_per_year == near(theirs.params[1], rel=1e-10)
    assert ours.se == near(theirs.bse[1], rel=1e-10)
    assert ours.df == theirs.df_resid
    assert ours.sigma_log10 == near(math.sqrt(theirs.scale), rel=1e-10)
    assert ours.r2 == near(theirs.rsquared, abs=1e-10)
    assert ours.slope_ci == near(tuple(theirs.conf_int(1 - level)[1]), rel=1e-10, abs=1e-12)


def test_the_fit_of_the_papers_training_compute_is_that_of_r():
    """R 4.2: f <- lm(log10(plotted_value) ~ plotted_year); 10^(2*coef(f)[2]); 10^(2*confint(f)[2,])."""
    fit = catalogue.paper("compute_transformer").fit()
    assert fit.growth(2) == pytest.approx(755.1138, rel=1e-6)
    assert fit.growth_ci(2) == pytest.approx((77.89095, 7320.45101), rel=1e-6)


def test_predictions_are_those_of_statsmodels_outside_the_data_too():
    years, values = cloud(20, seed=1)
    at = np.linspace(1980, 2060, 30)
    ours = fit_trend(years, values, level=0.9).predict(at)
    theirs = sm.OLS(np.log10(values), sm.add_constant(years - years.mean())).fit()
    frame = theirs.get_prediction(sm.add_constant(at - years.mean())).summary_frame(alpha=0.1)
    for mine, name in (
        (ours.median, "mean"),
        (ours.confidence[0], "mean_ci_lower"),
        (ours.confidence[1], "mean_ci_upper"),
        (ours.prediction[0], "obs_ci_lower"),
        (ours.prediction[1], "obs_ci_upper"),
    ):
        np.testing.assert_allclose(np.log10(mine), frame[name], rtol=1e-10)


@given(growth=st.floats(0.01, 1000), start=st.floats(1e-30, 1e30), first=st.integers(1900, 2100), n=st.integers(3, 40))
def test_noiseless_growth_is_recovered_exactly(growth, start, first, n):
    years = first + np.linspace(0, 8, n)
    fit = fit_trend(years, start * growth ** ((years - first) / 2))
    assert fit.growth(2) == pytest.approx(growth, rel=1e-8)
    assert fit.sigma_log10 < 1e-10


@given(scale=st.floats(1e-12, 1e12), shift=st.integers(-500, 500), seed=st.integers(0, 99))
def test_neither_the_unit_nor_the_calendar_changes_a_growth_rate(scale, shift, seed):
    years, values = cloud(12, seed)
    one, other = fit_trend(years, values), fit_trend(years + shift, values * scale)
    assert other.growth_ci(2) == pytest.approx(one.growth_ci(2), rel=1e-8)


def test_many_fits_in_one_call_are_the_single_fits():
    rng = np.random.default_rng(0)
    t, y = rng.uniform(2000, 2020, (4, 5, 11)), rng.normal(size=(4, 5, 11))
    line = least_squares(t, y)
    assert line.slope.shape == (4, 5)
    for i in np.ndindex(4, 5):
        assert line.slope[i] == pytest.approx(np.polyfit(t[i] - t[i].mean(), y[i], 1)[0], rel=1e-10)
    shared = least_squares(t[0, 0], y)  # one set of dates, many sets of values
    assert shared.slope.shape == (4, 5)
    assert shared.slope[3, 4] == pytest.approx(float(least_squares(t[0, 0], y[3, 4]).slope), rel=1e-12)


def test_intervals_of_growth_and_doubling_time_are_images_of_the_slope_interval():
    fit = fit_trend(*cloud(15, seed=3))
    low, high = fit.slope_ci
    assert fit.growth_ci(2) == (10 ** (2 * low), 10 ** (2 * high))
    assert fit.doubling_time_years == pytest.approx(LOG2 / fit.slope_log10_per_year)
    assert fit.doubling_time_years_ci == (pytest.approx(LOG2 / high), pytest.approx(LOG2 / low))


def test_a_doubling_time_is_unbounded_where_the_slope_may_be_zero():
    years = np.array([2000.0, 2001, 2002, 2003])
    rising = fit_trend(years, [1, 3, 2, 4])
    assert rising.doubling_time_years is not None
    assert rising.doubling_time_years_ci[0] > 0
    assert rising.doubling_time_years_ci[1] is None
    falling = fit_trend(years, [8, 4.1, 2, 1])
    assert falling.doubling_time_years is None
    assert falling.doubling_time_years_ci == (None, None)


def test_a_wider_level_gives_a_wider_interval():
    years, values = cloud(9, seed=5)
    narrow, wide = (fit_trend(years, values, level=level).growth_ci(2) for level in (0.8, 0.95))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(
    ("years", "values", "said"),
    [
        ([2000, 2001], [1, 2], "2 points"),
        ([], [], "0 points"),
        ([2000, 2000, 2000], [1, 2, 3], "same date"),
        ([2000, 2001, 2002], [1, 0, 2], "zero or negative"),
        ([2000, 2001, 2002], [1, -4, 2], "zero or negative"),
        ([2000, 2001, math.nan], [1, 4, 2], "missing"),
        ([2000, 2001, 2002], [1, math.inf, 2], "missing"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_one_line(years, values, said):
    with pytest.raises(RequestError, match=said) as caught:
        fit_trend(years, values, series="x")
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@given(n=st.sampled_from([5, 10, 37]))
def test_intervals_cover_what_they_promise(n):
    rng = np.random.default_rng(n)
    years = np.sort(rng.uniform(1997, 2023, n))
    covered = inside = 0
    runs = 4000
    for _ in range(runs):
        values = 10 ** (0.2 * (years - 2000) + rng.normal(0, 0.4, n))
        fit = fit_trend(years, values)
        covered += fit.slope_ci[0] <= 0.2 <= fit.slope_ci[1]
        future = fit.predict(2027.0).prediction
        inside += future[0] <= 10 ** (0.2 * 27 + rng.normal(0, 0.4)) <= future[1]
    assert covered / runs == pytest.approx(0.95, abs=0.012)
    assert inside / runs == pytest.approx(0.95, abs=0.012)
