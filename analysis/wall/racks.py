"""Memory that the chips of one scale-up link hold together: what a server, a rack or a pod offers a model, beside one chip."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..statistics.growth import TrendFit, fit_trend
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import decimal_year
from . import demand

BYTES = demand.WEIGHT_BYTES["16 bit"]


@dataclass(frozen=True)
class Rack:
    """The systems of one vendor, and the largest open model beside them."""

    vendor: str
    first: str  # name of the system of least memory, and its bytes
    first_bytes: float
    last: str
    last_bytes: float
    memory: TrendFit  # growth of the bytes of a system
    models: TrendFit  # growth of the systems that the weights of the largest open model of each year fill


def systems(vendor: str, root: Path = ROOT) -> pd.DataFrame:
    """Systems of a vendor by the date of their chip, with year and memory_bytes; those of announced chips are left out."""
    table = frames.load("systems", root).merge(
        frames.load("accelerators", root), left_on="device_id", right_on="id", suffixes=("", "_chip")
    )
    table = table[(table["vendor"] == vendor) & (table["status"] != "announced")].sort_values("released_on")
    year = [decimal_year(day.date()) for day in table["released_on"]]
    return table.assign(year=year, memory_bytes=table["devices"] * table["memory_capacity_bytes"])


def rack(vendor: str, root: Path = ROOT) -> Rack:
    """How the memory of a vendor's systems grew, and whether the largest open model outgrew it."""
    table = systems(vendor, root)
    years, memory = table["year"].to_numpy(float), table["memory_bytes"].to_numpy(float)
    models = demand.largest_open(root)
    known = models.years >= years.min()
    supply = np.array([memory[years <= year].max() for year in models.years[known]])
    least, most = table.iloc[0], table.iloc[int(np.argmax(memory))]
    return Rack(
        vendor,
        str(least["name"]),
        float(least["memory_bytes"]),
        str(most["name"]),
        float(most["memory_bytes"]),
        fit_trend(years, memory, series=f"{vendor} systems", selection="all"),
        fit_trend(models.years[known], models.values[known] * BYTES / supply, series="models", selection="best of each year"),
    )
