"""What speaks against a fit: how far one point moves it, and whether its residuals are as plain as it assumes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..statistics.growth import least_squares
from .selection import Series


@dataclass(frozen=True)
class LeaveOneOut:
    """Growth per two years without each row in turn: the extremes, and the row each of them lacks."""

    low: float
    high: float
    low_without: str
    high_without: str


def leave_one_out(series: Series) -> LeaveOneOut | None:
    """Range of the growth per two years over the n fits that lack one row; None below four rows."""
    n = len(series.ids)
    if n < 4:
        return None
    kept = np.broadcast_to(np.arange(n), (n, n))[~np.eye(n, dtype=bool)].reshape(n, n - 1)
    growth = 10 ** (2 * least_squares(series.years[kept], np.log10(series.values)[kept]).slope)
    low, high = int(np.nanargmin(growth)), int(np.nanargmax(growth))
    return LeaveOneOut(float(growth[low]), float(growth[high]), series.ids[low], series.ids[high])


def leave_group_out(series: Series, labels: Sequence[str]) -> LeaveOneOut | None:
    """The same without all rows of each label in turn, as of one vendor; None where too little would be left."""
    names = list(dict.fromkeys(labels))
    kept = [series.where(np.array([label != name for label in labels])) for name in names]
    if any(len(k.ids) < 3 or np.ptp(k.years) == 0 for k in kept):
        return None
    growth = [10 ** (2 * float(least_squares(k.years, np.log10(k.values)).slope)) for k in kept]
    low, high = int(np.argmin(growth)), int(np.argmax(growth))
    return LeaveOneOut(growth[low], growth[high], names[low], names[high])


@dataclass(frozen=True)
class Contested:
    """Growth per two years over every mix of the readings that documents leave open, and the rows they are of."""

    low: float
    high: float
    rows: tuple[str, ...]


def contested(series: Series) -> Contested:
    """The least and the largest growth per two years with any contested reading; both the growth itself where none is."""
    low, high = (series.read(steeper=steeper).fit().growth(2) for steeper in (False, True))
    return Contested(low, high, series.contested)


PERIOD_YEARS = {"day": 0.0, "month": 1 / 12, "quarter": 0.25, "year": 1.0}


def date_jitter(series: Series, rng: np.random.Generator, draws: int = 2000, level: float = 0.95) -> tuple[float, float]:
    """Spread of the growth per two years when each date is drawn anew from the period that its precision leaves open."""
    period = np.array([PERIOD_YEARS[p] for p in series.precisions])
    years = series.years + period * rng.random((draws, len(period)))
    growth = 10 ** (2 * least_squares(years, np.log10(series.values)).slope)
    low, high = np.quantile(growth, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True)
class Residuals:
    """Tests of the residuals in order of time, all by statsmodels."""

    breusch_pagan_p: float  # small: the scatter changes with time
    durbin_watson: float  # 2: no serial correlation; towards 0: neighbours in time err alike
    jarque_bera_p: float  # small: not normal


def residual_tests(series: Series) -> Residuals:
    """Whether scatter is even, independent and normal, as the iid intervals assume (few points show little)."""
    from statsmodels.regression.linear_model import OLS  # here: it takes half a second to import
    from statsmodels.stats.diagnostic import het_breuschpagan
    from statsmodels.stats.stattools import durbin_watson, jarque_bera

    order = np.argsort(series.years, kind="stable")
    design = np.column_stack([np.ones(len(order)), series.years[order] - series.years.mean()])
    residuals = OLS(np.log10(series.values[order]), design).fit().resid
    return Residuals(
        float(het_breuschpagan(residuals, design)[1]), float(durbin_watson(residuals)), float(jarque_bera(residuals)[1])
    )
