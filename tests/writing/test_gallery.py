"""The gallery of the figures: every figure once, each with its finding, its command and files that are there."""

import re

from analysis import figures
from analysis.tables.paths import ROOT
from analysis.writing import gallery

SIZES = {stem: figures.sizes(stem) for stem in figures.stems()}


def test_every_figure_is_in_one_group():
    stems = [stem for group in gallery.grouped(list(SIZES)).values() for stem in group]
    assert sorted(stems) == list(figures.stems())


def test_the_committed_gallery_is_current():
    assert (ROOT / "figures/README.md").read_text(encoding="utf-8") == gallery.gallery(SIZES)


def test_what_the_gallery_links_is_there_and_every_picture_has_words():
    text = gallery.gallery(SIZES)
    linked = set(re.findall(r'(?:href|src)="([^"]+)"', text))
    assert all((ROOT / "figures" / name).exists() for name in linked)
    assert len(re.findall(r'alt="[^"]{20,}"', text)) == len(figures.stems())
