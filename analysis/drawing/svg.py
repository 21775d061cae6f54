"""An SVG as matplotlib writes it, in a third of the bytes: the same picture to a hundredth of a point."""

import hashlib
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
    return _shared_styles(re.sub(r"\n\s*", "\n", svg))


def _haloed(svg: str) -> str:
    """Every text that `plain_halos` marked, drawn in strokes of its ground first, by reference."""
    count, file = itertools.count(), hashlib.sha256(svg.encode()).hexdigest()[:6]

    def twice(found: re.Match[str]) -> str:
        width, ground, comment, colour, place, scale, glyphs = found.groups()
        name, stroke = f"h{file}-{next(count)}", float(width) / float(scale) * GLYPH
        look = f"fill: #{ground}; stroke: #{ground}; stroke-width: {stroke:.0f}; stroke-linejoin: round"
        behind = f'<use xlink:href="#{name}" style="{look}"/>'
        return f'<g>{comment}{behind}<g style="fill: {colour}"><g id="{name}" transform="{place}">{glyphs}</g></g></g>'

    text = rf'<g id="{HALO}-([\d.]+)-(\w+)">\s*(<!--.*?-->)\s*'
    place = r'<g style="fill: (#\w+)" transform="(translate\([^)]*\) scale\(([\d.]+) -[\d.]+\))">(.*?)</g>\s*</g>'
    return re.sub(text + place, twice, svg, flags=re.DOTALL)


def _short_glyphs(svg: str) -> str:
    """Glyphs under short names, the same in every file since several may stand in one page, placed by x alone."""
    svg = re.sub(r'(?<=["#])DejaVuSans(-Bold)?-(?=\w+")', lambda m: "b" if m.group(1) else "s", svg)
    return re.sub(r'(<use xlink:href="#[bs]\w+") transform="translate\(([\d.]+) 0\)"', r'\1 x="\2"', svg)


def _shared_styles(svg: str) -> str:
    """Groups of marks of one style, which is written once."""

    def once(found: re.Match[str]) -> str:
        clip, marks = found.groups()
        styles = set(re.findall(r' style="([^"]*)"', marks))
        if len(styles) > 1:
            return found.group()
        return f'<g{clip} style="{styles.pop()}">\n' + re.sub(r' style="[^"]*"', "", marks) + "</g>"

    return re.sub(r'<g((?: clip-path="[^"]*")?)>\n((?:<use [^\n]* style="[^"]*"/>\n){2,})</g>', once, svg)


def _path(data: str) -> str:
    """Path data on one line, numbers of two decimals."""
    data = re.sub(NUMBER, lambda m: _number(m.group()), data)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", re.sub(r"\s+", " ", data)).strip()


def _number(text: str) -> str:
    """A number of two decimals; of small ones, which are scales, six digits are kept."""
    value = float(text)
    return f"{value:.6g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
