"""What people asked in public, each with the answer that is right and how one knows."""

import pytest

import analysis as wall
from analysis.tables import architectures
from analysis.tables.shapes import FUSED, cache_bytes, kv_elements_per_token, state_bytes
from analysis.tables.weight_formats import BYTES
from analysis.workload.roofline import Request, profile


def shape(name):
    return architectures.architecture(name).shape


def test_the_cache_of_gpt_oss_below_its_window_is_36_layers_of_8_heads_of_64():
    assert float(kv_elements_per_token(shape("gpt-oss-120b"))) * 2 == 73_728


def test_the_first_token_of_gemma_4_31b_fills_50_windows_and_10_global_layers():
    """Global layers have 4 key-value heads of 512, the others 16 of 256: as if all were alike it would be 983,040."""
    assert float(cache_bytes(shape("gemma-4-31b"), FUSED, 1, 1)) == 50 * 2 * 16 * 256 * 2 + 10 * 2 * 4 * 512 * 2 == 901_120


def test_gemma_4_26b_at_131072_tokens_keeps_5_global_layers_and_25_windows_of_1024():
    found = profile(Request("gemma-4-26b-a4b", "H100", context=131_072))
    assert found.kv_bytes == pytest.approx(5 * 4_096 * 131_072 + 25 * 8_192 * 1_024, rel=1e-3)
    assert found.kv_bytes / 1e9 == pytest.approx(2.89, abs=0.01)


def test_a_hybrid_keeps_a_cache_in_a_quarter_of_its_layers_and_a_state_in_the_others():
    found = shape("qwen3-5-35b-a3b")
    assert found.layers - found.linear_layers == 10
    near, far = (profile(Request("qwen3-5-35b-a3b", "H100", context=tokens)) for tokens in (1_000, 100_000))
    assert near.state_bytes == far.state_bytes == 2 * float(state_bytes(found, FUSED, 1)) > 0
    assert far.kv_bytes > 50 * near.kv_bytes


def test_deepseek_v3_on_eight_devices_keeps_its_latent_on_each():
    asked = {"batch": 64, "context": 32_768, "weights": "fp8", "kv": "fp8", "devices": 8}
    tensor, sequence = (profile(Request("deepseek-v3", "H200", split=split, **asked)) for split in ("tensor", "sequence"))
    assert tensor.time_floor_s == pytest.approx(30.6e-3, rel=0.005)
    assert sequence.kv_bytes == pytest.approx(tensor.kv_bytes / 8)
    assert sequence.time_floor_s < tensor.time_floor_s


def test_eight_grouped_heads_on_sixteen_devices_are_kept_twice():
    eight, sixteen = (profile(Request("llama-3-70b", "H100", 32, 8_192, devices=n)) for n in (8, 16))
    assert sixteen.kv_bytes == pytest.approx(2 * eight.kv_bytes)
    assert eight.kv_bytes == profile(Request("llama-3-70b", "H100", 32, 8_192)).kv_bytes


def test_gpt_oss_as_released_is_65_gigabytes():
    found = profile(Request("gpt-oss-120b", "H100", weights="released"))
    assert found.stored_bytes / 1e9 == pytest.approx(65.25, rel=2e-3)
    assert any("experts mxfp4" in note for note in found.notes)


def test_block_scales_are_counted():
    assert BYTES["nvfp4"] == 0.5625
    assert BYTES["mxfp4"] == 0.53125


@pytest.mark.parametrize(
    ("driver", "peak"),
    [
        ("NVIDIA H100 80GB HBM3", 989.4e12),
        ("NVIDIA H100 PCIe", 756e12),
        ("NVIDIA H100 NVL", 835.5e12),
        ("NVIDIA H200", 989.5e12),
        ("NVIDIA A100-SXM4-80GB", 312e12),
    ],
)
def test_the_dense_16_bit_peak_by_the_name_that_the_driver_reports(driver, peak):
    assert wall.chip(driver).peak("bf16") == pytest.approx(peak, rel=2e-3)
