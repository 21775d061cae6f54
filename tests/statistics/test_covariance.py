"""Errors of a slope under unevenness, serial correlation and clusters: against R, statsmodels and a bootstrap by hand."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import block_diag, fractional_matrix_power
from scipy.special import stdtrit

from analysis import RequestError
from analysis.statistics.covariance import (
    COVARIANCES,
    cluster_numbers,
    newey_west_lag,
    slope_error,
    wild_cluster_interval,
    wild_test,
)
from analysis.trends import catalogue


def cloud(sizes: list[int], seed: int | np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Dates, values and clusters of these sizes, alike in date and in error within a cluster."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    t = rng.uniform(1997, 2023, len(sizes))[clusters] + rng.uniform(0, 2, len(clusters))
    y = 0.2 * (t - 2010) + rng.normal(0, 0.3, len(sizes))[clusters] + rng.normal(0, 0.2, len(clusters))
    return t, y, clusters.tolist()


def papers_compute() -> tuple[np.ndarray, np.ndarray, list[float]]:
    """The paper's compute points, in clusters of three calendar years."""
    series = catalogue.paper("flops")
    return series.years, np.log10(series.values), np.floor(series.years / 3).tolist()


@pytest.mark.parametrize(
    ("covariance", "se", "df"),
    [("hc3", 0.0109132399743, 35), ("newey-west", 0.0102513050762, 35), ("cr2", 0.0133424915846, 5.99895965342)],
)
def test_errors_of_the_papers_compute_are_those_of_r(covariance, se, df):
    """R 4.2, sandwich 3.0-2, clubSandwich 0.5.8.

    d <- read.csv("data/paper/figure_points.csv"); d <- d[d$series == "flops", ]; t <- d$plotted_year
    f <- lm(log10(d$plotted_value) ~ t); cl <- floor(t / 3); sqrt(vcovHC(f, "HC3")[2, 2])
    sqrt(NeweyWest(f, lag = 3, prewhite = FALSE, adjust = TRUE)[2, 2])
    v <- vcovCR(f, cl, "CR2"); sqrt(v[2, 2]); coef_test(f, v, test = "Satterthwaite")$df_Satt[2]
    """
    t, y, clusters = papers_compute()
    found = slope_error(t, y, covariance, clusters)
    assert (found.se, found.df) == pytest.approx((se, df), rel=1e-10)


def test_iid_is_statsmodels_and_the_order_of_the_rows_is_nothing():
    t, y, _ = papers_compute()
    assert slope_error(t, y).se == pytest.approx(sm.OLS(y, sm.add_constant(t - t.mean())).fit().bse[1], rel=1e-12)
    t, y, clusters = (np.array(v) for v in cloud([3, 5, 4, 6], seed=1))  # no ties in date, where the order would matter
    mixed = np.random.default_rng(0).permutation(len(t))
    for name in COVARIANCES:
        one, other = slope_error(t, y, name, clusters.tolist()), slope_error(t[mixed], y[mixed], name, clusters[mixed].tolist())
        assert (other.se, other.df) == pytest.approx((one.se, one.df), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_clusters_of_one_row_are_statsmodels_hc2(seed):
    t, y, _ = cloud([1] * 15, seed)
    theirs = sm.OLS(y, sm.add_constant(t - t.mean())).fit(cov_type="HC2").bse[1]
    assert slope_error(t, y, "cr2", range(15)).se == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize("sizes", [[4] * 6, [1, 2, 3, 4, 10], [20, 3, 3]])
def test_cr2_is_its_matrix_formula(sizes):
    """V = M X' A e e' A X M by clusters, A = (I - H) ** -1/2 in each; df = (sum p'p)^2 / sum (p'p)^2 (Pustejovsky & Tipton)."""
    t, y, clusters = cloud(sizes, seed=3)
    x = sm.add_constant(t - t.mean())
    bread = np.linalg.inv(x.T @ x)
    away = np.eye(len(t)) - x @ bread @ x.T
    rows = [np.flatnonzero(np.array(clusters) == g) for g in range(len(sizes))]
    adjust = block_diag(*[fractional_matrix_power(away[np.ix_(r, r)], -0.5).real for r in rows])
    meat = sum(np.outer(s, s) for r in rows for s in [x[r].T @ (adjust @ (away @ y))[r]])
    parts = np.stack([away[:, r] @ adjust[np.ix_(r, r)] @ x[r] @ bread[:, 1] for r in rows])
    found = slope_error(t, y, "cr2", clusters)
    assert found.se == pytest.approx(math.sqrt((bread @ meat @ bread)[1, 1]), rel=1e-9)
    assert found.df == pytest.approx((parts**2).sum() ** 2 / ((parts @ parts.T) ** 2).sum(), rel=1e-9)


@given(st.floats(-3, 3), st.sampled_from(COVARIANCES))
def test_points_on_a_line_leave_no_error(slope, covariance):
    t = 2000 + np.linspace(0, 20, 12)
    assert slope_error(t, 1 + slope * (t - 2000), covariance, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]).se < 1e-12


@pytest.mark.parametrize(("n", "lag"), [(10, 2), (37, 3), (100, 4), (300, 5), (1000, 6)])
def test_the_lag_of_newey_and_west(n, lag):
    assert newey_west_lag(n) == lag


def test_a_wild_p_value_is_that_of_refitting_every_resample():
    """The same weights, each resample made, fitted and tested by statsmodels."""
    t, y, clusters = cloud([3, 5, 4, 6, 2], seed=5)
    number = cluster_numbers(clusters, len(t))
    trial, runs = 0.15, 199
    x = sm.add_constant(t - t.mean())

    def statistic(values: np.ndarray) -> float:
        fit = sm.OLS(values, x).fit(cov_type="cluster", cov_kwds={"groups": number})
        return abs(fit.params[1] - trial) / fit.bse[1]

    support = np.concatenate([-np.sqrt([0.5, 1, 1.5]), np.sqrt([0.5, 1, 1.5])])
    weights = np.random.default_rng(9).choice(support, (runs, 5))
    restricted = y - trial * (t - t.mean())
    line, residual = restricted.mean() + trial * (t - t.mean()), restricted - restricted.mean()
    larger = sum(statistic(line + residual * w[number]) >= statistic(y) * (1 - 1e-9) for w in weights)
    slope = float(sm.OLS(y, x).fit().params[1])
    test = wild_test(t, y, number, np.random.default_rng(9), runs)
    assert test.p_value(trial - slope) == (1 + larger) / (1 + runs)


@pytest.mark.parametrize(("trial", "p"), [(0.195, 0.03658), (0.21, 0.07244), (0.265, 0.07188), (0.275, 0.02290)])
def test_wild_p_values_of_the_papers_compute_are_those_of_wildboottest(trial, p):
    """Python, wildboottest 0.3.2: wildboottest(OLS(y - trial * t, [1, t]), "x1", cluster, B=99999, weights_type="webb",
    bootstrap_type="11", seed=3). Both are simulated, so they agree to four of their standard errors."""
    t, y, clusters = papers_compute()
    test = wild_test(t, y, cluster_numbers(clusters, len(t)), np.random.default_rng(5), 19_999)
    slope = float(np.polyfit(t - t.mean(), y, 1)[0])
    assert test.p_value(trial - slope) == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) * (1 / 19_999 + 1 / 99_999)))


def test_the_ends_of_the_wild_interval_are_where_p_is_one_minus_the_level():
    t, y, clusters = cloud([3, 5, 4, 6, 2, 3], seed=7)
    fit = wild_cluster_interval(t, y, clusters, np.random.default_rng(1), level=0.9)
    test = wild_test(t, y, cluster_numbers(clusters, len(t)), np.random.default_rng(1), 9_999)
    for end, side in ((fit.low, -1), (fit.high, 1)):
        assert test.p_value(end + side * 1e-6 - fit.slope) < 0.1 <= test.p_value(end - side * 1e-6 - fit.slope) + 2e-4
    assert fit == wild_cluster_interval(t, y, clusters, np.random.default_rng(1), level=0.9)


def test_two_clusters_bound_no_slope_at_95_percent():
    """All weights are equal in one of six draws, and such a draw's statistic is always that of the data."""
    fit = wild_cluster_interval(*cloud([8, 9], seed=2), np.random.default_rng(0))
    assert (fit.low, fit.high) == (-math.inf, math.inf)


def test_a_wild_interval_of_points_on_a_line_is_that_slope():
    t = np.arange(12.0)
    fit = wild_cluster_interval(t, 3 + 0.5 * t, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], np.random.default_rng(0))
    assert (fit.low, fit.slope, fit.high) == pytest.approx((0.5, 0.5, 0.5), abs=1e-9)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda t, y: slope_error(t, y, "hc9"), "no covariance 'hc9'; there are iid, hc3"),
        (lambda t, y: slope_error(t, y, "cr2"), "0 cluster labels for 6 rows"),
        (lambda t, y: slope_error(t, y, "cr2", ["a"] * 6), "all rows are in one cluster"),
        (lambda t, y: slope_error([1, 1, 1, 2, 2, 2], y, "cr2", "aaabbb"), "nothing to judge the slope by"),
        (lambda t, y: slope_error([1, 1, 1, 1, 1, 2], y, "hc3"), "one point alone decides"),
        (lambda t, y: wild_cluster_interval(t, y, "aabb", np.random.default_rng(0)), "4 cluster labels for 6 rows"),
    ],
)
def test_what_has_no_error_is_refused_in_one_line(call, said):
    with pytest.raises(RequestError, match=said) as caught:
        call([1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 7])
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [[4] * 10, [2, 2, 2, 2, 2, 10, 15], [6] * 6])
def test_intervals_cover_what_they_promise_where_families_err_alike(sizes):
    rng = np.random.default_rng(sum(sizes))
    covered, runs = dict.fromkeys(["iid", "cr2", "wild"], 0), 1000
    for _ in range(runs):
        t, y, clusters = cloud(sizes, rng)
        wild = wild_cluster_interval(t, y, clusters, rng, resamples=999)
        covered["wild"] += wild.low <= 0.2 <= wild.high
        for name in ("iid", "cr2"):
            error = slope_error(t, y, name, clusters)
            covered[name] += abs(wild.slope - 0.2) <= stdtrit(error.df, 0.975) * error.se
    assert covered["iid"] / runs < 0.85  # what clusters are for
    assert covered["cr2"] / runs == pytest.approx(0.95, abs=0.035)
    assert covered["wild"] / runs == pytest.approx(0.95, abs=0.035)
