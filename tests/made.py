"""Series made for tests."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from analysis.tables.units import decimal_year
from analysis.trends.selection import Series


def made_series(days: Sequence[str], log10: Sequence[float], name: str = "made", selection: str = "all") -> Series:
    """Rows with these ISO dates and log10 values."""
    dates = tuple(dt.date.fromisoformat(day) for day in days)
    ids = tuple(f"row-{i}" for i in range(len(dates)))
    return Series(
        name=name,
        title="Made",
        quantity="memory bandwidth",
        unit="byte/s",
        sources=(("made",),) * len(dates),
        ids=ids,
        names=ids,
        labels=ids,
        days=dates,
        years=np.array([decimal_year(d) for d in dates]),
        values=10.0 ** np.array(log10, float),
        merits=10.0 ** np.array(log10, float),
        groups=ids,
        designs=ids,
        precisions=("day",) * len(dates),
        selection=selection,
    )


def scattered(n: int, seed: int, first: int = 2005, last: int = 2026, sigma: float = 0.3, slope: float = 0.2) -> Series:
    """`n` rows at random dates about a line, not in order of time."""
    rng = np.random.default_rng(seed)
    start = dt.date(first, 1, 1)
    days = [start + dt.timedelta(days=int(d)) for d in rng.integers(0, (last - first) * 365, n)]
    years = np.array([decimal_year(d) for d in days])
    return made_series([d.isoformat() for d in days], 9 + slope * (years - first) + rng.normal(0, sigma, n))
