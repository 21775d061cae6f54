"""One SVG in both themes, as a browser shows it: in a page by <img>, on light and on dark."""

import base64
import io

import numpy as np
import pytest
from browser import CHROMIUM, chromium
from colours import contrast
from PIL import Image

from analysis import figures
from analysis.drawing import style

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
STEM = "memory_wall"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Theme -> the pixels of the picture in a page of that theme."""
    folder = tmp_path_factory.mktemp("shown")
    (folder / "figure.svg").write_bytes(figures.render(STEM, kinds=("svg",))[".svg"])
    page_text = '<body style="margin:0" onload="document.body.dataset.ready=1"><img src="figure.svg" width="880">'
    (folder / "page.html").write_text(f"<!doctype html><html style='color-scheme: light dark'>{page_text}", encoding="utf-8")
    pixels = {}
    with chromium(folder / "profile") as page:
        page.size(900, 520)
        for scheme in ("light", "dark"):
            page.scheme(scheme)
            page.open((folder / "page.html").as_uri())
            png = base64.b64decode(page.send("Page.captureScreenshot", format="png")["data"])
            pixels[scheme] = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[5:480, 5:870]
    return pixels


def most(pixels):
    """The commonest colour, '#rrggbb'."""
    values, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    return "#" + "".join(f"{int(v):02x}" for v in values[counts.argmax()])


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=lambda t: t.name)
def test_the_ground_is_that_of_the_theme(shown, theme):
    assert most(shown[theme.name]) == theme.ground


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=lambda t: t.name)
def test_inks_of_the_theme_are_shown_and_none_of_the_other(shown, theme):
    seen = {"#" + "".join(f"{v:02x}" for v in pixel) for pixel in np.unique(shown[theme.name].reshape(-1, 3), axis=0)}
    other = style.DARK if theme is style.LIGHT else style.LIGHT
    assert {theme.ink, theme.hue["fp16"], theme.hue["memory"], theme.hue["link"]} <= seen
    assert not {other.ink, other.ground} & seen


def test_the_title_reads_in_both(shown):
    for name, pixels in shown.items():
        theme = style.LIGHT if name == "light" else style.DARK
        title = pixels[:40]
        darkest, lightest = (title.reshape(-1, 3)[f(title.sum(2))] for f in (np.argmin, np.argmax))
        ink = darkest if theme is style.LIGHT else lightest
        assert contrast("#" + "".join(f"{v:02x}" for v in ink), theme.ground) >= 4.5
