"""FLOP and bytes of a Transformer, in closed form: a whole grid of (model, batch, context) is one call.

Counting convention. One multiply-add is 2 FLOP. A matrix product of (m, k) by (k, n) is 2 m k n FLOP; it reads both operands
once and writes its result once, which is the least that any kernel moves. With 0 bytes an activation stays on the chip, as in
fused kernels: what remains is the floor. What each operator counts is in `operators`.

All numbers may be arrays; results have the shape that they broadcast to. FLOP and bytes are sums over all layers and
sequences, not per layer or per token.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..tables.shapes import Count, Formats, Shape, causal_pairs
from .operators import Cost, Flow, Work, cross, cross_keys, stack

__all__ = ["Cost", "Work", "decode_step", "encode", "generate", "prefill"]


def encode(shape: Shape, formats: Formats, batch: Count, length: Count) -> Work:
    """An encoder, or the encoder of a pair, over `batch` sequences of `length` tokens: every token attends to all.

    Of a pair it includes the keys and values of the decoder's cross-attention, which are computed once here.
    """
    pair = np.asarray(shape.encoder_layers) > 0
    layers = np.where(pair, shape.encoder_layers, shape.layers)
    batch, length = np.asarray(batch, float), np.asarray(length, float)
    tokens, one = batch * length, np.ones_like(batch * length)
    flow = Flow(tokens, one, tokens, lambda _: batch * length**2, lambda _: tokens, 0 * tokens, cached=False)
    work = stack(_alone(shape, layers), formats, flow)
    return work + cross_keys(shape, formats, tokens) if np.any(pair) else work


def prefill(shape: Shape, formats: Formats, batch: Count, length: Count, source: Count = 0) -> Work:
    """A decoder reads `batch` prompts of `length` tokens and fills the cache; only the last token becomes logits.

    A token attends to itself and those before it, length (length + 1) / 2 pairs: kernels that compute the other half do more.
    Of a pair every token attends to `source` tokens of the encoder's output too.
    """
    batch, length = np.asarray(batch, float), np.asarray(length, float)
    tokens = batch * length
    last = batch + 0 * tokens
    flow = Flow(
        tokens,
        np.ones_like(tokens),
        tokens,
        lambda size: batch * causal_pairs(length, size),
        lambda size: batch * np.minimum(length, size),
        last,
        cached=True,
        states=last,
    )
    work = stack(shape, formats, flow)
    return work + cross(shape, formats, flow, source) if np.any(np.asarray(shape.encoder_layers) > 0) else work


def decode_step(shape: Shape, formats: Formats, batch: Count, context: Count, source: Count = 0) -> Work:
    """One new token for each of `batch` sequences, each attending to `context` tokens (its own included) of its cache.

    `source` is the length of the encoder's output that a pair's decoder attends to as well.
    """
    batch, context = np.asarray(batch, float), np.asarray(context, float)
    return _steps(shape, formats, batch, np.ones_like(context), lambda size: batch * np.minimum(context, size), source)


def generate(shape: Shape, formats: Formats, batch: Count, prompt: Count, tokens: Count, source: Count = 0) -> Work:
    """`tokens` decode steps after a prompt of `prompt` tokens that is in the cache: the sum of the steps, in closed form."""
    batch, prompt, tokens = (np.asarray(a, float) for a in (batch, prompt, tokens))

    def attended(size: NDArray) -> NDArray:
        return batch * (causal_pairs(prompt + tokens, size) - causal_pairs(prompt, size))

    return _steps(shape, formats, batch, tokens, attended, source)


def _alone(shape: Shape, layers: NDArray) -> Shape:
    """The stack of an encoder: every layer attends to all, none is a mixture."""
    names = ("hidden_size", "heads", "kv_heads", "head_size", "ffn_size", "ffn_matrices", "vocabulary")
    return Shape(layers=layers, has_head=False, **{n: getattr(shape, n) for n in names})


def _steps(
    shape: Shape, formats: Formats, batch: NDArray, steps: NDArray, attended: Callable[[NDArray], NDArray], source: Count
) -> Work:
    tokens = batch * steps + 0.0 * np.asarray(shape.layers)
    flow = Flow(
        tokens,
        steps + 0 * tokens,
        batch + 0 * tokens,
        attended,
        attended,
        tokens,
        cached=True,
        latent=True,
        states=2 * tokens,
    )
    work = stack(shape, formats, flow)
    return work + cross(shape, formats, flow, source) if np.any(np.asarray(shape.encoder_layers) > 0) else work
