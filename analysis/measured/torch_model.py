"""The same plain dense Transformer through PyTorch, as one CUDA graph on a GPU: what `numpy_model` computes."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from ..tables.shapes import Shape
from . import numpy_model
from .torch_kernels import graphed

Layer = dict[str, torch.Tensor]


def forward(shape: Shape, phase: str, batch: int, context: int, device: torch.device, kind: torch.dtype) -> Callable[[], object]:
    """A run of the model over `context` tokens a sequence, or (decode) of one new token with the others in its cache."""

    def made(*size: int) -> torch.Tensor:
        return torch.randn(*size, device=device, dtype=kind) * 0.02

    d, layers = int(shape.hidden_size), range(int(shape.layers))
    stack = [{name: made(*size) for name, size in numpy_model.matrices(shape).items()} for _ in layers]
    head = made(d, int(shape.vocabulary)) if shape.has_head and phase != "encode" else None
    size = (2, batch, int(shape.kv_heads), context, int(shape.head_size))
    caches = [made(*size) for _ in layers] if phase == "decode" else None
    tokens = made(batch, 1 if phase == "decode" else context, d)
    return graphed(lambda: through(tokens, shape, stack, caches, head, causal=phase == "prefill"), device)


@torch.inference_mode()
def through(
    x: torch.Tensor,
    shape: Shape,
    stack: list[Layer],
    caches: list[torch.Tensor] | None,
    head: torch.Tensor | None,
    causal: bool,
) -> torch.Tensor:
    """Hidden states after the whole stack, or the logits of the last token of each sequence where there is a head."""
    for i, layer in enumerate(stack):
        x = x + attention(_norm(x), shape, layer, caches[i] if caches else None, causal)
        inner = _norm(x)
        raised = F.relu(inner @ layer.get("gate", layer["up"]))
        x = x + (raised * (inner @ layer["up"]) if "gate" in layer else raised) @ layer["down"]
    return x if head is None else _norm(x[:, -1]) @ head


def _norm(x: torch.Tensor) -> torch.Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=1e-5)


def attention(x: torch.Tensor, shape: Shape, layer: Layer, cache: torch.Tensor | None, causal: bool = False) -> torch.Tensor:
    """Attention by PyTorch's fused kernels; heads that share keys are rows of one product unless each sees other tokens."""
    batch, length, _ = x.shape
    h, kv, e = int(shape.heads), int(shape.kv_heads), int(shape.head_size)
    made = (x @ layer["qkv"]).reshape(batch, length, h + 2 * kv, e).transpose(1, 2)
    queries, keys, values = made[:, :h], made[:, h : h + kv], made[:, h + kv :]
    if cache is not None:
        cache[0, :, :, -1:], cache[1, :, :, -1:] = keys, values
        keys, values = cache[0], cache[1]
    if causal:
        found = F.scaled_dot_product_attention(queries, keys, values, is_causal=True, enable_gqa=h != kv)
    else:
        grouped = queries.reshape(batch, kv, h // kv * length, e)
        found = F.scaled_dot_product_attention(grouped, keys, values).reshape(batch, h, length, e)
    return found.transpose(1, 2).reshape(batch, length, h * e) @ layer["out"]
