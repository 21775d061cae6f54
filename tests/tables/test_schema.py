"""The quick look at the tables clears nothing in which frictionless finds a fault."""

import json
import random
import shutil

import pytest
from damage import CELLS, damage_json
from frictionless import FrictionlessException, Package
from frictionless.schema import Field

from analysis.tables import csv_file, descriptor, frames
from analysis.tables.paths import ROOT
from analysis.tables.schema import clear

RESOURCES = frames.resources(ROOT)
FIELDS = {  # every kind of field that the descriptor has, with an example of its cells
    json.dumps([f["type"], f.get("constraints", {})], sort_keys=True): (f, texts)
    for table, resource in RESOURCES.items()
    for f in resource["schema"]["fields"]
    for texts in [sorted(set(frames.texts(table)[f["name"]]))[:40]]
}
HOSTILE = (
    "",
    "0",
    "1",
    "-1",
    "2",
    "true",
    "false",
    "True",
    "1.0",
    "1.5",
    "x",
    "X y",
    "2022-02-30",
    "2022-1-5",
    "0001-01-01",
    "9999-12-31",
    "20220105",
    "2022-W01-1",
    "1e3",
    ".5",
    "5.",
    "+5",
    "00",
    "1.00000000000000000001",
    "é",
    "a-b",
    "a_b",
    "https://x.org",
    "١",
)


def cells(examples: list[str], seed: int = 1) -> set[str]:
    """Texts of a column, as they are and as they are damaged."""
    rng = random.Random(seed)
    return {*HOSTILE, *examples, *(damage(text, rng) for damage in CELLS.values() for text in examples[:3])}


def plain(text: str, field: dict) -> bool:
    """Whether the look at the file has nothing against a cell."""
    return not list(csv_file._odd(text, field["name"], field["type"]))


@pytest.mark.parametrize("kind", FIELDS)
def test_no_cell_is_cleared_that_frictionless_refuses(kind):
    field, examples = FIELDS[kind]
    read = Field.from_descriptor(field).create_cell_reader()
    constraints = field.get("constraints", {})
    cleared = [c for c in cells(examples) if plain(c, field) and clear._keeps(field["type"], constraints, (c,))]
    assert [c for c in cleared if read(c)[1]] == []
    assert set(examples) <= set(cleared)


@pytest.mark.parametrize("times", [100, pytest.param(3000, marks=pytest.mark.slow)])
def test_a_descriptor_that_is_known_is_one_that_frictionless_takes(tmp_path, times):
    path, known = tmp_path / "datapackage.json", 0
    for seed in range(times):
        shutil.copy(ROOT / "datapackage.json", path)
        told = damage_json(path, random.Random(seed))
        content = path.read_bytes()
        if not descriptor.faults(content) and clear._known(json.loads(content)):
            known += 1
            try:
                Package(str(path)).to_descriptor(validate=True)
            except FrictionlessException as error:
                pytest.fail(f"{told}: {error}")
    assert known


def test_the_descriptor_of_a_release_is_known_too(whole):
    path = whole / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8")) | {"created": "2026-11-20T00:00:00Z"}
    path.write_text(json.dumps(package), encoding="utf-8")
    assert clear._known(package)
    Package(str(path)).to_descriptor(validate=True)


def test_ids_that_are_used_twice_and_keys_that_are_not_found_are_not_cleared(whole):
    paths = {r["path"] for r in RESOURCES.values()}
    assert clear.cleared(paths, whole) == paths
    memory, lines = whole / "data/memory.csv", (whole / "data/memory.csv").read_text(encoding="utf-8").splitlines()
    memory.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    sources = whole / "data/sources.csv"
    gone = sources.read_text(encoding="utf-8").replace("\ngholami-2024,", "\ngone,", 1)
    sources.write_text(gone, encoding="utf-8")
    left = clear.cleared(paths, whole)
    assert "data/sources.csv" in left
    assert not left & {"data/memory.csv", "data/paper/series.csv"}


@pytest.mark.parametrize("table", ["evidence", "sources", "publishers"])
def test_rows_as_dictionaries_are_those_of_pandas(table):
    frame = frames.load(table)
    assert repr(frames.records(frame)) == repr(frame.to_dict("records"))
