"""A pull is found where there is one, its statistic is statsmodels', and a power calculation comes out by simulation."""

import warnings

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.tsa.stattools import adfuller

from analysis.wall import gap, recommended, referee


def test_the_statistic_is_that_of_statsmodels():
    levels = referee.yearly_medians(gap.devices("fp16"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of a result that will be an object, which older ones cannot be asked for
        theirs = adfuller(levels, maxlag=0, regression="c", autolag=None)[0]
    assert referee._statistic(levels[None])[0] == pytest.approx(theirs)


def test_a_strong_pull_is_told_from_none_in_a_long_series_and_not_in_ten_years():
    rng = np.random.default_rng(1)
    long, short = np.arange(200.0), np.arange(10.0)
    long[:], short[:] = rng.normal(size=200).cumsum(), rng.normal(size=10).cumsum()
    assert referee.power_to_tell(0.5, long, rng) > 0.99
    assert referee.power_to_tell(0.5, short, rng) < 0.3


def test_a_random_walk_is_called_drawn_back_in_one_case_of_twenty():
    rng = np.random.default_rng(2)
    p = [referee.pulled(rng.normal(size=12).cumsum())[1] for _ in range(200)]
    assert 0.01 < np.mean(np.array(p) < 0.05) < 0.1


def test_the_devices_needed_give_the_power_that_is_asked_for():
    fit = recommended.fit(recommended.question("balance_16_bit"))
    found = referee.devices_needed(fit, 1.25)
    se = fit.se * np.sqrt(fit.n / found.needed)
    assert norm.sf(norm.ppf(0.975) - np.log10(1.25) / 2 / se) == pytest.approx(0.8, abs=0.01)
    assert referee.devices_needed(fit, 1.1).needed > found.needed


def test_announced_devices_are_more_rows_of_the_same_series():
    with_them = referee.with_announced("fp16")
    assert with_them.n > recommended.fit(recommended.question("balance_16_bit")).n
