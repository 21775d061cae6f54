"""Tables written out for papers, pages and spreadsheets: cells are escaped for each, so that none is markup or a formula."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from tabulate import tabulate

from ..tables import frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from . import report
from .bibliography import PREAMBLE, latex_text
from .headline_rates import headlines

FORMATS = ("latex", "markdown", "csv", "html")
LONG = 40  # rows beyond which a LaTeX table breaks across pages
FORMULA = re.compile(r"[=+\-@\t\r|%]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


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


def written(found: pd.DataFrame, form: str) -> str:
    """A table in one of FORMATS, with a line end."""
    return {"latex": latex, "markdown": markdown, "csv": spreadsheet, "html": html}[form](found)


def latex(found: pd.DataFrame) -> str:
    """A tabular or longtable with rules of booktabs; columns are set left."""
    kind = "longtable" if len(found) > LONG else "tabular"
    rows = [" & ".join(map(latex_text, map(_plain, row))) + r" \\" for row in found.itertuples(index=False)]
    head = " & ".join(map(latex_text, found.columns)) + r" \\"
    end = [r"\endhead"] if kind == "longtable" else []
    lines = [f"% needs \\usepackage{{booktabs}}{' and {longtable}' if end else ''}"]
    lines += [PREAMBLE] if any("\\beyondlatin" in row for row in rows) else []
    lines += [f"\\begin{{{kind}}}{{{'l' * found.shape[1]}}}", r"\toprule", head, r"\midrule", *end, *rows]
    return "\n".join([*lines, r"\bottomrule", f"\\end{{{kind}}}"]) + "\n"


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
