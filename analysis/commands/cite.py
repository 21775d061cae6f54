"""What goes into papers: references and tables."""

import argparse
import sys

from .options import Commands, add_filters, chosen, new


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    cite = new(commands, "cite")
    cite.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        help="figures, tables, rows, chips, models, series (default: the data set and the paper)",
    )
    add_filters(cite)
    told = "bibtex for LaTeX; csl-json for Zotero, pandoc and other managers; text for people (default bibtex)"
    cite.add_argument("--format", choices=("bibtex", "csl-json", "text"), default="bibtex", help=told)
    cite.set_defaults(run=run_cite)

    table = new(commands, "table")
    table.add_argument("name", metavar="NAME", help="as accelerators, growth, coverage, headlines; a wrong name lists all")
    told = (
        "text for a terminal; latex for one column of an article, with booktabs; markdown, csv and html with all columns"
        " (default text)"
    )
    table.add_argument("--format", choices=("text", "latex", "markdown", "csv", "html"), default="text", help=told)
    table.add_argument(
        "--columns",
        default="",
        metavar="A,B,...",
        help="only these columns, in this order (default: those that fit, of text and latex; else all)",
    )
    table.set_defaults(run=run_table)


def run_cite(options: argparse.Namespace) -> int:
    """Print the references; on standard error a word of caution where the version is not released."""
    from .. import figures
    from ..trends import catalogue
    from ..writing import bibliography, cite

    not_drawn = [name for name in options.names if name in figures.stems() and not figures.is_drawn(name)]
    known = {name: figures.documents(name) for name in not_drawn}
    known |= {name: set(chosen(options, name).source_ids) for name in options.names if "/" in name and name in catalogue.names()}
    found = cite.references(options.names, known=known)
    text = bibliography.written(found, options.format)
    print(bibliography.folded(text) if options.format == "bibtex" else text, end="")
    if not found[0].published_on:
        print(f"{found[0].version} is not released yet: name the commit you used beside it", file=sys.stderr)
    return 0


def run_table(options: argparse.Namespace) -> int:
    """Print one table."""
    from ..writing import tabular

    columns = [name.strip() for name in options.columns.split(",") if name.strip()]
    print(tabular.written(tabular.frame(options.name, columns), options.format, chosen=bool(columns)), end="")
    return 0
