"""A model on a chip: known floors, what bounds them, and what a request that cannot be met is told."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest

from analysis import RequestError
from analysis.__main__ import main
from analysis.tables import architectures, frames
from analysis.tables.shapes import FUSED
from analysis.tables.weight_formats import BYTES
from analysis.workload import chips, roofline, transformer
from analysis.workload.roofline import Request, profile

LLAMA = Request("Llama-3-70B", "H100", context=8192)
TEN = ("V100", "A100", "H100", "H200", "B200", "GB200", "MI300X", "MI355X", "TPU v7", "MI455X")
KEYS = {
    "flop", "bytes", "arithmetic_intensity_flop_per_byte", "balance_flop_per_byte", "bound_by", "time_floor_s",
    "tokens_per_s_ceiling", "devices_to_hold", "critical_batch",
}  # fmt: skip


@pytest.mark.parametrize(("batch", "milliseconds"), [(1, 42), (32, 67), (256, 247)])
def test_llama_70b_at_8192_tokens_on_an_h100(batch, milliseconds):
    p = profile(replace(LLAMA, batch=batch))
    assert round(1e3 * p.time_floor_s) == milliseconds
    assert (p.bound_by, p.bound_by_if_it_fits) == ("capacity", "memory")
    assert p.devices_to_hold >= 2
    assert p.tokens_per_s_ceiling == pytest.approx(batch / p.time_floor_s)


def test_a_long_cache_keeps_decoding_memory_bound_at_any_batch():
    assert profile(LLAMA).critical_batch is None
    assert profile(replace(LLAMA, batch=100_000)).bound_by_if_it_fits == "memory"


@pytest.mark.parametrize("model", ["llama-3-70b", "mixtral-8x7b", "gpt-2-small", "deepseek-v3"])
def test_the_critical_batch_is_where_the_bound_changes(model):
    asked = Request(model, "H100", context=1)
    batch = profile(asked).critical_batch
    assert profile(replace(asked, batch=batch)).bound_by_if_it_fits == "compute"
    assert profile(replace(asked, batch=batch - 1)).bound_by_if_it_fits == "memory"


def test_a_dense_decoder_without_cache_turns_at_half_the_balance_per_word():
    """The tokens in flight at which a weight-streaming decoder stops being memory bound, on the data sheet's numbers."""
    for chip, weights in (("H100", "fp16"), ("H100", "fp8"), ("B200", "fp16"), ("B200", "fp8")):
        p = profile(Request("llama-3-70b", chip, weights=weights))
        word = BYTES[weights]
        assert p.critical_batch == pytest.approx(p.balance_flop_per_byte * word / 2, rel=0.02)


def test_an_encoder_and_a_prompt_are_compute_bound_where_decoding_is_not():
    assert profile(Request("bert-base", "H100", batch=1, context=512)).bound_by == "compute"
    assert profile(Request("llama-3-8b", "H100", phase="prefill", context=2048)).bound_by == "compute"
    assert profile(Request("llama-3-8b", "H100", context=2048)).bound_by == "memory"


def test_narrower_weights_help_one_token_and_not_a_compute_bound_batch():
    fp16, int4 = (profile(Request("llama-3-8b", "H100", weights=w)).time_floor_s for w in ("fp16", "int4"))
    assert fp16 / int4 == pytest.approx(16 / (4 + 20 / 128), rel=0.01), "a scale and a zero point for 128 weights"
    fp16, int4 = (profile(Request("llama-3-8b", "H100", batch=2000, weights=w)).time_floor_s for w in ("fp16", "int4"))
    assert fp16 == int4


def test_devices_share_the_work_and_pay_the_link():
    one, eight = (profile(replace(LLAMA, batch=32, devices=n)) for n in (1, 8))
    assert eight.memory_time_s == pytest.approx(one.memory_time_s / 8)
    assert one.link_time_s == 0 < eight.link_time_s
    assert eight.bound_by == "memory"
    assert eight.link_bytes == pytest.approx(2 * 80 * 32 * 8192 * 2 * 2 * 7 / 8)
    assert profile(Request("llama-3-8b", "A30", phase="prefill", context=4096, devices=32)).bound_by == "link"


def test_the_decoder_of_a_pair_reads_its_source_at_every_step():
    without, attending = (profile(Request("t5-11b", "H100", batch=8, context=16, source=s)) for s in (0, 512))
    assert attending.kv_bytes - without.kv_bytes == 8 * 512 * 24 * 2 * 128 * 128 * 2
    assert attending.stored_bytes - without.stored_bytes == attending.kv_bytes - without.kv_bytes


def test_a_note_says_what_is_left_out_or_odd():
    assert profile(Request("deepseek-v4-pro", "B200")).notes
    assert "beyond" in profile(Request("gpt-2-small", "H100", context=5000)).notes[0]
    assert any("announced" in n for n in profile(Request("llama-3-8b", "meta-mtia-400")).notes)


def test_the_grid_is_the_profile_everywhere():
    models = frames.load("architectures")
    on = [chips.find(c) for c in ("H100", "B200", "MI300X")]
    found = roofline.grid(models, on, [1, 32], [64, 8192], "fp16")
    assert found.time_floor_s.shape == (len(models), 3, 2, 2)
    for name, i in (("bert-base", 0), ("llama-3-70b", 1), ("deepseek-v3", 2)):
        row = models.index[models["id"] == name][0]
        for j, k in ((0, 1), (1, 0)):
            p = profile(Request(name, on[i].id, [1, 32][j], [64, 8192][k]))
            assert found.time_floor_s[row, i, j, k] == pytest.approx(p.time_floor_s, rel=1e-12)
            assert found.compute_bound[row, i, j, k] == (p.bound_by_if_it_fits == "compute")


@pytest.mark.slow
def test_all_shapes_on_ten_chips_at_four_hundred_points_take_less_than_a_second():
    models, on = frames.load("architectures"), [chips.find(row) for row in TEN]
    start = time.perf_counter()
    found = roofline.grid(models, on, 2.0 ** np.arange(20), np.geomspace(128, 1 << 20, 20), "fp16")
    assert time.perf_counter() - start < 1
    assert found.time_floor_s.shape == (len(models), 10, 20, 20)
    assert np.isfinite(found.time_floor_s).all()
    assert (found.time_floor_s > 0).all()


def test_intensity_never_falls_with_the_batch():
    batches = np.unique(np.geomspace(1, 1e6, 60).round())
    for name in frames.load("architectures").query("kind != 'encoder'")["id"]:
        cost = transformer.decode_step(architectures.shape(architectures.find(name)), FUSED, batches, 2048).total
        assert (np.diff(cost.flop / cost.bytes) > -1e-9).all(), name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["llama-3-71b", "--chip", "H100"], "llama-3-70b"),
        (["Lama 3 70B", "--chip", "H100"], "llama-3-70b"),
        (["llama-3-70b", "--chip", "H10"], "nvidia-h100-sxm5-80gb"),
        (["llama-3-70b", "--chip", ""], "names no chip"),
        (["", "--chip", "H100"], "names no model"),
        (["405b", "--chip", "H100"], "closest: llama-3-1-405b"),
        (["llama-3-70b", "--chip", "H100", "--batch", "0"], "from 1 on"),
        (["llama-3-70b", "--chip", "H100", "--context", "-5"], "from 1 on"),
        (["llama-3-70b", "--chip", "H100", "--compute", "fp4"], "has no fp4 peak"),
        (["bert-base", "--chip", "H100", "--phase", "decode"], "has no decode"),
        (["llama-3-8b", "--chip", "H100", "--phase", "encode"], "has no encode"),
        (["llama-3-8b", "--chip", "V100S", "--devices", "4"], "no scale-up link"),
        (["llama-3-8b", "--chip", "H100", "--source", "5"], "decoder of a pair"),
        (["t5-11b", "--chip", "H100", "--source", "-5"], "decoder of a pair"),
    ],
)
def test_a_bad_request_gets_one_line_and_exit_2(arguments, said, capsys):
    assert main(["profile", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_every_chip_with_a_peak_and_a_bandwidth_can_be_asked_for():
    for row in frames.load("accelerators").to_dict("records"):
        chip = chips.find(row["id"])
        if any(map(chip.has, ("fp16", "fp32", "fp64"))) and chip.memory_bandwidth:
            assert profile(Request("llama-3-8b", row["id"])).time_floor_s > 0
        else:
            with pytest.raises(RequestError, match="in the table"):
                profile(Request("llama-3-8b", row["id"]))


def test_the_command_answers_in_its_first_sentence_and_in_json(capsys):
    asked = ["profile", "Llama-3-70B", "--chip", "H100", "--batch", "32", "--context", "8192"]
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert "time floor 67.1 ms" in " ".join(out.split())[:200]
    assert "does not fit on one device, at least 3 hold it" in " ".join(out.split())
    assert "ceiling" in out
    assert main([*asked, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert set(record) >= KEYS
    assert record["time_floor_s"] == pytest.approx(0.0671, rel=1e-3)
    assert record["critical_batch"] is None
