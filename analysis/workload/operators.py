"""The operators of a Transformer: what each does and moves in a stack of layers.

Pointwise work follows the totals of Kim et al. 2023 (arXiv 2302.14017): 4 FLOP for each attention score (scale and softmax),
and 58 for each element of the hidden vectors and layer where f = 4 d. They print no parts of the 58; 8 for an element of the
activation, 12 for one of a norm and 1 for one of a residual give it, and other splits would too. Bytes are kept apart by what
they are: weights, keys and values that are kept (the cache), recurrent states, activations.

A lookup of embeddings is a read of one row for each token. Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434) decodes
in its absorbed form, over the latent vectors; everything else uses expanded keys and values. Routed experts are assumed to be
chosen evenly and independently, so that T tokens in flight touch E (1 - (1 - k/E)^T) of E.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..tables.shapes import Count, Formats, Shape, experts_touched, kinds, kv_width, matrices, state_bytes, value_size, window

SOFTMAX_FLOP, ACTIVATION_FLOP, NORM_FLOP, RESIDUAL_FLOP = 4, 8, 12, 1  # for each element
STATE_FLOP = 7  # for each element of a state and token: decay, read by the key, correct by an outer product, read by the query


class Cost(NamedTuple):
    """FLOP and bytes of one operator, the bytes by what they are."""

    flop: Any  # a number or an array, as all of these
    weight_bytes: Any
    kv_bytes: Any
    activation_bytes: Any
    state_bytes: Any = 0.0  # of recurrent states, read and written

    @property
    def bytes(self) -> Any:
        """All bytes."""
        return self.weight_bytes + self.kv_bytes + self.activation_bytes + self.state_bytes


@dataclass(frozen=True)
class Work:
    """The cost of each operator, summed over layers."""

    embedding: Cost
    projections: Cost  # queries, keys, values
    scores: Cost  # Q K^T
    softmax: Cost
    attention_x_v: Cost
    output: Cost
    recurrence: Cost  # of linear layers, with their matrices
    ffn: Cost  # with experts, their router and what else every token passes
    activations: Cost
    norms: Cost  # with the residuals
    head: Cost

    @property
    def total(self) -> Cost:
        """All operators together."""
        return _sum(getattr(self, f.name) for f in fields(self))

    @property
    def matmul_flop(self) -> NDArray:
        """FLOP of the matrix products alone, which is what PyTorch's FlopCounterMode counts."""
        return sum(getattr(self, n).flop for n in ("projections", "scores", "attention_x_v", "output", "ffn", "head"))

    def __add__(self, other: "Work") -> "Work":
        """Both after each other."""
        return Work(*(_sum((getattr(self, f.name), getattr(other, f.name))) for f in fields(self)))


@dataclass(frozen=True)
class Flow:
    """What passes through a stack of layers."""

    tokens: NDArray  # in all
    passes: NDArray  # times the weights are read
    in_flight: NDArray  # tokens that share one reading
    attended: Callable[[NDArray], NDArray]  # window -> pairs of a query and a key in a layer
    read: Callable[[NDArray], NDArray]  # window -> keys read in a layer
    head_tokens: NDArray  # tokens that become logits
    cached: bool  # keys and values are those of a cache
    latent: bool = False  # decode over latent vectors where there are any
    states: Count = 0  # times that a layer's state is read or written, over all sequences


def stack(shape: Shape, formats: Formats, flow: Flow) -> Work:
    """All operators of a stack of layers."""
    embedded = flow.tokens * shape.hidden_size
    logits = flow.head_tokens * shape.vocabulary * np.asarray(shape.has_head)
    head = np.asarray(shape.vocabulary) * shape.hidden_size * np.asarray(shape.has_head)
    ends = replace(formats, weight=formats.of("ends"))
    attention = zip(*(_attention(kind, formats, flow) for kind in kinds(shape)), strict=True)
    projections, scores, softmax, attention_x_v, output = (_sum(costs) for costs in attention)
    ffn, activations = _feed_forward(shape, formats, flow)
    return Work(
        embedding=_cost(flow, ends, 0, 0, 0, embedded)._replace(weight_bytes=embedded * ends.weight),
        projections=projections,
        scores=scores,
        softmax=softmax,
        attention_x_v=attention_x_v,
        output=output,
        recurrence=_recurrence(shape, formats, flow),
        ffn=ffn,
        activations=activations,
        norms=_norms(shape, formats, flow),
        head=_cost(flow, ends, 2 * logits * shape.hidden_size, head, 0, logits + flow.head_tokens * shape.hidden_size),
    )


def _sum(costs: Iterable[Cost]) -> Cost:
    """Costs after each other."""
    return Cost(*(sum(part) for part in zip(*costs, strict=True)))


def _cost(flow: Flow, formats: Formats, flop: Count, weights: Count, kv: Count, activations: Count) -> Cost:
    """A cost from FLOP and counts of elements; `weights` are those of one pass."""
    size = flow.tokens * 0.0
    return Cost(
        flop + size,
        weights * flow.passes * formats.weight + size,
        kv * formats.kv + size,
        activations * formats.activation + size,
        size,
    )


def _attention(shape: Shape, formats: Formats, flow: Flow) -> tuple[Cost, Cost, Cost, Cost, Cost]:
    """Projections, scores, softmax, attention x V, output of the layers of one kind."""
    formats, size = replace(formats, weight=formats.of("attention")), window(shape)
    attended, read = shape.layers * flow.attended(size), shape.layers * flow.read(size)
    m, h, v, n = matrices(shape), np.asarray(shape.heads), value_size(shape), flow.tokens * shape.layers
    compressed = np.asarray(shape.kv_lora_rank) > 0
    absorbed = compressed & flow.latent
    key = np.where(absorbed, np.asarray(shape.kv_lora_rank) + shape.qk_rope_head_size, shape.head_size)
    value = np.where(absorbed, shape.kv_lora_rank, v)
    queries, outputs, pairs = n * h * shape.head_size, n * h * v, attended * h
    written = flow.tokens * shape.layers * kv_width(shape)
    keys = read * np.where(compressed, kv_width(shape), shape.kv_heads * np.asarray(shape.head_size))
    values = np.where(compressed, 0, read * shape.kv_heads * v)  # one latent vector serves as key and value
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


def _recurrence(shape: Shape, formats: Formats, flow: Flow) -> Cost:
    """Linear layers: their matrices, and their states, which each step reads and writes."""
    matrix = np.asarray(shape.linear_layers) * shape.linear_parameters
    states = np.asarray(shape.linear_layers) * shape.state_elements
    entering = 2 * flow.tokens * shape.linear_layers * shape.hidden_size
    cost = _cost(flow, replace(formats, weight=formats.of("attention")), 2 * flow.tokens * matrix, matrix, 0, entering)
    moved = state_bytes(shape, formats, flow.states)
    return cost._replace(flop=cost.flop + STATE_FLOP * flow.tokens * states, state_bytes=moved + 0 * flow.tokens)


def _feed_forward(shape: Shape, formats: Formats, flow: Flow) -> tuple[Cost, Cost]:
    """Matrices of the feed-forward layers and experts, and the activation between them."""
    m, gates = matrices(shape), np.asarray(shape.ffn_matrices)
    passed = np.asarray(shape.active_experts) + shape.shared_experts
    touched = experts_touched(shape.experts, shape.active_experts, flow.in_flight) + shape.shared_experts
    inner = m.dense_layers * shape.ffn_size + m.moe_layers * passed * shape.moe_ffn_size  # elements between them, for a token
    outer = (m.dense_layers + m.moe_layers * passed) * shape.hidden_size
    always = m.dense_layers * m.dense + m.moe_layers * m.router + shape.other_parameters
    used = always + m.moe_layers * passed * m.expert
    products = _cost(flow, formats, 2 * flow.tokens * used, always, 0, flow.tokens * gates * (inner + outer))
    experts = m.moe_layers * touched * m.expert * flow.passes * formats.of("expert")
    products = products._replace(weight_bytes=products.weight_bytes + experts)
    return products, _cost(flow, formats, ACTIVATION_FLOP * flow.tokens * inner, 0, 0, flow.tokens * gates * inner)


def _norms(shape: Shape, formats: Formats, flow: Flow) -> Cost:
    """Two norms and two residuals a layer; a norm has two vectors of weights."""
    n = flow.tokens * shape.layers * shape.hidden_size
    weights = 4 * np.asarray(shape.layers) * shape.hidden_size
    return _cost(flow, formats, 2 * (NORM_FLOP + RESIDUAL_FLOP) * n, weights, 0, 2 * (2 + 3) * n)


def cross_keys(shape: Shape, formats: Formats, tokens: NDArray) -> Work:
    """Keys and values of the cross-attention: the decoder's matrices over the encoder's output."""
    layers = np.where(np.asarray(shape.encoder_layers) > 0, shape.layers, 0)
    matrix, written = layers * matrices(shape).key_value, tokens * layers * kv_width(shape)
    flow = Flow(tokens, np.ones_like(tokens), tokens, lambda _: tokens, lambda _: tokens, tokens, cached=True)
    none = _cost(flow, formats, 0, 0, 0, 0)
    made = _cost(flow, formats, 2 * tokens * matrix, matrix, written, 2 * tokens * layers * np.asarray(shape.hidden_size))
    return Work(**{f.name: made if f.name == "projections" else none for f in fields(Work)})


def cross(shape: Shape, formats: Formats, flow: Flow, source: Count) -> Work:
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
        recurrence=none,
        ffn=none,
        activations=none,
        norms=norms,
        head=none,
    )
