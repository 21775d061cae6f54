"""FLOP and bytes of every operator of a Transformer, in closed form: a whole grid of (model, batch, context) is one call.

Counting convention. One multiply-add is 2 FLOP. A matrix product of (m, k) by (k, n) is 2 m k n FLOP; it reads both operands
once and writes its result once, which is the least that any kernel moves. Pointwise work follows the totals of Kim et al.
2023 (arXiv 2302.14017): 4 FLOP for each attention score (scale and softmax), and 58 for each element of the hidden vectors and
layer where f = 4 d. They print no parts of the 58; 8 for an element of the activation, 12 for one of a norm and 1 for one of a
residual give it, and other splits would too. Bytes are kept apart by what they are: weights, keys and values that are kept
(the cache), activations. With 0 bytes an activation stays on the chip, as in fused kernels: what remains is the floor.

A lookup of embeddings is a read of one row for each token. Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434) decodes
in its absorbed form, over the latent vectors; everything else uses expanded keys and values. Routed experts are assumed to be
chosen evenly and independently, so that T tokens in flight touch E (1 - (1 - k/E)^T) of E.

All numbers may be arrays; results have the shape that they broadcast to. FLOP and bytes are sums over all layers and
sequences, not per layer or per token.
"""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..tables.shapes import Count, Formats, Shape, causal_pairs, experts_touched, kv_width, matrices, over_layers, value_size

SOFTMAX_FLOP, ACTIVATION_FLOP, NORM_FLOP, RESIDUAL_FLOP = 4, 8, 12, 1  # for each element


class Cost(NamedTuple):
    """FLOP and bytes of one operator, the bytes by what they are."""

    flop: Any  # a number or an array, as all of these
    weight_bytes: Any
    kv_bytes: Any
    activation_bytes: Any

    @property
    def bytes(self) -> Any:
        """All bytes."""
        return self.weight_bytes + self.kv_bytes + self.activation_bytes


@dataclass(frozen=True)
class Work:
    """The cost of each operator, summed over layers."""

    embedding: Cost
    projections: Cost  # queries, keys, values
    scores: Cost  # Q K^T
    softmax: Cost
    attention_x_v: Cost
    output: Cost
    ffn: Cost  # with experts and their router
    activations: Cost
    norms: Cost  # with the residuals
    head: Cost

    @property
    def total(self) -> Cost:
        """All operators together."""
        return Cost(*(sum(part) for part in zip(*(getattr(self, f.name) for f in fields(self)), strict=True)))

    @property
    def matmul_flop(self) -> NDArray:
        """FLOP of the matrix products alone, which is what PyTorch's FlopCounterMode counts."""
        return sum(getattr(self, n).flop for n in ("projections", "scores", "attention_x_v", "output", "ffn", "head"))

    def __add__(self, other: "Work") -> "Work":
        """Both after each other."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Work(*(Cost(*(a + b for a, b in zip(one, two, strict=True))) for one, two in pairs))


@dataclass(frozen=True)
class _Flow:
    """What passes through a stack of layers."""

    tokens: NDArray  # in all
    passes: NDArray  # times the weights are read
    in_flight: NDArray  # tokens that share one reading
    attended: NDArray  # pairs of a query and a key, summed over layers that keep keys
    read: NDArray  # keys read, summed over layers
    head_tokens: NDArray  # tokens that become logits
    cached: bool  # keys and values are those of a cache
    latent: bool = False  # decode over latent vectors where there are any


def encode(shape: Shape, formats: Formats, batch: Count, length: Count) -> Work:
    """An encoder, or the encoder of a pair, over `batch` sequences of `length` tokens: every token attends to all.

    Of a pair it includes the keys and values of the decoder's cross-attention, which are computed once here.
    """
    pair = np.asarray(shape.encoder_layers) > 0
    layers = np.where(pair, shape.encoder_layers, shape.layers)
    batch, length = np.asarray(batch, float), np.asarray(length, float)
    tokens, one = batch * length, np.ones_like(batch * length)
    flow = _Flow(tokens, one, tokens, layers * batch * length**2, layers * tokens, 0 * tokens, cached=False)
    work = _stack(_alone(shape, layers), formats, flow)
    return work + _cross_keys(shape, formats, tokens) if np.any(pair) else work


def prefill(shape: Shape, formats: Formats, batch: Count, length: Count, source: Count = 0) -> Work:
    """A decoder reads `batch` prompts of `length` tokens and fills the cache; only the last token becomes logits.

    A token attends to itself and those before it, length (length + 1) / 2 pairs: kernels that compute the other half do more.
    Of a pair every token attends to `source` tokens of the encoder's output too.
    """
    batch, length = np.asarray(batch, float), np.asarray(length, float)
    tokens = batch * length
    attended, read = batch * over_layers(shape, causal_pairs, length), batch * over_layers(shape, np.minimum, length)
    flow = _Flow(tokens, np.ones_like(tokens), tokens, attended, read, batch + 0 * tokens, cached=True)
    work = _stack(shape, formats, flow)
    return work + _cross(shape, formats, flow, source) if np.any(np.asarray(shape.encoder_layers) > 0) else work


def decode_step(shape: Shape, formats: Formats, batch: Count, context: Count, source: Count = 0) -> Work:
    """One new token for each of `batch` sequences, each attending to `context` tokens (its own included) of its cache.

    `source` is the length of the encoder's output that a pair's decoder attends to as well.
    """
    batch, context = np.asarray(batch, float), np.asarray(context, float)
    attended = batch * over_layers(shape, np.minimum, context)
    return _steps(shape, formats, batch, np.ones_like(attended), attended, source)


def generate(shape: Shape, formats: Formats, batch: Count, prompt: Count, tokens: Count, source: Count = 0) -> Work:
    """`tokens` decode steps after a prompt of `prompt` tokens that is in the cache: the sum of the steps, in closed form."""
    batch, prompt, tokens = (np.asarray(a, float) for a in (batch, prompt, tokens))
    attended = batch * (over_layers(shape, causal_pairs, prompt + tokens) - over_layers(shape, causal_pairs, prompt))
    return _steps(shape, formats, batch, tokens, attended, source)


def _alone(shape: Shape, layers: NDArray) -> Shape:
    """The stack of an encoder: every layer attends to all, none is a mixture."""
    names = ("hidden_size", "heads", "kv_heads", "head_size", "ffn_size", "ffn_matrices", "vocabulary")
    return Shape(layers=layers, has_head=False, **{n: getattr(shape, n) for n in names})


def _steps(shape: Shape, formats: Formats, batch: NDArray, steps: NDArray, attended: NDArray, source: Count) -> Work:
    tokens = batch * steps + 0 * attended
    flow = _Flow(tokens, steps + 0 * tokens, batch + 0 * tokens, attended, attended, tokens, cached=True, latent=True)
    work = _stack(shape, formats, flow)
    return work + _cross(shape, formats, flow, source) if np.any(np.asarray(shape.encoder_layers) > 0) else work


def _stack(shape: Shape, formats: Formats, flow: _Flow) -> Work:
    """All operators of a stack of layers."""
    embedded = flow.tokens * shape.hidden_size
    logits = flow.head_tokens * shape.vocabulary * np.asarray(shape.has_head)
    head = np.asarray(shape.vocabulary) * shape.hidden_size * np.asarray(shape.has_head)
    attention = _attention(shape, formats, flow)
    return Work(
        _cost(flow, formats, 0, 0, 0, embedded)._replace(weight_bytes=embedded * formats.weight),
        *attention,
        *_feed_forward(shape, formats, flow),
        _norms(shape, formats, flow),
        _cost(flow, formats, 2 * logits * shape.hidden_size, head, 0, logits + flow.head_tokens * shape.hidden_size),
    )


def _cost(flow: _Flow, formats: Formats, flop: Count, weights: Count, kv: Count, activations: Count) -> Cost:
    """A cost from FLOP and counts of elements; `weights` are those of one pass."""
    size = flow.tokens * 0.0
    return Cost(
        flop + size,
        weights * flow.passes * formats.weight + size,
        kv * formats.kv + size,
        activations * formats.activation + size,
    )


def _attention(shape: Shape, formats: Formats, flow: _Flow) -> tuple[Cost, Cost, Cost, Cost, Cost]:
    """Projections, scores, softmax, attention x V, output."""
    m, h, v, n = matrices(shape), np.asarray(shape.heads), value_size(shape), flow.tokens * shape.layers
    compressed = np.asarray(shape.kv_lora_rank) > 0
    absorbed = compressed & flow.latent
    key = np.where(absorbed, np.asarray(shape.kv_lora_rank) + shape.qk_rope_head_size, shape.head_size)
    value = np.where(absorbed, shape.kv_lora_rank, v)
    queries, outputs, pairs = n * h * shape.head_size, n * h * v, flow.attended * h
    written = flow.tokens * (np.asarray(shape.layers) - shape.linear_layers) * kv_width(shape)
    keys = flow.read * np.where(compressed, kv_width(shape), shape.kv_heads * np.asarray(shape.head_size))
    values = np.where(compressed, 0, flow.read * shape.kv_heads * v)  # one latent vector serves as key and value
    kept, passing = (1, 0) if flow.cached else (0, 1)
    weights = shape.layers * (m.query + m.key_value)
    entering = 3 * n * shape.hidden_size + queries
    return (
        _cost(flow, formats, 2 * flow.tokens * weights, weights, kept * written, entering + passing * written),
        _cost(flow, formats, 2 * pairs * key, 0, kept * keys, queries + pairs + passing * keys),
        _cost(flow, formats, SOFTMAX_FLOP * pairs, 0, 0, 2 * pairs),
        _cost(flow, formats, 2 * pairs * value, 0, kept * values, outputs + pairs + passing * values),
        _cost(flow, formats, 2 * n * m.output, shape.layers * m.output, 0, outputs + n * shape.hidden_size),
    )


def _feed_forward(shape: Shape, formats: Formats, flow: _Flow) -> tuple[Cost, Cost]:
    """Matrices of the feed-forward layers and experts, and the activation between them."""
    m, gates = matrices(shape), np.asarray(shape.ffn_matrices)
    passed = np.asarray(shape.active_experts) + shape.shared_experts
    touched = experts_touched(shape.experts, shape.active_experts, flow.in_flight) + shape.shared_experts
    inner = m.dense_layers * shape.ffn_size + m.moe_layers * passed * shape.moe_ffn_size  # elements between them, for a token
    outer = (m.dense_layers + m.moe_layers * passed) * shape.hidden_size
    used = m.dense_layers * m.dense + m.moe_layers * (m.router + passed * m.expert)
    weights = m.dense_layers * m.dense + m.moe_layers * (m.router + touched * m.expert)
    products = _cost(flow, formats, 2 * flow.tokens * used, weights, 0, flow.tokens * gates * (inner + outer))
    return products, _cost(flow, formats, ACTIVATION_FLOP * flow.tokens * inner, 0, 0, flow.tokens * gates * inner)


def _norms(shape: Shape, formats: Formats, flow: _Flow) -> Cost:
    """Two norms and two residuals a layer; a norm has two vectors of weights."""
    n = flow.tokens * shape.layers * shape.hidden_size
    weights = 4 * np.asarray(shape.layers) * shape.hidden_size
    return _cost(flow, formats, 2 * (NORM_FLOP + RESIDUAL_FLOP) * n, weights, 0, 2 * (2 + 3) * n)


def _cross_keys(shape: Shape, formats: Formats, tokens: NDArray) -> Work:
    """Keys and values of the cross-attention: the decoder's matrices over the encoder's output."""
    layers = np.where(np.asarray(shape.encoder_layers) > 0, shape.layers, 0)
    matrix, written = layers * matrices(shape).key_value, tokens * layers * kv_width(shape)
    flow = _Flow(tokens, np.ones_like(tokens), tokens, tokens, tokens, tokens, cached=True)
    none = _cost(flow, formats, 0, 0, 0, 0)
    made = _cost(flow, formats, 2 * tokens * matrix, matrix, written, 2 * tokens * layers * np.asarray(shape.hidden_size))
    return Work(**{f.name: made if f.name == "projections" else none for f in fields(Work)})


def _cross(shape: Shape, formats: Formats, flow: _Flow, source: Count) -> Work:
    """Cross-attention of the decoder's layers: queries, scores, softmax, values and output over `source` tokens."""
    layers = np.where(np.asarray(shape.encoder_layers) > 0, shape.layers, 0)
    m, n, h = matrices(shape), flow.tokens * layers, np.asarray(shape.heads)
    queries, outputs, reads = n * h * shape.head_size, n * h * value_size(shape), n * source
    kept = flow.head_tokens * layers * source * np.asarray(shape.kv_heads)  # a sequence reads its source once a pass
    norms = _cost(
        flow,
        formats,
        (NORM_FLOP + RESIDUAL_FLOP) * n * shape.hidden_size,
        2 * layers * shape.hidden_size,
        0,
        5 * n * np.asarray(shape.hidden_size),
    )
    none = _cost(flow, formats, 0, 0, 0, 0)
    return Work(
        embedding=none,
        projections=_cost(flow, formats, 2 * n * m.query, layers * m.query, 0, n * shape.hidden_size + queries),
        scores=_cost(flow, formats, 2 * reads * h * shape.head_size, 0, kept * shape.head_size, queries + reads * h),
        softmax=_cost(flow, formats, SOFTMAX_FLOP * reads * h, 0, 0, 2 * reads * h),
        attention_x_v=_cost(flow, formats, 2 * reads * h * value_size(shape), 0, kept * value_size(shape), outputs + reads * h),
        output=_cost(flow, formats, 2 * n * m.output, layers * m.output, 0, outputs + n * shape.hidden_size),
        ffn=none,
        activations=none,
        norms=norms,
        head=none,
    )
