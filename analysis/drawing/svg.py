"""An SVG as matplotlib writes it, in a fourth of the bytes: the same picture to a hundredth of a point."""

import hashlib
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

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
    """`svg` with halos, short names, numbers of two decimals, and neither indents nor groups and names that nothing uses."""
    svg = _short_glyphs(_haloed(svg))
    svg = re.sub(r'(?<= d=")[^"]*', lambda m: _path(m.group()), svg)
    head, start, drawing = svg.partition("<svg ")
    svg = head + start + re.sub(rf'(?<=[ (,"]){NUMBER}(?=[ ),"])', lambda m: _number(m.group()), drawing)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda m: m.group() if m.group(1) in used else "", svg)
    svg = _without_bare_groups(_without_repeated_styles(re.sub(r"\n\s*", "\n", svg)))
    svg = re.sub(r'(["#(])([mp][0-9a-f]{6})[0-9a-f]{4}(?=[")])', r"\1\2", svg)  # names of marks and of clips
    return re.sub(r"\n+(?=<use )|(?<=>)\n+(?=</g>)", "", _shared_styles(svg))


def _haloed(svg: str) -> str:
    """Every text that `plain_halos` marked, drawn in strokes of its ground first, by reference."""
    count, file = itertools.count(), hashlib.sha256(svg.encode()).hexdigest()[:6]

    def twice(found: re.Match[str]) -> str:
        width, ground, comment, colour, place, scale, glyphs = found.groups()
        name, stroke = f"h{file}-{next(count)}", float(width) / float(scale) * GLYPH
        look = f"fill: #{ground}; stroke: #{ground}; stroke-width: {stroke:.0f}"  # joined round, as matplotlib's sheet has all
        behind = f'<use xlink:href="#{name}" style="{look}"/>'
        return f'<g>{comment}{behind}<g style="fill: {colour}"><g id="{name}" transform="{place}">{glyphs}</g></g></g>'

    text = rf'<g id="{HALO}-([\d.]+)-(\w+)">\s*(<!--.*?-->)\s*'
    place = r'<g style="fill: (#\w+)" transform="(translate\([^)]*\) scale\(([\d.]+) -[\d.]+\))">(.*?)</g>\s*</g>'
    return re.sub(text + place, twice, svg, flags=re.DOTALL)


def _short_glyphs(svg: str) -> str:
    """Glyphs under short names, the same in every file since several may stand in one page, placed in their own units."""

    def placed(found: re.Match[str]) -> str:
        name, x, y = found.groups()
        right, up = (round(float(v) * GLYPH) for v in (x, y))
        return f'{name} x="{right}"' + (f' y="{up}"' if up else "")

    svg = re.sub(r'(?<=["#])DejaVuSans(-Bold)?-(?=\w+")', lambda m: "b" if m.group(1) else "s", svg)
    svg = re.sub(rf'(<path id="[bs]\w+" d="[^"]*") transform="scale\({1 / GLYPH:g}\)"', r"\1", svg)
    svg = re.sub(r'(<use xlink:href="#[bs]\w+") transform="translate\((\S+) (\S+)\)"', placed, svg)
    return re.sub(r"scale\(([\d.]+) -[\d.]+\)", lambda m: "scale({0:.6g} -{0:.6g})".format(float(m.group(1)) / GLYPH), svg)


def _without_bare_groups(svg: str) -> str:
    """Groups that say nothing are left out, what is in them stays."""
    kept: list[bool] = []

    def tag(found: re.Match[str]) -> str:
        if found.group() != "</g>":
            kept.append(found.group() != "<g>")
            return found.group() if kept[-1] else ""
        return found.group() if kept.pop() else ""

    return re.sub(r"<g(?: [^>]*)?>|</g>", tag, svg)


def _without_repeated_styles(svg: str) -> str:
    """Uses of a line that are given its own colour again, as matplotlib writes the ticks of an axis."""
    own = dict(re.findall(r'<path id="(m\w+)" d="M0 0[hv][^"a-z]*" style="(stroke: [^"]+)"', svg))

    def use(found: re.Match[str]) -> str:
        start, name, rest, fill, style = found.groups()
        line = own.get(name, "")
        return f"{start}{name}{rest}/>" if style == line and f"stroke: {fill};" in line else found.group()

    return re.sub(r'(<use xlink:href="#)(m\w+)("[^>]*?) style="fill: (#\w+); (stroke: [^"]*)"/>', use, svg)


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
    """Path data in steps from point to point, each exact in hundredths: near points are short to write."""
    at, parts = (Decimal(0), Decimal(0)), []
    for command, numbers in re.findall(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)", data):  # an e is of a number
        values = [Decimal(text).quantize(Decimal("0.01")) for text in numbers.split()]
        ends = list(zip(values[::2], values[1::2], strict=True))
        if command == "M" or not ends:
            parts.append(command.replace("Z", "z") + " ".join(map(_short, values)))
        else:
            parts.append(_step(command.lower(), [_short(v - start) for end in ends for v, start in zip(end, at, strict=True)]))
        at = ends[-1] if ends else at
    return "".join(parts).replace(" -", "-")


def _step(command: str, steps: list[str]) -> str:
    """One command of a path relative to where it starts; a line that runs along an axis by its length alone."""
    if command == "l" and "0" in steps:
        return f"v{steps[1]}" if steps[0] == "0" else f"h{steps[0]}"
    return command + " ".join(steps)


def _short(value: Decimal) -> str:
    """A number without zeros that say nothing."""
    text = f"{(value + 0).normalize():f}"  # no zero is negative
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def _number(text: str) -> str:
    """A number of two decimals; of small ones, which are scales, six digits are kept."""
    value = float(text)
    return f"{value:.6g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
