"""Text that fits a terminal: paragraphs, named lines and tables, wrapped between words so that no number is cut. Plain Python."""

import re
import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

WIDEST, NARROWEST = 100, 40  # columns of an answer: a longer line is hard to read, a shorter one holds no name
NAMES = 24  # columns of the names of named lines
GAP = 2  # blanks between two columns of a table
NUMBER = re.compile(r"([<>~+\-\N{MINUS SIGN}]?\d[\d.,]*([eE][+-]?\d+)?[%×]?\*?|none|n/a|-)")
UNIT = re.compile(  # a number stays on the line of its unit, a name of its number
    r"(?<=\d) (?=[kMGTPEZµnmpf]?(?:byte|FLOP|op|s|J|W|bit|tokens|years?|times|degrees)\b)|(?<=\bn) (?==)|(?<= =) (?=\d)"
    r"|(?<=\bp) (?==)|(?<=%:) (?=\d)|(?<=[\d×%]) (?=to [+\-]?\d)|(?<=\bto) (?=[+\-]?\d)"
)
TIED = "\N{NO-BREAK SPACE}"

Row = Mapping[str, str]
Side = Callable[[str, int], str]


def width() -> int:
    """Columns of an answer: COLUMNS, else the terminal's, WIDEST where there is no terminal or it has more."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A text in lines of this width; `hanging` starts the lines after the first. A word that is longer keeps a line of its own."""
    return "\n".join(_wrapped(text, width(), indent, indent if hanging is None else hanging))


def bullets(texts: Sequence[str], mark: str = "  - ") -> str:
    """One text a mark."""
    return "\n".join(paragraph(text, mark, " " * len(mark)) for text in texts)


def named(rows: Row, indent: str = "  ") -> str:
    """A line for each name, its text beside it, wrapped there."""
    wide = min(NAMES, max(map(len, rows), default=0))
    return "\n".join(paragraph(text, f"{indent}{name:<{wide}}  ", f"{indent}{'':<{wide}}  ") for name, text in rows.items())


def columns(rows: Sequence[Row], indent: str = "  ", by: str | None = None) -> str:
    """Rows as a table with heads: words wrapped, numbers right; a row a block where even that is too wide.

    What stands under `by` is a line above the rows that share it.
    """
    heads = [head for head in rows[0] if head != by]
    cells = [heads, *([row[head] for head in heads] for row in rows)]
    room = width() - len(indent) - GAP * (len(heads) - 1)
    for tie in (_tied, str):  # numbers may leave their units before a table falls apart
        if widths := _widths(cells, room, tie):
            break
    else:
        return "\n".join(named({k: v for k, v in row.items() if v}, indent) + "\n" for row in rows).rstrip("\n")
    sides = [str.rjust if _numbers(column[1:]) else str.ljust for column in zip(*cells, strict=True)]
    lines = [_lines(row, widths, sides, indent, tie) for row in cells]
    if by:
        titles = ["", *(row[by] for row in rows)]
        new = [title if title != before else "" for title, before in zip(titles, ["", *titles[:-1]], strict=True)]
        lines = [[paragraph(title, indent[1:]), *told] if title else told for title, told in zip(new, lines, strict=True)]
    return "\n".join(line for told in lines for line in told)


def natural(rows: Sequence[Row]) -> int:
    """Columns that a table takes when nothing in it is wrapped."""
    return sum(max(len(head), *(len(row[head]) for row in rows)) + GAP for head in rows[0])


def _tied(text: str) -> str:
    """A text whose numbers do not leave their units."""
    return UNIT.sub(TIED, text)


def _wrapped(text: str, most: int, indent: str = "", hanging: str = "", tie: Callable[[str], str] = _tied) -> list[str]:
    """Lines of at most `most` columns, broken at blanks alone; an empty one of nothing."""
    how = {"break_long_words": False, "break_on_hyphens": False, "initial_indent": indent, "subsequent_indent": hanging}
    lines = textwrap.wrap(tie(text), most, **how)  # type: ignore[arg-type]
    return [line.replace(TIED, " ") for line in lines] or [indent.rstrip()]


def _lines(row: Sequence[str], widths: Sequence[int], sides: Sequence[Side], indent: str, tie: Callable[[str], str]) -> list[str]:
    """One row of a table, on as many lines as its tallest cell has."""
    wrapped = [_wrapped(cell, most, tie=tie) for cell, most in zip(row, widths, strict=True)]
    told = zip_longest(*wrapped, fillvalue="")
    each = ((side(cell, wide) for side, cell, wide in zip(sides, cells, widths, strict=True)) for cells in told)
    return [(indent + (" " * GAP).join(cells)).rstrip() for cells in each]


def _widths(cells: Sequence[Sequence[str]], room: int, tie: Callable[[str], str]) -> list[int] | None:
    """The widths of columns in `room`, that which costs the fewest lines given way first; None where words alone are wider."""
    words = [[[len(word) for word in tie(cell).split(" ")] for cell in column] for column in zip(*cells, strict=True)]
    least = [max(max(cell) for cell in column) for column in words]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if sum(least) > room:
        return None
    tall = [_heights(column, wide) for column, wide in zip(words, widths, strict=True)]
    while sum(widths) > room:
        narrower = {i: _heights(words[i], widths[i] - 1) for i, low in enumerate(least) if widths[i] > low}
        others = {i: [max(row) for row in zip(*(t for k, t in enumerate(tall) if k != i), strict=True)] for i in narrower}
        cost = {i: sum(map(max, narrower[i], others[i] or narrower[i])) for i in narrower}
        gives = min(cost, key=lambda i: (cost[i], -widths[i]))
        widths[gives], tall[gives] = widths[gives] - 1, narrower[gives]
    return widths


def _heights(column: Sequence[Sequence[int]], wide: int) -> list[int]:
    """Lines that each cell takes, known by the lengths of its words."""
    heights = []
    for cell in column:
        lines, used = 1, -1
        for word in cell:
            lines, used = (lines, used + 1 + word) if used + 1 + word <= wide else (lines + 1, word)
        heights.append(lines)
    return heights


def _numbers(column: Sequence[str]) -> bool:
    """Whether all that is filled of a column is a number by itself."""
    filled = [cell for cell in column if cell]
    return bool(filled) and all(NUMBER.fullmatch(cell) for cell in filled)
