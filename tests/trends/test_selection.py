"""Selections: which rows of a series a trend is fitted to, and what coarse dates do to it."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import RequestError
from analysis.evidence import proved_cells
from analysis.tables import formats, units
from analysis.tables.paths import ROOT
from analysis.trends import catalogue, diagnostics
from analysis.trends.selection import Series


def series(values, groups=None, days=None, precision="day"):
    n = len(values)
    days = days or [dt.date(2000 + i, 1, 1) for i in range(n)]
    names = tuple(f"row-{i}" for i in range(n))
    groups = tuple(groups or names)
    return Series(
        name="x", title="X", quantity="x", unit="byte", sources=((),) * n, ids=names, names=names, labels=names,
        days=tuple(days), years=np.array([units.decimal_year(d) for d in days]), values=np.array(values, float),
        merits=np.array(values, float),
        groups=groups, designs=groups, precisions=(precision,) * n,
    )  # fmt: skip


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=30))
def test_records_rise_and_nothing_left_out_would_have_been_one(values):
    whole = series(values)
    records = whole.select("records")
    assert all(np.diff(records.values) > 0)
    assert records.values[-1] == max(values)
    for year, value in zip(whole.years, whole.values, strict=True):
        assert value <= max(v for y, v in zip(records.years, records.values, strict=True) if y <= year)


@given(st.lists(st.tuples(st.floats(1, 1e6), st.sampled_from("abc")), min_size=1, max_size=30))
def test_a_flagship_is_the_best_of_its_group(rows):
    values, groups = zip(*rows, strict=True)
    flagships = series(values, groups).select("flagship")
    assert sorted(flagships.groups) == sorted(set(groups))
    assert all(v == max(x for x, g in rows if g == group) for v, group in zip(flagships.values, flagships.groups, strict=True))


def test_of_two_equals_the_earlier_is_the_flagship():
    assert series([5, 5], "aa").select("flagship").ids == ("row-0",)


def test_ten_cards_of_one_chip_count_once():
    bandwidth = catalogue.load("accelerators/memory_bandwidth")
    designs = bandwidth.select("design")
    assert len(set(designs.designs)) == len(designs.ids) < len(bandwidth.ids)
    assert sum(d == "nvidia-gh100" for d in bandwidth.designs) > 1


def test_dates_known_to_the_day_leave_nothing_open():
    whole = series([1, 2, 4, 9, 15])
    low, high = diagnostics.date_jitter(whole, np.random.default_rng(0))
    assert low == high == pytest.approx(whole.fit().growth(2))


def test_dates_known_to_the_year_leave_a_spread_and_the_seed_repeats_it():
    coarse = series([1, 2, 4, 9, 15], precision="year")
    once, again = (diagnostics.date_jitter(coarse, np.random.default_rng(7)) for _ in range(2))
    assert once == again
    assert once[0] < once[1]


def test_a_selection_keeps_the_columns_of_its_rows_together():
    bandwidth = catalogue.load("accelerators/memory_bandwidth")
    spot = {i: (v, y, g) for i, v, y, g in zip(bandwidth.ids, bandwidth.values, bandwidth.years, bandwidth.groups, strict=True)}
    for kind in ("flagship", "design", "records"):
        chosen = bandwidth.select(kind)
        assert chosen.selection == kind
        for i, v, y, g in zip(chosen.ids, chosen.values, chosen.years, chosen.groups, strict=True):
            assert spot[i] == (v, y, g)


def test_only_rows_that_are_asked_for_are_in_a_series():
    nvidia = catalogue.load("accelerators/peak", precision="fp16", where={"vendor": "NVIDIA", "segment": "datacenter"})
    assert {g.split()[0] for g in nvidia.groups} == {"NVIDIA"}
    with pytest.raises(RequestError, match="did you mean NVIDIA"):
        catalogue.load("accelerators/peak", where={"vendor": "nvidia"})


@pytest.mark.parametrize("precision", formats.PRECISIONS)
def test_the_best_precision_is_at_least_any_other(precision):
    best = catalogue.load("accelerators/peak", precision="best")
    top = dict(zip(best.ids, best.values, strict=True))
    some = catalogue.load("accelerators/peak", precision=precision)
    assert all(top[i] >= v for i, v in zip(some.ids, some.values, strict=True))


def test_a_16_bit_rate_below_the_32_bit_one_of_its_device_is_no_peak():
    assert ("accelerators", "nvidia-tesla-p40", "peak_vector_fp16_flop_per_s") in proved_cells.proofs(ROOT)
    assert "nvidia-tesla-p40" not in catalogue.load("accelerators/peak", precision="fp16").ids
    assert "nvidia-tesla-p40" in catalogue.load("accelerators/peak", precision="fp32").ids


def test_fields_of_a_series_are_of_one_length():
    bandwidth = catalogue.load("accelerators/interconnect")
    lengths = {
        len(getattr(bandwidth, f.name)) for f in dataclasses.fields(bandwidth) if f.name in ("ids", "days", "years", "sources")
    }
    assert lengths == {len(bandwidth.ids)}


def test_the_balance_of_a_device_is_its_peak_over_its_own_bandwidth():
    peak, memory = (
        dict(zip(s.ids, s.values, strict=True))
        for s in (catalogue.load("accelerators/peak", precision="fp16"), catalogue.load("accelerators/memory_bandwidth"))
    )
    balance = catalogue.load("accelerators/balance", precision="fp16")
    assert len(balance.ids) > 40
    for i, value in zip(balance.ids, balance.values, strict=True):
        assert value == pytest.approx(peak[i] / memory[i])


def test_on_chip_memory_has_no_machine_balance_here():
    assert "cerebras-wse-2" not in catalogue.load("accelerators/balance", precision="best").ids
