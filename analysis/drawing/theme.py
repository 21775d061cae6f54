"""Colours by meaning on both grounds, one table for every picture and the page, and the sizes of pictures.

Needs no matplotlib, so that the page can read it.
"""

from dataclasses import dataclass, replace

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
VENDORS = {  # vendor -> its pigment and its marker, where a picture tells vendors apart
    "NVIDIA": ("blue", "s"),
    "AMD": ("gold", "^"),
    "Google": ("purple", "o"),
    "Intel": ("teal", "D"),
    "AWS": ("vermillion", "v"),
    "Apple": ("grey", "o"),
    "Huawei": ("crimson", "P"),
    "Meta": ("green", ">"),
    "Microsoft": ("rose", "X"),
    "Qualcomm": ("brown", "D"),
    "Cerebras": ("ink", "P"),
    "Graphcore": ("green", "v"),
    "Cambricon": ("rose", "^"),
    "Baidu": ("brown", "s"),
    "SambaNova": ("ink", "v"),
    "Tenstorrent": ("rose", "v"),
    "Moore Threads": ("grey", "D"),
    "Groq": ("ink", ">"),
    "Tesla": ("crimson", ">"),
    "d-Matrix": ("teal", "X"),
    "FuriosaAI": ("vermillion", "P"),
    "Rebellions": ("green", "X"),
    "Biren": ("gold", "D"),
    "Fujitsu": ("teal", "^"),
    "OpenAI": ("ink", "s"),
    "Etched": ("brown", "^"),
    "MIPS": ("grey", "v"),
    "DEC": ("grey", "X"),
}
ARCHITECTURES = {  # the same for the architectures of models
    "dense decoder": ("teal", "o"),
    "mixture of experts": ("purple", "D"),
    "encoder": ("blue", "^"),
    "encoder-decoder": ("gold", "v"),
    "convolutional": ("ink", "s"),
    "recurrent": ("brown", "P"),
    "recommendation": ("rose", ">"),
    "diffusion": ("green", "^"),
    "hybrid state space": ("crimson", "o"),
    "hybrid convolution": ("crimson", "^"),
    "graph": ("crimson", "s"),
    "other": ("grey", "v"),
    "undisclosed": ("grey", "X"),
}
UNLISTED = ("grey", "<")  # who has no line above


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
    single: bool = False  # the main panel alone is drawn

    @property
    def em(self) -> float:
        """The least type in inches: what margins are measured in."""
        return self.small / 72


SIZES = {
    "readme": Size("readme", 880 / 96, None, 14.5, 11.0, 10.5, 10.0),
    "phone": Size("phone", 360 / 96, None, 11.0, 8.5, 8.0, 7.5, mark=0.6, line=0.85, narrow=True),
    "slide": Size("slide", 13.333, 7.5, 23.0, 17.0, 16.0, 14.0, mark=1.4, line=1.5),
    "column": Size("column", 88 / 25.4, None, 8.0, 6.5, 6.5, 6.0, mark=0.4, line=0.7, narrow=True),
    "double": Size("double", 180 / 25.4, None, 8.0, 7.0, 6.5, 6.0, mark=0.55, line=0.8),
}
CARD = Size("card", 1200 / 96, 630 / 96, 23.0, 17.0, 18.0, 15.0, mark=1.4, line=2.0, single=True)  # beside a link to the site


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
    size: Size = SIZES["readme"]

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
