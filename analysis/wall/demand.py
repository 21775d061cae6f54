"""What models ask of one device: how many devices hold the largest open model, how many device-years train the costliest.

Supply is the best device one can have at the model's date. Both ask for the least: weights alone, no KV cache and no
activations; every FLOP at the dense 16-bit peak. Models that do not say their size or compute are missing, and they
are not missing at random: `disclosure` counts them.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..statistics.growth import TrendFit, fit_trend
from ..tables import frames
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series

WEIGHT_BYTES = {"16 bit": 2.0, "8 bit": 1.0, "4 bit": 0.5}
SECONDS_PER_YEAR = 365.25 * 86_400
SINCE = "2018"  # the first year of language models that were given away


@dataclass(frozen=True)
class Need:
    """What one model asks of the best device of its day; `devices` counts holders, or device-years at peak."""

    model: str
    name: str
    label: str
    date: str
    year: float
    amount: float  # bytes of weights, or training FLOP
    device: str
    device_name: str
    supply: float  # bytes of memory, or FLOP/s
    devices: float


def largest_open(root: Path = ROOT) -> Series:
    """The model with open weights of most parameters, all experts counted, of each calendar year."""
    return _best_of_years(catalogue.load("models/parameters", root, where={"has_open_weights": "True"}).window(SINCE, None))


def costliest(root: Path = ROOT) -> Series:
    """The model, open or not, of most training compute that is known, of each calendar year."""
    return _best_of_years(catalogue.load("models/training_flop", root).window(SINCE, None))


def _best_of_years(series: Series) -> Series:
    """The row of the highest value of each calendar year, the earlier of equals."""
    year, order = np.floor(series.years), np.lexsort((series.years, -series.values))
    best = {year[i]: i for i in reversed(order)}
    return series.where(np.isin(np.arange(len(year)), list(best.values())))


def to_hold(weight_bytes: float, root: Path = ROOT) -> tuple[Need, ...]:
    """Devices whose memory the weights of the largest open model of each year fill, at so many bytes a weight.

    Memory of which no rate is known, as the DRAM that its maker calls auxiliary, is not known to feed a model and is left out.
    """
    memory = catalogue.load("accelerators/memory_capacity", root, where={"segment": "datacenter"})
    rates = frames.load("accelerators", root).set_index("id")["memory_bandwidth_bytes_per_s"]
    memory = memory.where(rates[list(memory.ids)].notna().to_numpy())
    return _needs(largest_open(root), weight_bytes, memory.select("records"), 1.0)


def to_train(root: Path = ROOT) -> tuple[Need, ...]:
    """Device-years at the 16-bit peak for the training compute of the costliest model of each year."""
    peak = catalogue.load("accelerators/peak", root, precision="fp16", where={"segment": "datacenter"})
    return _needs(costliest(root), 1.0, peak.select("records"), SECONDS_PER_YEAR)


def _needs(models: Series, per_unit: float, supply: Series, seconds: float) -> tuple[Need, ...]:
    """Each model against the last record of supply at its date."""
    best = np.searchsorted(supply.years, models.years, side="right") - 1
    rows = zip(models.ids, models.names, models.labels, models.days, models.years, models.values * per_unit, best, strict=True)
    return tuple(
        Need(
            model=i,
            name=name,
            label=label,
            date=day.isoformat(),
            year=float(year),
            amount=float(amount),
            device=supply.ids[b],
            device_name=supply.names[b],
            supply=float(supply.values[b]),
            devices=float(amount / (supply.values[b] * seconds)),
        )
        for i, name, label, day, year, amount, b in rows
    )


def growth(needs: tuple[Need, ...], name: str, level: float = 0.95) -> TrendFit:
    """The growth of the number of devices over the best model of each year."""
    years, devices = np.array([n.year for n in needs]), np.array([n.devices for n in needs])
    dates = [n.date for n in needs]
    return fit_trend(years, devices, series=name, selection="best of each year", first=min(dates), last=max(dates), level=level)


@dataclass(frozen=True)
class Disclosure:
    """How many models of some years say their size and their training compute."""

    years: str
    weights: str  # "open", "closed"
    models: int
    with_parameters: int
    with_training_flop: int


def disclosure(
    root: Path = ROOT, periods: tuple[tuple[int, int], ...] = ((2018, 2022), (2023, 2024), (2025, 2026))
) -> tuple[Disclosure, ...]:
    """Models in the table by period and by whether their weights are open; those that do not say which are left out."""
    models = frames.load("models", root)
    models = models[models["has_open_weights"].notna()]
    year, told = models["published_on"].dt.year, []
    for first, last in periods:
        for weights, is_open in (("open", True), ("closed", False)):
            some = models[year.between(first, last) & (models["has_open_weights"] == is_open)]
            known = (int(some[c].notna().sum()) for c in ("parameters_total", "training_flop"))
            told.append(Disclosure(f"{first}-{last}", weights, len(some), *known))
    return tuple(told)
