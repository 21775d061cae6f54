"""What remedies buy: years of the gap with both uncertainties, where they stop helping, memory of training."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.statistics.growth import fit_trend
from analysis.tables import frames
from analysis.wall import gap
from analysis.workload import levers

FIT = gap.fit(gap.devices("fp16"))
YEARS = np.arange(2010, 2022)


@pytest.fixture(scope="module")
def bought():
    return {b.id: b for b in levers.bought()}


def test_every_lever_is_turned_into_years(bought):
    assert list(bought) == list(frames.load("levers")["id"])
    for b in bought.values():
        assert b.years[0] <= b.years_by_factor[0] <= b.years_typical <= b.years_by_factor[1], b.id
        assert b.years[1] is None or b.years_by_factor[1] <= b.years[1], b.id


def test_years_are_the_logarithm_of_the_factor_over_the_growth(bought):
    b = bought["lever-kv-fp8"]
    assert b.years_typical == pytest.approx(math.log(2) / math.log(FIT.growth(1)))


def test_where_growth_is_told_from_none_the_set_is_the_interval_of_the_growth_turned_over():
    low, high = FIT.slope_ci
    assert low > 0
    assert levers.years_bought(4.0, FIT) == pytest.approx((math.log10(4) / high, math.log10(4) / low))


def test_where_growth_may_be_none_the_years_have_no_end():
    unsure = replace(FIT, se=FIT.se * 5)
    low, high = levers.years_bought(4.0, unsure)
    assert low == pytest.approx(math.log10(4) / unsure.slope_ci[1])
    assert high is None


def test_the_set_covers_the_years_as_often_as_it_says():
    rng, truth = np.random.default_rng(11), 0.05
    hits = 0
    for _ in range(600):
        low, high = levers.years_bought(4.0, fit_trend(YEARS, 10 ** (truth * (YEARS - 2010) + rng.normal(0, 0.2, YEARS.size))))
        hits += low <= math.log10(4) / truth and (high is None or math.log10(4) / truth <= high)
    assert 0.92 < hits / 600 < 0.98


def test_a_factor_of_one_buys_nothing():
    assert levers.years_bought(1.0, FIT) == (0.0, 0.0)


def test_quantised_weights_help_one_sequence_and_not_many():
    gain = levers.gain("weight_bytes", 4.0, np.array([1, 32, 4096]), 8192)
    assert gain[0] > 3.5
    assert gain[1] < 2.1
    assert gain[2] < 1.05
    assert levers.gain("weight_bytes", 4.0, 4096, 1) == 1


def test_a_narrow_cache_helps_many_sequences_and_not_one():
    gain = levers.gain("kv_bytes", 2.0, np.array([1, 256]), 8192)
    assert gain[0] < 1.05 < 1.6 < gain[1]


def test_speculation_slows_what_compute_binds():
    assert levers.gain("tokens_per_pass", 2.5, 1, 1) == pytest.approx(2.5)
    assert levers.gain("tokens_per_pass", 2.5, 2000, 1) == pytest.approx(2.5 / 3)
    assert levers.gain("tokens_per_pass", 2.5, 2000, 8192) == pytest.approx(2.5), "a long cache keeps memory the bound"


def test_sparse_experts_save_weights_only_at_small_batches():
    gain = levers.gain("experts", 0, np.array([1, 256, 100_000]), 1)
    assert 15 < gain[0] < 20
    assert gain[1] < 1.05
    assert gain[2] == pytest.approx(1, rel=0.002), "but for the rows of embeddings that are looked up"


@pytest.mark.parametrize("name", ["lever-int4-weight-only", "lever-speculative-draft", "lever-hbm4"])
def test_the_batch_of_no_gain_is_the_first_without_one(bought, name):
    b = bought[name]
    before, at = levers.gain(b.effect, b.factor_typical, np.array([b.no_gain_from_batch - 1, b.no_gain_from_batch]), 0)
    assert at <= 1 < before


def test_remedies_for_training_shrink_what_they_are_for():
    found = {(f.id, f.lever): f for f in levers.footprints()}
    gpt, resnet = "memory-gpt-2", "memory-resnet152"
    assert found[resnet, "lever-checkpointing"].factor > 5 > 1.1 > found[resnet, "lever-adam-8bit"].factor
    assert found[gpt, "lever-zero-3"].factor > found[gpt, "lever-zero-1"].factor > found[gpt, "lever-checkpointing"].factor
    row = frames.load("paper/memory_footprint").set_index("id").loc[gpt]
    assert found[gpt, "lever-adam-8bit"].after_gb == pytest.approx(
        row["parameters_drawn_gb"] + row["optimizer_drawn_gb"] / 4 + row["activations_drawn_gb"]
    )


def test_the_command_says_years_and_limits(capsys):
    assert main(["levers", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert len(record["levers"]) == len(frames.load("levers"))
    assert record["growth"]["byte"]["growth_per_2_years"] == pytest.approx(FIT.growth(2))
    assert main(["levers", "--precision", "fp8"]) == 0
    out = capsys.readouterr().out
    assert "no upper end" in out
    assert "at least" in out
    assert main(["levers", "--since", "2032"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
