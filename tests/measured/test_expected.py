"""Expected times: what they are made of, how well they meet runs left out, and what is said where they were not tried."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from analysis import RequestError
from analysis.__main__ import main
from analysis.measured import compare, expected, kernels, serving, step_times
from analysis.tables.paths import ROOT
from analysis.workload import roofline
from analysis.workload.request import Request, resolve

LLAMA = Request("llama-3-8b", "H100", batch=8, context=1024)


@pytest.fixture(scope="module")
def runs():
    return step_times.runs(kernels.table())


def test_the_stored_constants_are_those_of_the_measurements():
    assert expected.stored() == step_times.record()


def test_a_time_is_what_the_formula_says():
    parts, shares = step_times.parts(resolve(replace(LLAMA, activations="fp16")), expected.stored()["kernels"])
    c = expected.stored()["constants"]
    by_hand = max(parts.weights / c["weights"], parts.compute / c["compute"]) + parts.cache / c["cache"]
    by_hand += parts.activations / c["activations"] + parts.layers * c["layer_s"]
    found = expected.expected(LLAMA)
    assert found.expected_s == pytest.approx(by_hand)
    assert (parts.layers, shares.measured) == (32, True)
    profile = roofline.profile(LLAMA)
    share = expected.stored()["kernels"]["nvidia-h100-sxm5-80gb"]["memory_bandwidth"]
    assert parts.weights == pytest.approx(profile.weight_bytes / 3.35e12 / share)


def test_an_expected_time_is_above_the_floor_and_inside_its_interval():
    for model in ("llama-3-8b", "llama-3-70b", "gpt-oss-120b", "bert-base", "deepseek-v3"):
        for chip in ("H100", "B200", "MI300X", "TPU v5e"):
            request = Request(model, chip, batch=4, context=512)
            found = expected.expected(request)
            low, high = found.expected_s_interval_80
            assert roofline.profile(request).time_floor_s < found.expected_s
            assert low < found.expected_s < high


def test_runs_left_out_by_device_and_by_model_are_met_within_a_few_per_cent(runs):
    by_device, by_model, speed_up = step_times.scores(runs)
    assert by_device.n == by_model.n == len(runs) >= 40
    assert by_device.median_error < 0.05
    assert by_model.median_error < 0.05
    assert speed_up.largest_error < 0.1


def test_a_score_is_of_runs_that_the_fit_did_not_see(runs):
    h200 = [r for r in runs if "h200" in r.device_id]
    h100 = [r for r in runs if "h100" in r.device_id]
    errors = [
        np.log(step_times.predicted(step_times.fit(a), step_times.table(b))) - np.log([r.seconds for r in b])
        for a, b in ((h200, h100), (h100, h200))
    ]
    assert step_times.scores(runs)[0].rms_log == pytest.approx(np.sqrt(np.mean(np.concatenate(errors) ** 2)))


def test_the_interval_holds_about_eight_in_ten_runs_of_models_left_out(runs):
    inside = []
    score = step_times.scores(runs)[1]
    half = step_times.half_width(score.rms_log, score.n, 0.0)
    for model in {r.model for r in runs}:
        others, kept = [r for r in runs if r.model != model], [r for r in runs if r.model == model]
        away = np.log(step_times.predicted(step_times.fit(others), step_times.table(kept))) - np.log([r.seconds for r in kept])
        inside += list(abs(away) < half)
    assert 0.7 < np.mean(inside) < 0.95


def test_the_fit_finds_the_constants_of_made_up_runs(runs):
    true = np.log([0.8, 0.6, 0.9, 1.2, 2e-5])
    made = [replace(r, seconds=float(step_times.predicted(true, step_times.table([r]))[0])) for r in runs]
    found = step_times.fit(made)
    assert np.exp(found[:3]) == pytest.approx(np.exp(true[:3]), rel=0.03)


def test_pooled_shares_widen_the_interval_and_are_said():
    own, pooled = (expected.expected(replace(LLAMA, chip=chip)) for chip in ("H100", "MI300X"))

    def width(found):
        return found.expected_s_interval_80[1] / found.expected_s_interval_80[0]

    assert width(pooled) > width(own)
    assert (own.kernels_measured, pooled.kernels_measured) == (True, False)
    assert "pooled" in pooled.notes[0]
    assert own.notes == ()


def test_what_the_runs_did_not_try_is_said():
    assert any("experts" in n for n in expected.expected(Request("gpt-oss-120b", "H100")).notes)
    assert any("16 bit" in n for n in expected.expected(Request("llama-3-8b", "H100", weights="fp8")).notes)
    assert any("only kernels" in n for n in expected.expected(Request("llama-3-8b", "B200")).notes)
    with pytest.raises(RequestError, match="one device"):
        expected.expected(Request("llama-3-70b", "H100", devices=2))


def test_profile_prints_the_expected_time_with_its_score(capsys):
    assert main(["profile", "llama-3-8b", "--chip", "H100", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["expected_s"] > told["time_floor_s"]
    assert told["score_left_out_by_model"]["median_error"] < 0.05
    assert main(["profile", "llama-3-8b", "--chip", "H100"]) == 0
    out = capsys.readouterr().out
    assert "expected" in out
    assert "each model left out in turn" in out
    assert main(["profile", "llama-3-70b", "--chip", "H100", "--devices", "2", "--json"]) == 0
    assert "expected_s" not in json.loads(capsys.readouterr().out)


def test_more_bandwidth_helps_decode_and_not_prefill():
    decode = compare.compare("H100", "H200", LLAMA, batches=(1, 32))
    prefill = compare.compare("H100", "H200", replace(LLAMA, phase="prefill", context=2048), batches=(8,))
    assert all(1.25 < p.speed_up < 1.45 for p in decode.predicted)
    assert 0.95 < prefill.predicted[0].speed_up < 1.1
    assert decode.memory_bandwidth == pytest.approx(4.8 / 3.35)


def test_measured_speed_ups_are_of_the_same_work_by_the_same_witness():
    found = compare.compare("H100", "H200", LLAMA).measured
    own = [m for m in found if m.source_id == "own-h100-h200" and m.predicted]
    assert len(own) >= 15
    assert max(abs(np.log(m.predicted / m.speed_up)) for m in own) < 0.12
    back = {(m.source_id, m.workload, m.model, m.batch, m.context_tokens, m.note): [] for m in found}
    for m in compare.compare("H200", "H100", LLAMA).measured:
        back[m.source_id, m.workload, m.model, m.batch, m.context_tokens, m.note].append(m.speed_up)
    first = found[0]
    there = back[first.source_id, first.workload, first.model, first.batch, first.context_tokens, first.note]
    assert any(first.speed_up * other == pytest.approx(1) for other in there)


def test_compare_as_a_command(capsys):
    assert main(["compare", "H100", "H200", "--model", "llama-3-8b", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [p["batch"] for p in told["predicted"]] == list(compare.BATCHES)
    assert main(["compare", "H100", "H200", "--batch", "4"]) == 0
    assert re.search(r"^ +4  1\.\d\d×", capsys.readouterr().out, re.MULTILINE)
    assert main(["compare", "H100", "H100"]) == 2
    assert "are one chip" in capsys.readouterr().err


def test_serving_is_beside_the_floor_of_its_concurrency(capsys):
    found = serving.serving(ROOT)
    one = found.runs[0]
    request = Request("", one.device_id, one.concurrency, one.context, one.weights, "fp8", devices=one.devices)
    floors = []
    for model in ("gpt-oss-120b", "llama-3-70b", "deepseek-v3", "qwen3-5-397b-a17b", "glm-5", "qwen3-32b", "qwen3-235b-a22b"):
        floors.append(roofline.profile(replace(request, model=model)).time_floor_s)
    assert one.floor_s in floors
    assert 0 < found.rank_correlation < 1
    assert sum(g.n for g in found.by_chip) == sum(g.n for g in found.by_model) == len(found.runs)
    assert main(["serving", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["runs"]) == len(found.runs)
    assert main(["serving"]) == 0
    assert "of the ceiling" in capsys.readouterr().out
