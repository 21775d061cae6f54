"""A series, an estimator and a covariance by name: one TrendFit, whichever way it was fitted."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from ..statistics.covariance import Covariance, slope_error
from ..statistics.estimators import quantile_line, theil_sen
from ..statistics.growth import TrendFit
from ..tables.errors import RequestError
from .selection import Series

ESTIMATORS = ("ols", "theil-sen", "quantile")


def usual(series: Series) -> Covariance:
    """The covariance that fits a series: CR2 for devices, of which those of a generation are alike, iid for all else."""
    return "cr2" if series.name.startswith("accelerators/") else "iid"


def fit(
    series: Series,
    level: float = 0.95,
    *,
    estimator: str = "ols",
    tau: float = 0.9,
    covariance: Covariance | None = None,
    clusters: Sequence[Hashable] | None = None,
) -> TrendFit:
    """The trend of `series`; the fields that only least squares has are nan for the other estimators.

    Without a covariance it is the `usual` one. cr2 takes `clusters` (n,), by default vendor and generation.
    """
    plain = series.fit(level)
    if estimator == "ols":
        covariance = covariance or usual(series)
        if covariance == "iid":
            return plain
        error = slope_error(series.years, np.log10(series.values), covariance, clusters or series.groups)
        return replace(plain, se=error.se, df=error.df, covariance=covariance)
    if covariance not in (None, "iid"):
        raise RequestError(f"{estimator} has an interval of its own; --cov is for ols")
    years, logs = series.years, np.log10(series.values)
    line = theil_sen(years, logs, level) if estimator == "theil-sen" else quantile_line(years, logs, tau, level)
    return replace(
        plain,
        slope_log10_per_year=line.slope,
        se=float("nan"),
        df=float("nan"),
        sigma_log10=float("nan"),
        r2=float("nan"),
        estimator=line.estimator,
        covariance="none",
        interval=(line.low, line.high),
    )
