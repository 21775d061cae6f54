"""How every picture looks and how it is written: colours of both themes, type sizes, files that are the same on a rerun."""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text

from . import svg

MEANINGS = {  # what is drawn -> its pigment, the same in every picture
    "best": "ink",  # compute at the best precision of each chip
    "fp64": "brown",
    "fp32": "grey",
    "fp16": "blue",  # compute at 16 bit
    "fp8": "rose",
    "fp4": "purple",
    "memory": "vermillion",  # bandwidth or capacity of DRAM
    "link": "green",
    "model": "teal",  # size, training compute and weights of models
    "forecast": "gold",  # a trend carried on
    "walk": "brown",  # a random walk carried on
    "paper": "crimson",  # what the paper says, beside what is found
    "other": "grey",
}
SHAPES = {  # a shape says it too
    "ink": "o",
    "brown": "X",
    "grey": "v",
    "blue": "s",
    "rose": "P",
    "purple": "D",
    "vermillion": "D",
    "green": "^",
    "teal": "o",
    "gold": ">",
    "crimson": "s",
}


@dataclass(frozen=True)
class Size:
    """Where a picture is shown: its width in inches, its height where that is fixed, and its type in points."""

    name: str
    width: float
    height: float | None  # None: as tall as the content asks
    title: float
    subtitle: float
    label: float
    small: float  # the least type on the picture
    mark: float = 1.0  # factor on the areas of marks
    line: float = 1.0  # factor on the widths of lines
    narrow: bool = False  # panels stand below each other, few points are named

    @property
    def em(self) -> float:
        """The least type in inches: what margins are measured in."""
        return self.small / 72


WIDE = Size("wide", 10.9, None, 14.0, 10.5, 9.0, 8.0)  # of figures that are laid out for one size alone
SIZES = {
    "readme": Size("readme", 880 / 96, None, 14.5, 11.0, 10.5, 10.0),
    "slide": Size("slide", 13.333, 7.5, 23.0, 17.0, 16.0, 14.0, mark=2.0, line=1.5),
    "column": Size("column", 88 / 25.4, None, 8.0, 6.5, 6.5, 6.0, mark=0.4, line=0.7, narrow=True),
    "double": Size("double", 180 / 25.4, None, 8.0, 7.0, 6.5, 6.0, mark=0.55, line=0.8),
}


@dataclass(frozen=True)
class Theme:
    """Colours on one ground, by pigment and by meaning; `text` holds a shade of each that reads at 4.5:1 or better."""

    name: str
    ground: str
    ink: str  # titles and names
    muted: str  # subtitles, ticks, footers
    grid: str
    hue: dict[str, str]
    text: dict[str, str]
    size: Size = WIDE

    def at(self, size: Size) -> "Theme":
        """The same colours where a picture is shown at this size."""
        return replace(self, size=size)


def _meant(pigments: dict[str, str]) -> dict[str, str]:
    """The colours by pigment, and by what they mean."""
    return pigments | {meaning: pigments[pigment] for meaning, pigment in MEANINGS.items()}


MARKERS = _meant(SHAPES)
LIGHT = Theme(
    name="light",
    ground="#ffffff",
    ink="#1b1f24",
    muted="#57606a",
    grid="#e4e7eb",
    hue=_meant(
        {
            "ink": "#1b1f24",
            "brown": "#562f12",
            "grey": "#707881",
            "blue": "#0069af",
            "rose": "#d668a7",
            "purple": "#622b8d",
            "vermillion": "#ce5900",
            "green": "#03a271",
            "teal": "#007b89",
            "gold": "#bc8f07",
            "crimson": "#aa0740",
        }
    ),
    text=_meant(
        {
            "ink": "#1b1f24",
            "brown": "#4f2b10",
            "grey": "#505860",
            "blue": "#005fa0",
            "rose": "#a53b7a",
            "purple": "#5a2782",
            "vermillion": "#a7450d",
            "green": "#006d4c",
            "teal": "#006e7a",
            "gold": "#805d01",
            "crimson": "#a1043c",
        }
    ),
)
DARK = Theme(
    name="dark",
    ground="#0d1117",
    ink="#e6edf3",
    muted="#9198a1",
    grid="#262c36",
    hue=_meant(
        {
            "ink": "#e6edf3",
            "brown": "#a86f43",
            "grey": "#828a93",
            "blue": "#379ce7",
            "rose": "#f795c5",
            "purple": "#e5cbf9",
            "vermillion": "#f7843e",
            "green": "#51d19d",
            "teal": "#36c1d0",
            "gold": "#f5c63f",
            "crimson": "#f25073",
        }
    ),
    text=_meant(
        {
            "ink": "#e6edf3",
            "brown": "#d09b6f",
            "grey": "#9199a3",
            "blue": "#7abcf7",
            "rose": "#fda7d1",
            "purple": "#e5cbf9",
            "vermillion": "#fd9f61",
            "green": "#5fd6a8",
            "teal": "#46cddb",
            "gold": "#f5c63f",
            "crimson": "#ff8597",
        }
    ),
)

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
