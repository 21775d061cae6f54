"""How every picture looks and how it is written: colours of both themes, type sizes, files that are the same on a rerun."""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from html import escape
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text

from . import svg
from .theme import CARD as CARD
from .theme import DARK as DARK
from .theme import LIGHT as LIGHT
from .theme import MARKERS as MARKERS
from .theme import SIZES as SIZES
from .theme import Size as Size
from .theme import Theme as Theme

DPI = 192  # of a PNG, twice the pixels of a page; texts are measured at it too


@contextmanager
def themed(theme: Theme) -> Iterator[Theme]:
    """Draw and save within this theme; matplotlib's settings are as before afterwards."""
    settings = {
        "font.family": "DejaVu Sans",
        "font.size": theme.size.label,
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
        "xtick.labelsize": theme.size.small,
        "ytick.labelsize": theme.size.small,
        "xtick.major.size": 3,
        "ytick.major.size": 0,
        "ytick.minor.size": 0,
        "text.hinting": "none",
        "svg.hashsalt": "ai-memory-wall",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
    }
    with matplotlib.rc_context(settings):
        yield theme


def render(figure: Figure, kind: str, title: str = "", description: str = "", *, both: bool = False) -> bytes:
    """`figure` as an svg, pdf or png without dates or versions; an svg carries title and description for screen readers.

    With `both` an svg drawn in the light theme takes the colours of the dark one where its reader prefers them.
    """
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
    with svg.plain_halos(figure) if kind == "svg" else nullcontext():
        figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata[kind], **fast)
    if kind != "svg":
        return buffer.getvalue()
    text = _accessible(svg.packed(buffer.getvalue().decode()), title, description)
    return (_dark_where_preferred(text, LIGHT, DARK) if both else text).encode()


def _accessible(svg: str, title: str, description: str) -> str:
    """`svg` with role, title and description, without the metadata block and blanks at line ends."""
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    name = hashlib.sha256(title.encode()).hexdigest()[:8]  # several may stand in one page
    head = f'<title id="title-{name}">{escape(title)}</title>\n <desc id="desc-{name}">{escape(description)}</desc>'
    told = f'role="img" aria-labelledby="title-{name} desc-{name}"'
    svg = re.sub(r"<svg ([^>]*)>", lambda m: f"<svg {told} {m.group(1)}>\n {head}", svg, count=1)
    return re.sub(r"[ \t]+\n", "\n", svg)


def colours_of(theme: Theme) -> tuple[str, ...]:
    """Every colour of a theme, in one order, so that those of two themes pair up."""
    return (theme.ground, theme.ink, theme.muted, theme.grid, *theme.hue.values(), *theme.text.values())


def _dark_where_preferred(svg: str, light: Theme, dark: Theme) -> str:
    """`svg` with rules of its own that turn each colour of `light` into its namesake where the reader prefers dark.

    The drawing keeps its colours in its elements, so a viewer that knows no media query shows it as it is.
    """
    rules = [
        f'[style*="{part}: {old}"] {{{part}: {new} !important}}'
        for old, new in dict(zip(colours_of(light), colours_of(dark), strict=True)).items()
        for part in ("fill", "stroke")
        if f"{part}: {old}" in svg
    ]
    told = "\n   ".join(["@media (prefers-color-scheme: dark) {", *rules])
    return svg.replace("  </style>" if "  </style>" in svg else "</style>", f"\n   {told}\n   }}</style>", 1)
