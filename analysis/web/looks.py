"""How the page looks: colours of both grounds and the look of each vendor and architecture, from the project's one table."""

from ..drawing.theme import ARCHITECTURES, DARK, LIGHT, MEANINGS, SHAPES, UNLISTED, VENDORS, Theme

CROSS = "M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z"
SHAPE = {  # a marker of the figures -> the same mark in Vega's words
    "o": "circle",
    "s": "square",
    "^": "triangle-up",
    "v": "triangle-down",
    ">": "triangle-right",
    "<": "triangle-left",
    "D": "diamond",
    "P": "cross",
    "X": CROSS,
}
CAPACITY = ("gold", "<")  # it may stand beside bandwidth, whose colour is that of all memory
LINES = ("best", "fp64", "fp32", "fp16", "fp8", "fp4", "memory", "link")  # meanings that are lines of the first view
Looks = dict[str, dict[str, list[str]]]


def looks(rows: dict[str, dict[str, str]]) -> Looks:
    """Column, or "line" -> value -> [pigment, shape], in the order of the legend; of `rows` every vendor and architecture."""
    found: Looks = {"line": {m: _look(MEANINGS[m], SHAPES[MEANINGS[m]]) for m in LINES}}
    found["line"]["capacity"] = _look(*CAPACITY)
    for column, table in (("vendor", VENDORS), ("architecture", ARCHITECTURES)):
        values = {row[column] for row in rows.values() if column in row}
        listed = {value: look for value, look in table.items() if value in values}
        listed |= dict.fromkeys(sorted(values - set(listed)), UNLISTED)
        found[column] = {value: _look(*look) for value, look in listed.items()}
    return found


def _look(pigment: str, marker: str) -> list[str]:
    return [pigment, SHAPE[marker]]


def themes() -> dict[str, dict[str, str]]:
    """Light and dark: every colour by its name on the page; a pigment as text is 'text-blue'."""
    return {theme.name: _colours(theme) for theme in (LIGHT, DARK)}


def _colours(theme: Theme) -> dict[str, str]:
    plain = {"ground": theme.ground, "ink": theme.ink, "muted": theme.muted, "grid": theme.grid}
    return plain | {p: theme.hue[p] for p in SHAPES if p != "ink"} | {f"text-{p}": theme.text[p] for p in SHAPES}


def style_rules() -> str:
    """The colours of both grounds as CSS variables."""
    light, dark = (" ".join(f"--{name}: {colour};" for name, colour in _colours(theme).items()) for theme in (LIGHT, DARK))
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
