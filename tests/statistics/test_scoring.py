"""Scores: against numerical integration, R's scoringRules, and what makes a score a score."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.special import stdtr

from analysis.statistics.scoring import crps_t, interval_score, interval_score_t, pit


@pytest.mark.parametrize("df", [1.5, 2, 3, 4.7, 10, 35, 500])
@pytest.mark.parametrize("error", [-4.0, -0.3, 0.0, 0.02, 1.0, 8.0])
@pytest.mark.parametrize("scale", [0.05, 1.0, 3.0])
def test_crps_of_a_t_forecast_is_the_integral_that_defines_it(df, error, scale):
    """Integral over x of (F(x) - 1{x >= observed})^2, the definition of Matheson & Winkler (1976)."""
    below, _ = quad(lambda x: stdtr(df, x / scale) ** 2, -np.inf, error, epsabs=1e-12, epsrel=1e-12, limit=500)
    above, _ = quad(lambda x: stdtr(df, -x / scale) ** 2, error, np.inf, epsabs=1e-12, epsrel=1e-12, limit=500)
    assert float(crps_t(error, scale, df)) == pytest.approx(below + above, abs=1e-8, rel=1e-8)


def test_crps_is_that_of_scoringrules():
    """R's scoringRules, tests/testthat/test-crps_t.R: crps_t(-3, 5). Python's scoringrules: crps_t(y, df, location, scale)."""
    assert float(crps_t(-3, 1, 5)) == pytest.approx(2.33875895, abs=1e-8)
    assert float(crps_t(-3 * 0.9, 0.9, 5)) == pytest.approx(2.33875895 * 0.9, abs=1e-8)
    ours = crps_t([0.7 - 0.2, 5 - 1, 0], [0.4, 0.3, 2], [3, 12, 2])
    np.testing.assert_allclose(ours, [0.3092520326646005, 3.8170969926119636, 0.6069856556670068], rtol=1e-12)


def test_crps_of_a_forecast_without_spread_is_the_absolute_error():
    np.testing.assert_array_equal(crps_t([-2.0, 0.0, 3.0], 0.0, 7), [2, 0, 3])
    np.testing.assert_array_equal(pit([-2.0, 0.0, 3.0], 0.0, 7), [0, 0.5, 1])
    assert float(crps_t(2.0, 1e-9, 7)) == pytest.approx(2.0, rel=1e-8)


def test_crps_of_many_degrees_of_freedom_is_that_of_the_normal():
    """Closed form of Gneiting & Raftery (2007), section 4.2."""
    z = np.linspace(-3, 3, 13)
    normal = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    np.testing.assert_allclose(crps_t(z, 1, 1e7), normal, atol=1e-6)


def test_the_interval_score_is_width_and_penalty():
    assert float(interval_score(1, 2.5, 2.0, 0.5)) == 1.5
    assert float(interval_score(1, 2.5, 3.2, 0.8)) == pytest.approx(8.5)
    assert float(interval_score(1, 2.5, 0.5, 0.95)) == pytest.approx(21.5)


def test_no_other_interval_scores_better_on_average_than_the_right_one():
    draws = stats.t(6).rvs(40_000, random_state=0)
    right = interval_score_t(draws, 1.0, 6, 0.8).mean()
    half = stats.t(6).ppf(0.9)
    for low, high in ((-0.7 * half, 0.7 * half), (-1.4 * half, 1.4 * half), (-half + 0.5, half + 0.5)):
        assert interval_score(low, high, draws, 0.8).mean() > right * 1.02
    assert crps_t(draws, 1.0, 6).mean() < min(crps_t(draws - 0.5, 1.0, 6).mean(), crps_t(draws, 2.0, 6).mean())


def test_pit_is_the_forecasts_own_probability():
    assert pit([-1.0, 0.4], [0.5, 2.0], [3, 9]) == pytest.approx([stats.t.cdf(-2, 3), stats.t.cdf(0.2, 9)], abs=1e-12)
