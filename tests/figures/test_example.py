"""The figure that CONTRIBUTING shows is a whole one: it is drawn at every size, in the number of lines that is promised."""

import json
import re
from typing import Any

import pytest

from analysis.drawing import style
from analysis.tables.paths import ROOT
from analysis.writing import figure_records

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = re.search(r"<!-- tested: figure -->\n```python\n(.*?)```", TEXT, re.DOTALL)[1]


@pytest.fixture(scope="module")
def module() -> dict[str, Any]:
    """The names of the module, as if it stood among the figures."""
    names: dict[str, Any] = {"__name__": "analysis.figures.example", "__package__": "analysis.figures"}
    exec(compile(CODE, "CONTRIBUTING.md", "exec"), names)
    return names


def test_it_has_thirty_to_sixty_lines():
    assert 30 <= len(CODE.splitlines()) <= 60


@pytest.mark.parametrize("size", style.SIZES)
def test_it_is_drawn_at_every_size(module, size):
    drawn = json.loads(figure_records.as_json(figure_records.rounded(module["numbers"]())))
    assert drawn["rows"]
    assert drawn["sources"]
    with style.themed(style.LIGHT.at(style.SIZES[size])) as theme:
        svg = style.render(module["draw"](drawn, theme), "svg", drawn["title"], drawn["description"], both=True)
    assert len(svg) <= 110_000


def test_what_the_steps_name_is_there():
    section = TEXT.partition("\n## A figure\n")[2].partition("\n## ")[0]
    for path in re.findall(r"\]\((analysis/[^)]+)\)", section):
        assert (ROOT / path).exists(), path
    assert set(re.findall(r"--size (\w+)`", section)) <= set(style.SIZES)
