"""Theil-Sen and quantile lines: against R, by definition, by exact recovery, and by what intervals promise."""

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import RequestError
from analysis.statistics.estimators import quantile_line, rank_score, theil_sen
from analysis.trends import catalogue


def cloud(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    years = np.sort(rng.uniform(1997, 2026, n))
    return years, 0.2 * (years - 2000) + rng.standard_t(3, n) * 0.3


def papers_compute() -> tuple[np.ndarray, np.ndarray]:
    series = catalogue.paper("flops")
    return series.years, np.log10(series.values)


@pytest.mark.parametrize(
    ("tau", "slope", "low", "high"),
    [(0.5, 0.247019012196, 0.216656203547, 0.272846496389), (0.9, 0.215573471754, 0.177480749863, 0.297254800429)],
)
def test_quantile_lines_of_the_papers_compute_are_those_of_r(tau, slope, low, high):
    """R 4.2, quantreg 5.94: outer bounds, without interpolation and with normal quantiles.

    d <- read.csv("data/paper/figure_points.csv"); d <- d[d$series == "flops", ]; y <- log10(d$plotted_value)
    coef(rq(y ~ d$plotted_year, tau = tau)); rq.fit.br(cbind(1, d$plotted_year), y, tau = tau, alpha = 0.05,
    ci = TRUE, iid = TRUE, interp = FALSE, tcrit = FALSE)
    """
    fit = quantile_line(*papers_compute(), tau)
    assert (fit.slope, fit.low, fit.high) == pytest.approx((slope, low, high), rel=1e-10)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tau", [0.1, 0.37, 0.5, 0.9])
def test_no_line_through_two_points_has_less_quantile_loss(seed, tau):
    """An optimum passes through two points (Koenker 2005, section 2.2), so all lines through two hold it."""
    t, y = cloud(15, seed)

    def loss(intercept: float, slope: float) -> float:
        residual = y - intercept - slope * t
        return float((residual * (tau - (residual < 0))).sum())

    fit = quantile_line(t, y, tau)
    slopes = [((y[j] - y[i]) / (t[j] - t[i]), i) for i, j in combinations(range(15), 2)]
    assert loss(fit.intercept, fit.slope) == pytest.approx(min(loss(y[i] - b * t[i], b) for b, i in slopes), rel=1e-9)


@pytest.mark.parametrize("tau", [0.3, 0.5, 0.8])
def test_the_interval_of_a_quantile_line_is_where_the_rank_test_does_not_reject(tau):
    t, y = cloud(30, seed=8)
    fit, z = quantile_line(t, y, tau), 1.959963984540054
    step = 1e-9
    assert rank_score(t, y, tau, fit.low - step) > z >= rank_score(t, y, tau, fit.low + step)
    assert rank_score(t, y, tau, fit.high - step) >= -z > rank_score(t, y, tau, fit.high + step)
    assert fit.low < fit.slope < fit.high


def test_theil_sen_is_the_median_of_all_pairs_and_halves_the_points():
    t, y = cloud(14, seed=2)
    fit = theil_sen(t, y)
    assert fit.slope == pytest.approx(np.median([(y[j] - y[i]) / (t[j] - t[i]) for i, j in combinations(range(14), 2)]))
    assert sum(y > fit.intercept + fit.slope * t) == 7
    assert fit.low < fit.slope < fit.high


@pytest.mark.parametrize("n", [5, 6, 7])
def test_theil_sens_interval_cuts_as_many_slopes_as_kendalls_exact_distribution_allows(n):
    """The k-th slopes from either end cover 1 - 2 P(fewer than k pairs in disorder), counted over all n! orders."""
    disorder = [sum(p[i] > p[j] for i, j in combinations(range(n), 2)) for p in permutations(range(n))]
    k = max(k for k in range(1, n) if 2 * np.mean(np.array(disorder) < k) <= 0.05)
    t, y = cloud(n, seed=4)
    slopes = sorted((y[j] - y[i]) / (t[j] - t[i]) for i, j in combinations(range(n), 2))
    fit = theil_sen(t, y)
    assert (fit.low, fit.high) == pytest.approx((slopes[k - 1], slopes[-k]))


@given(slope=st.floats(-5, 5), start=st.floats(-100, 100), n=st.integers(5, 20), tau=st.floats(0.05, 0.95))
def test_points_on_a_line_give_that_line(slope, start, n, tau):
    t = 2000 + np.linspace(0, 20, n)
    y = start + slope * (t - 2000)
    for fit in (theil_sen(t, y), quantile_line(t, y, tau)):
        assert fit.slope == pytest.approx(slope, abs=1e-7), "HiGHS solves to 1e-7"
        assert fit.intercept + 2000 * fit.slope == pytest.approx(start, abs=1e-6)


def test_one_wild_value_hardly_moves_them():
    t, y = cloud(30, seed=6)
    wrong = y.copy()
    wrong[-1] += 1000
    for fit in (theil_sen, lambda t, y: quantile_line(t, y, 0.5)):
        before, after = fit(t, y), fit(t, wrong)
        assert before.low < after.slope < before.high


def test_hundreds_of_points_bound_their_slope():
    t, y = cloud(300, seed=9)
    for fit in (theil_sen(t, y), quantile_line(t, y, 0.5)):
        assert 0.15 < fit.low < 0.2 < fit.high < 0.25


def test_what_few_points_cannot_bound_is_unbounded():
    assert (theil_sen([1, 2, 3, 4], [1, 3, 2, 5]).low, theil_sen([1, 2, 3], [1, 3, 2]).high) == (-math.inf, math.inf)
    assert math.isfinite(theil_sen([1, 2, 3, 4, 5], [1, 3, 2, 5, 4]).low)
    assert theil_sen([1, 1, 2, 2, 3], [1, 3, 2, 5, 4]).low == -math.inf  # with ties there are fewer orders
    few = quantile_line([1, 2, 3, 4], [1, 3, 2, 5], 0.9)
    assert (few.low, few.high) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: theil_sen([1, 2], [1, 2]), "2 points"),
        (lambda: theil_sen([1, 2, 3], [1, 2]), "3 dates and 2 values"),
        (lambda: theil_sen([1, 2, 3], [1, 2, math.nan]), "missing"),
        (lambda: quantile_line([1, 1, 1], [1, 2, 3], 0.5), "same date"),
        (lambda: quantile_line([1, 2, 3], [1, 2, 3], 1), "quantile 1 is not between"),
        (lambda: quantile_line([1, 2, 3], [1, 2, 3], 0.5, level=95), "level 95 is not between"),
        (lambda: theil_sen([1, 2, 3], [1, 2, 3], level=0.2), "from 0.5 up"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_one_line(call, said):
    with pytest.raises(RequestError, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("n", [12, 37])
def test_intervals_cover_what_they_promise(n):
    rng = np.random.default_rng(n)
    t = np.sort(rng.uniform(1997, 2023, n))
    runs = 2000
    covered = np.zeros(3)
    for _ in range(runs):
        y = 0.2 * (t - 2010) + rng.normal(0, 0.4, n)
        for i, fit in enumerate((theil_sen(t, y), quantile_line(t, y, 0.5), quantile_line(t, y, 0.8))):
            covered[i] += fit.low <= 0.2 <= fit.high
    least = 0.95 - 0.02 if n > 12 else 0.92  # the statistic takes few values at n = 12
    assert np.all(covered / runs > least)
    assert np.all(covered / runs < 0.99)
