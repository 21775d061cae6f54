"""An SVG as matplotlib writes it, in a third of the bytes: the same picture to a hundredth of a point."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.figure import Figure
from matplotlib.text import Text

GLYPH = 64.0  # matplotlib writes glyphs this much larger than their type
HALO = "halo"
NUMBER = r"-?\d+\.\d+(?:e-?\d+)?"


@contextmanager
def plain_halos(figure: Figure) -> Iterator[None]:
    """Texts with a halo are written as plain text that `packed` gives it back: twice the outlines would be most of a file."""
    found = [(text, text.get_path_effects()) for text in figure.findobj(Text) if text.get_path_effects()]
    for text, effects in found:
        look = effects[0]._gc  # withStroke, which has no other access to it
        text.set_gid(f"{HALO}-{look['linewidth']:g}-{look['foreground'].lstrip('#')}")
        text.set_path_effects([])
    try:
        yield
    finally:
        for text, effects in found:
            text.set_path_effects(effects)
            text.set_gid(None)


def packed(svg: str) -> str:
    """`svg` with halos, short names of glyphs, numbers of two decimals, and neither indents nor names that nothing uses."""
    svg = _haloed(svg)
    svg = _short_glyphs(svg)
    svg = re.sub(r'(?<= d=")[^"]*', lambda m: _path(m.group()), svg)
    head, start, drawing = svg.partition("<svg ")
    svg = head + start + re.sub(rf'(?<=[ (,"]){NUMBER}(?=[ ),"])', lambda m: _number(m.group()), drawing)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda m: m.group() if m.group(1) in used else "", svg)
    return re.sub(r"\n\s*", "\n", svg)


def _haloed(svg: str) -> str:
    """Every text that `plain_halos` marked, drawn in strokes of its ground first, by reference."""
    count = itertools.count()

    def twice(found: re.Match[str]) -> str:
        width, ground, comment, colour, place, scale, glyphs = found.groups()
        name, stroke = f"h{next(count)}", float(width) / float(scale) * GLYPH
        look = f"fill: #{ground}; stroke: #{ground}; stroke-width: {stroke:.0f}; stroke-linejoin: round"
        behind = f'<use xlink:href="#{name}" style="{look}"/>'
        return f'<g>{comment}{behind}<g style="fill: {colour}"><g id="{name}" transform="{place}">{glyphs}</g></g></g>'

    text = rf'<g id="{HALO}-([\d.]+)-(\w+)">\s*(<!--.*?-->)\s*'
    place = r'<g style="fill: (#\w+)" transform="(translate\([^)]*\) scale\(([\d.]+) -[\d.]+\))">(.*?)</g>\s*</g>'
    return re.sub(text + place, twice, svg, flags=re.DOTALL)


def _short_glyphs(svg: str) -> str:
    """Glyphs under names of a letter or two, placed by x alone."""
    names: dict[str, str] = {}
    for name in re.findall(r'<path id="(DejaVu[\w-]+)"', svg):
        names.setdefault(name, f"a{len(names)}")
    svg = re.sub(r'(<path id=")(DejaVu[\w-]+)', lambda m: m.group(1) + names[m.group(2)], svg)
    svg = re.sub(r'(href="#)(DejaVu[\w-]+)', lambda m: m.group(1) + names[m.group(2)], svg)
    return re.sub(r'(<use xlink:href="#a\d+") transform="translate\(([\d.]+) 0\)"', r'\1 x="\2"', svg)


def _path(data: str) -> str:
    """Path data on one line, numbers of two decimals."""
    data = re.sub(NUMBER, lambda m: _number(m.group()), data)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", re.sub(r"\s+", " ", data)).strip()


def _number(text: str) -> str:
    """A number of two decimals; of small ones, which are scales, six digits are kept."""
    value = float(text)
    return f"{value:.6g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
