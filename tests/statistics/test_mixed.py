"""Lines by group against lme4's stored answers, statsmodels, a likelihood written out in full, and by what intervals promise."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

from analysis import RequestError
from analysis.statistics import mixed

LME4 = json.loads(Path(__file__).with_name("lme4.json").read_text(encoding="utf-8"))
CASES = ("made", "balance")  # one with a regular optimum, one with a singular one: our 16-bit balances of November 2026


def rows(case):
    """t (n,), y (n,) and the groups of a case."""
    t, y, g = zip(*LME4[case]["rows"], strict=True)
    return np.array(t), np.array(y), np.array(g)


@pytest.mark.parametrize("case", CASES)
def test_the_fit_is_that_of_lme4(case):
    fit, theirs = mixed.fit_lines(*rows(case)), LME4[case]
    assert fit.converged
    assert fit.singular == theirs["singular"]
    assert fit.log_likelihood >= theirs["log_likelihood"] - 1e-7
    assert fit.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=2e-6)
    for name in ("slope", "se", "sd_slope", "sd_level", "sigma", "correlation"):
        assert getattr(fit, name) == pytest.approx(theirs[name], abs=3e-5), name
    for group, effect in theirs["slope_effects"].items():
        assert fit.slopes[group] - fit.slope == pytest.approx(effect, abs=3e-5)


@pytest.mark.parametrize("case", CASES)
def test_degrees_of_freedom_are_about_those_of_satterthwaite_and_of_kenward_and_roger(case):
    fit, theirs = mixed.fit_lines(*rows(case)), LME4[case]
    for df in (theirs["satterthwaite_df"], theirs["kenward_roger_df"]):
        assert 0.85 * df < fit.df < 1.05 * df  # never much more than theirs


@pytest.mark.parametrize("case", CASES)
def test_the_restricted_likelihood_is_lme4s_at_any_variances_and_not_only_at_the_best(case):
    t, y, g = rows(case)
    _, sums = mixed.sums_of(t, y, g)
    for theta, criterion in zip([(1, 0, 1), (0.5, -0.3, 0.2), (2, 0.5, 0)], LME4[case]["criterion"], strict=True):
        relative = np.array([[theta[0], 0], [theta[1], theta[2]]]) * np.array([[1.0], [sums.scale]])
        assert mixed.log_likelihood(sums, relative) - np.log(sums.scale) == pytest.approx(-criterion / 2, abs=1e-7)


def written_out(t, y, g, sd_level, sd_slope, correlation, sigma):
    """The restricted log likelihood from the whole covariance matrix: normal, less the common line's two dimensions."""
    x = np.column_stack([np.ones_like(t), t - t.mean()])
    cross = correlation * sd_level * sd_slope
    between = np.array([[sd_level**2, cross], [cross, sd_slope**2]])
    v = (x @ between @ x.T) * (g[:, None] == g) + sigma**2 * np.eye(len(t))
    precision = x.T @ np.linalg.solve(v, x)
    beta = np.linalg.solve(precision, x.T @ np.linalg.solve(v, y))
    whole = multivariate_normal(x @ beta, v).logpdf(y)
    return whole - np.linalg.slogdet(precision)[1] / 2 + np.log(2 * np.pi)


def test_no_other_variances_have_more_likelihood_written_out_in_full():
    t, y, g = rows("made")
    fit = mixed.fit_lines(t, y, g)
    mine = written_out(t, y, g, fit.sd_level, fit.sd_slope, fit.correlation, fit.sigma)
    assert mine == pytest.approx(fit.log_likelihood, abs=1e-7)

    def loss(p):
        return -written_out(t, y, g, np.exp(p[0]), np.exp(p[1]), np.tanh(p[2]), np.exp(p[3]))

    found = minimize(
        loss, np.log([0.3, 0.1, 1, 0.3]), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 4000}
    )
    assert -found.fun == pytest.approx(mine, abs=1e-6)
    assert np.exp(found.x[1]) == pytest.approx(fit.sd_slope, rel=1e-3)


def test_statsmodels_has_the_same_fit_where_its_optimiser_reaches_it():
    t, y, g = rows("made")
    x = np.column_stack([np.ones_like(t), (t - t.mean()) / t.std()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sm.MixedLM(y, x, groups=g, exog_re=x).fit(reml=True, method="powell")
    fit = mixed.fit_lines(t, y, g)
    assert fit.slope * t.std() == pytest.approx(theirs.fe_params[1], abs=1e-5)
    assert fit.se * t.std() == pytest.approx(theirs.bse_fe[1], rel=5e-3)
    assert fit.log_likelihood + np.log(t.std()) > theirs.llf  # theirs stops a little short
    assert fit.log_likelihood + np.log(t.std()) == pytest.approx(theirs.llf, abs=1e-3)


def test_the_ends_of_the_interval_of_the_spread_cost_half_a_chi_squared_quantile():
    t, y, g = rows("made")
    fit, (low, high) = mixed.fit_lines(t, y, g), mixed.spread_interval(t, y, g)
    assert low < fit.sd_slope < high
    for end in (low, high):

        def loss(p, end=end):
            return -written_out(t, y, g, np.exp(p[0]), end, np.tanh(p[1]), np.exp(p[2]))

        best = -minimize(loss, [-1.0, -0.5, -2.0], method="Nelder-Mead", options={"fatol": 1e-8, "maxiter": 4000}).fun
        assert fit.log_likelihood - best == pytest.approx(3.841459 / 2, abs=0.02)


def test_groups_that_share_a_slope_show_no_spread_and_the_fit_says_that_it_is_singular():
    t = np.tile(np.arange(8.0), 5)
    wiggle = np.tile([0.1, -0.1, -0.1, 0.1, 0.1, -0.1, -0.1, 0.1], 5)
    g = np.repeat(list("abcde"), 8)
    fit = mixed.fit_lines(t, 0.2 * t + wiggle, g)
    assert fit.slope == pytest.approx(0.2)
    assert fit.singular
    assert fit.sd_slope < 1e-3
    assert mixed.spread_interval(t, 0.2 * t + wiggle, g)[0] == 0


def test_a_group_is_drawn_towards_the_common_slope_the_more_the_fewer_rows_it_has():
    t, y, g = rows("made")
    few, many = np.array([2020.0, 2021, 2022]), np.linspace(2017, 2026, 30)
    new, size = np.concatenate([few, many]), (len(few), len(many))
    steep = np.concatenate([2.3 + 0.5 * (few - 2021), 2.3 + 0.5 * (many - 2021)])
    fit = mixed.fit_lines(np.append(t, new), np.append(y, steep), np.append(g, np.repeat(["few", "many"], size)))
    assert fit.slope < fit.slopes["few"] < fit.slopes["many"] < 0.5


def test_the_unit_of_time_changes_nothing():
    t, y, g = rows("made")
    years, days = mixed.fit_lines(t, y, g), mixed.fit_lines(365.25 * t, y, g)
    assert days.slope * 365.25 == pytest.approx(years.slope, rel=1e-6)
    assert days.se * 365.25 == pytest.approx(years.se, rel=1e-4)
    assert days.sd_slope * 365.25 == pytest.approx(years.sd_slope, rel=1e-4)


def test_two_groups_and_one_date_are_refused():
    with pytest.raises(RequestError, match="needs three"):
        mixed.fit_lines([1, 2, 3, 4], [1, 2, 3, 5], ["a", "a", "b", "b"])
    with pytest.raises(RequestError, match="same date"):
        mixed.fit_lines([1, 1, 1], [1, 2, 3], ["a", "b", "c"])


@pytest.mark.slow
def test_the_interval_of_the_common_slope_holds_it_as_often_as_it_says_at_the_dates_of_our_vendors():
    t, _, g = rows("balance")
    names, group = np.unique(g, return_inverse=True)
    rng = np.random.default_rng(0)
    held = []
    for _ in range(400):
        level, slope = rng.normal(0, 0.2, len(names)), rng.normal(0.05, 0.08, len(names))
        fit = mixed.fit_lines(t, level[group] + slope[group] * (t - t.mean()) + rng.normal(0, 0.2, len(t)), g)
        low, high = fit.interval()
        held.append(low <= 0.05 <= high)
    assert 0.92 <= np.mean(held) <= 0.98
