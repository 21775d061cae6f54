"""The same question gets the same number wherever it is asked: README, RESULTS, titles of figures, commands."""

import json
import re

import pytest

from analysis.__main__ import main
from analysis.tables.paths import ROOT
from analysis.tables.units import multiple
from analysis.wall import recommended

README, RESULTS = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "RESULTS.md"))


def told(key: str) -> tuple[str, str]:
    """The recommended growth of a question and its interval, as people read them."""
    fit = recommended.fit(recommended.question(key))
    return multiple(fit.growth(2)), " to ".join(map(multiple, fit.growth_ci(2)))


def rows(text: str) -> dict[str, str]:
    """The lines of tables that begin with the words of a question."""
    return {q.key: line for q in recommended.QUESTIONS for line in text.splitlines() if line.startswith(f"| {q.words} ")}


@pytest.mark.parametrize("key", rows(README))
def test_readme_states_the_recommended_rate(key):
    assert all(part in rows(README)[key] for part in told(key))


@pytest.mark.parametrize("key", [q.key for q in recommended.QUESTIONS])
def test_results_state_the_recommended_rate(key):
    assert all(part in rows(RESULTS)[key] for part in told(key))


@pytest.mark.parametrize(
    ("stem", "keys"),
    [
        ("machine_balance", ("balance_16_bit", "balance_best")),
        ("hardware_scaling", ("compute_16_bit", "memory_bandwidth", "link")),
    ],
)
def test_the_title_of_a_figure_names_the_recommended_rates(stem, keys):
    title = json.loads((ROOT / f"figures/{stem}.json").read_text(encoding="utf-8"))["title"]
    assert re.findall(r"[\d.]+×", title) == [told(key)[0] for key in keys]


def test_the_hero_has_the_recommended_rates_with_their_intervals():
    lines = json.loads((ROOT / "figures/memory_wall.json").read_text(encoding="utf-8"))["lines"]
    for name, key in (("best", "compute_best"), ("fp16", "compute_16_bit"), ("memory", "memory_bandwidth"), ("link", "link")):
        growth, interval = told(key)
        assert lines[name]["growth"].startswith(f"{growth} every two years (95%: {interval})")


def test_commands_without_options_give_the_recommended_rates(capsys):
    assert main(["gap", "--json"]) == 0
    fit = recommended.fit(recommended.question("balance_16_bit"))
    found = json.loads(capsys.readouterr().out)
    assert (found["growth_per_2_years"], found["growth_per_2_years_ci"]) == (fit.growth(2), list(fit.growth_ci(2)))
    assert main(["fit", "accelerators/memory_bandwidth", "--segment", "datacenter", "--since", "2010", "--json"]) == 0
    fit, found = recommended.fit(recommended.question("memory_bandwidth")), json.loads(capsys.readouterr().out)
    assert (found["growth_per_2_years"], found["growth_per_2_years_ci"]) == (fit.growth(2), list(fit.growth_ci(2)))
    assert main(["rates", "--json"]) == 0
    assert [r["growth_per_2_years"] for r in json.loads(capsys.readouterr().out)][3] == pytest.approx(
        recommended.fit(recommended.QUESTIONS[3]).growth(2)
    )


def test_what_moves_a_rate_most_is_among_its_other_choices():
    for rate in recommended.everything():
        growths = [choice.growth_per_2_years for choice in rate.others]
        assert rate.moves_most.growth_per_2_years in (min(growths), max(growths))
