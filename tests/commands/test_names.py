"""Names: all are listed, searched in any spelling, and each that is listed is taken."""

import json

import pytest

from analysis.__main__ import main
from analysis.writing import cite


def listed(capsys, *words: str) -> list[dict[str, str]]:
    assert main(["list", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("what", "least"), [("series", 20), ("chips", 200), ("models", 300), ("figures", 20)])
def test_every_name_is_listed(capsys, what, least):
    assert len(listed(capsys, what)) >= least


def test_names_are_found_in_any_spelling(capsys):
    assert {row["label"] for row in listed(capsys, "chips", "--like", "h 100")} >= {"H100"}
    assert [row["name"] for row in listed(capsys, "series", "--like", "MEMORY/BANDWIDTH")][-1] == "memory/bandwidth"


def test_a_chip_that_is_listed_is_taken_by_its_id(capsys):
    for row in listed(capsys, "chips")[::20]:
        assert main(["chip", row["id"]]) == 0
        capsys.readouterr()


def test_nothing_found_is_one_line(capsys):
    assert main(["list", "chips", "--like", "unobtainium"]) == 2
    assert capsys.readouterr().err == "no chips like 'unobtainium'\n"


def test_a_fit_cites_exactly_the_documents_of_its_rows(capsys):
    from analysis import series

    assert main(["fit", "memory/bandwidth", "--where", "family=HBM", "--cite"]) == 0
    text = capsys.readouterr().out
    wanted = {"ai-memory-wall", cite.PAPER, *series("memory/bandwidth", family="HBM").source_ids}
    assert text.count("\n@") - text.count("\n@preamble") == len(wanted)
    assert all(f"{{{name}," in text for name in wanted)


def test_cite_takes_a_series_with_its_filters_and_any_name_of_a_chip(capsys):
    assert main(["cite", "memory/bandwidth", "--where", "family=HBM"]) == 0
    filtered = capsys.readouterr().out
    assert main(["fit", "memory/bandwidth", "--where", "family=HBM", "--cite"]) == 0
    assert capsys.readouterr().out == filtered
    assert main(["cite", "H100"]) == 0
    by_label = capsys.readouterr().out
    assert main(["cite", "nvidia-h100-sxm5-80gb"]) == 0
    assert capsys.readouterr().out == by_label


def test_levers_of_a_model_on_a_chip_say_what_binds(capsys):
    assert main(["levers", "llama-3-8b", "--chip", "H100", "--batch", "1", "--context", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bound_by"] == "memory"
    gains = {lever["id"]: lever["gain_typical"] for lever in found["levers"]}
    assert gains["lever-int4-weight-only"] > 3
    assert all(lever["effect"] != "experts" for lever in found["levers"]), "it is no mixture"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["levers", "llama-3-8b"], "together, or neither"),
        (["levers", "--chip", "H100"], "together, or neither"),
        (["levers", "bert-base", "--chip", "H100"], "does not decode"),
        (["levers", "llama-3-8b", "--chip", "H100", "--batch", "0"], "from 1 on"),
    ],
)
def test_a_lever_that_cannot_be_asked_is_one_line(capsys, words, said):
    assert main(words) == 2
    assert said in capsys.readouterr().err
