"""How every picture looks and how it is written: colours of both themes, type sizes, files that are the same on a rerun."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text


@dataclass(frozen=True)
class Theme:
    """Colours on one ground. Hues are Okabe & Ito's; `text` holds a shade of each that reads at 4.5:1 or better."""

    name: str
    ground: str
    ink: str  # titles and names
    muted: str  # subtitles, ticks, footers
    grid: str
    hue: dict[str, str]
    text: dict[str, str]


LIGHT = Theme(
    name="light",
    ground="#ffffff",
    ink="#1b1f24",
    muted="#57606a",
    grid="#e4e7eb",
    hue={
        "blue": "#0072b2",
        "vermillion": "#d55e00",
        "green": "#009e73",
        "purple": "#cc79a7",
        "grey": "#8c959f",
        "ink": "#1b1f24",
    },
    text={
        "blue": "#00619a",
        "vermillion": "#a64900",
        "green": "#00714f",
        "purple": "#96457a",
        "grey": "#57606a",
        "ink": "#1b1f24",
    },
)
DARK = Theme(
    name="dark",
    ground="#0d1117",
    ink="#e6edf3",
    muted="#9198a1",
    grid="#262c36",
    hue={
        "blue": "#56b4e9",
        "vermillion": "#f0833a",
        "green": "#2fbf94",
        "purple": "#e09cc3",
        "grey": "#7d8590",
        "ink": "#e6edf3",
    },
    text={
        "blue": "#7cc6f2",
        "vermillion": "#f79c5f",
        "green": "#4fd1a8",
        "purple": "#e9b3d2",
        "grey": "#9198a1",
        "ink": "#e6edf3",
    },
)
MARKERS = {"blue": "o", "vermillion": "s", "green": "^", "purple": "D", "grey": "v", "ink": "o"}
TITLE, SUBTITLE, LABEL, SMALL = 14.0, 10.5, 9.0, 8.0  # points


@contextmanager
def themed(theme: Theme) -> Iterator[Theme]:
    """Draw and save within this theme; matplotlib's settings are as before afterwards."""
    settings = {
        "font.family": "DejaVu Sans",
        "font.size": LABEL,
        "text.color": theme.ink,
        "figure.facecolor": theme.ground,
        "axes.facecolor": theme.ground,
        "axes.edgecolor": theme.muted,
        "axes.labelcolor": theme.muted,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.major.size": 3,
        "ytick.major.size": 0,
        "ytick.minor.size": 0,
        "svg.hashsalt": "ai-memory-wall",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
    }
    with matplotlib.rc_context(settings):
        yield theme


def render(figure: Figure, kind: str, title: str = "", description: str = "") -> bytes:
    """`figure` as an svg, pdf or png without dates or versions; an svg carries title and description for screen readers."""
    metadata = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"Creator": None, "Producer": None, "CreationDate": None, "Title": title, "Subject": description},
        "png": {"Software": None, "Title": title, "Description": description},
    }
    for text in figure.findobj(Text):
        if hasattr(text, "set_fontfeatures"):  # ligatures would cost a PDF a second font and break searching in it
            text.set_fontfeatures(("liga=0",))
    fast: dict[str, Any] = {"pil_kwargs": {"compress_level": 2}} if kind == "png" else {}
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=192, metadata=metadata[kind], **fast)
    return _accessible(buffer.getvalue().decode(), title, description).encode() if kind == "svg" else buffer.getvalue()


def _accessible(svg: str, title: str, description: str) -> str:
    """`svg` with role, title and description, without the metadata block and blanks at line ends."""
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    head = f"<title>{escape(title)}</title>\n <desc>{escape(description)}</desc>"
    svg = re.sub(r"<svg ([^>]*)>", lambda m: f'<svg role="img" {m.group(1)}>\n {head}', svg, count=1)
    return re.sub(r"[ \t]+\n", "\n", svg)


def recolour(svg: bytes, of: Theme, to: Theme) -> bytes:
    """The same drawing in the colours of another theme: every colour of `of` becomes its namesake in `to`."""
    names = ("ground", "ink", "muted", "grid")
    namesake = {getattr(of, n): getattr(to, n) for n in names}
    namesake |= {of.hue[h]: to.hue[h] for h in of.hue} | {of.text[h]: to.text[h] for h in of.text}
    pattern = re.compile("|".join(namesake))
    return pattern.sub(lambda m: namesake[m.group()], svg.decode()).encode()
