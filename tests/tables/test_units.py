"""Units and numbers as people read them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.units import decimal_year, multiple, quantity, significant


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.35e12, "byte/s", "3.35 TB/s"),
        (8e10, "byte", "80.0 GB"),
        (989.5e12, "FLOP/s", "990 TFLOP/s"),
        (3.14e23, "FLOP", "314 ZFLOP"),
        (1.75e11, "parameter", "175 billion"),
        (2.5e9, "bit/s", "2.50 Gbit/s"),
        (1e15, "FLOP/s", "1.00 PFLOP/s"),
    ],
)
def test_quantities_take_the_prefix_of_their_thousand(value, unit, text):
    assert quantity(value, unit) == text


@pytest.mark.parametrize(("value", "text"), [(3.0257, "3.03×"), (755.1, "755×"), (7320.4, "7,300×"), (0.0044056, "0.00441×")])
def test_growth_has_two_or_three_digits(value, text):
    assert multiple(value) == text


@given(st.floats(1e-20, 1e20), st.integers(1, 6))
def test_rounding_to_digits_is_rounding(value, digits):
    assert float(significant(value, digits).replace(",", "")) == pytest.approx(value, rel=0.5000001 * 10 ** (1 - digits))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 30)))
def test_a_later_day_is_a_later_decimal_year(day):
    assert day.year <= decimal_year(day) < decimal_year(day + dt.timedelta(days=1)) <= day.year + 1


def test_a_leap_year_has_366_days():
    assert decimal_year(dt.date(2020, 12, 31)) == 2020 + 365 / 366
    assert decimal_year(dt.date(2021, 12, 31)) == 2021 + 364 / 365
