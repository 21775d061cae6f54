"""Ways to make intervals that hold, scored where they were not made: each series by the record of other quantities alone.

    trend, walk          as they are
    trend, widened       `forecasts.calibration`; the walk the same
    trend, by horizon    half width times the quantile of |error| / half width at this horizon and its neighbours
    trend, conformal     the quantiles of error / scale there, which need not be even (Vovk, Gammerman & Shafer 2005)
    pooled increments    the walk, shocks correlated as Farmer & Lafond (2016) found, its variance drawn towards that of the
                         other series (Smyth 2004): K^2 = (d0 s0^2 + d k^2) / (d0 + d), t with d0 + d degrees of freedom

Scores are means over series, not over forecasts, which overlap: a series with a thousand forecasts says no more than one
with ten. Their ranges come from drawing series anew. CRPS is twice the quantile score over LEVELS (Gneiting & Ranjan 2011).
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import digamma, polygamma, stdtrit

from ..statistics import scoring
from ..statistics.random_walk import THETA, Walk, variance_factor
from ..statistics.resample import SEED
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from . import calibration
from .forecast import default_how, yearly_walk
from .hindcast import hindcast, shared
from .rolling_origin import pairs_of, past_of

LEVELS = np.concatenate([[0.005, 0.0125, 0.025], np.arange(0.05, 0.951, 0.025), [0.975, 0.9875, 0.995]])
NEIGHBOURS = 1  # horizons to each side that speak for one
DRAWS = 1000
Bands = Callable[[NDArray], NDArray]  # quantile levels (Q,) -> quantiles of the error (P, Q), in decades


class Told(NamedTuple):
    """What a method is told: the forecasts it is scored on, and the record of other quantities."""

    mine: pd.DataFrame  # P forecasts of one base method, of one series
    others: pd.DataFrame  # the record of that method
    series: Series


def as_it_is(told: Told) -> Bands:
    """The forecast's own t quantiles."""
    scale, df = (told.mine[c].to_numpy(float)[:, None] for c in ("scale", "df"))
    return lambda q: scale * stdtrit(df, q)


def widened(told: Told) -> Bands:
    """t quantiles with the scale and the degrees of freedom of `calibration.Widening`, as stored."""
    scale, df, ahead = (told.mine[c].to_numpy(float)[:, None] for c in ("scale", "df", "horizon"))
    found = calibration.widening_for(told.series, str(told.mine["method"].iloc[0]))
    return lambda q: found.times(ahead) * scale * stdtrit(found.degrees(df), q)


def by_horizon(told: Told) -> Bands:
    """Half widths times what would have made the others' right, horizon by horizon."""
    scale, df = (told.mine[c].to_numpy(float) for c in ("scale", "df"))
    ratio = (told.others["error"] / told.others["scale"]).abs().to_numpy(float)
    few, which = np.unique(told.others["df"].to_numpy(float), return_inverse=True)  # whole numbers: a quantile of each, once
    near = _near(told)

    def half(level: float) -> NDArray:
        """Half the interval of `level`, as factors of the scale; none where the level is none."""
        if level < 1e-6:
            return np.zeros(len(scale))
        needed = ratio / stdtrit(few, 0.5 + level / 2)[which]
        return _by_horizon(near, needed, np.array([level]))[:, 0] * stdtrit(df, 0.5 + level / 2)

    return lambda q: np.stack([np.sign(x - 0.5) * scale * half(abs(2 * float(x) - 1)) for x in q], axis=1)


def conformal(told: Told) -> Bands:
    """The others' quantiles of error / scale at the horizon, as they are."""
    z = (told.others["error"] / told.others["scale"]).to_numpy(float)
    scale, near = told.mine["scale"].to_numpy(float)[:, None], _near(told)
    return lambda q: scale * _by_horizon(near, z, q)


Near = list[tuple[NDArray, NDArray, NDArray]]  # of each horizon: whose forecasts (P,), which of the others (R,), their weights


def _near(told: Told) -> Near:
    """The others' forecasts near each horizon, every series counting the same; once for all levels that are asked of them."""
    horizon, ahead = told.others["horizon"].to_numpy(), told.mine["horizon"].to_numpy()
    near = {h: np.abs(horizon - h) <= NEIGHBOURS for h in np.unique(ahead)}
    return [(ahead == h, some, calibration.weights(told.others[some])) for h, some in near.items()]


def _by_horizon(near: Near, score: NDArray, q: NDArray) -> NDArray:
    """Quantiles (P, Q) of the others' scores near the horizon of each forecast."""
    found = np.zeros((len(near[0][0]), len(q)))
    for mine, others, weight in near:
        found[mine] = weighted_quantile(score[others], weight, q)
    return found


def weighted_quantile(values: NDArray, weight: NDArray, q: NDArray) -> NDArray:
    """The smallest values (Q,) with a share q of the weight at or below them."""
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weight[order])
    place = np.searchsorted(share, q * share[-1] * (1 - 1e-12))
    return values[order][np.minimum(place, len(values) - 1)]


def pooled_increments(told: Told) -> Bands:
    """The walk with a variance drawn towards that of the other series, errors growing as Farmer & Lafond's."""
    how = default_how(told.series)
    order = np.argsort(told.series.years, kind="stable")
    past = past_of(told.series.years[order], np.log10(told.series.values[order]), how)
    pairs = pairs_of(past, "row", "walk")
    row = {(o, t): i for i, (o, t) in enumerate(zip(past.dates.year[pairs.origin], pairs.target, strict=True))}
    names = {told.series.ids[i]: k for k, i in enumerate(order)}
    keep = np.array([row[o, names[t]] for o, t in zip(told.mine["origin"], told.mine["target"], strict=True)])
    tau, span = pairs.tau[keep], (past.dates.year[pairs.origin] - past.dates.year[0])[keep].astype(float)
    own_df = told.mine["df"].to_numpy(float)
    own = told.mine["scale"].to_numpy(float) ** 2 / variance_factor(tau, span)
    walks = [_walk(name) for name in told.others["series"].unique()]
    prior, strength = prior_variance(np.array([float(w.spread) ** 2 for w in walks]), np.array([w.df for w in walks]))
    variance = (strength * prior + own_df * own) / (strength + own_df) if np.isfinite(strength) else np.full(len(own), prior)
    scale = np.sqrt(variance * variance_factor(tau, span, THETA))[:, None]
    df = np.minimum(strength + own_df, 1e6)[:, None]
    return lambda q: scale * stdtrit(df, q)


@cache
def _walk(name: str, root: Path = ROOT) -> Walk:
    """The walk through the whole of a series of ours."""
    series = catalogue.load(name, root)
    return yearly_walk(series, default_how(series))[1]


def prior_variance(variance: NDArray, df: NDArray) -> tuple[float, float]:
    """s0^2 and d0 of a scaled inverse chi-squared prior, by the moments of log variances (Smyth 2004, section 6.2)."""
    e = np.log(variance) - digamma(df / 2) + np.log(df / 2)
    excess = float(np.var(e, ddof=1) - polygamma(1, df / 2).mean())
    if excess <= 0:
        return float(np.exp(e.mean())), float("inf")
    from scipy.optimize import brentq

    half = brentq(lambda x: polygamma(1, x) - excess, 1e-3, 1e6)
    return float(np.exp(e.mean() + digamma(half) - np.log(half))), 2 * half


METHODS: dict[str, tuple[str, Callable[[Told], Bands]]] = {  # name -> the base method, and what is made of it
    "trend": ("trend", as_it_is),
    "walk": ("walk", as_it_is),
    "trend, widened": ("trend", widened),
    "walk, widened": ("walk", widened),
    "trend, by horizon": ("trend", by_horizon),
    "trend, conformal": ("trend", conformal),
    "pooled increments": ("walk", pooled_increments),
}
KEPT = f"{calibration.RECOMMENDED}, widened"


def scored(many: Sequence[Series], root: Path = ROOT, methods: Sequence[str] = tuple(METHODS)) -> pd.DataFrame:
    """Every forecast of the methods: series, method, horizon, inside_80, inside_95, crps, interval_score_95, width_95."""
    record = calibration.record(root)
    frames = []
    for series in many:
        mine = hindcast(series)
        mine = shared(mine[mine["method"].isin(calibration.CALIBRATED)])
        if mine["method"].nunique() < len(calibration.CALIBRATED):
            continue  # too short for the walk
        for name in methods:
            base, make = METHODS[name]
            some = mine[mine["method"] == base]
            told = Told(some, calibration.of_others(record, base, calibration.left_out(series)), series)
            frames.append(_scores(some, make(told)).assign(method=name, series=series.name))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["series", "method"])


def _scores(mine: pd.DataFrame, bands: Bands) -> pd.DataFrame:
    """The scores of one method's bands on its forecasts."""
    error = mine["error"].to_numpy(float)
    (low_80, high_80), (low_95, high_95) = (bands(np.array([0.5 - h / 2, 0.5 + h / 2])).T for h in (0.8, 0.95))
    return pd.DataFrame(
        {
            "horizon": mine["horizon"].to_numpy(),
            "inside_80": (low_80 <= error) & (error <= high_80),
            "inside_95": (low_95 <= error) & (error <= high_95),
            "crps": scoring.crps_quantiles(error, bands(LEVELS), LEVELS),
            "interval_score_95": scoring.interval_score(low_95, high_95, error, 0.95),
            "width_95": high_95 - low_95,
        }
    )


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """Scores of each method, means over series, coverage with the range of 95% of draws of series, and CRPS against KEPT's.

    KEPT must be among the methods of `frame`.
    """
    by_series = frame.drop(columns="horizon").groupby(["method", "series"], sort=False).mean()
    over = frame.drop(columns=["horizon", "series"]).groupby("method", sort=False).mean()
    rng = np.random.default_rng(SEED)
    names = by_series.index.get_level_values("series").unique()
    drawn = rng.integers(0, len(names), (DRAWS, len(names)))
    rows = []
    for method in dict.fromkeys(frame["method"]):
        mine = by_series.loc[method].loc[names]
        apart = (mine["crps"] - by_series.loc[KEPT].loc[names, "crps"]).to_numpy(float)
        row = {
            "method": method,
            "kept": method == KEPT,
            "series": len(names),
            "forecasts": int((frame["method"] == method).sum()),
        }
        for column in ("coverage_80", "coverage_95"):
            held = mine[column.replace("coverage", "inside")].to_numpy(float)
            row |= {column: float(held.mean()), f"{column}_range": _range(held, drawn)}
            row[f"{column}_of_forecasts"] = float(over.loc[method, column.replace("coverage", "inside")])
        row |= {c: float(mine[c].mean()) for c in ("crps", "interval_score_95", "width_95")}
        row |= {"crps_over_kept": float(apart.mean()), "crps_over_kept_range": _range(apart, drawn)}
        rows.append(row)
    return pd.DataFrame(rows)


def _range(values: NDArray, drawn: NDArray) -> tuple[float, float] | None:
    """The range of 95% of the means over draws of series; None of one series, whose forecasts are no sample of others."""
    if len(values) == 1:
        return None
    low, high = np.quantile(values[drawn].mean(1), [0.025, 0.975])
    return float(low), float(high)
