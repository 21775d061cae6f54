"""A plain dense Transformer by numpy in fp32, with random weights, which take the time that trained ones take."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..tables.shapes import Shape

Layer = dict[str, NDArray]


def forward(shape: Shape, phase: str, batch: int, context: int) -> Callable[[], NDArray]:
    """A run of the model over `context` tokens a sequence, or (decode) of one new token with the others in its cache."""
    rng = np.random.default_rng(3)
    stack = [layer_weights(shape, rng) for _ in range(int(shape.layers))]
    caches, head, tokens = inputs(shape, phase, batch, context, rng)
    return lambda: through(tokens, shape, stack, caches, head, causal=phase == "prefill")


def inputs(
    shape: Shape, phase: str, batch: int, context: int, rng: np.random.Generator
) -> tuple[list[NDArray] | None, NDArray | None, NDArray]:
    """The caches of a decode step, the head of what makes tokens, and the hidden states that go in."""
    d = int(shape.hidden_size)
    head = _random(rng, d, int(shape.vocabulary)) if shape.has_head and phase != "encode" else None
    if phase != "decode":
        return None, head, _random(rng, batch, context, d)
    size = (2, batch, int(shape.kv_heads), context, int(shape.head_size))
    return [_random(rng, *size) for _ in range(int(shape.layers))], head, _random(rng, batch, 1, d)


def _random(rng: np.random.Generator, *size: int) -> NDArray:
    return rng.standard_normal(size, dtype=np.float32) * np.float32(0.02)


def layer_weights(shape: Shape, rng: np.random.Generator) -> Layer:
    """The matrices of one layer."""
    return {name: _random(rng, *size) for name, size in matrices(shape).items()}


def matrices(shape: Shape) -> dict[str, tuple[int, int]]:
    """Name -> rows and columns of the matrices of one layer."""
    d, e, f = int(shape.hidden_size), int(shape.head_size), int(shape.ffn_size)
    h, kv = int(shape.heads), int(shape.kv_heads)
    gate = {"gate": (d, f)} if shape.ffn_matrices == 3 else {}
    return {"qkv": (d, (h + 2 * kv) * e), "out": (h * e, d), "up": (d, f)} | gate | {"down": (f, d)}


def through(
    x: NDArray, shape: Shape, stack: list[Layer], caches: list[NDArray] | None, head: NDArray | None, causal: bool
) -> NDArray:
    """Hidden states after the whole stack, or the logits of the last token of each sequence where there is a head."""
    for i, layer in enumerate(stack):
        x = x + attention(_norm(x), shape, layer, caches[i] if caches else None, causal)
        inner = _norm(x)
        raised = np.maximum(inner @ layer.get("gate", layer["up"]), 0)
        x = x + (raised * (inner @ layer["up"]) if "gate" in layer else raised) @ layer["down"]
    return x if head is None else _norm(x[:, -1]) @ head


def _norm(x: NDArray) -> NDArray:
    away = x - x.mean(-1, keepdims=True)
    return away / np.sqrt((away * away).mean(-1, keepdims=True) + np.float32(1e-5))


def attention(x: NDArray, shape: Shape, layer: Layer, cache: NDArray | None, causal: bool = False) -> NDArray:
    """Attention to all tokens of the sequence, or to those before; with a cache the last of its tokens is the new one."""
    batch, length, _ = x.shape
    h, kv, e = int(shape.heads), int(shape.kv_heads), int(shape.head_size)
    made = (x @ layer["qkv"]).reshape(batch, length, h + 2 * kv, e).transpose(0, 2, 1, 3)
    queries, keys, values = made[:, :h], made[:, h : h + kv], made[:, h + kv :]
    if cache is not None:
        cache[0, :, :, -1:], cache[1, :, :, -1:] = keys, values
        keys, values = cache
    grouped = queries.reshape(batch, kv, h // kv * length, e)
    scores = grouped @ keys.transpose(0, 1, 3, 2) / np.float32(np.sqrt(e))
    if causal:
        scores += np.tile(np.triu(np.full((length, length), np.float32(-np.inf)), 1), (h // kv, 1))
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    found = (weights / weights.sum(-1, keepdims=True)) @ values
    return found.reshape(batch, h, length, e).transpose(0, 2, 1, 3).reshape(batch, length, h * e) @ layer["out"]
