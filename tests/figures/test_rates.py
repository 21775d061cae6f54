"""Growth rates beside each other: what is written is what is drawn, printed beside refitted, fleets apart, vendors whole."""

import pytest

from analysis.figures import every_growth_rate, no_growth, paper_growth_rates, sensitivity, vendors
from analysis.tables import frames
from analysis.tables.units import multiple
from analysis.trends import multiverse
from analysis.wall import gap, recommended


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
    assert every["title"].startswith(f"By {drawn:,} ")
    assert drawn == len(hardware[hardware["series"].str.startswith(("accelerators/", "paper/"))])


def test_fleets_stand_apart_from_devices(every):
    published = {p["id"]: p for panel in every["panels"].values() for p in panel["published"]}
    assert set(published) >= every_growth_rate.FLEETS
    for rate in published.values():
        total = any(word in rate["quantity"] for word in ("Aggregate", "all AI chips", "data centre", "Performance of"))
        assert (rate["of"] == "fleet") == total, rate["id"]


def test_the_verdict_on_the_choices_is_that_of_all_that_are_drawn():
    drawn = sensitivity.numbers()
    for name, verdict in zip(drawn["panels"], drawn["title"].split(";"), strict=True):
        rate, choices = recommended.fit(recommended.question(name)), drawn["panels"][name]["choices"]
        growths = [c["growth_per_2_years"] for c in choices]
        assert (choices[0]["choice"], growths[0]) == ("recommended", pytest.approx(rate.growth(2)))
        assert ("by every choice" in verdict) == (min(growths) > 1)
        assert f"{multiple(min(growths))} to {multiple(max(growths))}" in verdict
        assert all(low <= c["growth_per_2_years"] <= high for c in choices for low, high in [c["growth_per_2_years_ci"]])


def test_the_choices_are_first_years_rows_dates_and_weights_of_vendors():
    choices = {c["choice"] for c in sensitivity.numbers()["panels"]["balance_best"]["choices"]}
    assert choices >= {f"from {year} on" for year in recommended.STARTS if year != gap.SINCE} | set(sensitivity.NAMES)


def test_what_is_said_not_to_grow_has_an_interval_that_holds_none():
    drawn = no_growth.numbers()
    assert drawn["title"].startswith("No growth can be told of ")
    for name, panel in drawn["panels"].items():
        low, high = panel["fit"]["growth_per_2_years_ci"]
        assert (low <= 1 <= high) == (multiple(panel["fit"]["growth_per_2_years"]) in drawn["title"]), name
    assert drawn["panels"]["fp32"]["fit"]["growth_per_2_years"] == pytest.approx(gap.rate("fp32").growth_per_2_years)
