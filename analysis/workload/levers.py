"""What each remedy against the wall buys: years of the gap, where on the batch axis it helps, memory of training.

A remedy that divides what a device must move by `f` undoes log(f) / growth years of the gap between what one chip computes and
what it moves. Both are uncertain: the factor has a range in data/levers.csv, the growth an interval. The years are a ratio
of a number and an estimate, so their exact set is Fieller's (1954): from its low end for the low factor to its high end for
the high one. Where growth is not told from none the set has no end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ..statistics.crossing import Set, fieller_set
from ..statistics.growth import Interval, TrendFit
from ..tables import architectures, frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.shapes import FUSED, Count, Shape
from ..trends import fitting
from ..wall import gap
from . import chips, transformer
from .chips import Chip
from .transformer import Cost

RELIEVES = {  # effect -> the ratio of the same chip that it relieves: peak over memory bandwidth, capacity or link
    "activation_memory": "capacity",
    "optimizer_memory": "capacity",
    "sharded_optimizer": "capacity",
    "sharded_all": "capacity",
    "link_bytes": "link",
}
IN_DECODING = ("weight_bytes", "weights_and_rate", "kv_bytes", "tokens_per_pass", "bandwidth", "experts")
BATCHES, CONTEXTS = (1, 32, 256), (512, 8192)
MODEL, MIXTURE, CHIP = "llama-3-70b", "deepseek-v3", "H100"  # where the gain in decoding is shown


@dataclass(frozen=True)
class Bought:
    """The years of the gap that one lever buys, and where it helps."""

    id: str
    name: str
    term: str  # weights, kv, activations, optimizer, interconnect
    effect: str
    gap: str  # byte, capacity or link
    factor_low: float
    factor_typical: float
    factor_high: float
    years_typical: float | None  # at the fitted growth; None where the line falls
    years_by_factor: Interval  # the range of the factor at the fitted growth
    years: Interval  # of factor and growth together; None is unbounded
    gain: dict[str, dict[str, float]] | None  # of the typical factor in decoding, by context and batch; None where it has none
    no_gain_from_batch: int | None  # without a cache; None where it always gains, or is not of decoding
    source_id: str
    verification: str


def growths(
    precision: str = "fp16", since: str = gap.SINCE, root: Path = ROOT, level: float = 0.95, *, by_vendor: bool = False
) -> dict[str, TrendFit]:
    """The growth of each ratio of the same chip: errors CR2 by generation, or by vendor, of which there are few."""
    series = {per: gap.devices(precision, per, since=since, root=root) for per in ("byte", "capacity", "link")}
    clusters = {per: gap.vendors(s, root) if by_vendor else None for per, s in series.items()}
    return {per: fitting.fit(s, level, covariance="cr2", clusters=clusters[per]) for per, s in series.items()}


def years_bought(factor: float, fit: TrendFit) -> Interval:
    """The set of years at which growth has undone `factor`, from 0 on: (12, None) is at least 12; (0, None) is anything.

    >>> from analysis.statistics.growth import fit_trend
    >>> low, high = years_bought(4.0, fit_trend([2000, 2001, 2002, 2003], [1, 2.1, 3.9, 8]))
    >>> low < 2 < high
    True
    """
    if factor == 1:
        return 0.0, 0.0
    quantile = float(stdtrit(fit.df, 0.5 + fit.level / 2))
    return _after_now(fieller_set(float(np.log10(factor)), fit.slope_log10_per_year, 0.0, fit.se**2, 0.0, quantile))


def _after_now(years: Set) -> Interval:
    """The part of the set that is not negative; a growth that may be negative buys at least some years, or no bound at all."""
    reached = [(low or 0.0, high) for low, high in years if high is None or high >= 0]
    if not reached:
        return None, None
    ends = [high for _, high in reached if high is not None]
    return max(0.0, min(low for low, _ in reached)), max(ends) if len(ends) == len(reached) else None


def bought(fits: Mapping[str, TrendFit] | None = None, root: Path = ROOT) -> list[Bought]:
    """Every lever of the table, in its order, against the growth of each ratio, by default `growths()`."""
    fits = fits or growths(root=root)
    rows = []
    for row in frames.load("levers", root).to_dict("records"):
        per = RELIEVES.get(row["effect"], "byte")
        fit, factors = fits[per], [row[f"factor_{k}"] for k in ("low", "typical", "high")]
        slope = fit.slope_log10_per_year
        point = [float(np.log10(f) / slope) if slope > 0 else None for f in factors]
        told = {k: row[k] for k in ("id", "name", "effect", "factor_low", "factor_typical", "factor_high", "source_id")}
        rows.append(
            Bought(
                **told,
                term=row["applies_to"],
                gap=per,
                years_typical=point[1],
                years_by_factor=(point[0], point[2]),
                years=(years_bought(factors[0], fit)[0], years_bought(factors[2], fit)[1]),
                gain=gains(row["effect"], row["factor_typical"], root) if row["effect"] in IN_DECODING else None,
                no_gain_from_batch=no_gain_from(row["effect"], row["factor_typical"], root),
                verification=row["verification"],
            )
        )
    return rows


def gains(effect: str, factor: float, root: Path = ROOT) -> dict[str, dict[str, float]]:
    """Speed-up of a decode step by context and batch, as the cost model has it: {'512': {'1': 3.9, ...}, ...}."""
    found = gain(effect, factor, np.array(BATCHES, float), np.array(CONTEXTS, float)[:, None], root) * np.ones((len(CONTEXTS), 1))
    return {str(c): {str(b): float(g) for b, g in zip(BATCHES, row, strict=True)} for c, row in zip(CONTEXTS, found, strict=True)}


def no_gain_from(effect: str, factor: float, root: Path = ROOT) -> int | None:
    """The first batch at which a lever on the reading of weights gains nothing, because compute binds; the cache left out."""
    if effect not in ("weight_bytes", "tokens_per_pass", "bandwidth"):
        return None
    batches = np.arange(1, 4096, dtype=float)
    useless = gain(effect, factor, batches, 0, root) <= 1 + 1e-9
    return int(batches[np.argmax(useless)]) if useless.any() else None


@dataclass(frozen=True)
class Helped:
    """What one lever does to a decode step of a model on a chip."""

    id: str
    name: str
    term: str
    effect: str
    factor_low: float
    factor_typical: float
    factor_high: float
    gain_low: float
    gain_typical: float
    gain_high: float
    source_id: str


def helped(model: str, chip: str, batch: int, context: int, root: Path = ROOT) -> tuple[list[Helped], str]:
    """What every lever on decoding does to one step, and what binds it before: memory or compute.

    RequestError where the model does not decode, or a batch or context is none.
    """
    if batch < 1 or context < 1:
        raise RequestError(f"--batch and --context are whole numbers from 1 on, not {batch} and {context}")
    asked, on = architectures.architecture(model, root), chips.find(chip, root)
    if asked.kind == "encoder":
        raise RequestError(f"{asked.name} is an encoder: it does not decode")
    cost = transformer.decode_step(asked.shape, FUSED, batch, context).total
    memory = float(cost.bytes) / on.memory_rate >= float(cost.flop) / on.fastest("fp16")
    rows = []
    for row in frames.load("levers", root).to_dict("records"):
        if row["effect"] not in IN_DECODING or (row["effect"] == "experts" and not asked.shape.experts):
            continue
        factors = [row[f"factor_{k}"] for k in ("low", "typical", "high")]
        gains = (float(gain(row["effect"], f, batch, context, root, asked.shape, on)) for f in factors)
        rows.append(_helped(row, factors, list(gains)))
    return rows, "memory" if memory else "compute"


def _helped(row: dict[str, Any], factors: list[float], gains: list[float]) -> Helped:
    """One row of `helped`."""
    return Helped(
        id=row["id"],
        name=row["name"],
        term=row["applies_to"],
        effect=row["effect"],
        factor_low=factors[0],
        factor_typical=factors[1],
        factor_high=factors[2],
        gain_low=min(gains),
        gain_typical=gains[1],
        gain_high=max(gains),
        source_id=row["source_id"],
    )


def gain(
    effect: str,
    factor: float,
    batch: Count,
    context: Count,
    root: Path = ROOT,
    shape: Shape | None = None,
    on: Chip | None = None,
) -> NDArray:
    """How many times the tokens a second of a decode step on one chip rise with a lever; capacity is ignored.

    Weights and cache: their bytes are divided; weights and rate: the arithmetic runs as much faster too. Bandwidth:
    multiplied. Experts: bytes of all weights over those read, of a mixture. Tokens per pass: at best, every token that is
    verified is kept and drafting costs nothing.
    """
    chip = on or chips.find(CHIP, root)
    peak, rate = chip.fastest("fp16"), chip.memory_rate
    if effect == "experts":
        mixture = shape or architectures.architecture(MIXTURE, root).shape
        return _expert_bytes(mixture, np.inf) / _expert_bytes(mixture, batch)
    before = transformer.decode_step(shape or architectures.architecture(MODEL, root).shape, FUSED, batch, context).total
    return _seconds(before, peak, rate) / _with(effect, factor, before, peak, rate)


def _seconds(cost: Cost, peak: float, rate: float) -> NDArray:
    return np.maximum(cost.flop / peak, cost.bytes / rate)


def _with(effect: str, factor: float, cost: Cost, peak: float, rate: float) -> NDArray:
    """Seconds for the same tokens with the lever."""
    match effect:
        case "weight_bytes":
            return _seconds(cost._replace(weight_bytes=cost.weight_bytes / factor), peak, rate)
        case "weights_and_rate":
            return _seconds(cost._replace(weight_bytes=cost.weight_bytes / factor, flop=cost.flop / factor), peak, rate)
        case "kv_bytes":
            return _seconds(cost._replace(kv_bytes=cost.kv_bytes / factor), peak, rate)
        case "bandwidth":
            return _seconds(cost, peak, rate * factor)
        case "tokens_per_pass":
            return _seconds(cost._replace(flop=cost.flop * np.ceil(factor)), peak, rate) / factor
    raise ValueError(f"{effect!r} has no gain in decoding")


def _expert_bytes(shape: Shape, batch: Count) -> NDArray:
    """Weight bytes of one decode step of `batch` tokens."""
    dense = replace(shape, active_experts=shape.experts) if np.isscalar(batch) and np.isinf(batch) else shape
    return transformer.decode_step(dense, FUSED, np.where(np.isinf(batch), 1, batch), 1).total.weight_bytes


@dataclass(frozen=True)
class Footprint:
    """The memory that training one model of the paper's table takes with a lever, in the GB of that table."""

    id: str
    model: str
    lever: str
    before_gb: float
    after_gb: float

    @property
    def factor(self) -> float:
        """How many times less."""
        return self.before_gb / self.after_gb


def footprints(root: Path = ROOT) -> list[Footprint]:
    """Each training remedy at its typical factor against the parts the paper draws; gradients are in none of them.

    Sharding is over as many devices as the typical factor of stage 3 says; the rest of the published factor is of 16-bit
    training, which the table is not.
    """
    levers = frames.load("levers", root).set_index("id", drop=False)
    devices = float(levers.loc["lever-zero-3", "factor_typical"])
    rows = []
    for model in frames.load("paper/memory_footprint", root).to_dict("records"):
        parts = {p: model[f"{p}_drawn_gb"] for p in ("parameters", "optimizer", "activations")}
        for lever in levers.to_dict("records"):
            after = _shrunk(parts, lever, devices)
            if after:
                rows.append(Footprint(model["id"], model["model"], lever["id"], sum(parts.values()), sum(after.values())))
    return rows


def _shrunk(parts: dict[str, float], lever: dict[str, Any], devices: float) -> dict[str, float] | None:
    """The parts with a lever; None where it is not of training memory."""
    by = {
        "activation_memory": {"activations": lever["factor_typical"]},
        "optimizer_memory": {"optimizer": lever["factor_typical"]},
        "sharded_optimizer": {"optimizer": devices},
        "sharded_all": {"optimizer": devices, "parameters": devices},
    }.get(lever["effect"])
    return by and {part: size / by.get(part, 1.0) for part, size in parts.items()}
