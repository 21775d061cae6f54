"""Wheel, source distribution, SQLite and Croissant: each the same bytes from the same files, each read by an outside reader."""

import csv
import datetime as dt
import io
import json
import os
import sqlite3
import tarfile

import croissant
import database
import distributions
import mlcroissant as mlc
import pytest
import wheel
from git_tree import lay

from analysis.tables.paths import ROOT

pytestmark = pytest.mark.walk

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def found() -> dict[str, bytes]:
    """The tables and their schema, by name."""
    paths = [ROOT / "datapackage.json", *(ROOT / "data").rglob("*.csv")]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def test_wheel_and_source_distribution_are_the_same_elsewhere_and_later(monkeypatch):
    first = wheel.built()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    old = os.umask(0o077)
    try:
        assert wheel.built.__wrapped__() == first
    finally:
        os.umask(old)


def test_a_wheel_is_built_from_the_source_distribution_alone():
    archive = next(content for name, content in wheel.built().items() if name.endswith(".tar.gz"))
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        found = {m.name.partition("/")[2]: tar.extractfile(m).read() for m in tar}
    again = distributions.built(found, wheel.DAY)
    assert next(content for name, content in again.items() if name.endswith(".whl")) == wheel.wheel()


def test_a_package_that_cannot_be_built_is_said_in_a_line():
    with pytest.raises(distributions.RequestError, match="the package cannot be built"):
        distributions.built({"setup.py": b"raise SystemExit('broken')"}, wheel.DAY)


def test_sqlite_holds_every_row_of_every_table_with_its_keys(found):
    made = sqlite3.connect(":memory:")
    made.deserialize(database.built(found))
    assert made.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert made.execute("PRAGMA foreign_key_check").fetchall() == []
    for resource in json.loads(found["datapackage.json"])["resources"]:
        rows = list(csv.reader(io.StringIO(found[resource["path"]].decode())))
        name = resource["name"].replace("-", "_")
        told = made.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
        assert len(told) == len(rows) - 1
        for row, cells in zip(told, rows[1:], strict=True):
            for value, cell in zip(row, cells, strict=True):
                assert (value is None) == (cell == "")
                assert value is None or value in (cell, cell == "true") or value == pytest.approx(float(cell), rel=0, abs=0)


def test_sqlite_is_the_same_each_time_and_does_not_say_who_wrote_it(found):
    assert database.built(found) == database.built(found)
    assert database.built(found)[96:100] == bytes(4)


def test_croissant_is_valid_and_its_reader_finds_the_rows(found, tmp_path):
    lay(found | {"croissant.json": croissant.described(found, DAY, "@misc{made}")}, tmp_path)
    dataset = mlc.Dataset(str(tmp_path / "croissant.json"))
    assert dataset.metadata.issues.report() == ""
    rows = {row["accelerators/id"].decode(): row for row in dataset.records("accelerators")}
    told = list(csv.DictReader(io.StringIO(found["data/accelerators.csv"].decode())))
    assert len(rows) == len(told)
    for row in told:
        bandwidth = rows[row["id"]]["accelerators/memory_bandwidth_bytes_per_s"]
        assert bandwidth == (float(row["memory_bandwidth_bytes_per_s"]) if row["memory_bandwidth_bytes_per_s"] else None)


def test_croissant_says_the_unit_of_a_column(found):
    told = json.loads(croissant.described(found, DAY, "@misc{made}"))
    fields = {field["@id"]: field for records in told["recordSet"] for field in records["field"]}
    assert fields["accelerators/memory_bandwidth_bytes_per_s"]["description"].endswith("in byte/s.")


def test_the_pictures_of_a_release_are_pdf_and_png_for_pages_and_slides():
    needed = [path for name in ("analysis", "data") for path in (ROOT / name).rglob("*") if path.is_file()]
    kept = {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in (*needed, ROOT / "datapackage.json") if p.suffix != ".pyc"}
    drawn = distributions.pictures(kept, ["speed_up"])
    assert sorted(drawn) == ["speed_up.pdf", "speed_up.png", "speed_up.slide.pdf", "speed_up.slide.png"]
    assert all(drawn[name].startswith(b"%PDF" if name.endswith(".pdf") else b"\x89PNG") for name in drawn)


def test_a_picture_that_cannot_be_drawn_is_said_in_a_line():
    with pytest.raises(distributions.RequestError, match="figures cannot be drawn"):
        distributions.pictures({"analysis/__init__.py": b""}, ["speed_up"])
