"""A packed table comes back byte for byte, and is read where its CSV is not there."""

import csv
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence import validate
from analysis.tables import frames, packed, rows
from analysis.tables.paths import ROOT

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


TEXTS = {p.relative_to(ROOT / "data").as_posix(): p.read_text(encoding="utf-8") for p in (ROOT / "data").rglob("*.csv")}


def test_every_table_comes_back_as_it_was_a_third_smaller_than_a_wheel_would_make_it():
    small = packed.pack(TEXTS)
    assert packed.unpack(small) == TEXTS
    assert len(small) < 0.7 * sum(len(zlib.compress(text.encode(), 9)) for text in TEXTS.values())


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_any_cells_come_back_or_are_refused(cells):
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(cells)
    tables = {"a.csv": buffer.getvalue(), "b/c.csv": "x,y\n1,2\n"}
    assert packed.unpack(packed.pack(tables)) == tables


def test_a_table_that_would_not_come_back_is_refused():
    with pytest.raises(ValueError, match="does not come back"):
        packed.pack({"a.csv": 'a,b\n"1",2\n'})
    assert not packed.comes_back('a,b\n"1",2\n')
    assert packed.comes_back('a,b\n"1,5",2\n')


def test_a_packed_table_is_read_where_its_csv_is_not_there(whole):
    before = rows.read("sources", whole), frames.load("sources", whole), frames.load("paper/series", whole)
    names = packed.names(whole)
    (whole / "data" / packed.FILE).write_bytes(packed.pack({name: TEXTS[name] for name in ("sources.csv", "paper/series.csv")}))
    for name in ("sources.csv", "paper/series.csv"):
        (whole / "data" / name).unlink()
    assert packed.names(whole) == names
    assert rows.read("sources", whole) == before[0]
    assert rows.of_table("sources", whole) == before[0]
    assert frames.load("sources", whole).equals(before[1])
    assert frames.load("paper/series", whole).equals(before[2])
    with packed.unpacked(whole) as plain:
        assert validate.check(plain) == []
        assert not list(plain.rglob("*.xz"))
    with packed.unpacked(ROOT) as plain:
        assert plain == ROOT
