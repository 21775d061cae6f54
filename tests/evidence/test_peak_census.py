"""The census of peaks: each verdict is what the value says, and the table holds what is computed now."""

import json

import pytest

from analysis.evidence import arithmetic, peak_census
from analysis.evidence.peak_census import BANDWIDTH, SETTLED, VERDICTS, Case, judged
from analysis.tables import frames
from analysis.tables.formats import COLUMNS
from analysis.tables.paths import ROOT
from analysis.writing.results import census_report

H100, PCIE, H800 = "nvidia-h100-sxm5-80gb", "nvidia-h100-pcie-80gb", "nvidia-h800-sxm5-80gb"
RTX4090, V5E = "nvidia-geforce-rtx-4090", "google-tpu-v5e"

JUDGED = [  # row, format, value, as written -> verdict, a word of the cause
    (H100, "bf16", 989e12, "989e12", "agrees", ""),
    (f"{H100} {PCIE}", "bf16", 756e12, "756e12", "agrees", "as NVIDIA H100 PCIe"),
    (H100, "bf16", 1979e12, "1979e12", "with sparsity", "twice"),
    (RTX4090, "fp16", 330e12, "330e12", "with sparsity", "fp16 accumulation"),
    (H100, "bf16", 494.7e12, "494.7e12", "half", "its tf32 peak"),
    (H100, "fp32", 989e12 / 2, "989 // 2", "other format", "tf32"),
    (H100, "bf16", 312e12, "312e12", "other chip", "A100"),
    (H800, "bf16", 756e12, "756e12", "other variant", "H100 PCIe"),
    (PCIE, "bf16", 1979e12, "1979e12", "other variant", "H100 SXM5 80GB with sparsity"),
    (RTX4090, "bf16", 82.6e12, "82.6e12", "vector rate", "ordinary"),
    (H100, "", 3.35 * 1024**4, "3.35 * (1024**4)", "binary units", "1.100"),
    (H100, "", 3.4e12, "3.4", "rounding", "3.35e12"),
    (H100, "", 3.3e12, "3.3e12", "rounding", "3.35e12"),
    (H100, "", 3.35e15, "3.35e15", "other prefix", "1e3"),
    (H100, "", 2.7e12, "2.7e12", "other number", ""),
    (V5E, "bf16", 394e12, "394e12", "twice", "int8"),  # no TPU has 2:4 sparsity
    (V5E, "fp4", 394e12, "394e12", "not decided", "has no fp4"),
    ("", "bf16", 1e15, "1e15", "not decided", "no row"),
]


@pytest.fixture(scope="module")
def devices():
    return {row["id"]: row for row in frames.load("accelerators").to_dict("records")}


@pytest.mark.parametrize(("ids", "form", "value", "written", "verdict", "cause"), JUDGED)
def test_a_verdict_follows_from_the_value(devices, ids, form, value, written, verdict, cause):
    rows = tuple(devices[i] for i in ids.split())
    columns = COLUMNS[form][-1:] if form else (BANDWIDTH,)
    others = tuple(d for d in devices.values() if rows and d["vendor"] == rows[0]["vendor"])
    told = judged(Case(value, written, form, columns, rows, others, ()))
    assert told[0] == verdict
    assert cause in told[1]


def test_what_another_document_prints_is_told_with_the_document(devices):
    case = Case(3.0e12, "3.0e12", "", (BANDWIDTH,), (devices[H100],), (), ((3.0e12, "made-document"),))
    assert judged(case) == ("other document", "as made-document prints")


def test_the_table_holds_the_verdicts_that_are_computed_now():
    assert (ROOT / "data/peak_tables.csv").read_text(encoding="utf-8") == census_report.renewed()


def test_the_schema_knows_every_verdict_and_each_is_explained():
    fields = frames.resources()["peak_tables"]["schema"]["fields"]
    assert next(f for f in fields if f["name"] == "verdict")["constraints"]["enum"] == list(VERDICTS)
    assert set(SETTLED) < set(VERDICTS)


def test_no_entry_is_lost_and_no_chip_is_compared_twice():
    entries = peak_census.census()
    assert len(entries) >= 1190
    assert len({e.repository for e in entries}) >= 36
    spots = [(e.repository, e.path, e.line, e.entry, e.format, e.value) for e in entries]
    chains = {"torchtitan_npu/patches/tools/metrics.py", "torchtitan/tools/utils.py"}  # several names on one line
    assert len(spots) - len(set(spots)) <= sum(path in chains for _, path, *_ in spots)


def test_a_value_for_a_part_is_compared_for_the_whole():
    entry = next(e for e in peak_census.census() if e.repository == "pytorch/torchtitan" and e.entry == "MI250X")
    assert (entry.value, entry.verdict) == (191.5e12, "agrees")
    assert entry.ratio == pytest.approx(1.0)


@pytest.mark.parametrize(("text", "value"), [("312e12", 312e12), ("1979 // 2", 989), ("3.35 * (1024**4)", 3.35 * 1024**4)])
def test_arithmetic_is_worked_out(text, value):
    assert arithmetic.worked_out(text) == value


@pytest.mark.parametrize("text", ["", "peak", "1 + 1", "__import__('os')", "9**9**9**9", "1/0", "(" * 500, "1e999999", "True"])
def test_what_is_no_arithmetic_is_refused_at_once(text):
    with pytest.raises(ValueError, match="no arithmetic"):
        arithmetic.worked_out(text)


def test_the_report_counts_what_the_table_holds():
    told = census_report.record(census_report.chosen())
    json.dumps(told)
    assert sum(told["verdicts"].values()) == told["entries_count"]
    assert sum(r["entries"] for r in told["repositories"]) == sum(c["entries"] for c in told["chips"]) == told["entries_count"]
    apart = [e for e in told["entries"] if e["differs"]]
    assert sum(r["differ"] for r in told["repositories"]) == len(apart)
    assert all(e["url"].startswith(f"https://github.com/{e['repository']}/blob/{e['commit']}/") for e in apart)
    assert f"{len(apart)} differ" in census_report.sentence().replace("\n", " ")


def test_one_chip_and_one_repository_can_be_asked_for():
    found = census_report.chosen("nanochat", "h100")
    assert {e.repository for e in found} == {"karpathy/nanochat"}
    assert {e.accelerator_id.split("-")[1] for e in found} == {"h100"}
    assert "karpathy/nanochat" in census_report.text(found, "chip") or not any(map(census_report.differs, found))
    with pytest.raises(census_report.RequestError, match="no entry"):
        census_report.chosen("no such repository")
