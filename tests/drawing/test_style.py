"""Colours: one table by meaning, read by everyone, on light and on dark."""

import itertools

import colours
import pytest

from analysis.drawing import style

THEMES = [style.LIGHT, style.DARK]
MEET = (  # what stands in one panel of some figure, or may in the next
    ("best", "fp16", "memory", "link"),
    ("fp64", "fp32", "fp16", "fp8", "fp4", "best"),
    ("fp16", "forecast", "walk"),
    ("best", "forecast", "walk"),
    ("model", "paper", "best"),
    ("model", "memory"),
)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_text_reads_at_four_and_a_half_to_one(theme):
    for name, colour in {"ink": theme.ink, "muted": theme.muted, **theme.text}.items():
        assert colours.contrast(colour, theme.ground) >= 4.5, name


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_marks_stand_out_from_the_ground_at_three_to_one(theme):
    for name, colour in theme.hue.items():
        assert colours.contrast(colour, theme.ground) >= 2.95, name


@pytest.mark.parametrize("sight", colours.SIGHTS)
@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_meanings_that_meet_differ_to_every_eye(theme, sight):
    for group in MEET:
        for one, other in itertools.combinations(group, 2):
            assert colours.difference(theme.hue[one], theme.hue[other], sight) >= 10, (one, other)


def test_meanings_that_meet_differ_in_grey_print():
    for group in MEET:
        for one, other in itertools.combinations(group, 2):
            apart = abs(colours.lightness(style.LIGHT.hue[one]) - colours.lightness(style.LIGHT.hue[other]))
            assert apart >= 5, (one, other)


def test_the_meanings_people_ask_for_each_have_a_colour_of_their_own():
    asked = ("best", "fp16", "fp8", "fp4", "memory", "link", "model", "forecast", "paper")
    for theme in THEMES:
        assert len({theme.hue[m] for m in asked}) == len(asked)


def test_both_themes_name_the_same_colours():
    for part in ("hue", "text"):
        assert list(getattr(style.LIGHT, part)) == list(getattr(style.DARK, part)) == list(style.MARKERS)


def test_every_colour_of_the_light_theme_has_one_namesake_in_the_dark_one():
    namesakes = {}
    for light, dark in zip(style.colours_of(style.LIGHT), style.colours_of(style.DARK), strict=True):
        assert namesakes.setdefault(light, dark) == dark, light
