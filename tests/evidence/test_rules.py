"""The rules of hardware, models and evidence: each notices the slip it is there for, on the real tables."""

import pandas as pd
import pytest

from analysis.evidence import validate
from analysis.evidence.rules import RULES
from analysis.tables import frames

A, M, L, E, S = "accelerators", "memory", "interconnects", "evidence", "sources"
H100, B200, MI300X = "nvidia-h100-sxm5-80gb", "nvidia-b200-sxm-180gb", "amd-mi300x"
FP8, BF16, BANDWIDTH = "peak_matrix_fp8_flop_per_s", "peak_matrix_bf16_flop_per_s", "memory_bandwidth_bytes_per_s"
P, PEAK = "peak_tables", "karpathy-nanochat-a100-bf16"
STACK = "bandwidth_launch_bytes_per_s"
LINK, GB, VOLTA = "interconnect_bandwidth_bytes_per_s", "memory_capacity_bytes", "nvidia-tesla-v100-sxm2-16gb"
CDNA = "amd-cdna-whitepaper"
CHECK = f"{MI300X}.memory_bandwidth_bytes_per_s.20261128"
DGX, LINE = "nvidia-dgx-1-p100", f"{H100}.memory_bandwidth_bytes_per_s.1"

# rule, table, row, column, wrong value, column told, what the message must say
SLIPS = [
    ("sparse-for-dense", A, H100, FP8, 3.9578e15, FP8, "sparsity"),
    ("sparse-for-dense", A, H100, "peak_matrix_fp16_flop_per_s", 1.9788e15, "peak_matrix_fp16_flop_per_s", "sparsity"),
    ("precision-ladder", A, H100, FP8, 4e14, FP8, "below"),
    ("precision-ladder", A, B200, "peak_matrix_fp4_flop_per_s", 9e14, "peak_matrix_fp4_flop_per_s", "below"),
    ("bandwidth-width-rate", A, H100, BANDWIDTH, 3.35e9, BANDWIDTH, "SI prefix"),
    ("bandwidth-width-rate", A, H100, BANDWIDTH, 2.68e13, BANDWIDTH, "bits for bytes"),
    ("bandwidth-width-rate", A, MI300X, BANDWIDTH, 10.6e12, BANDWIDTH, "both ways"),
    ("capacity-binary", A, H100, GB, 80 * 2.0**30, GB, "GiB"),
    ("memory-level", A, "cerebras-wse-3", "memory_level", "dram", "memory_level", "SRAM"),
    ("memory-level", A, H100, BANDWIDTH, 3.35e15, BANDWIDTH, "whole system"),
    ("link-both-ways", A, H100, LINK, 4.5e11, LINK, "one direction"),
    ("board-for-die", A, H100, "peak_vector_fp32_flop_per_s", 1.338e14, "peak_vector_fp32_flop_per_s", "board of two"),
    ("balance-range", A, H100, FP8, 1.9789e18, FP8, "SI prefix"),
    ("dates-in-order", A, VOLTA, "released_on", pd.Timestamp("2007-05-10"), "released_on", "before the first device"),
    ("status-date", A, H100, "released_on", pd.NaT, "released_on", "without a date"),
    ("status-date", A, H100, "status", "announced", "status", "announced, yet"),
    ("coarse-date", A, H100, "released_on", pd.Timestamp("2022-10-17"), "released_on", "first day"),
    ("label-unique", A, MI300X, "label", "H100", "label", "names a row above"),
    ("memory-generation", M, "memory-hbm3", STACK, 8.192e10, STACK, "times width"),
    ("link-lanes", L, "link-pcie-5-x16", "bandwidth_bytes_per_s", 6.4e10, "bandwidth_bytes_per_s", "one direction"),
    ("active-parameters", "models", "deepseek-v3", "parameters_active", 1e12, "parameters_active", "swapped"),
    ("training-flop", "models", "deepseek-v3", "training_flop", 3.3e27, "training_flop", "SI prefix"),
    ("model-sources", "models", "deepseek-v3", "training_flop_source_id", "", "training_flop_source_id", "without a source"),
    ("shape-model", "architectures", "deepseek-v3", "model_id", "deepseek-v33", "model_id", "no row"),
    ("shape-parameters", "architectures", "llama-3-70b", "layers", 78, "parameters_total_published", "-2.4%"),
    ("shape-parameters", "architectures", "deepseek-v3", "moe_ffn_size", 1792, "parameters_total_published", "the shape gives"),
    ("shape-layer-kinds", "architectures", "mistral-7b", "window_tokens", pd.NA, "window_tokens", "go together"),
    ("shape-layer-kinds", "architectures", "mistral-7b", "window_layers", 64, "window_layers", "64 of 32"),
    ("device-name-id", "device_names", "nvidia-h200", "name", "NVIDIA H200 NVL", "id", "is not the id"),
    ("device-name-row", "device_names", "nvidia-h200", "accelerator_id", "", "note", "neither"),
    ("device-name-clash", A, MI300X, "label", "NVIDIA H200", "accelerator_id", "is also what amd-mi300x"),
    ("peak-table-value", P, PEAK, "value", 3.12e13, "value", "a slip of the unit"),
    ("peak-table-value", P, PEAK, "value_as_written", "A100", "value_as_written", "no arithmetic"),
    ("peak-table-quantity", P, PEAK, "format", "int8", "quantity", "op_per_s"),
    ("peak-table-rows", P, PEAK, "or_accelerator_ids", "nvidia-a1000", "or_accelerator_ids", "no further"),
    ("lever-order", "levers", "lever-fp8-weights", "factor_low", 3.0, "factor_typical", "not in order"),
    ("trend-interval", "published_trends", "gholami-2024-peak-flops", "interval_low", 2.0, "growth_per_year", "outside"),
    ("evidence-cell", A, H100, BANDWIDTH, 3.0e12, "value", "the evidence gives"),
    ("evidence-contested", E, LINE, "basis", "contested", "basis", "add the line that does"),
    ("evidence-text", E, LINE, "value", "3.35e9", "text_as_published", "does not give"),
    ("evidence-text", E, LINE, "value", "2.68e13", "text_as_published", "does not give"),
    ("source-host", S, "nvidia-h100-page", "url", "https://nvidia.com.example.org/h100", "url", "none of the hosts of NVIDIA"),
    ("source-host", S, "nvidia-h100-page", "publisher", "NVIDEA", "url", "'NVIDEA' is not in data/publishers.csv; add the line"),
    ("source-host", S, "jedec-releases-hbm4-standard", "read_at", "", "url", "no address"),
    ("source-read-at", S, "jedec-releases-hbm4-standard", "read_at", "https://www.jedec.org/x", "read_at", "move it to url"),
    ("source-archived", S, CDNA, "archived_url", "https://web.archive.org/web/2024/https://amd.com", "archived_url", "capture"),
    ("source-archived", S, CDNA, "url", "https://www.amd.com/other.pdf", "archived_url", "the document is at"),
    ("source-archived", S, "amodei-2018", "note", "", "archived_url", "it is of https://openai.com/blog/ai-and-compute/"),
    ("read-as", E, LINE, "read_as", "primary", "read_as", "call it copy"),
    ("read-as", E, LINE, "read_at", "", "read_at", "a copy without its address"),
    ("read-as", E, LINE, "source_id", "techpowerup-h100-pcie", "read_as", "TechPowerUp did not make NVIDIA"),
    ("read-as", E, LINE, "source_id", "amd-mi300x-page", "read_as", "AMD did not make NVIDIA"),
    ("system-devices", "systems", DGX, "devices", 9, "devices", "does not give 9 chips"),
    ("system-read-as", "systems", DGX, "read_as", "copy", "read_at", "a copy without its address"),
    ("system-read-as", "systems", DGX, "read_at", "https://example.org/dgx", "read_as", "call it copy"),
    ("system-read-as", "systems", DGX, "source_id", "amd-mi300x-page", "read_as", "AMD did not make NVIDIA"),
    ("check-value", A, MI300X, BANDWIDTH, 5.325e12, "value", "5.3e12 was checked; check the cell anew"),
    ("check-value", "checks", CHECK, "row_id", "amd-mi301x", "row_id", "no cell amd-mi301x"),
    ("check-told", "checks", CHECK, "text_as_published", "", "text_as_published", "quote what was read"),
    ("check-told", "checks", CHECK, "verdict", "not found", "text_as_published", "change the verdict"),
    ("check-told", "checks", "dmatrix-corsair.released_on.20261128", "note", "", "note", "without a word"),
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded():
    return {name: frames.load(name) for name in frames.resources()}


@pytest.mark.parametrize(("name", "table", "row", "column", "value", "told", "said"), SLIPS)
def test_a_rule_notices_its_slip(loaded, name, table, row, column, value, told, said):
    rule = next(r for r in RULES if r.name == name)
    broken = loaded[table].copy()
    spot = broken.index[broken["id"] == row]
    assert len(spot) == 1, row
    broken.loc[spot, column] = value
    if name == "dates-in-order":  # the other cards of the generation came in the same year
        broken.loc[broken["generation"] == "Volta", column] = value
    if name == "label-unique":
        assert "H100" in set(loaded[table]["label"])
    if name == "status-date" and column == "status":
        assert loaded[table].loc[spot, "released_on_meaning"].item() == "availability"
    found = list(rule.find(*((loaded | {table: broken})[t] for t in rule.tables)))
    accepted = {(e.rule, e.table, e.row) for e in validate.exceptions()}
    new = [f for f in found if (name, f.table, (loaded | {table: broken})[f.table]["id"][f.row]) not in accepted]
    assert any(f.column == told and said in f"{f.problem}; {f.advice}" for f in new), new
    assert all(f.advice for f in new)


def test_two_rows_alike_are_noticed(loaded):
    rule = next(r for r in RULES if r.name == "rows-alike")
    twice = pd.concat([loaded[A], loaded[A][loaded[A]["id"] == H100].assign(id="copy")], ignore_index=True)
    (finding,) = rule.find(twice)
    assert finding.row == len(twice) - 1


def test_every_rule_has_a_name_of_its_own_and_says_what_must_hold():
    names = [r.name for r in RULES]
    assert len(set(names)) == len(names) > 30
    assert all(r.find.__doc__ for r in RULES)


def test_a_rule_that_no_slip_here_tries_is_tried_with_the_tables_of_the_paper_or_the_measurements():
    tried = {s[0] for s in SLIPS} | {"rows-alike"}
    elsewhere = {r.name for r in RULES if r.find.__module__.endswith((".paper", ".measurements"))}
    rest = {r.name for r in RULES} - tried - elsewhere
    assert rest <= {"source-unused", "evidence-derivation", "shape-sense", "correction-differs"}
