"""A packed table comes back byte for byte, and is read where its CSV is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence import validate
from analysis.tables import frames, packed, rows
from analysis.tables.paths import ROOT

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


@pytest.mark.parametrize("path", sorted((ROOT / "data").rglob("*.csv")), ids=lambda p: p.stem)
def test_every_table_comes_back_as_it_was(path):
    text = path.read_text(encoding="utf-8")
    assert packed.unpack(packed.pack(text)) == text


def test_the_evidence_is_a_third_smaller_than_a_wheel_would_make_it():
    import zlib

    content = (ROOT / "data/evidence.csv").read_bytes()
    assert len(packed.pack(content.decode())) < 0.75 * len(zlib.compress(content, 9))


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_any_cells_come_back_or_are_refused(cells):
    import csv
    import io

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(cells)
    assert packed.unpack(packed.pack(buffer.getvalue())) == buffer.getvalue()


def test_a_table_that_would_not_come_back_is_refused():
    with pytest.raises(ValueError, match="does not come back"):
        packed.pack('a,b\n"1",2\n')


def test_a_packed_table_is_read_where_its_csv_is_not_there(whole):
    before = rows.read("sources", whole), frames.load("sources", whole)
    path = whole / "data/sources.csv"
    path.with_name("sources.csv.xz").write_bytes(packed.pack(path.read_text(encoding="utf-8")))
    path.unlink()
    assert rows.read("sources", whole) == before[0]
    assert rows.of_table("sources", whole) == before[0]
    assert frames.load("sources", whole).equals(before[1])
    with packed.unpacked(whole) as plain:
        assert validate.check(plain) == []
        assert not list(plain.rglob("*.xz"))
    with packed.unpacked(ROOT) as plain:
        assert plain == ROOT
