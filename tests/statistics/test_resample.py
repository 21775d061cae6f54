"""The bootstrap of a slope: against scipy's, by exact recovery, and by what intervals promise."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import RequestError
from analysis.statistics.growth import least_squares
from analysis.statistics.resample import (
    bca_interval,
    bootstrap_slope,
    modified_residuals,
    pairs_acceleration,
    pairs_slopes,
    percentile_interval,
    residual_slopes,
)


def cloud(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    years = np.sort(rng.uniform(1997, 2023, n))
    return years, 0.2 * (years - 2010) + rng.exponential(0.4, n)


def slope_of(t: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    """The slope as scipy calls for it."""
    return least_squares(np.moveaxis(t, axis, -1), np.moveaxis(y, axis, -1)).slope


@pytest.mark.parametrize("n", [12, 37])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_bca_of_the_same_resamples_is_scipys(n, level):
    t, y = cloud(n, seed=n)
    slopes = pairs_slopes(t, y, np.random.default_rng(1), 5_000)
    theirs = stats.bootstrap(
        (t, y),
        slope_of,
        paired=True,
        vectorized=True,
        n_resamples=0,
        bootstrap_result=SimpleNamespace(bootstrap_distribution=slopes),
        confidence_level=level,
        method="BCa",
    ).confidence_interval
    ours = bca_interval(slopes, float(slope_of(t, y)), pairs_acceleration(t, y), level)
    assert ours == pytest.approx((theirs.low, theirs.high), rel=1e-9)
    assert bootstrap_slope(t, y, np.random.default_rng(1), 5_000, interval="bca", level=level).low == ours[0]


@pytest.mark.parametrize(("kind", "n"), [("pairs", 12), ("pairs", 37), ("residual", 12), ("residual", 37)])
def test_resampled_slopes_are_distributed_as_scipys(kind, n):
    """20,000 each: the interval's ends to four of their standard errors, from the scatter of scipy's own in ten parts."""
    t, y = cloud(n, seed=n)
    rng = np.random.default_rng(2)
    line, options = least_squares(t, y), {"vectorized": True, "n_resamples": 20_000, "method": "percentile", "rng": rng}
    if kind == "pairs":
        theirs = stats.bootstrap((t, y), slope_of, paired=True, **options)
        ours = pairs_slopes(t, y, rng, 20_000)
    else:
        lever = (t - line.mean_t) / line.ss_t
        theirs = stats.bootstrap((modified_residuals(t, y),), lambda e, axis=-1: line.slope + e @ lever, **options)
        ours = residual_slopes(t, y, rng, 20_000)
    parts = np.quantile(theirs.bootstrap_distribution.reshape(10, -1), [0.025, 0.975], axis=1)
    error = parts.std(1, ddof=1) / np.sqrt(10)
    away = np.subtract(percentile_interval(ours, 0.95), theirs.confidence_interval) / (np.sqrt(2) * error)
    assert np.all(np.abs(away) < 4)


def test_counting_is_refitting_every_resample():
    """The very same draws, each resample fitted on its own."""
    t, y = cloud(9, seed=3)
    drawn = np.random.default_rng(4).integers(0, 9, (50, 9), dtype=np.uint16)
    np.testing.assert_allclose(pairs_slopes(t, y, np.random.default_rng(4), 50), slope_of(t[drawn], y[drawn]), rtol=1e-9)


def test_the_jackknife_behind_bca_is_leaving_out_each_point():
    t, y = cloud(11, seed=5)
    without = np.array([slope_of(np.delete(t, i), np.delete(y, i)) for i in range(11)])
    influence = without.mean() - without
    assert pairs_acceleration(t, y) == pytest.approx((influence**3).sum() / (6 * (influence**2).sum() ** 1.5), rel=1e-9)


def test_residual_slopes_have_the_mean_and_the_error_of_the_line():
    """Modified residuals have the variance s^2 of the errors, nearly; the slopes scatter by s / sqrt(ss_t)."""
    t, y = cloud(40, seed=6)
    line = least_squares(t, y)
    slopes = residual_slopes(t, y, np.random.default_rng(0), 40_000)
    se = np.sqrt(line.ss_residual / 38 / line.ss_t)
    assert slopes.mean() == pytest.approx(float(line.slope), abs=4 * se / 200)
    assert slopes.std() == pytest.approx(se, rel=0.03)


@given(slope=st.floats(-3, 3), n=st.integers(3, 30))
def test_points_on_a_line_give_that_line_and_no_width(slope, n):
    t = 2000 + np.linspace(0, 20, n)
    for kind in ("pairs", "residual"):
        for interval in ("percentile", "bca"):
            fit = bootstrap_slope(t, 1 + slope * (t - 2000), np.random.default_rng(0), 200, kind, interval)
            assert (fit.low, fit.slope, fit.high) == pytest.approx((slope,) * 3, abs=1e-9)


def test_resamples_of_one_date_are_left_out():
    t, y = np.array([2000.0, 2000.0, 2010.0]), np.array([1.0, 2.0, 4.0])
    slopes = pairs_slopes(t, y, np.random.default_rng(0), 5_000)
    assert np.all(np.isfinite(slopes))
    assert len(slopes) / 5_000 == pytest.approx(1 - (2 / 3) ** 3 - (1 / 3) ** 3, abs=0.03)
    assert slopes.min() == pytest.approx(0.2)
    assert slopes.max() == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "wild"}, "no bootstrap 'wild'"),
        ({"interval": "normal"}, "percentile or bca"),
        ({"level": 95}, "level 95"),
        ({"kind": "residual"}, "one point alone"),
        ({"interval": "bca"}, "one point alone"),
    ],
)
def test_what_cannot_be_resampled_is_refused_in_one_line(options, said):
    with pytest.raises(RequestError, match=said) as caught:
        bootstrap_slope([2000, 2000, 2000, 2010], [1, 2, 3, 4], np.random.default_rng(0), **options)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pairs", "residual"])
@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_intervals_cover_nearly_what_they_promise_and_too_little_at_few_points(kind, interval):
    rng = np.random.default_rng(0)
    covered, runs = {}, 1000
    for n in (12, 100):
        t = np.sort(rng.uniform(1997, 2023, n))
        fits = [bootstrap_slope(t, 0.2 * (t - 2010) + rng.normal(0, 0.4, n), rng, 2_000, kind, interval) for _ in range(runs)]
        covered[n] = sum(f.low <= 0.2 <= f.high for f in fits) / runs
    assert 0.87 < covered[12] < 0.945
    assert covered[100] == pytest.approx(0.945, abs=0.025)
