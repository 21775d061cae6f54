"""Every defensible growth rate: data set x selection x precision x window x estimator, each with its interval.

After Simonsohn, Simmons & Nelson 2020 (specification curve analysis): what one paper picks silently is one row here.
"""

import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from ..statistics.estimators import quantile_line, theil_sen
from ..tables import formats, rows
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.progress import progress
from . import catalogue
from .selection import Series

LEVEL = 0.95
LEAST_POINTS = 6  # fewer leave an interval that says nothing
DEVICES = ("peak", "memory_bandwidth", "memory_capacity", "interconnect")
GROUPS: tuple[dict[str, str], ...] = (
    {},
    {"segment": "datacenter"},
    {"segment": "datacenter", "vendor": "NVIDIA"},
    {"segment": "datacenter", "vendor": "AMD"},
)
SELECTIONS = ("all", "design", "flagship", "records")
SINCE = (None, "2006", "2010", "2014", "2017", "2020")
UNTIL = (None, "2022")  # to today, and to the year of the paper's last points
ESTIMATORS = ("ols", "theil-sen", "quantile 0.9")


@dataclass(frozen=True)
class Estimate:
    """One growth rate and every choice behind it."""

    series: str
    quantity: str
    precision: str
    rows: str  # "all", or the columns that rows were chosen by
    selection: str
    since: str
    until: str
    estimator: str
    n: int
    growth_per_2_years: float
    low: float  # nan, and blank in a file: the points do not bound it
    high: float


def estimates(root: Path = ROOT) -> pd.DataFrame:
    """All growth rates that have at least six points, one a row, with 95% intervals."""
    tables = ("paper/series", "paper/figure_points", "evidence", "accelerators", "models")
    return _estimates(root, tuple(rows.changed(table, root) for table in tables)).copy()


@lru_cache(maxsize=2)
def _estimates(root: Path, changed: tuple[int, ...]) -> pd.DataFrame:
    """The growth rates, made once for each time that one of their tables was `changed`: they take seconds."""
    sets = list(data_sets(root))
    found = [e for data_set in progress(sets, len(sets), "data sets") for e in of_series(*data_set)]
    return pd.DataFrame([asdict(e) for e in found])


def data_sets(root: Path = ROOT) -> Iterator[tuple[Series, str, str]]:
    """(series, precision, rows) of every data set: the paper's, devices by precision and group, models."""
    for name in (n for n in catalogue.names(root) if n.startswith("paper/")):
        yield catalogue.load(name, root), "", "all"
    for name, group in itertools.product(DEVICES, GROUPS):
        for precision in formats.PRECISIONS if name == "peak" else (None,):
            try:
                series = catalogue.load(f"accelerators/{name}", root, precision=precision, where=group)
            except RequestError:
                continue  # no such row has evidence
            yield series, precision or "", ", ".join(group.values()) or "all"
    for name in ("models/parameters", "models/training_flop"):
        yield catalogue.load(name, root), "", "all"


def of_series(series: Series, precision: str, group: str) -> Iterator[Estimate]:
    """The estimates of one data set, over selections, windows and estimators; the same rows twice count once."""
    seen = set()
    for selection, since, until in itertools.product(SELECTIONS, SINCE, UNTIL):
        try:
            chosen = series.select(selection).window(since, until)
        except RequestError:
            continue
        if len(chosen.ids) < LEAST_POINTS or np.ptp(chosen.years) == 0 or (selection, chosen.ids) in seen:
            continue
        seen.add((selection, chosen.ids))
        for estimator in ESTIMATORS:
            slope, low, high = _slope(chosen, estimator)
            yield Estimate(
                series=series.name,
                quantity=series.quantity,
                precision=precision,
                rows=group,
                selection=selection,
                since=since or chosen.days[0].isoformat()[:4],
                until=until or chosen.days[-1].isoformat()[:4],
                estimator=estimator,
                n=len(chosen.ids),
                growth_per_2_years=10 ** (2 * slope),
                low=10 ** (2 * low) if np.isfinite(low) else np.nan,
                high=10 ** (2 * high) if np.isfinite(high) else np.nan,
            )


def _slope(series: Series, estimator: str) -> tuple[float, float, float]:
    """Slope with its interval, decades a year."""
    years, logs = series.years, np.log10(series.values)
    if estimator == "ols":
        fit = series.fit(LEVEL)
        return fit.slope_log10_per_year, *fit.slope_ci
    found = theil_sen(years, logs, LEVEL) if estimator == "theil-sen" else quantile_line(years, logs, 0.9, LEVEL)
    return found.slope, found.low, found.high
