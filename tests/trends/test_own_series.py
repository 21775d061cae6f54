"""A series of one's own is fitted as ours are; a bad cell is named by line and column."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as wall
from analysis import RequestError
from analysis.__main__ import main
from analysis.statistics.growth import fit_trend
from analysis.trends import own_series

ROWS = "when,what,amount,kind\n2020,a,10,x\n2021-06,b,20,x\n2022-01-05,c,44,x\n2023.5,d,100,x\n2024,e,7,y\n,,,\n"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_the_fit_is_that_of_the_points(path):
    series = own_series.from_csv(path, "when", "amount", "what", {"kind": "x"})
    assert series.labels == ("a", "b", "c", "d")
    assert wall.fit(series).growth(2) == pytest.approx(fit_trend(series.years, [10, 20, 44, 100]).growth(2))
    assert series.years[-1] == 2023.5


def test_a_frame_gives_the_same_series(path):
    frame = pd.read_csv(path, dtype=str)
    theirs = wall.series(frame, date="when", value="amount", label="what", kind="x")
    ours = own_series.from_csv(path, "when", "amount", "what", {"kind": "x"})
    assert np.array_equal(theirs.years, ours.years)
    assert np.array_equal(theirs.values, ours.values)


def test_dates_and_numbers_of_a_frame_need_no_texts():
    frame = pd.DataFrame({"day": pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01"]), "n": [1.0, 2.0, 4.0]})
    assert wall.fit(wall.series(frame, date="day", value="n")).growth(2) == pytest.approx(4, rel=2e-3)


@pytest.mark.parametrize(
    "command", [["fit"], ["forecast", "--at", "2026"], ["breaks"], ["crossing", "--factor", "10", "--from", "2024"]]
)
def test_the_commands_take_it(path, capsys, command):
    assert main([*command, "--csv", str(path), "--date", "when", "--value", "amount", "--where", "kind=x", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("44", '"4,400"', "line 4, column amount: '4,400' is no number; leave out thousands separators"),
        ("44", "-3", "line 4, column amount: -3 is not above 0"),
        ("44", "0", "is not above 0"),
        ("44", "nan", "is no number"),
        ("44", "1e400", "is no number"),
        ("44", "٤٤", "is no number"),
        ("44", "", "is no number"),
        ("2022-01-05", "5 January", "line 4, column when: '5 January' is no date"),
        ("2022-01-05", "2022-13", "is no date"),
        ("2022-01-05", "", "is no date"),
        ("when,", "when,when,", "2 columns 'when'"),
    ],
)
def test_a_bad_cell_is_one_line(path, capsys, old, new, said):
    path.write_text(ROWS.replace(old, new, 1), encoding="utf-8")
    assert main(["fit", "--csv", str(path), "--date", "when", "--value", "amount"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.startswith(str(path))
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fit"], "say a SERIES"),
        (["fit", "--csv", "none.csv", "--date", "a", "--value", "b"], "cannot be read"),
        (["fit", "--csv", "none.csv"], "takes --date COLUMN and --value COLUMN"),
        (["fit", "paper/dram", "--csv", "x.csv", "--date", "a", "--value", "b"], "two series"),
        (["crossing", "--csv", "x.csv"], "takes --date COLUMN and --value COLUMN"),
        (["crossing", "--quantity", "balance", "--value", "many"], "is no number"),
    ],
)
def test_a_request_that_cannot_be_met_is_one_line(capsys, words, said):
    assert main(words) == 2
    assert said in capsys.readouterr().err


EXCEL = [  # what spreadsheets write -> what is said of it
    (b"when;what;amount\n2020;a;3,5\n", "cells are separated by ';'; save it with commas"),
    (b"when\tamount\n2020\t3\n", "cells are separated by '\\t'"),
    ("when,amount\n2020,3\n".encode("utf-16"), "it is UTF-16, Excel's 'Unicode Text'; save it as 'CSV UTF-8'"),
    ("when,amount\n2020,\xb5\n".encode("latin-1"), "byte 17 is not UTF-8"),
    (b'when,amount\n2020,"3,5"\n', "its comma is a decimal one"),
    (b'when,amount\n2020,"3,500"\n', "leave out thousands separators"),
]


@pytest.mark.parametrize(("content", "said"), EXCEL, ids=lambda value: value if isinstance(value, str) else "")
def test_what_a_spreadsheet_writes_is_named_for_what_it_is(tmp_path, capsys, content, said):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    assert main(["fit", "--csv", str(file), "--date", "when", "--value", "amount"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_byte_order_mark_and_carriage_returns_do_no_harm(path):
    path.write_bytes(b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n").encode())
    marked = own_series.from_csv(path, "when", "amount")
    path.write_text(ROWS, encoding="utf-8")
    assert marked.values.tolist() == own_series.from_csv(path, "when", "amount").values.tolist()


def test_a_column_that_is_not_there_is_told_with_those_that_are(path, capsys):
    assert main(["fit", "--csv", str(path), "--date", "when", "--value", "size"]) == 2
    assert "no column 'size'; it has when, what, amount, kind" in capsys.readouterr().err


@given(st.text(max_size=40))
def test_no_text_ends_in_a_traceback(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("own") / "x.csv"
    file.write_bytes(("when,amount\n" + text).encode("utf-8", "surrogatepass"))
    try:
        own_series.from_csv(file, "when", "amount")
    except RequestError as error:
        told = str(error)
    else:
        told = ""
    assert "\n" not in told
