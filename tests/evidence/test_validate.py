"""Validation: the data are sound, and every kind of fault is told with file, line and column, and draws nothing."""

import random
import subprocess
import sys

import pandas as pd
import pytest
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.evidence import validate
from analysis.tables import frames
from analysis.tables.csv_file import Fault
from analysis.tables.paths import ROOT

POINTS = "data/paper/figure_points.csv"
MODELS = "data/paper/model_tables.csv"
ROW_6 = "flops-nvidia-geforce-8600-gts-2007,flops,NVIDIA GeForce 8600 GTS,,2007.2899,2007-04-17,273.746,9.28e10,high,"
COPY_AT = "memory-a100-80-gb-2020,accel"
SOURCES = "data/sources.csv"
UNUSED = "gholami-1921,AI,B,paper,,https://arxiv.org/abs/1,,,,,"
ROW_6_TEXT = '"32 x 1.45 GHz x 2, a mid-range card among flagships."'

# name: (file, old text, new text, line, column, what the message must say)
BROKEN = {
    "missing value": (POINTS, "2007-04-17,273.746,", "2007-04-17,,", 6, "plotted_value", "empty"),
    "text in a number": (POINTS, ",273.746,", ",273.746 GFLOP/s,", 6, "plotted_value", "not a number"),
    "decimal comma": (POINTS, ",273.746,", ',"273,746",', 6, "plotted_value", "not a number"),
    "1000x slip of a plotted value": (POINTS, ",273.746,", ",273746,", 6, "value", "slip of an SI prefix"),
    "1000x slip of a value": (POINTS, ",9.28e10,", ",9.28e7,", 6, "value", "slip of an SI prefix"),
    "bits for bytes": (POINTS, ",6.4e10,certain", ",5.12e11,certain", 40, "value", "bits for bytes"),
    "1000x slip of a model": (MODELS, ",1.75e11,1.746e11,", ",1.75e8,1.746e11,", 13, "parameters_readme", "slip of an SI prefix"),
    "digits exchanged": ("data/paper/memory_footprint.csv", ",4.64,5.72,", ",4.64,5.27,", 3, "total_printed_gb", "sum to 5.72"),
    "line off its growth": ("data/paper/lines.csv", ",5.1985e18,", ",5.1985e17,", 2, "last_value", "every two years"),
    "wrong intensity": ("data/paper/case_study.csv", ",438.86,438.86,", ",483.86,483.86,", 117, "value", "cannot be right"),
    "value not as printed": ("data/paper/case_study.csv", ",7.25,7.25,GFLOP", ",7.25,72.5,GFLOP", 92, "value", "not the printed"),
    "negative": (POINTS, ",273.746,", ",-273.746,", 6, "plotted_value", "negative"),
    "zero for unknown": (MODELS, ",2e9,3.4e12,,", ",0,3.4e12,,", 7, "features_readme", "leave the cell blank"),
    "infinite": (MODELS, ",2e9,3.4e12,,", ",INF,3.4e12,,", 7, "features_readme", "blank"),
    "not a number": (MODELS, ",2e9,3.4e12,,", ",NaN,3.4e12,,", 7, "features_readme", "not a number"),
    "duplicate key": (POINTS, "flops-nvidia-tesla-c870-2007,", "flops-nvidia-geforce-8600-gts-2007,", 7, "id", "used twice"),
    "duplicate row": (POINTS, COPY_AT, f"{ROW_6.replace('flops-nv', 'x-nv', 1)}\n{COPY_AT}", 76, "plotted_value", "same series"),
    "impossible date": (POINTS, "2007-04-17", "2007-02-30", 6, "plotted_on", "not a date that exists"),
    "month and day exchanged": (POINTS, "2017-12-06,0.065", "2017-06-12,0.065", 61, "plotted_on", "exchanged"),
    "future date": (MODELS, "2019-02-14,2019-02-14,1024", "2019-02-14,2219-02-14,1024", 7, "published_on", "future"),
    "date out of range": (POINTS, "2007-04-17", "1007-04-17", 6, "plotted_on", "minimum"),
    "byte order mark": (POINTS, "id,series,name", "\ufeffid,series,name", 1, None, "byte order mark"),
    "CRLF": (POINTS, f"{ROW_6}{ROW_6_TEXT}\n", f"{ROW_6}{ROW_6_TEXT}\r\n", 6, None, "carriage return"),
    "swapped columns": (POINTS, "plotted_value,value,", "value,plotted_value,", 1, "value", "another order"),
    "swapped cells": (POINTS, ",273.746,9.28e10,", ",9.28e10,273.746,", 6, "value", "swapped"),
    "renamed column": (POINTS, "plotted_value,value", "plotted_height,value", 1, "plotted_height", "lacks 'plotted_value'"),
    "extra column": (POINTS, "identification,note\n", "identification,note,remark\n", 1, "remark", "unknown 'remark'"),
    "short row": (POINTS, f"{ROW_6}{ROW_6_TEXT}", "flops-nvidia-geforce-8600-gts-2007,flops", 6, "series", "too few"),
    "long row": (POINTS, ROW_6_TEXT, ROW_6_TEXT + ",more", 6, "note", "too many"),
    "unquoted comma": (POINTS, ROW_6_TEXT, ROW_6_TEXT.strip('"'), 6, "note", "quote a cell"),
    "blank line": (POINTS, f"{ROW_6}{ROW_6_TEXT}\n", f"\n{ROW_6}{ROW_6_TEXT}\n", 6, None, "blank"),
    "open quotation mark": (POINTS, ROW_6_TEXT, '"32 x 1.45', 6, None, "not closed"),
    "formula": (POINTS, ROW_6_TEXT, '"=HYPERLINK(""http://example.org"",""x"")"', 6, "note", "formula"),
    "formula by at": (POINTS, ROW_6_TEXT, "@SUM(A1)", 6, "note", "formula"),
    "blanks around a cell": (POINTS, ",NVIDIA GeForce 8600 GTS,", ", NVIDIA GeForce 8600 GTS,", 6, "name", "blanks"),
    "control character": (POINTS, "NVIDIA GeForce 8600 GTS", "NVIDIA\x07GeForce", 6, "name", "control"),
    "word not allowed": (POINTS, ",9.28e10,high,", ",9.28e10,sure,", 6, "identification", "not allowed"),
    "dangling series": (POINTS, "-gts-2007,flops,", "-gts-2007,flop,", 6, "series", "not an id of paper-series"),
    "dangling source id": (MODELS, ",devlin-2018,", ",devlin-2081,", 5, "parameters_source_id", "not an id of sources"),
    "id with a slash": (POINTS, "flops-nvidia-geforce-8600-gts-2007", "../flops-nvidia", 6, "id", "pattern"),
    "cut short": ("data/paper/errata.csv", "gholami-repository,seen\nR1,", "gholami-rep\nR1,", 67, None, "too few"),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound():
    return validate.check()


def test_the_data_are_sound(sound):
    assert sound == []


def test_frictionless_agrees_that_the_data_are_sound():
    assert Package(str(ROOT / "datapackage.json")).validate().valid


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_told_with_file_line_and_column(replace, name):
    file, old, new, line, column, said = BROKEN[name]
    faults = validate.check(replace(file, old, new))
    hits = [f for f in faults if f.file == file and f.line == line and (column is None or f.column == column)]
    assert any(said in str(f) for f in hits), "\n".join(map(str, faults))
    assert all(f.advice for f in faults)
    assert len(faults) <= 6, "one slip is not told many times"


def test_a_file_that_is_not_utf8_is_told_by_line_and_byte(copy):
    path = copy / POINTS
    path.write_bytes(path.read_bytes().replace(b"NVIDIA GeForce 8600 GTS", b"NVIDIA G\xe9Force 8600 GTS"))
    (fault,) = [f for f in validate.check(copy) if "UTF-8" in f.problem]
    assert (fault.file, fault.line) == (POINTS, 6)
    assert "0xe9" in fault.problem


def test_a_missing_file_is_told(copy):
    (copy / POINTS).unlink()
    assert any(f.file == POINTS and "missing" in f.problem for f in validate.check(copy))


def test_all_faults_are_told_at_once(replace, copy):
    for name in ("text in a number", "future date", "digits exchanged", "wrong intensity"):
        file, old, new, *_ = BROKEN[name]
        replace(file, old, new)
    assert len({f.file for f in validate.check(copy)}) == 4


def test_a_source_that_nobody_names_is_told(replace_in_whole):
    (fault,) = validate.check(replace_in_whole(SOURCES, "gholami-2021,", f"{UNUSED}\ngholami-2021,"))
    assert "no row refers to gholami-1921" in str(fault)
    assert (fault.file, fault.column) == (SOURCES, "id")


def test_an_exception_that_no_longer_applies_is_a_fault(replace):
    root = replace("data/paper/memory_footprint.csv", ",0.71,1.71,", ",0.71,1.17,")
    faults = [f for f in validate.check(root) if f.file == "data/exceptions.toml"]
    assert len(faults) == 1
    assert "memory-alexnet" in faults[0].problem


def test_every_exception_has_a_reason():
    assert all(len(e.reason) > 20 for e in validate.exceptions())


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "analysis", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_invalid_data_draw_no_picture_and_end_without_a_traceback(replace, tmp_path):
    root = replace(POINTS, ",273.746,", ",273746,")
    drawn = run("figures", "paper_memory_footprint", "--root", str(root), "--out", str(tmp_path / "figures"))
    told = run("validate", "--root", str(root))
    assert (drawn.returncode, told.returncode) == (1, 1)
    assert f"{POINTS}:6: column value" in drawn.stderr
    assert f"{POINTS}:6: column value" in told.stdout
    assert "Traceback" not in drawn.stderr + told.stderr
    assert not (tmp_path / "figures").exists()


NUMBERS = [
    (name, field["name"])
    for name, resource in frames.resources().items()
    if name.startswith("paper/")
    for field in resource["schema"]["fields"]
    if field["type"] == "number"
]


def findings(loaded: dict[str, pd.DataFrame]) -> set[tuple[str, str, int]]:
    """(rule, table, row) of every finding of the rules of the paper's tables."""
    return {(n, f.table, f.row) for n, f in validate._findings(loaded)}


def test_most_thousandfold_slips_of_a_single_number_are_noticed():
    loaded = {name: frames.load(name) for name in frames.resources() if name.startswith("paper/")}
    before = findings(loaded)
    rng, missed, tried = random.Random(0), [], 0
    for name, column in NUMBERS:
        rows = list(loaded[name].index[loaded[name][column].notna()])
        for row in rng.sample(rows, min(6, len(rows))):
            cell = loaded[name][column].where(loaded[name].index != row, loaded[name][column] * 1000)
            tried += 1
            missed += [(name, column)] * (findings(loaded | {name: loaded[name].assign(**{column: cell})}) == before)
    assert tried > 80
    assert len(missed) / tried < 0.2, missed
    assert {name for name, _ in missed} <= {"paper/model_tables", "paper/memory_footprint"}, "where a number stands alone"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.floats(0, 1), junk=st.binary(min_size=1, max_size=6))
def test_no_damage_to_a_file_ends_in_a_traceback(copy, position, junk):
    path = copy / "data/paper/memory_footprint.csv"
    whole = (ROOT / "data/paper/memory_footprint.csv").read_bytes()
    spot = int(position * len(whole))
    path.write_bytes(whole[:spot] + junk + whole[spot + 3 :])
    faults = validate.check(copy)
    assert all(isinstance(f, Fault) and "\n" not in str(f) for f in faults)
