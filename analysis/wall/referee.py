"""Questions a referee asks of the balance: has it a ceiling, what of devices announced and not sold, what would more decide."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from ..statistics.growth import TrendFit
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from . import gap

SEED = 20261128
DRAWS = 2000
PULL = 0.5  # part of a distance from its level that a balance with a ceiling would close in a year, in the statement of power
SIZE, POWER = 0.05, 0.8


@dataclass(frozen=True)
class Ceiling:
    """Whether the yearly median of the balance is drawn back to a level: an error-correction regression without lags."""

    years: int
    closed_a_year: float  # part of the distance; 0 is none, as in a random walk
    p_value: float  # of none: Dickey and Fuller's statistic among random walks as long
    power: float  # chance to tell PULL from none with so many years


@dataclass(frozen=True)
class Devices:
    """How many devices would tell a growth from none."""

    growth_per_2_years: float
    n: int
    needed: int  # at today's scatter and spread of dates, at SIZE and POWER


def ceiling(precision: str = "fp16", root: Path = ROOT) -> Ceiling:
    """The test on the yearly medians of the logarithm of the balance."""
    levels = yearly_medians(gap.devices(precision, root=root))
    closed, p_value = pulled(levels)
    return Ceiling(len(levels), closed, p_value, power_to_tell(PULL, levels, np.random.default_rng(SEED)))


def yearly_medians(series: Series) -> NDArray[np.float64]:
    """The median of log10 of a series in each calendar year that has rows, in order."""
    years = np.floor(series.years)
    return np.array([np.median(np.log10(series.values[years == year])) for year in np.unique(years)])


def pulled(levels: NDArray[np.float64]) -> tuple[float, float]:
    """Part of the distance from the mean that is closed in a step, and the p-value of none, from walks as long as `levels`."""
    before, step = levels[:-1] - levels[:-1].mean(), np.diff(levels)
    return float(-(before @ step) / (before @ before)), float(np.mean(_of_walks(len(levels)) <= _statistic(levels[None])[0]))


def power_to_tell(pull: float, levels: NDArray[np.float64], rng: np.random.Generator) -> float:
    """The share of made-up series with this pull, as long and as noisy as `levels`, whose test tells it from none."""
    n, noise = len(levels), float(np.std(np.diff(levels), ddof=1))
    start = rng.normal(0.0, noise / np.sqrt(1 - (1 - pull) ** 2), DRAWS)
    drawn = [start]
    for _ in range(n - 1):
        drawn.append((1 - pull) * drawn[-1] + rng.normal(0.0, noise, DRAWS))
    made = np.array(drawn).T
    critical = np.quantile(_of_walks(n), SIZE)
    return float(np.mean(_statistic(made) < critical))


def _statistic(made: NDArray[np.float64]) -> NDArray[np.float64]:
    """Dickey and Fuller's t statistic of each row of `made` (draws, n), with a constant and no lag."""
    before, step = made[:, :-1], np.diff(made, axis=1)
    x, y = before - before.mean(1, keepdims=True), step - step.mean(1, keepdims=True)
    ss = (x * x).sum(1)
    slope = (x * y).sum(1) / ss
    rest = y - slope[:, None] * x
    return slope / np.sqrt((rest**2).sum(1) / (made.shape[1] - 3) / ss)


@cache
def _of_walks(n: int) -> NDArray[np.float64]:
    """The statistic of random walks of n steps, (draws,), read-only: the same ones whenever they are asked for."""
    found = _statistic(np.random.default_rng(SEED).normal(size=(20 * DRAWS, n)).cumsum(1))
    found.flags.writeable = False
    return found


def with_announced(precision: str, root: Path = ROOT) -> TrendFit:
    """The growth of the balance with announced devices among the others, which the recommended rate leaves out."""
    statuses = (*catalogue.IN_A_FIT, "announced")
    where = {"segment": "datacenter"}
    series = catalogue.load(gap.PER["byte"], root, precision=precision, where=where, statuses=statuses)
    return gap.fit(series.window(gap.SINCE, None))


def devices_needed(fit: TrendFit, growth_per_2_years: float) -> Devices:
    """How many devices alike would tell this growth from none; the error of a slope falls as the root of their number."""
    slope = np.log10(growth_per_2_years) / 2
    error = slope / (norm.ppf(1 - SIZE / 2) + norm.ppf(POWER))
    return Devices(growth_per_2_years, fit.n, int(np.ceil(fit.n * (fit.se / error) ** 2)))
