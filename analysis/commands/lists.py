"""The catalogue of names: every series, chip, model and figure that a command takes, searchable."""

import argparse
from collections.abc import Iterable

from .options import Commands, add_json, new, print_json

WHAT = ("series", "chips", "models", "figures")


def add(commands: Commands) -> None:
    """Add this command to the parser."""
    listed = new(commands, "list")
    listed.add_argument("what", choices=WHAT, nargs="?", help="whose names (default: how many there are of each)")
    listed.add_argument(
        "--like", default="", metavar="TEXT", help="only names with this text, in any spelling of case and blanks"
    )
    add_json(listed, "a JSON list")
    listed.set_defaults(run=run_list)


def run_list(options: argparse.Namespace) -> int:
    """Print the names."""
    from ..tables.errors import RequestError
    from ..writing import name_lists

    if not options.what:
        rows = [_counted(what, name_lists.like(_names(what), options.like)) for what in WHAT]
    else:
        rows = name_lists.like(_names(options.what), options.like)
    if not rows:
        raise RequestError(f"no {options.what} like {options.like!r}")
    print_json(rows) if options.json else print(name_lists.text(rows))
    return 0


def _names(what: str) -> Iterable[dict[str, str]]:
    """The names of one kind, each with what it is."""
    from ..writing import name_lists

    return _figures() if what == "figures" else name_lists.LISTS[what]()


def _counted(what: str, rows: list[dict[str, str]]) -> dict[str, str]:
    """How many names of a kind there are, and a few of them."""
    few = [row.get("id") or row["name"] for row in rows[-3:]]
    return {"names": what, "how many": str(len(rows)), "as": ", ".join(few), "all of them": f"list {what}"}


def _figures() -> list[dict[str, str]]:
    """The figures, each with its finding where it is drawn."""
    import json

    from .. import figures
    from ..tables.paths import output_folder

    paths = {stem: output_folder("figures") / f"{stem}.json" for stem in figures.stems()}
    return [
        {"name": stem, "title": json.loads(path.read_text(encoding="utf-8"))["title"] if path.exists() else ""}
        for stem, path in paths.items()
    ]
