"""Whether the coverage of a hindcast is unusual, against surrogates: series made by chance at the same dates.

Forecasts from successive origins overlap, and errors of one origin go together, so that no count of them gives a
p-value. A surrogate is made in a world where the method is right and scored as the series is, overlaps and all
(Theiler et al. 1992; Farmer & Lafond 2016 do so with random walks).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..tables.errors import RequestError
from ..trends.selection import Series
from .forecast import How, default_how, yearly_walk
from .rolling_origin import FEWEST, METHODS, Target, held, pairs_of, past_of

World = Literal["trend", "walk"]


@dataclass(frozen=True)
class SurrogateTest:
    """Whether the coverage of a hindcast is unusual in a world in which the method is right."""

    series: str
    method: str
    world: World
    level: float
    forecasts: int  # overlapping, so far fewer independent ones
    coverage: float  # share of the forecasts whose interval held what came
    expected: float  # its mean over the surrogates
    range_95: tuple[float, float]  # and the range of 95% of them
    p: float  # two-sided; small: the coverage is not what the method promises
    runs: int


def surrogate_p(
    series: Series,
    method: str = "trend",
    *,
    world: World | None = None,
    level: float = 0.95,
    how: How | None = None,
    target: Target = "row",
    runs: int = 1000,
    rng: np.random.Generator | int = 0,
) -> SurrogateTest:
    """The p-value of a hindcast's coverage, from `runs` surrogate series with the dates of `series`.

    A surrogate is scored as the series is, overlaps and all, so the p-value counts them right: (1 + as extreme) /
    (1 + runs), doubled for two sides (Davison & Hinkley 1997, section 4.2). The world is the method's own by default.
    """
    if method not in METHODS:
        raise RequestError(f"no method {method!r}; there are {', '.join(METHODS)}")
    how, world = how or default_how(series), world or ("trend" if method == "trend" else "walk")
    order = np.argsort(series.years, kind="stable")
    t, y = series.years[order], np.log10(series.values[order])
    past = past_of(t, y, how)
    pairs = pairs_of(past, target, method)
    if not len(pairs.origin):
        raise RequestError(f"{series.name}: too short for a hindcast by {method}, which needs {FEWEST} to go by and one to hit")
    made = surrogates(series, world, how, runs, np.random.default_rng(rng), drifting=method != "no change")
    hits = held(past, pairs, target, method, level)
    by_chance = held(past_of(t, made, how), pairs, target, method, level)
    tail = min((by_chance <= hits).sum(), (by_chance >= hits).sum())
    low, high = np.quantile(by_chance, [0.025, 0.975]) / len(pairs.origin)
    return SurrogateTest(
        series=series.name,
        method=method,
        world=world,
        level=level,
        forecasts=len(pairs.origin),
        coverage=float(hits / len(pairs.origin)),
        expected=float(by_chance.mean() / len(pairs.origin)),
        range_95=(float(low), float(high)),
        p=float(min(1.0, 2 * (1 + tail) / (1 + runs))),
        runs=runs,
    )


def surrogates(series: Series, world: World, how: How, runs: int, rng: np.random.Generator, drifting: bool = True) -> NDArray:
    """Series made by chance at the dates of `series`, in order of time: log10 values (runs, n).

    trend: independent normal scatter about the fitted line. walk: Brownian motion with the drift and spread of the yearly
    values (no drift unless `drifting`). Of a series of records the surrogate is the record so far.
    """
    t = np.sort(series.years, kind="stable")
    if world == "trend":
        fit = series.fit()
        made = fit.slope_log10_per_year * (t - t[0]) + fit.sigma_log10 * rng.standard_normal((runs, len(t)))
    else:
        walk = yearly_walk(series, how)[1]
        shocks = rng.standard_normal((runs, len(t))) * np.sqrt(np.diff(t, prepend=t[0]))
        made = walk.drift * drifting * (t - t[0]) + walk.spread * np.cumsum(shocks, axis=-1)
    return np.maximum.accumulate(made, axis=-1) if series.selection == "records" else made
