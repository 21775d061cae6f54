"""Text that fits a terminal: paragraphs, named lines and tables, wrapped between words so that no number is cut. Plain Python."""

import re
import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

WIDEST, NARROWEST = 100, 40  # columns of an answer: a longer line is hard to read, a shorter one holds no name
NAMES = 24  # columns of the names of named lines
GAP = 2  # blanks between two columns of a table
LONG = 30  # letters of a word that may be broken in a table
SAMPLE = 300  # rows by which the lines of a table are counted
NUMBER = re.compile(r"([<>~+\-\N{MINUS SIGN}]?\d[\d.,]*([eE][+-]?\d+)?[%×]?\*?|none|n/a|-)")
UNIT = re.compile(  # a number stays on the line of its unit, a name of its number
    r"(?<=\d) (?=[kMGTPEZµnmpf]?(?:byte|FLOP|op|s|J|W|bit|tokens|years?|times|degrees)\b)|(?<=\bn) (?==)|(?<= =) (?=\d)"
    r"|(?<=\bp) (?==)|(?<=%:) (?=\d)|(?<=[\d×%]) (?=to [+\-]?\d)|(?<=\bto) (?=[+\-]?\d)"
)
JOINT = re.compile(r"(?<=\w)[-_/.](?=\w)")
TIED = "\N{NO-BREAK SPACE}"
BREAK = "\N{ZERO WIDTH SPACE}"  # before a blank that is one only where a line ends

Row = Mapping[str, str]
Side = Callable[[str, int], str]
Tie = Callable[[str], str]


def width() -> int:
    """Columns of an answer: COLUMNS, else the terminal's, WIDEST where there is no terminal or it has more."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A text in lines of this width; `hanging` starts the lines after the first. A longer word keeps a line of its own."""
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
    cells = [[breakable(head, 0) for head in heads], *([breakable(row[head]) for head in heads] for row in rows)]
    room = width() - len(indent) - GAP * (len(heads) - 1)
    for tie in (_tied, str):  # numbers may leave their units before a table falls apart
        if widths := fitted(cells, room, tie):
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


def breakable(cell: str, longer: int = LONG) -> str:
    """A cell whose words, where they are `longer`, may be broken after a hyphen, a stroke, a full stop or an underscore."""
    if len(cell) <= longer or cell.startswith("http"):
        return cell
    return " ".join(JOINT.sub(rf"\g<0>{BREAK} ", word) if len(word) > longer else word for word in cell.split(" "))


def _tied(text: str) -> str:
    """A text whose numbers do not leave their units."""
    return UNIT.sub(TIED, text)


def _wrapped(text: str, most: int, indent: str = "", hanging: str = "", tie: Tie = _tied) -> list[str]:
    """Lines of at most `most` columns, broken at blanks alone; an empty one of nothing."""
    how = {"break_long_words": False, "break_on_hyphens": False, "initial_indent": indent, "subsequent_indent": hanging}
    lines = textwrap.wrap(tie(text), most, **how)  # type: ignore[arg-type]
    return [line.replace(TIED, " ").replace(f"{BREAK} ", "").replace(BREAK, "") for line in lines] or [indent.rstrip()]


def _lines(row: Sequence[str], widths: Sequence[int], sides: Sequence[Side], indent: str, tie: Tie) -> list[str]:
    """One row of a table, on as many lines as its tallest cell has."""
    wrapped = [_wrapped(cell, most, tie=tie) for cell, most in zip(row, widths, strict=True)]
    told = zip_longest(*wrapped, fillvalue="")
    each = ((side(cell, wide) for side, cell, wide in zip(sides, cells, widths, strict=True)) for cells in told)
    return [(indent + (" " * GAP).join(cells)).rstrip() for cells in each]


def fitted(cells: Sequence[Sequence[str]], room: int, tie: Tie = str) -> list[int] | None:
    """Widths of the columns of `cells` (heads first) in `room`, at the cost of the fewest lines; None where words are wider.

    `tie` leaves blanks in a cell only where it may be broken.
    """
    words = [[[len(word) for word in tie(cell).split(" ")] for cell in column] for column in zip(*cells, strict=True)]
    least = [max(max(cell) for cell in column) for column in words]
    widths = [max(sum(cell) + len(cell) - 1 for cell in column) for column in words]
    if sum(least) > room:
        return None
    words = [column[:: len(column) // SAMPLE + 1] for column in words]
    tall = [heights(column, wide) for column, wide in zip(words, widths, strict=True)]
    while sum(widths) > room:
        narrower = {i: heights(words[i], widths[i] - 1) for i, low in enumerate(least) if widths[i] > low}
        others = {i: [max(row) for row in zip(*(t for k, t in enumerate(tall) if k != i), strict=True)] for i in narrower}
        cost = {i: sum(map(max, narrower[i], others[i] or narrower[i])) for i in narrower}
        gives = min(cost, key=lambda i: (cost[i], -widths[i]))
        widths[gives], tall[gives] = widths[gives] - 1, narrower[gives]
    return widths


def heights(column: Sequence[Sequence[int]], wide: int) -> list[int]:
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
