"""Tables written out for papers, pages and spreadsheets: cells are escaped for each, so that none is markup or a formula."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from tabulate import tabulate

from ..tables import frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from . import report, terminal
from .bibliography import PREAMBLE, latex_text
from .headline_rates import headlines

FORMATS = ("text", "latex", "markdown", "csv", "html")
WORDS = 14  # letters that a column of words gets at least, where it has so many
COLUMN, GAP = 51, 6  # of a two-column article: letters of \\footnotesize on a line, points between two columns of a table
LONG = 40  # lines of a LaTeX table after which another begins, since one must fit a page
FORMULA = re.compile(r"[=+\-@\t\r|%]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
FIGURE = re.compile(
    rf"{NUMBER.pattern}[%×]?|[<>~]?[\d,.]+[%×]?|\d{{4}}(-\d\d){{1,2}}|-"
)  # a number or a date, as people write it
WIDE = re.compile(r"[A-Zmw%×@]")
BEYOND_LATIN = re.compile(r"[^\x00-\u017f]")


def _headlines(root: Path) -> pd.DataFrame:
    """The headline numbers as a table."""
    return pd.DataFrame(
        [{"Series": h.name, "Selection": h.selection, "Growth every two years (95%)": h.told} for h in headlines(root)]
    )


MADE = {"growth": report.growth_table, "coverage": report.coverage_table, "headlines": _headlines}


def frame(name: str, columns: Sequence[str] = (), root: Path = ROOT) -> pd.DataFrame:
    """A table of data/ or one that is computed, as texts; RequestError where it, or one of its columns, is not there."""
    known = [*frames.resources(root), *MADE]
    if name not in known:
        raise RequestError(f"no table {name!r}; the tables are {', '.join(known)}")
    if name in MADE:
        found = MADE[name](root).astype(str).apply(lambda column: column.str.replace("`", ""))
    else:
        found = frames.texts(name, root)
    if unknown := [c for c in columns if c not in found]:
        raise RequestError(f"{name} has no column {unknown[0]!r}; it has {', '.join(found)}")
    return found[list(columns)] if columns else found


def written(found: pd.DataFrame, form: str, *, chosen: bool = False) -> str:
    """A table in one of FORMATS, with a line end; `chosen` says that its columns were asked for, so that all are shown."""
    if form in ("text", "latex"):
        return {"text": text, "latex": latex}[form](found, chosen=chosen)
    return {"markdown": markdown, "csv": spreadsheet, "html": html}[form](found)


def text(found: pd.DataFrame, *, chosen: bool = False) -> str:
    """A table for a terminal, of the columns that fit it, and the names of those that are left out."""
    shown = found.map(_plain)
    kept = list(shown) if chosen else fitting(shown, terminal.width(), terminal.breakable, terminal.GAP)
    left_out = [name for name in shown if name not in kept]
    table = terminal.columns(shown[kept].to_dict("records"), "") + "\n"
    if not left_out:
        return table
    how = f"`--columns {kept[0]},{left_out[0]}` chooses; `--format csv` has all."
    return f"{table}\n" + terminal.paragraph(f"Left out for the width: {', '.join(left_out)}. {how}") + "\n"


def fitting(found: pd.DataFrame, room: int, tie: terminal.Tie, gap: int) -> list[str]:
    """Names of the columns that fit `room`: the first, then numbers and dates, then words, well filled ones before others."""

    def rank(name: str) -> tuple[bool, bool, bool]:
        return name != found.columns[0], bool((found[name] != "").mean() < 0.5), not _figures(found[name])

    kept, used = set[str](), -gap
    for name in sorted(found.columns, key=rank):
        words = [[len(word) for word in tie(cell).split(" ")] for cell in (terminal.breakable(name, 0), *found[name])]
        natural = max(sum(cell) + len(cell) - 1 for cell in words)
        takes = gap + max(*(max(cell) for cell in words), min(natural, 1 if _figures(found[name]) else WORDS))
        if used + takes <= room or not kept:
            kept, used = kept | {name}, used + takes
    return [name for name in found if name in kept]


def _figures(column: Sequence[str]) -> bool:
    """Whether all that is filled of a column is a number or a date."""
    filled = [cell for cell in column if cell]
    return bool(filled) and all(FIGURE.fullmatch(cell) for cell in filled)


def latex(found: pd.DataFrame, *, chosen: bool = False) -> str:
    r"""Tables with rules of booktabs as wide as \linewidth, numbers right; without `chosen` of the columns that fit an article's.

    Each is at most LONG lines high, so that it fits a page; the columns that are left out are named in a comment.
    """
    shown = found.map(_plain)
    kept = list(shown) if chosen else fitting(shown, COLUMN, _measured, 1)
    cells = [kept, *shown[kept].to_numpy().tolist()]
    room = COLUMN - len(kept) + 1
    widths = terminal.fitted(cells, room, _measured) or [max(map(len, _measured(name).split(" "))) for name in kept]
    fits = sum(widths) <= room
    rows = [" & ".join(map(_breakable, row)) + r" \\" for row in cells]
    lines = ["% needs \\usepackage{array,booktabs}" + ("" if fits else "; in a two-column article a table*, or fewer --columns")]
    if left_out := [name for name in shown if name not in kept]:
        lines.append(f"% left out for the width: {', '.join(left_out)}; --columns chooses")
    lines += [PREAMBLE] if any("\\beyondlatin" in row for row in rows) else []
    lines.append(f"{{\\footnotesize\\setlength{{\\tabcolsep}}{{{GAP // 2}pt}}\\raggedright")
    begin = rf"\noindent\begin{{tabular}}{{@{{}}{_layout(shown[kept], widths)}@{{}}}}"
    for part in _parts(rows[1:], _lines(cells[1:], widths)):
        lines += [begin, r"\toprule", rows[0], r"\midrule", *part, r"\bottomrule", r"\end{tabular}\par"]
    return "\n".join([*lines, "}"]) + "\n"


def _layout(found: pd.DataFrame, widths: Sequence[int]) -> str:
    """The columns of a tabular: each its part of the line, numbers right, words left."""
    parts = []
    for name, wide in zip(found, widths, strict=True):
        share = wide / sum(widths)
        side = r"\raggedleft" if _figures(found[name]) else r"\raggedright"
        size = rf"\dimexpr{share:.4f}\linewidth-{share * GAP * (len(widths) - 1):.2f}pt\relax"
        parts.append(rf">{{{side}\hspace{{0pt}}\arraybackslash}}p{{{size}}}")
    return "".join(parts)


def _breakable(cell: str) -> str:
    """A cell for LaTeX that may be broken after an underscore and a stroke, as it may after a hyphen."""
    return re.sub(r"(\\_|/)(?=[A-Za-z\d])", r"\1\\allowbreak{}", latex_text(cell))


def _measured(cell: str) -> str:
    """As many letters as a cell takes of a line, wide ones counted for more, with blanks where it may be broken."""
    words = re.sub(r"([-_/])(?=[A-Za-z\d])", r"\1 ", cell) if not FIGURE.fullmatch(cell) else cell
    return " ".join(
        "x" * (len(word) + (len(WIDE.findall(word)) + 1) // 2 + len(BEYOND_LATIN.findall(word))) for word in words.split(" ")
    )


def _lines(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[int]:
    """How many lines each row of a LaTeX table takes."""
    words = ([[len(word) for word in _measured(cell).split(" ")] for cell in column] for column in zip(*cells, strict=True))
    columns = [terminal.heights(column, wide) for column, wide in zip(words, widths, strict=True)]
    return [max(row) for row in zip(*columns, strict=True)]


def _parts(rows: Sequence[str], lines: Sequence[int]) -> list[list[str]]:
    """The rows in parts of at most LONG lines, none of them empty."""
    parts, used = [list[str]()], 0
    for row, tall in zip(rows, lines, strict=True):
        if parts[-1] and used + tall > LONG:
            parts, used = [*parts, []], 0
        parts[-1].append(row)
        used += tall
    return parts


def markdown(found: pd.DataFrame) -> str:
    """A table of GitHub's Markdown in which links, images and emphasis of a cell are plain text."""
    shown = found.map(markdown_cell).rename(columns=markdown_cell)
    return tabulate(shown, headers="keys", tablefmt="pipe", showindex=False, disable_numparse=True) + "\n"


def markdown_cell(cell: str) -> str:
    """A cell with a backslash before every character that starts markup, no HTML, and nobody mentioned."""
    marked = re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", _plain(cell))
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\N{WORD JOINER}")


def html(found: pd.DataFrame) -> str:
    """A plain HTML table; every cell is escaped."""
    return str(tabulate(found.map(_plain), headers="keys", tablefmt="html", showindex=False, disable_numparse=True)) + "\n"


def spreadsheet(found: pd.DataFrame) -> str:
    """CSV that a spreadsheet may open: a text that it would run as a formula starts with an apostrophe."""
    return found.map(spreadsheet_cell).rename(columns=spreadsheet_cell).to_csv(index=False, lineterminator="\n")


def spreadsheet_cell(cell: str) -> str:
    """A cell that no spreadsheet runs; numbers stay as they are."""
    text = _plain(cell)
    return f"'{text}" if FORMULA.match(text.lstrip() or " ") and not NUMBER.fullmatch(text) else text


def _plain(cell: str) -> str:
    """A cell on one line without control characters."""
    return "".join(c if c.isprintable() else " " for c in cell)
