"""The comparison with Epoch AI's tables: what matches, what conflicts and why, what is lacking; files that are not theirs."""

import csv
import datetime as dt
import json
import subprocess
import sys

import pytest

from analysis.tables import frames
from analysis.tables.paths import ROOT
from scripts import reconcile_epoch as script

BANDWIDTH, MEMORY, TDP = "Memory bandwidth (byte/s)", "Memory (bytes)", "TDP (W)"
TENSOR, FP16 = "Tensor-FP16/BF16 performance (FLOP/s)", "FP16 (half precision) performance (FLOP/s)"
INTRANODE, INTERNODE = "Intranode bandwidth (byte/s)", "Internode bandwidth (bit/s)"
COMPUTE, TOKENS = "Training compute (FLOP)", "Training dataset size (total)"
H100 = "NVIDIA H100 SXM5 80GB"
GPT_3 = "GPT-3 175B (davinci)"
DEVICES = [
    "NVIDIA H100 SXM5 80GB",
    "NVIDIA H100 PCIe 80GB",
    "NVIDIA H100 NVL 94GB (one card of the pair)",
    "NVIDIA H200 SXM5 141GB",
    "NVIDIA H20 96GB",
    "NVIDIA A100 SXM4 40GB",
    "NVIDIA A100 SXM4 80GB",
    "NVIDIA A100 PCIe 80GB",
    "NVIDIA Tesla V100S PCIe 32GB",
    "NVIDIA GeForce GTX TITAN",
    "NVIDIA RTX PRO 6000 Blackwell Server Edition",
    "NVIDIA Rubin GPU (VR200)",
    "AMD Instinct MI250X",
    "AWS Trainium",
    "Intel Gaudi 2 (HL-225H)",
    "Huawei Ascend 910 (910A)",
]

OURS = {t: frames.load(t).loc[lambda rows: rows["name"].isin([*DEVICES, GPT_3])] for t in ("accelerators", "models")}
FIXES = frames.load("epoch_corrections")


@pytest.fixture(autouse=True)
def _few_rows_of_ours(monkeypatch):
    monkeypatch.setattr(script.frames, "load", {**OURS, "epoch_corrections": FIXES}.get)


@pytest.fixture
def compare(tmp_path):
    """A function that writes rows of theirs to a CSV and returns the report on it."""

    def run(*rows):
        path = tmp_path / "theirs.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, dict.fromkeys(key for row in rows for key in row), restval="")
            writer.writeheader()
            writer.writerows(rows)
        return script.reconcile(str(path))

    return run


def device(name=H100, **cells):
    return {"Hardware name": name, **cells}


def h100(column):
    return OURS["accelerators"].set_index("name").loc[H100, column]


def test_equal_values_agree_and_the_column_of_ours_is_named(compare):
    report = compare(
        device(**{BANDWIDTH: h100("memory_bandwidth_bytes_per_s") * 1.01, TENSOR: h100("peak_matrix_bf16_flop_per_s")})
    )
    assert (report["table"], report["exact"], report["conflicts"]) == ("hardware", 1, [])
    assert report["agreements"] == {
        f"{BANDWIDTH} with memory_bandwidth_bytes_per_s": 1,
        f"{TENSOR} with peak_matrix_bf16_flop_per_s": 1,
    }


@pytest.mark.parametrize(
    ("header", "column", "factor", "culprit"),
    [
        (BANDWIDTH, "memory_bandwidth_bytes_per_s", 1000, "a slip of an SI prefix"),
        (BANDWIDTH, "memory_bandwidth_bytes_per_s", 1e-6, "a slip of an SI prefix"),
        (BANDWIDTH, "memory_bandwidth_bytes_per_s", 8, "bits for bytes"),
        (MEMORY, "memory_capacity_bytes", 1.073741824, "binary for decimal units"),
        (MEMORY, "memory_capacity_bytes", 1.024, "binary for decimal units"),
        (MEMORY, "memory_capacity_bytes", 0.5, "a die for the board, or a rate counted twice"),
        (INTRANODE, "interconnect_bandwidth_bytes_per_s", 0.5, "one way for both ways"),
        (TENSOR, "peak_matrix_bf16_flop_per_s", 2, "sparse for dense, or a die for the board"),
        (TENSOR, "peak_matrix_bf16_flop_per_s", 1.024, "unknown"),  # operations have no binary units
        (TENSOR, "peak_matrix_bf16_flop_per_s", 8, "unknown"),
        (TDP, "tdp_watts", 1.5, "unknown"),
    ],
)
def test_a_conflict_names_its_likely_culprit(compare, header, column, factor, culprit):
    (conflict,) = compare(device(**{header: h100(column) * factor}))["conflicts"]
    assert (conflict["row"], conflict["id"], conflict["column"]) == (H100, h100("id"), column)
    assert conflict["ratio"] == pytest.approx(factor)
    assert (conflict["culprit"], conflict["known"]) == (culprit, False)


def test_a_matrix_peak_in_the_vector_column_is_recognised(compare):
    (conflict,) = compare(device(**{FP16: h100("peak_matrix_tf32_flop_per_s")}))["conflicts"]
    assert conflict["column"] == "peak_vector_fp16_flop_per_s"
    assert conflict["culprit"] == "it is our peak_matrix_tf32_flop_per_s"


def test_bits_of_a_header_become_bytes_and_the_link_inside_the_machine_goes_first(compare):
    link = h100("interconnect_bandwidth_bytes_per_s")
    assert list(compare(device(**{INTERNODE: link * 8}))["agreements"]) == [
        f"{INTERNODE} with interconnect_bandwidth_bytes_per_s"
    ]
    (slip,) = compare(device(**{INTERNODE: link}))["conflicts"]
    assert slip["culprit"] == "bits for bytes"
    assert compare(device(**{INTRANODE: link, INTERNODE: 4e11}))["conflicts"] == []


@pytest.mark.parametrize(("days", "conflicts"), [(30, 0), (-30, 0), (31, 1), (-31, 1)])
def test_dates_conflict_from_31_days_before_or_after_the_period_of_ours(compare, days, conflicts):
    span = script.PERIOD[h100("released_on_precision")] if days > 0 else 0
    day = h100("released_on").date() + dt.timedelta(span + days)
    found = compare(device(**{"Release date": day}))["conflicts"]
    assert [(c["days"], c["ratio"], c["theirs"]) for c in found] == [(31, None, str(day))] * conflicts


def test_a_coarse_date_of_ours_stands_for_its_whole_period():
    field = script.Field("Release date", "date", ("released_on",))
    ours = {"released_on": dt.datetime(2024, 4, 1), "released_on_precision": "quarter"}
    assert script.differ(field, dt.date(2024, 7, 31), ours, "released_on") is None
    assert script.differ(field, dt.date(2024, 8, 1), ours, "released_on") == (None, 31, "another date")


@pytest.mark.parametrize(("field", "known"), [(TDP, True), ("whole row", True), (MEMORY, False)])
def test_a_conflict_that_a_correction_names_is_known(compare, monkeypatch, field, known):
    fixes = FIXES.head(1).assign(table="hardware", epoch_row=H100, field=field)
    monkeypatch.setattr(script.frames, "load", {**OURS, "epoch_corrections": fixes}.get)
    report = compare(device(**{TDP: h100("tdp_watts") * 1.5}))
    assert [c["known"] for c in report["conflicts"]] == [known]
    assert report["known"] == known


def test_the_corrections_are_those_of_the_data_set(compare):
    fix = FIXES.set_index("id").loc["epoch-nvidia-h100-pcie-fp16"]
    report = compare(device(fix["epoch_row"], **{fix["field"]: fix["epoch_value"]}))
    assert [(c["id"], c["known"]) for c in report["conflicts"]] == [("nvidia-h100-pcie-80gb", True)]


def test_agreement_with_a_cell_that_a_correction_names_is_told_apart(compare, monkeypatch):
    fixes = FIXES.head(1).assign(table="hardware", epoch_row=H100, field=TDP)
    monkeypatch.setattr(script.frames, "load", {**OURS, "epoch_corrections": fixes}.get)
    report = compare(device(**{TDP: h100("tdp_watts"), BANDWIDTH: h100("memory_bandwidth_bytes_per_s")}))
    assert set(report["agreements"]) == {
        f"{TDP} with tdp_watts, though a correction names {H100}",
        f"{BANDWIDTH} with memory_bandwidth_bytes_per_s",
    }


@pytest.mark.parametrize(
    ("theirs", "ours", "how"),
    [
        ("NVIDIA H100 SXM5 80GB", "NVIDIA H100 SXM5 80GB", "exact"),
        ("nvidia  A100 SXM4 40 GB", "NVIDIA A100 SXM4 40GB", "exact"),
        ("AMD Radeon Instinct MI250X", "AMD Instinct MI250X", "exact"),
        ("Amazon Trainium1", "AWS Trainium", "exact"),
        ("NVIDIA H100 PCle", "NVIDIA H100 PCIe 80GB", "close"),
        ("NVIDIA H200 SXM", "NVIDIA H200 SXM5 141GB", "close"),
        ("NVIDIA HGX H20", "NVIDIA H20 96GB", "close"),
        ("Intel Habana Gaudi2", "Intel Gaudi 2 (HL-225H)", "close"),
        ("NVIDIA VR200", "NVIDIA Rubin GPU (VR200)", "close"),
        ("NVIDIA A100", None, "undecided"),  # three of ours
        ("NVIDIA A100 SXM4 96 GB", None, None),
        ("NVIDIA H100 NVL 80GB", None, None),
        ("NVIDIA H200 PCIe", None, None),
        ("NVIDIA H300 SXM", None, None),
        ("NVIDIA V100S SXM2", None, None),
        ("Huawei Ascend 910 (320 TFLOPS)", None, None),
        ("Huawei Ascend 910B", None, None),
        ("NVIDIA RTX 6000 Ada Generation", None, None),
        ("NVIDIA RTX 6000", None, None),  # ours is a PRO
        ("NVIDIA Quadro RTX PRO 6000", None, None),  # either has a word that the other lacks
        ("NVIDIA GeForce GTX Titan Black", None, None),
        ("AMD A100 SXM4 40 GB", None, None),
    ],
)
def test_devices_match_by_name_and_never_over_a_number_a_size_or_a_form(theirs, ours, how):
    exact, close, undecided = script.pair([theirs], DEVICES, True)
    found = {"exact": exact, "close": close, "undecided": undecided}
    assert [kind for kind, hits in found.items() if hits] == ([how] if how else [])
    assert [DEVICES[j] for j in (exact | close).values()] == ([ours] if ours else [])


def test_a_row_that_another_has_exactly_is_not_matched_closely():
    ours = ["NVIDIA Tesla V100 SXM2 16GB"]
    assert script.pair(["NVIDIA V100 SXM2", "NVIDIA Tesla V100 SXM2 16 GB"], ours, True) == ({1: 0}, {}, {0: [0]})


@pytest.mark.parametrize(("cell", "other"), [("4e10", True), ("80000000000.0", False), ("85899345920", False), ("", False)])
def test_memory_in_the_row_can_deny_the_memory_in_our_name(cell, other):
    assert script.other_memory({MEMORY: cell}, "NVIDIA A100 PCIe", "NVIDIA A100 PCIe 80GB") is other
    assert not script.other_memory({MEMORY: cell}, "NVIDIA A100 PCIe 80 GB", "NVIDIA A100 PCIe 80GB")


def test_a_row_of_other_memory_is_not_compared(compare):
    report = compare(device("NVIDIA H200 SXM", **{MEMORY: 8e10}))
    assert (report["close"], report["conflicts"]) == ([], [])
    assert report["undecided"] == [["NVIDIA H200 SXM", "NVIDIA H200 SXM5 141GB"]]


def test_models_match_over_spelling_but_look_alikes_are_left_to_people():
    ours = ["GPT-3 175B (davinci)", "ResNet-101", "wav2vec 2.0 Large", "GPT-4o"]
    theirs = ["GPT-3 175B  (Davinci)", "ResNeXt-101", "GPT-4", "wav2vec-2.0 (large)"]
    assert script.pair(theirs, ours, False) == ({0: 0, 3: 2}, {}, {1: [1]})


def test_models_conflict_with_their_culprit(compare):
    ours = OURS["models"].set_index("name").loc[GPT_3]
    day = ours["published_on"].date()
    rows = {"Parameters": ours["parameters_total"], COMPUTE: ours["training_flop"] / 1000, TOKENS: ours["training_tokens"] * 0.4}
    report = compare({"Model": GPT_3, "Publication date": day, **rows})
    assert (report["table"], report["exact"]) == ("models", 1)
    assert {c["field"]: c["culprit"] for c in report["conflicts"]} == {
        COMPUTE: "a slip of an SI prefix",
        TOKENS: "the data once for all passes, perhaps",
    }
    assert list(report["agreements"]) == ["Publication date with published_on", "Parameters with parameters_total"]


def test_rows_that_one_side_lacks_are_named(compare):
    report = compare(device(**{TDP: 700}), device("NVIDIA Quadro K9000", **{TDP: 225}))
    assert report["we_lack"] == ["NVIDIA Quadro K9000"]
    assert H100 not in report["they_lack"]
    assert len(report["they_lack"]) == len(OURS["accelerators"]) - 1


@pytest.mark.parametrize("cell", ["=1+1", "__import__('os')", "nan", "1e999", "-700", "0", "1e-320", "1_000", "٧٠٠"])
def test_a_cell_that_is_no_number_is_told_and_compared_with_nothing(compare, cell):
    report = compare(device(**{TDP: cell}))
    assert report["unreadable"] == [[H100, TDP, cell]]
    assert not report["conflicts"]
    assert not report["agreements"]


FAULTS = {
    "empty.csv": (b"\xef\xbb\xbf \n", "is empty"),
    "page.csv": (b"\n<!doctype html><html>Not found</html>", "a web page"),
    "latin.csv": ("Hardware name,TDP (W)\nMemória,1\n".encode("latin-1"), "UTF-8"),
    "other.csv": (b"name,value\na,1\n", "by its header"),
    "names.csv": (b"Hardware name,Notes\na,1\n", "by its header"),
    "header.csv": (b"Hardware name,TDP (W)\n", "without rows"),
    "ragged.csv": (b"Hardware name,TDP (W)\na,1,2\n", "2 cells"),
    "quote.csv": (b'Hardware name,TDP (W)\n"a,1\n', "CSV"),
    "binary.csv": (bytes(range(256)), "UTF-8"),
    "unit.csv": (b"Hardware name,Memory bandwidth (GB/s)\na,1\n", "the unit of the column"),
    "missing.csv": (None, "No such file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_not_theirs_gives_one_line_and_2(tmp_path, capsys, name):
    content, said = FAULTS[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = sorted(tmp_path.iterdir())
    assert script.main([str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert name in err
    assert said in err
    assert sorted(tmp_path.iterdir()) == before


@pytest.fixture
def strange(tmp_path):
    """A table of theirs with control characters in names, and more rows than a short list shows."""
    path = tmp_path / "theirs.csv"
    rows = [H100 + ",1", *(f"Chip \x1b[31m{i}\u202e\x00,1" for i in range(5)), '"Two\nlines",1']
    path.write_text("Hardware name,TDP (W)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def test_text_shows_no_control_characters_and_ends_long_lists(strange, capsys):
    assert script.main([strange, "--limit", "2"]) == 0
    out = capsys.readouterr().out
    assert all(c.isprintable() or c == "\n" for c in out)
    assert "- Chip \\x1b[31m0\\u202e\\x00" in out
    assert "## Rows we lack: 6\n\n- Chip" in out
    assert "- and 4 more; --limit 0 prints all" in out
    watts = h100("tdp_watts")
    assert f"- {H100} [{h100('id')}], {TDP}: 1 / {watts:.5g} = {1 / watts:.4g}: unknown" in out


def test_json_holds_everything_and_no_control_characters(strange, capsys):
    assert script.main([strange, strange, "--json", "--limit", "1"]) == 0
    out = capsys.readouterr().out
    assert all(c.isprintable() or c == "\n" for c in out)
    first, second = json.loads(out)
    assert first == second
    assert len(first["we_lack"]) == 6
    assert set(first["conflicts"][0]) == {
        "row", "id", "field", "column", "theirs", "ours", "ratio", "days", "culprit", "known",
    }  # fmt: skip


def test_it_runs_as_a_script_and_writes_nothing(strange, tmp_path):
    command = [sys.executable, "-B", str(ROOT / "scripts/reconcile_epoch.py"), strange]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# ")
    assert [p.name for p in tmp_path.iterdir()] == ["theirs.csv"]
