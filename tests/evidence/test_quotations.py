"""Evidence: printed texts are read with units, and prove the cells that headlines rest on."""

import datetime as dt
import random

import pytest

from analysis.evidence import proved_cells, quotations
from analysis.tables import frames, units


@pytest.mark.parametrize(
    ("text", "heading", "unit", "value"),
    [
        ("3.35 TB/s", "", "byte/s", 3.35e12),
        ("900 GB/sec", "", "byte/s", 9e11),
        ("2765 GBps", "", "byte/s", 2.765e12),
        ("1,979 teraFLOPS", "", "FLOP/s", 1.979e15),
        ("494.7/989.41", "TFLOP/s", "FLOP/s", 9.894e14),
        ("4.5/9 petaFLOPS", "", "FLOP/s", 4.5e15),
        ("380 INT8 TOPS", "", "FLOP/s", 3.8e14),
        ("12,3 Teraflops (FP32)", "", "FLOP/s", 1.23e13),
        ("80GB HBM2e", "", "byte", 8e10),
        ("32 GiB", "", "byte", 2.0**35),
        ("8 GT/s", "", "bit/s", 8e9),
        ("5120-bit", "", "bit", 5120),
        ("700W", "", "W", 700),
        ("1.4 kW", "", "W", 1400),
        ("a 671B-parameter model", "", None, 6.71e11),
        ("14.8 trillion tokens", "", None, 1.48e13),
        ("1.07×10^24 FLOPs", "", "FLOP", 1.07e24),
        ("for ~10²⁵ FLOPs", "", "FLOP", 1e25),
    ],
)
def test_a_printed_text_is_read_with_its_unit(text, heading, unit, value):
    assert any(abs(r / value - 1) < 1e-9 for r in quotations.readings(text, heading, unit))


@pytest.mark.parametrize(
    ("text", "unit", "wrong"),
    [("3.35 TB/s", "byte/s", 3.35e9), ("100 Gb/s", "byte/s", 1e11), ("80 GB", "byte/s", 8e10), ("32 GiB", "byte", 3.2e10)],
)
def test_a_text_does_not_prove_another_unit(text, unit, wrong):
    assert not any(abs(r / wrong - 1) < 0.005 for r in quotations.readings(text, "", unit))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("BEAVERTON, Ore. -- November 18, 2025", (2025, 11, 18), (2025, 11, 18)),
        ("20. Juni 2017, on 20 June 2017", (2017, 6, 20), (2017, 6, 20)),
        ("12/06/2023", (2023, 12, 6), (2023, 12, 6)),
        ("in the second quarter of 2024", (2024, 4, 1), (2024, 6, 30)),
        ("Q1'23", (2023, 1, 1), (2023, 3, 31)),
        ("May 2017", (2017, 5, 1), (2017, 5, 31)),
        ("13 weeks to 2023-10-29", (2023, 7, 31), (2023, 10, 29)),
    ],
)
def test_a_date_is_read_as_the_period_it_names(text, first, last):
    assert (dt.date(*first), dt.date(*last)) in list(quotations.days(text))


DATED = {
    "column": "released_on",
    "basis": "stated",
    "derivation": "",
    "unit_as_published": "",
    "source_id": "a-2018",
    "locator": "page, 18 November 2018",
}


@pytest.mark.parametrize(
    ("text", "value", "precision", "proved"),
    [
        ("2017-06-27", "2017-06-27", "day", True),
        ("2017-06-27", "2017-06-20", "day", False),  # the year is right, which proves no day
        ("June 27, 2017", "2017-06-01", "month", True),
        ("June 27, 2017", "2017-05-01", "month", False),
        ("in June 2017", "2017-06-20", "day", True),
        ("in 2017", "2017-04-01", "quarter", True),
        ("Q3 2017", "2017-04-01", "quarter", False),
        ("18 November", "2018-11-18", "day", True),  # no year in the text: where it stands names it
        ("2024/04", "2024-04-15", "day", True),
        ("18. 5. 2011", "2011-05-18", "day", True),
    ],
)
def test_a_date_proves_the_days_it_names_and_no_others(text, value, precision, proved):
    assert quotations.supports(DATED | {"value": value, "text_as_published": text}, precision) == proved


@pytest.mark.parametrize(("value", "proved"), [("2023-07-01", True), ("2023-10-01", True), ("2024-01-01", False)])
def test_the_quarter_that_a_report_is_of_goes_before_the_year_it_names(value, proved):
    report = {"text_as_published": "the third quarter of fiscal year 2024", "derivation": "13 weeks to 2023-10-29"}
    assert quotations.supports(DATED | report | {"value": value}, "quarter") == proved


def test_a_derivation_is_arithmetic_with_units_and_nothing_else():
    assert units.in_unit("5120 bit * 1.75 Gbit/s / bit", "byte/s") == 1.12e12
    for text in ("__import__('os').getcwd()", "900 GB", "2 * nonsense", "open('x')", "1 / 0", ""):
        with pytest.raises(ValueError, match="no quantity"):
            units.in_unit(text, "byte/s")


def test_evidence_would_not_prove_a_slipped_value():
    lines = [x for x in frames.load("evidence").to_dict("records") if x["basis"] == "stated" and not x["column"].endswith("_on")]
    numeric = [x for x in lines if x["column"].endswith(("_per_s", "_bytes", "_watts"))]
    sample = random.Random(1).sample(numeric, 300)
    for slip in (1000, 0.001, 8, 0.125):
        fooled = [x["id"] for x in sample if quotations.supports(x | {"value": repr(float(x["value"]) * slip)})]
        assert len(fooled) <= 9, (slip, fooled)


def test_headline_cells_of_flagships_are_proved():
    rows = proved_cells.headline_coverage()
    assert sum(c.proved for c in rows) >= 0.95 * sum(c.filled for c in rows)
    assert len(frames.load("evidence")) >= 1500


def test_the_tables_are_as_large_as_promised():
    devices = frames.load("accelerators")
    assert len(devices) >= 200
    assert (devices["status"] == "shipping").sum() >= 180
    assert len(frames.load("models")) >= 300
    assert len(frames.load("architectures")) >= 60
    assert {"mips-r10000-195", "intel-xeon-platinum-8380"} <= set(devices["id"]) or devices["id"].str.contains("r10000").any()


def test_the_unit_of_a_column_is_that_of_its_name_and_can_be_parsed():
    for resource in frames.resources().values():
        for field in resource["schema"]["fields"]:
            named, unit = units.column_unit(field["name"]), field.get("unit")
            if named and field["type"] in ("number", "integer") and not field["name"].endswith("_op_per_s"):
                assert units.in_unit(f"1 {unit}", named) == 1.0, field["name"]


def test_units_leave_nothing_behind_that_a_second_run_could_read():
    assert units.registry()._diskcache is None, "a first run with an empty cache folder took bits for pure numbers"
