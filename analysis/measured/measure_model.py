"""A small Transformer run on this machine beside its predicted floor: random weights of a real shape, fp32, by numpy.

The floor is that of the roofline whose roof `measured.measure` has just measured: no less than the bytes of weights and cache
over the bandwidth reached, nor than the FLOP over the rate reached. How far above it the run lies is what kernels, small
products and everything between them cost. Random weights take the time that trained ones take.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..tables import architectures
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.shapes import Formats, Shape, parameters
from ..workload import transformer
from .measure import Machine, timed

WORD = 4.0
FP32 = Formats(WORD, 0.0, WORD)


@dataclass(frozen=True)
class Run:
    """One model: a decode step, or an encoder over a sequence, timed, with its floor."""

    model: str
    phase: str  # decode or encode
    batch: int
    context: int
    seconds: tuple[float, ...]
    floor_seconds: float
    bound_by: str

    @property
    def median(self) -> float:
        """The median time, seconds."""
        return float(np.median(self.seconds))


def run(machine: Machine, model: str, batch: int, context: int, repeats: int, root: Path = ROOT) -> Run:
    """Time a model by name or config.json; RequestError where it is no plain dense one or does not fit in memory."""
    asked = architectures.architecture(model, root)
    shape, phase = asked.shape, "encode" if asked.kind == "encoder" else "decode"
    if batch < 1 or context < 1:
        raise RequestError("--batch and --context are whole numbers from 1 on")
    if asked.kind == "encoder-decoder" or shape.experts or shape.kv_lora_rank or shape.window_layers or shape.linear_layers:
        raise RequestError(f"{asked.name} is no plain dense encoder or decoder, which is what can be run here")
    needed = WORD * float(parameters(shape))
    if needed > free_bytes() / 2:
        raise RequestError(f"{asked.name} takes {needed / 1e9:.0f} GB in fp32, over half of what is free")
    step = transformer.encode if phase == "encode" else transformer.decode_step
    cost = step(shape, FP32, batch, context).total
    times = {"memory": float(cost.bytes) / machine.bandwidth, "compute": float(cost.flop) / machine.rate}
    slowest = max(times, key=times.__getitem__)
    seconds = timed(forward(shape, phase, batch, context), repeats)
    return Run(asked.name, phase, batch, context, seconds, times[slowest], slowest)


def free_bytes() -> float:
    """Memory that is free, where the system says so; without bound where it does not."""
    if "SC_AVPHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return float("inf")
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES"))


def forward(shape: Shape, phase: str, batch: int, context: int) -> Callable[[], NDArray]:
    """A run of the model over `context` tokens a sequence, or of one new token with the others in its cache."""
    rng = np.random.default_rng(3)
    d, layers = int(shape.hidden_size), range(int(shape.layers))
    stack = [_layer(shape, rng) for _ in layers]
    head = _random(rng, d, int(shape.vocabulary)) if shape.has_head else None
    if phase == "encode":
        tokens = _random(rng, batch, context, d)
        return lambda: _through(tokens, shape, stack, None, None)
    size = (2, batch, int(shape.kv_heads), context, int(shape.head_size))
    caches = [_random(rng, *size) for _ in layers]
    token = _random(rng, batch, 1, d)
    return lambda: _through(token, shape, stack, caches, head)


def _random(rng: np.random.Generator, *size: int) -> NDArray:
    return (rng.random(size, dtype=np.float32) - np.float32(0.5)) * np.float32(0.02)


def _layer(shape: Shape, rng: np.random.Generator) -> dict[str, NDArray]:
    """The matrices of one layer."""
    d, e, f = int(shape.hidden_size), int(shape.head_size), int(shape.ffn_size)
    h, kv = int(shape.heads), int(shape.kv_heads)
    gate = {"gate": _random(rng, d, f)} if shape.ffn_matrices == 3 else {}
    matrices = {"qkv": _random(rng, d, (h + 2 * kv) * e), "out": _random(rng, h * e, d), "up": _random(rng, d, f)}
    return matrices | gate | {"down": _random(rng, f, d)}


def _through(
    x: NDArray, shape: Shape, stack: list[dict[str, NDArray]], caches: list[NDArray] | None, head: NDArray | None
) -> NDArray:
    for i, layer in enumerate(stack):
        x = x + _attention(_norm(x), shape, layer, caches[i] if caches else None)
        inner = _norm(x)
        raised = np.maximum(inner @ layer.get("gate", layer["up"]), 0)
        x = x + (raised * (inner @ layer["up"]) if "gate" in layer else raised) @ layer["down"]
    return x if head is None else _norm(x[:, -1]) @ head


def _norm(x: NDArray) -> NDArray:
    away = x - x.mean(-1, keepdims=True)
    return away / np.sqrt((away * away).mean(-1, keepdims=True) + np.float32(1e-5))


def _attention(x: NDArray, shape: Shape, layer: dict[str, NDArray], cache: NDArray | None) -> NDArray:
    """Attention to all tokens of the sequence; with a cache the last of its tokens is the new one."""
    batch, length, _ = x.shape
    h, kv, e = int(shape.heads), int(shape.kv_heads), int(shape.head_size)
    made = (x @ layer["qkv"]).reshape(batch, length, h + 2 * kv, e).transpose(0, 2, 1, 3)
    queries, keys, values = made[:, :h], made[:, h : h + kv], made[:, h + kv :]
    if cache is not None:
        cache[0, :, :, -1:], cache[1, :, :, -1:] = keys, values
        keys, values = cache
    grouped = queries.reshape(batch, kv, h // kv * length, e)
    scores = grouped @ keys.transpose(0, 1, 3, 2) / np.float32(np.sqrt(e))
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    found = (weights / weights.sum(-1, keepdims=True)) @ values
    return found.reshape(batch, h, length, e).transpose(0, 2, 1, 3).reshape(batch, length, h * e) @ layer["out"]
