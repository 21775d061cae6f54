"""FLOP counted by PyTorch while small models run, beside the closed forms. Needs the optional dependency group `torch`."""

import pytest

from analysis.tables.shapes import FUSED, Shape
from analysis.workload import transformer

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the dependency group `torch` is optional")
from torch import nn  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

BATCH, D, HEADS, FFN, LAYERS = 3, 96, 6, 256, 2
BASE = Shape(LAYERS, D, HEADS, HEADS, D // HEADS, FFN, 2, vocabulary=500, has_head=False)


def counted(run) -> int:
    """FLOP of the matrix products while `run` runs."""
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()


def linear(tokens: int, rows: int, columns: int):
    """A product of `tokens` vectors with a matrix."""
    return torch.randn(tokens, rows) @ torch.randn(rows, columns)


@pytest.mark.parametrize("length", [16, 200])
def test_an_encoder(length):
    layer = nn.TransformerEncoderLayer(D, HEADS, FFN, batch_first=True)
    stack = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
    ours = float(transformer.encode(BASE, FUSED, BATCH, length).matmul_flop)
    assert counted(lambda: stack(torch.randn(BATCH, length, D))) == pytest.approx(ours, rel=0.01)


@pytest.mark.parametrize("source", [8, 300])
def test_the_decoder_of_a_pair(source):
    layer = nn.TransformerDecoderLayer(D, HEADS, FFN, batch_first=True)
    stack = nn.TransformerDecoder(layer, LAYERS)
    pair = Shape(LAYERS, D, HEADS, HEADS, D // HEADS, FFN, 2, has_head=False, encoder_layers=1)
    alone = Shape(1, D, HEADS, HEADS, D // HEADS, FFN, 2, has_head=False)
    whole, encoder = (transformer.encode(shape, FUSED, BATCH, source).matmul_flop for shape in (pair, alone))
    ours = float(transformer.decode_step(pair, FUSED, BATCH, 1, source=source).matmul_flop + whole - encoder)
    assert counted(lambda: stack(torch.randn(BATCH, 1, D), torch.randn(BATCH, source, D))) == pytest.approx(ours, rel=0.01)


def test_the_decoder_of_a_pair_over_a_whole_sequence():
    source, length = 60, 40
    stack = nn.TransformerDecoder(nn.TransformerDecoderLayer(D, HEADS, FFN, batch_first=True), LAYERS)
    pair = Shape(LAYERS, D, HEADS, HEADS, D // HEADS, FFN, 2, has_head=False, encoder_layers=1)
    alone = Shape(1, D, HEADS, HEADS, D // HEADS, FFN, 2, has_head=False)
    whole, encoder = (transformer.encode(shape, FUSED, BATCH, source).matmul_flop for shape in (pair, alone))
    masked = 4 * D * LAYERS * BATCH * (length**2 - length * (length + 1) / 2)  # which an unmasked layer computes
    ours = float(transformer.prefill(pair, FUSED, BATCH, length, source=source).matmul_flop + whole - encoder + masked)
    assert counted(lambda: stack(torch.randn(BATCH, length, D), torch.randn(BATCH, source, D))) == pytest.approx(ours, rel=0.01)


@pytest.mark.parametrize("kv_heads", [6, 2, 1])
def test_a_decode_step_with_shared_keys_a_gate_and_a_head(kv_heads):
    context, size = 150, D // HEADS
    shape = Shape(LAYERS, D, HEADS, kv_heads, size, FFN, 3, vocabulary=500)

    def step():
        for _ in range(LAYERS):
            queries = linear(BATCH, D, HEADS * size).view(BATCH, HEADS, 1, size)
            linear(BATCH, D, kv_heads * size), linear(BATCH, D, kv_heads * size)
            cache = torch.randn(2, BATCH, kv_heads, context, size).repeat_interleave(HEADS // kv_heads, 2)
            torch.softmax(queries @ cache[0].transpose(2, 3), -1) @ cache[1]
            linear(BATCH, HEADS * size, D)
            linear(BATCH, D, FFN), linear(BATCH, D, FFN), linear(BATCH, FFN, D)
        linear(BATCH, D, 500)

    ours = float(transformer.decode_step(shape, FUSED, BATCH, context).matmul_flop)
    assert counted(step) == pytest.approx(ours, rel=0.01)


def test_a_step_of_latent_attention_and_experts():
    context, rope, nope, value, rank, kv_rank, experts, active, inner = 120, 8, 16, 12, 40, 32, 8, 2, 64
    shape = Shape(
        LAYERS, D, HEADS, HEADS, nope + rope, 0, 3, has_head=False, v_head_size=value, experts=experts, active_experts=active,
        shared_experts=1, moe_ffn_size=inner, q_lora_rank=rank, kv_lora_rank=kv_rank, qk_rope_head_size=rope,
    )  # fmt: skip

    def step():
        for _ in range(LAYERS):
            linear(BATCH, D, rank), linear(BATCH, rank, HEADS * (nope + rope)), linear(BATCH, D, kv_rank + rope)
            for _ in range(HEADS):  # the up-projections of keys and values, absorbed into query and output
                linear(BATCH, nope, kv_rank), linear(BATCH, kv_rank, value)
            cache = torch.randn(BATCH, 1, context, kv_rank + rope)
            scores = torch.randn(BATCH, HEADS, 1, kv_rank + rope) @ cache.transpose(2, 3)
            torch.softmax(scores, -1) @ cache[..., :kv_rank]
            linear(BATCH, HEADS * value, D), linear(BATCH, D, experts)
            for _ in range(active + 1):
                linear(BATCH, D, inner), linear(BATCH, D, inner), linear(BATCH, inner, D)

    ours = float(transformer.decode_step(shape, FUSED, BATCH, context).matmul_flop)
    assert counted(step) == pytest.approx(ours, rel=0.01)
