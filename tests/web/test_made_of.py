"""What the page is made of, without a browser: names, measured numbers, links and looks."""

import pytest

from analysis.drawing import theme
from analysis.measured import attained
from analysis.tables import frames
from analysis.tables.errors import RequestError
from analysis.tables.paths import ROOT
from analysis.trends import catalogue
from analysis.web import chip_names, looks, measured_series, opening
from analysis.writing.results import first_screen


def test_every_device_and_model_can_be_found_by_all_names():
    found = chip_names.chip_names()
    for table in ("accelerators", "models"):
        assert set(frames.load(table)["id"]) <= set(found)
    drivers = frames.load("device_names")
    for row in drivers[drivers["accelerator_id"] != ""].to_dict("records"):
        chip = found[row["accelerator_id"]]
        assert row["name"] in (chip["name"], *chip["called"])


def test_columns_have_words_for_people():
    assert chip_names.column_words("peak_matrix_bf16_flop_per_s") == "peak, matrix units, bf16"
    assert chip_names.column_words("memory_bandwidth_bytes_per_s") == "memory bandwidth"


def test_what_is_measured_is_the_median_share_of_the_sheet():
    sheet = catalogue.load("accelerators/memory_bandwidth")
    printed = dict(zip(sheet.ids, sheet.values, strict=True))
    roof = attained.attained("H100").memory_bandwidth
    found = dict(measured_series._bandwidths(attained.everything(), sheet))
    value, witnesses = found["nvidia-h100-sxm5-80gb"]
    assert value == pytest.approx(roof.share_of_sheet * printed["nvidia-h100-sxm5-80gb"])
    assert len(witnesses) == roof.n


def test_the_sentences_are_those_of_the_first_screen():
    assert [f"- {s}" for s in opening.opening()["found"]] == first_screen.found().splitlines()


def test_links_lead_to_files_that_are_there():
    assert all((ROOT / "figures" / address).resolve().exists() for address in opening.links().values())


def test_a_vendor_that_no_table_knows_has_a_look_too():
    found = looks.looks({"a": {"vendor": "Nobody"}, "b": {"vendor": "AMD"}})
    assert found["vendor"]["Nobody"] == [theme.UNLISTED[0], looks.SHAPE[theme.UNLISTED[1]]]
    assert list(found["vendor"]) == ["AMD", "Nobody"]


def test_both_grounds_have_all_colours_of_the_one_table():
    made = looks.themes()
    assert list(made["light"]) == list(made["dark"])
    assert made["light"]["vermillion"] == theme.LIGHT.hue["memory"]
    assert all(pigment in made["dark"] for pigment, _ in theme.VENDORS.values())
    assert "--vermillion: " + theme.DARK.hue["vermillion"] in looks.style_rules()


def test_only_a_page_to_explore_takes_other_links():
    with pytest.raises(RequestError, match="make explore"):
        opening.relinked("<html>", {})
