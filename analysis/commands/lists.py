"""The catalogue of names: every series, chip, model and figure that a command takes, searchable."""

import argparse

from .options import Commands, print_json


def add(commands: Commands) -> None:
    """Add this command to the parser."""
    listed = commands.add_parser("list", help="the names that commands take: series, chips, models, figures")
    listed.add_argument("what", choices=("series", "chips", "models", "figures"))
    listed.add_argument(
        "--like", default="", metavar="TEXT", help="only names with this text, in any spelling of case and blanks"
    )
    listed.add_argument("--json", action="store_true", help="print a JSON list")
    listed.set_defaults(run=run_list)


def run_list(options: argparse.Namespace) -> int:
    """Print the names."""
    from ..tables.errors import RequestError
    from ..writing import name_lists

    rows = name_lists.like(_figures() if options.what == "figures" else name_lists.LISTS[options.what](), options.like)
    if not rows:
        raise RequestError(f"no {options.what} like {options.like!r}")
    print_json(rows) if options.json else print(name_lists.text(rows))
    return 0


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
