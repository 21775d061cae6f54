"""The shape of a Transformer: its matrices, its parameters, what a token leaves in the cache. All numbers may be arrays."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Count = float | NDArray[Any]  # a number, or an array that broadcasts with the others


@dataclass(frozen=True)
class Shape:
    """The shape of one Transformer, or of many: every field a number or an array, 0 where a feature is absent."""

    layers: Count  # of the decoder; of the encoder where there is no decoder
    hidden_size: Count
    heads: Count
    kv_heads: Count  # = heads: multi-head, 1: multi-query, between: grouped-query attention
    head_size: Count  # of queries and keys
    ffn_size: Count
    ffn_matrices: Count  # 2, or 3 with a gate
    vocabulary: Count = 0
    has_tied_embeddings: Count = True
    has_head: Count = True  # turns every hidden vector it is given into logits
    encoder_layers: Count = 0  # before the decoder, whose layers then attend to the encoder's output too
    v_head_size: Count = 0  # of values, where it is not head_size
    experts: Count = 0  # routed, a layer
    active_experts: Count = 0
    shared_experts: Count = 0
    moe_ffn_size: Count = 0
    dense_layers: Count = 0  # without experts, where the others have them
    q_lora_rank: Count = 0
    kv_lora_rank: Count = 0  # above 0: multi-head latent attention
    qk_rope_head_size: Count = 0
    window_layers: Count = 0  # attend to the last window_tokens only
    window_tokens: Count = 0
    full_kv_heads: Count = 0  # of layers that attend to all, where those with a window have others
    full_head_size: Count = 0
    linear_layers: Count = 0  # keep a state of constant size in place of keys and values
    linear_parameters: Count = 0  # of the matrices of such a layer, in place of those of attention
    state_elements: Count = 0  # of the state of such a layer, for each sequence
    other_parameters: Count = 0  # of all further matrices that every token passes, in the whole model


@dataclass(frozen=True)
class Formats:
    """Bytes of one weight, one activation, one element of the key-value cache and of a recurrent state.

    Attention, experts, and what stands at both ends (embeddings and head) may have weights of another format than the rest.
    """

    weight: Count = 2.0
    activation: Count = 2.0
    kv: Count = 2.0
    state: Count = 4.0  # runtimes keep it in 32 bits
    attention: Count | None = None
    expert: Count | None = None
    ends: Count | None = None

    def of(self, part: str) -> Count:
        """Bytes of a weight of "attention", "expert" or "ends"."""
        own: Count | None = getattr(self, part)
        return self.weight if own is None else own


@dataclass(frozen=True)
class Architecture:
    """One model that the cost model can count, from the table or from a configuration."""

    id: str
    name: str
    kind: str  # decoder, encoder or encoder-decoder
    shape: Shape
    context_tokens: int | None  # that it is made for
    notes: tuple[str, ...]  # what the cost model leaves out or simplifies
    released: Formats | None  # of the checkpoint; None where that is not known
    released_words: str = ""


FUSED = Formats(activation=0.0)  # 16 bit, activations stay on the chip


class Parameters(NamedTuple):
    """Parameters by what they are."""

    attention: NDArray  # with linear layers
    feed_forward: NDArray  # dense layers, routers, norms and what else every token passes
    experts: NDArray  # routed and shared
    ends: NDArray  # embeddings and head

    @property
    def total(self) -> NDArray:
        """All of them."""
        return self.attention + self.feed_forward + self.experts + self.ends


def parameters_by_part(shape: Shape) -> Parameters:
    """Parameters: matrices, embeddings and norms; positions and biases, under 1% of any model here, are left out."""
    s, pair = matrices(shape), np.asarray(shape.encoder_layers) > 0
    attention = sum(kind.layers * (m.query + m.key_value + m.output) for kind, m in ((k, matrices(k)) for k in kinds(shape)))
    attention = attention * np.where(pair, 2, 1) + shape.encoder_layers * (s.query + s.key_value + s.output)
    norms = 2 * shape.hidden_size * (np.asarray(shape.layers) + shape.encoder_layers)
    return Parameters(
        attention + np.asarray(shape.linear_layers) * shape.linear_parameters,
        s.dense_layers * s.dense + shape.encoder_layers * s.dense + s.moe_layers * s.router + norms + shape.other_parameters,
        s.moe_layers * (np.asarray(shape.experts) + shape.shared_experts) * s.expert,
        shape.vocabulary * np.asarray(shape.hidden_size) * np.where(shape.has_tied_embeddings, 1, 2),
    )


def parameters(shape: Shape) -> NDArray:
    """All parameters, whether a token passes them or not."""
    return parameters_by_part(shape).total


def weight_bytes(shape: Shape, formats: Formats) -> NDArray:
    """Bytes of all weights as they are stored."""
    p = parameters_by_part(shape)
    parts = {name: getattr(p, part) * formats.of(name) for name, part in (("attention", "attention"), ("expert", "experts"))}
    return parts["attention"] + parts["expert"] + p.ends * formats.of("ends") + p.feed_forward * formats.weight


def active_parameters(shape: Shape) -> NDArray:
    """Parameters that one token passes."""
    s = matrices(shape)
    return parameters(shape) - s.moe_layers * (np.asarray(shape.experts) - shape.active_experts) * s.expert


def kv_elements_per_token(shape: Shape) -> NDArray:
    """Elements that a token adds to the cache in all layers that keep keys, those with a window included."""
    return sum((k.layers * kv_width(k) for k in kinds(shape)), start=np.zeros(()))


def cache_bytes(shape: Shape, formats: Formats, batch: Count, context: Count) -> NDArray:
    """Bytes that the cache of `batch` sequences of `context` tokens takes; a layer with a window keeps no more than it."""
    tokens = np.asarray(context, float)
    kept = sum((k.layers * np.minimum(tokens, window(k)) * kv_width(k) for k in kinds(shape)), start=np.zeros(()))
    return np.asarray(batch, float) * kept * formats.kv


def state_bytes(shape: Shape, formats: Formats, batch: Count) -> NDArray:
    """Bytes of the recurrent states of `batch` sequences, whatever their context."""
    return np.asarray(batch, float) * shape.linear_layers * shape.state_elements * formats.state


def kinds(shape: Shape) -> tuple[Shape, Shape]:
    """The layers that keep keys, by kind: those that attend to all, and those with a window; either may have none."""
    whole = np.asarray(shape.layers) - shape.window_layers - shape.linear_layers
    heads = np.where(np.asarray(shape.full_kv_heads) > 0, shape.full_kv_heads, shape.kv_heads)
    size = np.where(np.asarray(shape.full_head_size) > 0, shape.full_head_size, shape.head_size)
    full = replace(shape, layers=whole, kv_heads=heads, head_size=size, window_tokens=np.zeros(()))
    return full, replace(shape, layers=np.asarray(shape.window_layers))


def window(kind: Shape) -> NDArray:
    """The tokens that a layer of one of the `kinds` attends to at most."""
    return np.where(np.asarray(kind.window_tokens) > 0, kind.window_tokens, 2.0**53)


class Matrices(NamedTuple):
    """Elements of each kind of matrix in a layer, and layers of each kind."""

    query: NDArray
    key_value: NDArray
    output: NDArray
    dense: NDArray  # feed-forward
    expert: NDArray
    router: NDArray
    dense_layers: NDArray
    moe_layers: NDArray


def value_size(shape: Shape) -> NDArray:
    """Width of a value head."""
    return np.where(np.asarray(shape.v_head_size) > 0, shape.v_head_size, shape.head_size)


def kv_width(shape: Shape) -> NDArray:
    """Elements that a token adds to the cache of a layer."""
    expanded = shape.kv_heads * (shape.head_size + value_size(shape))
    return np.where(np.asarray(shape.kv_lora_rank) > 0, np.asarray(shape.kv_lora_rank) + shape.qk_rope_head_size, expanded)


def matrices(shape: Shape) -> Matrices:
    """Elements of the matrices of a layer; latent attention goes down to its ranks and up again (DeepSeek-V2, sec. 2.1)."""
    d, h, e, v = np.asarray(shape.hidden_size), np.asarray(shape.heads), np.asarray(shape.head_size), value_size(shape)
    rank, latent = np.asarray(shape.q_lora_rank), np.asarray(shape.kv_lora_rank)
    down_up = d * (latent + shape.qk_rope_head_size) + latent * h * (e - shape.qk_rope_head_size + v)
    mixed = np.asarray(shape.experts) > 0
    return Matrices(
        query=np.where(rank > 0, rank * (d + h * e), d * h * e),
        key_value=np.where(latent > 0, down_up, d * shape.kv_heads * (e + v)),
        output=h * v * d,
        dense=shape.ffn_matrices * d * shape.ffn_size,
        expert=shape.ffn_matrices * d * shape.moe_ffn_size,
        router=d * shape.experts,
        dense_layers=np.where(mixed, shape.dense_layers, shape.layers),
        moe_layers=np.where(mixed, np.asarray(shape.layers) - shape.dense_layers, 0),
    )


def causal_pairs(length: NDArray, window: NDArray) -> NDArray:
    """Sum of min(i, window) for i from 1 to length."""
    inside = np.minimum(length, window)
    return inside * (inside + 1) / 2 + (length - inside) * window


def experts_touched(experts: Count, active: Count, tokens: Count) -> NDArray:
    """Expected number of `experts` that at least one of `tokens` is sent to, each to `active` of them evenly at random."""
    experts = np.asarray(experts, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        missed = np.where(experts > 0, 1 - np.asarray(active) / experts, 1.0) ** tokens
    return experts * (1 - missed)
