"""The random walk with drift: against R, statsmodels, the sum of its shocks, and by simulation."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.statistics.random_walk import THETA, Walk, fit_walk, half_width, moving_average, simulated_quantile, variance_factor

YEARS = np.array([2000, 2001, 2002, 2005, 2006, 2008, 2009])
STEPS = np.array([0.10, 0.30, 0.35, -0.05, 0.40, 0.22])


def test_the_walk_with_missing_years_is_the_weighted_fit_of_r():
    """R 4.2: gap <- c(1, 1, 3, 1, 2, 1); d <- c(.10, .30, .35, -.05, .40, .22); f <- lm(d ~ 0 + gap, weights = 1 / gap);
    coef(f); sigma(f); predict(f, data.frame(gap = 4), interval = "prediction", level = .9, weights = 1/4)."""
    walk = fit_walk(YEARS, np.concatenate([[0], np.cumsum(STEPS)]))
    assert (walk.drift, walk.spread) == pytest.approx((0.146666666667, 0.125006666489), rel=1e-11)
    half = float(half_width(walk, 4, 0.9))
    assert (4 * walk.drift - half, 4 * walk.drift + half) == pytest.approx((-0.0188123090116, 1.19214564234), rel=1e-10)


@pytest.mark.parametrize("tau", [0.4, 1, 7.3, 30])
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_the_forecast_interval_is_that_of_statsmodels(tau, level):
    rng = np.random.default_rng(1)
    years = np.sort(rng.choice(np.arange(1990, 2026), 15, replace=False))
    y = np.cumsum(rng.normal(0.1, 0.3, 15))
    walk, gap = fit_walk(years, y), np.diff(years)
    theirs = sm.WLS(np.diff(y), gap, weights=1 / gap).fit()
    frame = theirs.get_prediction([tau], weights=1 / tau).summary_frame(alpha=1 - level)
    half = half_width(walk, tau, level)
    assert walk.drift * tau - half == pytest.approx(frame["obs_ci_lower"][0], rel=1e-9)
    assert walk.drift * tau + half == pytest.approx(frame["obs_ci_upper"][0], rel=1e-9)


def test_without_missing_years_the_walk_is_that_of_the_paper():
    """Mean and variance (divisor m - 1) of the increments (Farmer & Lafond 2016)."""
    y = np.cumsum(np.random.default_rng(0).normal(size=(3, 12)), axis=-1)
    walk = fit_walk(np.arange(2000, 2012), y)
    np.testing.assert_allclose(walk.drift, np.diff(y).mean(-1), rtol=1e-12)
    np.testing.assert_allclose(walk.spread, np.diff(y).std(-1, ddof=1), rtol=1e-12)
    assert (walk.increments, walk.df, walk.span) == (11, 10, 11)


def test_filling_a_gap_in_would_make_the_walk_too_sure():
    y = np.concatenate([[0], np.cumsum(STEPS)])
    every = np.arange(2000, 2010)
    assert fit_walk(every, np.interp(every, YEARS, y)).spread < fit_walk(YEARS, y).spread


def test_the_solar_modules_of_the_paper():
    """Farmer & Lafond (2016): m = 33, mu = -0.10, K = 0.15 in natural logs, from 2013 to 2030, by the formulas.

    A = 17 + 17^2 / 33 = 25.757576; A* / (1 + 0.63^2) = (-1.26 + 2.618718 * 25.757576) / 1.3969 = 47.384801; t(32) at
    97.5% is 2.036933. The price halves more than twice, to 18%; with correlated shocks 95% reach from 2% to 150%.
    """
    solar = Walk(np.float64(0), np.float64(-0.10), np.float64(0.15), 33, 33.0)
    assert solar.drift * 17 == pytest.approx(-1.7)
    assert 0.15 * np.sqrt(variance_factor(17, 33)) == pytest.approx(0.761279, abs=1e-6)
    assert 0.15 * np.sqrt(variance_factor(17, 33, THETA)) == pytest.approx(1.032549, abs=1e-6)
    assert float(half_width(solar, 17, 0.95)) == pytest.approx(2.036933 * 0.761279, abs=1e-5)
    assert float(half_width(solar, 17, 0.95, THETA)) == pytest.approx(2.036933 * 1.032549, abs=1e-5)


@pytest.mark.parametrize("theta", [0.0, 0.2, THETA, 0.95])
@pytest.mark.parametrize(("m", "tau"), [(2, 1), (5, 3), (33, 17), (10, 40)])
def test_the_variance_factor_is_the_sum_over_all_shocks(m, tau, theta):
    """The error is a sum of independent shocks; its variance is the sum of their squared weights, counted out one by one."""
    future = np.concatenate([np.zeros(m), np.ones(tau)])
    past = np.concatenate([np.full(m, tau / m), np.zeros(tau)])
    weights = np.zeros(m + tau + 1)
    weights[1:] += future - past
    weights[:-1] += theta * (future - past)
    assert variance_factor(tau, m, theta) == pytest.approx((weights @ weights) / (1 + theta**2), rel=1e-12)


def test_correlated_shocks_have_the_variance_and_correlation_asked_for():
    steps = moving_average(np.random.default_rng(0).standard_normal((2000, 200)), THETA)
    assert steps.var() == pytest.approx(1 + THETA**2, rel=0.01)
    assert np.corrcoef(steps[:, 1:].ravel(), steps[:, :-1].ravel())[0, 1] == pytest.approx(THETA / (1 + THETA**2), abs=0.01)


def test_a_simulated_quantile_without_correlation_is_that_of_t_missing_years_or_not():
    for years in (np.arange(2000, 2009), YEARS):
        found = simulated_quantile(years, 6, 0.0, 0.9, np.random.default_rng(0), runs=60_000)
        assert found == pytest.approx(stats.t.ppf(0.95, len(years) - 2), rel=0.02)


def test_few_correlated_increments_need_a_wider_interval_than_the_closed_form():
    found = simulated_quantile(np.arange(2000, 2006), 5, THETA, 0.95, np.random.default_rng(0))
    assert found > 1.05 * stats.t.ppf(0.975, 4)
    assert found == simulated_quantile(np.arange(2000, 2006), 5, THETA, 0.95, np.random.default_rng(0))


@pytest.mark.parametrize("tau", [1, 10])
def test_the_simulated_interval_covers_what_it_promises_at_each_horizon(tau):
    """Six years of correlated shocks, on paths of their own; the closed form covers 93.4% at one year and 92.4% at ten."""
    rng = np.random.default_rng(5)
    path = np.cumsum(moving_average(rng.standard_normal((40_000, 7 + tau)), THETA), -1)
    walk = fit_walk(np.arange(6), path[:, :6])
    quantile = simulated_quantile(np.arange(6), tau, THETA, 0.95, np.random.default_rng(6), runs=60_000)
    inside = np.abs(path[:, 5 + tau] - walk.last - walk.drift * tau) <= half_width(walk, tau, 0.95, THETA, quantile)
    assert inside.mean() == pytest.approx(0.95, abs=0.004)


@pytest.mark.parametrize("theta", [0.0, THETA])
def test_uncertainty_grows_with_the_horizon_at_every_length(theta):
    tau = np.linspace(0.01, 40, 500)
    factor = variance_factor(tau, 20, theta)
    assert np.all(factor > 0)
    assert np.all(np.diff(factor) >= 0)


@pytest.mark.slow
@pytest.mark.parametrize(("theta", "simulated"), [(0.0, False), (THETA, True)])
@pytest.mark.parametrize("years", [np.arange(6), np.arange(34), YEARS - 2000], ids=["6 years", "34 years", "gaps"])
@pytest.mark.parametrize("tau", [1, 10])
def test_intervals_cover_what_they_promise(theta, simulated, years, tau):
    rng = np.random.default_rng(0)
    steps = 0.2 + 0.3 * moving_average(rng.standard_normal((40_000, years[-1] + tau + 1)), theta)
    path = np.concatenate([np.zeros((40_000, 1)), np.cumsum(steps, -1)], -1)
    walk = fit_walk(years, path[:, years])
    quantile = simulated_quantile(years, tau, theta, 0.95, np.random.default_rng(1), runs=100_000) if simulated else None
    error = path[:, -1] - walk.last - walk.drift * tau
    covered = np.abs(error) <= half_width(walk, tau, 0.95, theta, quantile)
    assert covered.mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.slow
def test_the_closed_form_covers_less_than_it_says_for_few_correlated_increments():
    rng = np.random.default_rng(0)
    path = np.cumsum(moving_average(rng.standard_normal((40_000, 12)), THETA), -1)
    walk = fit_walk(np.arange(6), path[:, :6])
    error = path[:, -1] - walk.last - walk.drift * 5
    assert (np.abs(error) <= half_width(walk, 5, 0.95, THETA)).mean() == pytest.approx(0.93, abs=0.015)
