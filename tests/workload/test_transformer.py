"""The cost model: closed forms against loops and known totals, and what they say about the world."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.evidence import validate
from analysis.tables import architectures, frames
from analysis.tables.shapes import (  # fmt: skip
    FUSED,
    Formats,
    Shape,
    active_parameters,
    cache_bytes,
    experts_touched,
    kv_elements_per_token,
    parameters,
)
from analysis.workload import transformer

ROWS = frames.load("architectures").set_index("id", drop=False)


def of(name: str) -> Shape:
    return architectures.shape(ROWS.loc[name])


def test_all_shapes_but_one_give_the_published_total():
    off = parameters(architectures.stack(ROWS)) / ROWS["parameters_total_published"] - 1
    excepted = {e.row for e in validate.exceptions() if e.rule == "shape-parameters"}
    assert set(ROWS.index[abs(off) > 0.02]) == excepted
    assert len(excepted) == 1
    assert abs(off).max() < 0.035


def test_a_mixture_activates_what_its_makers_say():
    for name in ("mixtral-8x7b", "mixtral-8x22b", "deepseek-v3", "qwen3-235b-a22b", "llama-4-scout"):
        assert float(active_parameters(of(name))) == pytest.approx(ROWS.loc[name, "parameters_active_published"], rel=0.02)


@pytest.mark.parametrize(
    ("name", "elements"),
    [
        ("llama-3-70b", 2 * 80 * 8 * 128),
        ("deepseek-v3", 61 * (512 + 64)),
        ("palm-540b", 2 * 118 * 256),
        ("gpt-3-175b", 2 * 96 * 12288),
    ],
)
def test_a_token_leaves_its_keys_and_values_in_the_cache(name, elements):
    shape = of(name)
    assert float(kv_elements_per_token(shape)) == elements
    step = transformer.decode_step(shape, FUSED, 3, 1000).total
    assert float(step.kv_bytes) == pytest.approx(2 * 3 * 1001 * elements)  # all read, one written


def test_decoding_is_two_flop_a_weight_and_four_a_cached_pair():
    shape = of("llama-3-70b")
    s = transformer.decode_step(shape, FUSED, 32, 8192)
    weights = float(parameters(shape)) - 128256 * 8192 - 2 * 80 * 8192
    assert float(s.matmul_flop) == pytest.approx(2 * 32 * weights + 32 * 4 * 80 * 64 * 128 * 8192, rel=1e-12)
    assert float(s.total.weight_bytes) == pytest.approx(2 * weights, rel=1e-3)
    assert float(s.total.activation_bytes) == 0


def test_encoders_reuse_a_byte_hundreds_of_times_and_decoders_once_or_twice():
    one = Formats(1, 1, 1)
    bert = transformer.encode(of("bert-base"), one, 1, 512).total
    gpt = transformer.decode_step(of("gpt-2-small"), one, 1, 512).total
    assert 200 < bert.flop / bert.bytes < 300
    assert 1.5 < gpt.flop / gpt.bytes < 2.5


@pytest.mark.parametrize("name", ["llama-3-8b", "gemma-3-27b", "deepseek-v3", "qwen3-next-80b-a3b", "t5-11b", "mixtral-8x7b"])
def test_generating_is_the_sum_of_its_steps(name):
    shape, formats = of(name), Formats(0.5, 2, 1)
    steps = [transformer.decode_step(shape, formats, 4, 900 + i, source=64) for i in range(1, 301)]
    whole = transformer.generate(shape, formats, 4, 900, 300, source=64)
    for operator in fields(transformer.Work):
        summed = np.sum([getattr(s, operator.name) for s in steps], axis=0)
        assert np.array(getattr(whole, operator.name)) == pytest.approx(summed, rel=1e-12), operator.name


def test_a_window_is_a_loop_over_the_tokens_it_holds():
    shape = replace(of("mistral-7b"), window_layers=32, window_tokens=100)
    work = transformer.prefill(shape, FUSED, 2, 350)
    pairs = sum(min(i, 100) for i in range(1, 351))
    assert float(work.scores.flop) == 2 * 2 * 32 * 32 * 128 * pairs
    assert float(cache_bytes(shape, FUSED, 2, 350)) == 2 * 2 * 100 * 32 * 2 * 8 * 128


def test_attention_to_all_is_causal_attention_without_its_half():
    bert = of("bert-base")
    full, half = transformer.encode(bert, FUSED, 1, 300), transformer.prefill(bert, FUSED, 1, 300)
    assert float(half.scores.flop / full.scores.flop) == pytest.approx(301 / 600)
    assert float(full.ffn.flop) == float(half.ffn.flop)


def test_experts_touched_is_what_a_draw_gives():
    rng = np.random.default_rng(7)
    drawn = rng.random((400, 24, 64)).argsort(axis=2)[:, :, :6].reshape(400, -1)
    seen = np.mean([len(set(d)) for d in drawn])
    assert float(experts_touched(64, 6, 24)) == pytest.approx(seen, rel=0.01)
    assert float(experts_touched(8, 2, 1)) == pytest.approx(2)
    assert float(experts_touched(0, 0, 5)) == 0


def test_a_mixture_reads_few_weights_for_one_token_and_all_for_many():
    shape = of("deepseek-v3")
    read = transformer.decode_step(shape, FUSED, np.array([1, 4096]), 1).total.weight_bytes / 2
    assert read[0] == pytest.approx(float(active_parameters(shape)) - 129280 * 7168, rel=0.01)
    assert read[1] == pytest.approx(float(parameters(shape)) - 129280 * 7168, rel=0.01)


def test_latent_attention_decodes_over_the_latent_and_prefills_over_heads():
    shape = of("deepseek-v3")
    step, prompt = transformer.decode_step(shape, FUSED, 1, 1000), transformer.prefill(shape, FUSED, 1, 1000)
    assert float(step.scores.flop) == 2 * 61 * 128 * (512 + 64) * 1000
    assert float(prompt.scores.flop) == 2 * 61 * 128 * 192 * 1000 * 1001 / 2


def test_the_decoder_of_a_pair_attends_to_its_source():
    t5 = of("t5-11b")
    without, attending = (transformer.decode_step(t5, FUSED, 1, 10, source=s) for s in (0, 512))
    assert float(attending.scores.flop - without.scores.flop) == 2 * 24 * 128 * 128 * 512
    made = transformer.encode(t5, FUSED, 1, 512).total.kv_bytes
    assert float(attending.total.kv_bytes - without.total.kv_bytes) == float(made)
    prompt = [transformer.prefill(t5, FUSED, 1, 10, source=s) for s in (0, 512)]
    assert float(prompt[1].total.kv_bytes - prompt[0].total.kv_bytes) == float(made), "a pass reads it once"
    assert float(prompt[1].scores.flop - prompt[0].scores.flop) == 10 * float(attending.scores.flop - without.scores.flop)


@settings(max_examples=30)
@given(st.integers(1, 512), st.integers(1, 10_000), st.sampled_from(sorted(set(ROWS.index) - {"bert-base", "bert-large"})))
def test_more_tokens_are_never_less_work(batch, context, name):
    shape = of(name)
    less, more = transformer.decode_step(shape, FUSED, np.array([batch, batch + 1]), context).total.bytes
    assert more > less
    ends = transformer.decode_step(shape, FUSED, batch, np.array([context, context + 1])).total.flop
    assert ends[1] >= ends[0]


def test_a_grid_is_one_call_and_equals_its_points():
    rows = ROWS[ROWS["kind"] == "decoder"].iloc[:9]
    batches, contexts = np.array([1, 8, 64.0]), np.array([128, 4096, 1e5, 1e6])
    grid = transformer.decode_step(architectures.stack(rows, 2), FUSED, batches[:, None], contexts).total
    assert grid.flop.shape == grid.bytes.shape == (9, 3, 4)
    for i, j, k in ((0, 0, 0), (5, 2, 1), (8, 1, 3)):
        alone = transformer.decode_step(architectures.shape(rows.iloc[i]), FUSED, batches[j], contexts[k]).total
        assert grid.bytes[i, j, k] == pytest.approx(float(alone.bytes), rel=1e-12)
        assert grid.flop[i, j, k] == pytest.approx(float(alone.flop), rel=1e-12)
