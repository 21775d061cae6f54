"""Growth rates beside each other: what is written is what is drawn, printed beside refitted, fleets apart, vendors whole."""

import pytest

from analysis.figures import every_growth_rate, paper_growth_rates, vendors
from analysis.tables import frames
from analysis.trends import multiverse
from analysis.wall import gap


@pytest.fixture(scope="module")
def printed():
    return paper_growth_rates.numbers()


@pytest.fixture(scope="module")
def by_vendor():
    return vendors.numbers()


@pytest.fixture(scope="module")
def every():
    return every_growth_rate.numbers()


def rates_of(printed):
    return [(q, rate) for panel in printed["panels"].values() for q, rows in panel.items() for rate in rows]


def test_every_rate_that_is_printed_stands_beside_one_to_now(printed):
    listed = frames.load("paper/series")
    shown = [rate["series"] for _, rate in rates_of(printed) if "printed" in rate]
    assert sorted(shown) == sorted(f"paper/{s}" for s in listed["id"][listed["printed_as"] != ""])
    for panel in printed["panels"].values():
        for rows in panel.values():
            assert {"paper", "to now"} == {"paper" if "printed" in rate else rate["name"][:6] for rate in rows}


def test_what_is_printed_lies_in_the_interval_of_its_points(printed):
    for quantity, rate in rates_of(printed):
        if "printed" in rate:
            low, high = rate["growth_per_2_years_ci"]
            assert low <= rate["printed_growth_per_2_years"] <= high, quantity


def test_to_now_compute_goes_on_as_printed_and_models_do_not(printed):
    rows = dict(rates_of(printed)[::-1])
    compute = printed["panels"]["hardware"]["Compute"]
    assert compute[1]["growth_per_2_years_ci"][0] <= 3.0 <= compute[1]["growth_per_2_years_ci"][1]
    size, now = printed["panels"]["models"]["Model size"]
    assert now["growth_per_2_years_ci"][1] < size["growth_per_2_years_ci"][0]
    assert rows


def test_every_chip_of_the_gap_is_drawn_once_in_the_figure_by_vendor(by_vendor):
    points = [*by_vendor["others"], *(p for line in by_vendor["lines"].values() for p in line["points"])]
    assert sorted(p["id"] for p in points) == sorted(gap.devices("fp16").ids)


def test_vendors_with_a_line_of_their_own_have_an_interval_that_holds_it(by_vendor):
    assert len(by_vendor["vendors"]) >= 5
    for vendor in by_vendor["vendors"]:
        low, high = vendor["growth_per_2_years_ci"]
        assert low < vendor["growth_per_2_years"] < high
        assert vendor["n"] >= 3


def test_what_is_drawn_towards_the_common_growth_spreads_less(by_vendor):
    def spread(key):
        values = [v[key] for v in by_vendor["vendors"]]
        return max(values) / min(values)

    assert spread("drawn_towards_common_per_2_years") < spread("growth_per_2_years")


def test_the_title_counts_the_estimates_that_are_drawn(every):
    drawn = sum(row["n"] for panel in every["panels"].values() for row in panel["estimates"])
    frame = multiverse.estimates()
    hardware = frame[frame["quantity"].isin(list(every_growth_rate.PANELS)) & ~frame["series"].str.startswith("memory/")]
    assert every["title"].startswith(f"{drawn:,} ")
    assert drawn == len(hardware[hardware["series"].str.startswith(("accelerators/", "paper/"))])


def test_fleets_stand_apart_from_devices(every):
    published = {p["id"]: p for panel in every["panels"].values() for p in panel["published"]}
    assert set(published) >= every_growth_rate.FLEETS
    for rate in published.values():
        total = any(word in rate["quantity"] for word in ("Aggregate", "all AI chips", "data centre", "Performance of"))
        assert (rate["of"] == "fleet") == total, rate["id"]
