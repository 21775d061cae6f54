"""How several devices share a model: what all of them together hold, read and send.

Split by tensors, each device has its share of every matrix (Megatron-LM, arXiv 1909.08053) and of the cache by heads. Where
there are fewer key-value heads than devices the heads are repeated, and the one latent of multi-head latent attention cannot be
split: every device keeps it whole. Split by sequences, attention is not cut: every device has all its matrices and the cache
of its own sequences (data-parallel attention); the feed-forward layers stay split by tensors.
"""

from dataclasses import replace

import numpy as np

from ..tables.shapes import Count, Formats, Shape

SPLITS = ("tensor", "sequence")
LINK_BYTES = 2.0  # of an element sent between devices


def together(shape: Shape, formats: Formats, devices: int, split: str, batch: Count) -> tuple[Shape, Formats]:
    """The shape and the formats whose cost is that of all devices together; an even share of it is that of one."""
    if devices == 1:
        return shape, formats
    if split == "sequence":
        whole = np.ceil(np.asarray(batch, float) / devices) * devices / batch  # the busiest device has so many times its share
        kept = replace(formats, attention=formats.of("attention") * devices, kv=formats.kv * whole, state=formats.state * whole)
        return shape, kept
    if np.asarray(shape.kv_lora_rank) > 0:
        return shape, replace(formats, kv=formats.kv * devices)
    full = np.maximum(shape.full_kv_heads, devices) if np.asarray(shape.full_kv_heads) > 0 else 0
    return replace(shape, kv_heads=np.maximum(shape.kv_heads, devices), full_kv_heads=full), formats


def sent_bytes(shape: Shape, tokens: float, devices: int, split: str) -> float:
    """Bytes that each device sends to sum partial results in a ring: after attention and feed-forward, or after this alone.

    Split by sequences, hidden vectors are gathered before the feed-forward layer and its sums scattered: as much as one sum.
    """
    sums = 2 if split == "tensor" else 1
    return float(sums * shape.layers * tokens * shape.hidden_size * LINK_BYTES * 2 * (devices - 1) / devices)
