"""Reading an entry of the census again: what does not stand in its line is told, and what moved is found."""

import subprocess
import sys

import pytest
from census.again import fault, stands

from analysis.tables.paths import ROOT

FILE = [
    "PEAKS = {",
    '    "h100": {',
    '        "bf16": 989e12,',
    '        "fp8": 1979e12,',
    "    },",
    '    "a100": {"bf16": 312e12},',
    "}",
]
H100 = {
    "entry": "h100",
    "entry_line": "2",
    "line": "3",
    "variant": "",
    "key": "bf16",
    "value_as_written": "989e12",
    "path": "peaks.py",
}
A100 = {
    "entry": "a100",
    "entry_line": "6",
    "line": "6",
    "variant": "",
    "key": "bf16",
    "value_as_written": "312e12",
    "path": "peaks.py",
}
FILED = {
    "entry": "h100_sxm",
    "entry_line": "",
    "line": "1",
    "variant": "",
    "key": "",
    "value_as_written": "PEAKS",
    "path": "systems/h100_sxm.yaml",
}


@pytest.mark.parametrize("row", [H100, A100, FILED])
def test_an_entry_that_stands_has_no_fault(row):
    assert fault(FILE, row) == ""
    assert stands(FILE, row)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"entry": "h200"}, "'h200' is not in line 2"),
        ({"value_as_written": "990e12"}, "'990e12' is not in line 3"),
        ({"line": "4"}, "'989e12' is not in line 4"),
        ({"key": "fp4"}, "'fp4' is not in lines 2 to 3"),
        ({"variant": "NVL"}, "'NVL' is not in lines 2 to 3"),
        ({"line": "9"}, "line 9 of a file of 7"),
        ({"line": "1"}, "line 1 of a file of 7"),
    ],
)
def test_what_does_not_stand_is_told(change, told):
    assert fault(FILE, H100 | change) == told


def test_a_file_named_for_another_chip_is_told():
    assert "name of the file" in fault(FILE, FILED | {"path": "systems/a100.yaml"})


def test_an_entry_that_moved_down_still_stands_and_a_changed_number_does_not():
    moved = ["# a comment"] * 40 + FILE
    assert stands(moved, H100)
    assert not stands([line.replace("989e12", "835e12") for line in moved], H100)
    assert not stands([line.replace("h100", "h200") for line in moved], H100)
    assert not stands([], H100)


def test_clones_are_read_at_the_commit_and_missing_ones_named(tmp_path):
    done = subprocess.run(
        [sys.executable, "scripts/census", "--clones", f"{tmp_path}/{{owner}}/{{name}}"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "0 of " in done.stdout
    assert "karpathy/nanochat" in done.stdout.splitlines()[-1]
