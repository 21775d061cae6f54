"""Whatever is in the files, the answer is lines with a place, or none where nothing is wrong: never a traceback."""

import os
import random
import re
import shutil
import time
from pathlib import Path

import pytest
from damage import CELLS, FILES, damage_cell, damage_file, damage_json

from analysis.__main__ import main
from analysis.tables import frames
from analysis.tables.errors import InvalidData, RequestError
from analysis.tables.paths import ROOT
from analysis.trends import catalogue, fitting

TABLES = {name: resource["path"] for name, resource in frames.resources(ROOT).items()}
PLACED = re.compile(r"(data/|datapackage\.json)[^\s:]*(:\d+)?: .+; .+")
SECONDS = float(os.environ.get("FUZZ_SECONDS", "300"))  # of the slow tests


def restore(root: Path) -> None:
    """Make a copy of the data sound again."""
    shutil.copytree(ROOT / "data", root / "data", dirs_exist_ok=True)
    shutil.copy(ROOT / "datapackage.json", root)


def told(root: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """The exit of `validate`, once what it printed has a place in every line, and nothing that a terminal obeys."""
    code = main(["validate", "--root", str(root)])
    out, err = capsys.readouterr()
    assert code in (0, 1)
    assert all(c.isprintable() or c == "\n" for c in out + err)
    faults = [line for line in (out + err).splitlines() if line.startswith(("data", "datapackage"))]
    assert bool(faults) == (code == 1), out + err
    assert all(PLACED.match(line) for line in faults), faults
    return code


def asked(root: Path) -> None:
    """Load and fit every series; a refusal is an answer."""
    for name in catalogue.names():
        try:
            fitting.fit(catalogue.load(name, root=root))
        except (RequestError, InvalidData):
            continue


def columns() -> list[tuple[str, str]]:
    """(table, column) of all tables."""
    return [(t, f["name"]) for t, r in frames.resources(ROOT).items() for f in r["schema"]["fields"]]


def test_every_table_and_every_kind_of_damage_to_a_cell_is_answered(whole, capsys):
    rng, kinds, tables = random.Random(20261127), list(CELLS), list(TABLES.values())
    rng.shuffle(kinds)
    for start in range(0, len(kinds), len(tables)):  # each table has one damage at a time, so that none hides another
        for table, kind in zip(tables, kinds[start:], strict=False):
            damage_cell(whole / table, kind, rng)
        told(whole, capsys)
        restore(whole)


@pytest.mark.parametrize("shift", range(2))
def test_every_file_is_answered_however_it_is_damaged(whole, capsys, shift):
    rng, kinds = random.Random(shift), sorted(FILES)
    for number, table in enumerate([*TABLES.values(), "data/exceptions.toml"]):
        damage_file(whole / table, kinds[(number + shift * 11) % len(kinds)], rng)
    assert told(whole, capsys) == 1


@pytest.mark.parametrize("kind", sorted(FILES))
def test_the_descriptor_is_answered_however_it_is_damaged(whole, capsys, kind):
    damage_file(whole / "datapackage.json", kind, random.Random(5))
    told(whole, capsys)


@pytest.mark.slow
def test_every_column_is_answered_for_as_long_as_is_asked(whole, capsys):
    rng, end = random.Random(int(time.time())), time.monotonic() + SECONDS
    while time.monotonic() < end:
        places = []
        for table, column in rng.sample(columns(), rng.randrange(1, 12)):
            places.append(damage_cell(whole / TABLES[table], rng.choice(list(CELLS)), rng, column))
        print(places)
        if told(whole, capsys) == 0:
            asked(whole)
        restore(whole)


@pytest.mark.slow
def test_every_file_and_the_descriptor_are_answered_for_as_long_as_is_asked(whole, capsys):
    rng, end = random.Random(int(time.time())), time.monotonic() + SECONDS
    files = [*TABLES.values(), "data/exceptions.toml", "datapackage.json"]
    while time.monotonic() < end:
        if rng.random() < 0.5:
            print("damaged:", damage_json(whole / "datapackage.json", rng))
        else:
            print("damaged:", damage_file(whole / rng.choice(files), rng.choice(list(FILES)), rng))
        if told(whole, capsys) == 0:
            asked(whole)
        restore(whole)
