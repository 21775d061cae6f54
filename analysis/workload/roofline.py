"""A model on a chip: what bounds it, the time it cannot beat, the devices that hold it, the batch that makes compute the bound.

The roofline (Williams, Waterman & Patterson 2009): no less time than FLOP over the peak, nor than bytes over the memory
bandwidth, both as the data sheet says. Activations are taken to stay on the chip unless asked otherwise. How several devices
share a model is in `parallel`. A floor and a ceiling, never a forecast: kernels reach some part of both.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..tables import architectures, display
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.shapes import (
    FUSED,
    Architecture,
    Count,
    Formats,
    Shape,
    active_parameters,
    cache_bytes,
    kv_elements_per_token,
    parameters,
    state_bytes,
    weight_bytes,
)
from ..tables.units import quantity, significant
from ..tables.weight_formats import RELEASED
from . import own_chip, parallel, transformer
from .chips import Chip
from .request import Request, resolve
from .transformer import Cost

MOST = 2**40  # sequences; who is not compute bound there never is


@dataclass(frozen=True, repr=False)
class Profile:
    """One step of a model on `devices` chips. The names are those of the JSON; times and rates are bounds by the data sheet."""

    model: str
    chip: str
    phase: str
    batch: int
    context: int
    weights: str
    kv: str
    activations: str
    compute: str
    devices: int
    split: str
    parameters_total: float
    parameters_active: float  # that a token passes
    flop: float
    bytes: float  # read and written by all devices together
    weight_bytes: float
    kv_bytes: float
    state_bytes: float  # of recurrent states, read and written
    activation_bytes: float
    link_bytes: float  # sent by each device
    arithmetic_intensity_flop_per_byte: float
    balance_flop_per_byte: float
    bound_by: str  # memory, compute or link; capacity where the devices do not hold it
    bound_by_if_it_fits: str
    time_floor_s: float  # of the step, capacity ignored
    compute_time_s: float
    memory_time_s: float
    link_time_s: float
    tokens_per_s_ceiling: float
    stored_bytes: float  # weights and cache
    devices_to_hold: int | None  # None where the table has no capacity
    critical_batch: int | None  # None: more sequences never make it compute bound
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        on = f"{self.devices} x {self.chip}" if self.devices > 1 else self.chip
        work, balance = map(significant, (self.arithmetic_intensity_flop_per_byte, self.balance_flop_per_byte))
        return (
            f"<{self.model} on {on}, {self.phase}, batch {self.batch:,}, context {self.context:,}:"
            f" floor {quantity(self.time_floor_s, 's')}, bound by {self.bound_by}, {work} of {balance} FLOP/byte>"
        )

    def _repr_html_(self) -> str:
        return display.table(
            f"{self.model} on {self.devices} x {self.chip}",
            {
                "step": f"{self.phase}, batch {self.batch:,}, context {self.context:,}",
                "time floor": f"{quantity(self.time_floor_s, 's')}, bound by {self.bound_by}",
                "ceiling": f"{significant(self.tokens_per_s_ceiling)} tokens/s",
                "work": f"{quantity(self.flop, 'FLOP')}, {quantity(self.bytes, 'byte')}",
                "stored": quantity(self.stored_bytes, "byte"),
                "notes": " ".join(self.notes),
            },
        )


def profile(request: Request, root: Path = ROOT) -> Profile:
    """The profile of a request; RequestError, one line, where it cannot be met."""
    asked = resolve(request, root)
    model, chip, shape, formats = asked.model, asked.chip, asked.shape, asked.formats
    phase, compute = asked.phase, asked.compute
    cost = Cost(*(float(x) for x in asked.work(request.batch).total))
    tokens = request.batch * (1 if phase == "decode" else request.context)
    sent = parallel.sent_bytes(shape, tokens, request.devices, request.split)
    times = _times(cost, sent, chip, compute, request.devices)
    stored = _stored(request, phase, shape, formats, request.devices)
    holders = math.ceil(_stored(request, phase, shape, formats, 1) / chip.memory_capacity) if chip.memory_capacity else None
    slowest = max(times, key=times.__getitem__)
    floor = times[slowest]
    fits = chip.memory_capacity is None or stored <= chip.memory_capacity * request.devices
    return Profile(
        model=model.name,
        chip=chip.name,
        phase=phase,
        batch=request.batch,
        context=request.context,
        weights=request.weights,
        kv=request.kv,
        activations=request.activations,
        compute=compute,
        devices=request.devices,
        split=request.split,
        parameters_total=float(parameters(shape)),
        parameters_active=float(active_parameters(shape)),
        flop=cost.flop,
        bytes=cost.bytes,
        weight_bytes=cost.weight_bytes,
        kv_bytes=cost.kv_bytes,
        state_bytes=cost.state_bytes,
        activation_bytes=cost.activation_bytes,
        link_bytes=sent,
        arithmetic_intensity_flop_per_byte=cost.flop / cost.bytes,
        balance_flop_per_byte=chip.balance(compute),
        bound_by=slowest if fits else "capacity",
        bound_by_if_it_fits=slowest,
        time_floor_s=floor,
        compute_time_s=times["compute"],
        memory_time_s=times["memory"],
        link_time_s=times["link"],
        tokens_per_s_ceiling=tokens / floor,
        stored_bytes=stored,
        devices_to_hold=holders,
        critical_batch=critical_batch(lambda batch: asked.work(batch).total, chip.balance(compute)),
        notes=_notes(request, model, chip),
    )


def critical_batch(work: Callable[[Count], Cost], balance: float) -> int | None:
    """The fewest sequences at which FLOP per byte reach `balance`; None where no number of them does.

    The intensity never falls with the batch, because weights are shared and all else grows in step, so doubling from one
    sequence and then bisection find it.
    """

    def bound(batch: int) -> bool:
        cost = work(batch)
        return bool(cost.flop >= balance * cost.bytes)

    if not bound(MOST):
        return None
    low, high = 0, 1
    while not bound(high):  # most are some hundreds, far from MOST
        low, high = high, min(2 * high, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if bound(middle) else (middle, high)
    return high


def _stored(request: Request, phase: str, shape: Shape, formats: Formats, devices: int) -> float:
    """Bytes that all devices hold: all weights, whether a token passes them or not, the cache, recurrent states."""
    shape, formats = parallel.together(shape, formats, devices, request.split, request.batch)
    held = weight_bytes(shape, formats)
    if phase != "encode":
        held = held + cache_bytes(shape, formats, request.batch, request.context) + state_bytes(shape, formats, request.batch)
    return float(held + request.batch * request.source * kv_elements_per_token(shape) * formats.kv)


@dataclass(frozen=True)
class Grid:
    """One step of every model on every chip: arrays (model, chip, batch, context), encoders over whole sequences."""

    flop: NDArray  # (model, 1, batch, context)
    bytes: NDArray
    time_floor_s: NDArray
    compute_bound: NDArray


def grid(
    models: pd.DataFrame, on: Sequence[Chip], batches: Count, contexts: Count, precision: str, formats: Formats = FUSED
) -> Grid:
    """Rows of architectures on chips, at all batches and contexts: two calls of the cost model."""
    batches, contexts = np.asarray(batches, float)[:, None], np.asarray(contexts, float)
    encoders = (models["kind"] == "encoder").to_numpy()
    flop, size = (np.empty((len(models), 1, batches.size, contexts.size)) for _ in range(2))
    for chosen, step in ((encoders, transformer.encode), (~encoders, transformer.decode_step)):
        if chosen.any():
            cost = step(architectures.stack(models[chosen], 3), formats, batches, contexts).total
            flop[chosen], size[chosen] = cost.flop, cost.bytes
    peak, rate = (np.array(values)[:, None, None] for values in ([c.fastest(precision) for c in on], [c.memory_rate for c in on]))
    compute, memory = flop / peak, size / rate
    return Grid(flop, size, np.maximum(compute, memory), compute >= memory)


def _times(cost: Cost, sent: float, chip: Chip, compute: str, devices: int) -> dict[str, float]:
    """Least seconds by each bound, as if they overlapped perfectly; a link sends at half of its two directions."""
    if devices > 1 and not chip.interconnect_bandwidth:
        raise RequestError(f"{chip.name} has no scale-up link in the table; several devices cannot be profiled")
    return {
        "memory": cost.bytes / devices / chip.memory_rate,
        "compute": cost.flop / devices / chip.fastest(compute),
        "link": sent / (chip.interconnect_bandwidth / 2) if sent and chip.interconnect_bandwidth else 0.0,
    }


def _notes(request: Request, model: Architecture, chip: Chip) -> tuple[str, ...]:
    """What a reader must know of these numbers."""
    told = list(model.notes)
    if request.weights == RELEASED:
        told.append(f"The weights are as released: {model.released_words}.")
    if model.kind == "encoder-decoder" and request.phase != "encode":
        told.append(f"The decoder alone, attending to a source of {request.source:,} tokens.")
    if model.context_tokens and request.context > model.context_tokens:
        told.append(f"The context is beyond the {model.context_tokens:,} tokens of the model.")
    if chip.status == own_chip.OWN:
        told.append("The chip is one's own, as its file describes it.")
    elif chip.status not in ("shipping", "internal"):
        told.append(f"The chip is {chip.status}, not sold.")
    return tuple(told)
