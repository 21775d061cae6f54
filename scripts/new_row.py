"""Add a device or a model from its data sheet: `make new-chip`, `make new-model`. Without options it asks.

`make new-model ARGS='--config FILE ...'` adds the shape of a model from its config.json.

Numbers are given as the document prints them: "3.35 TB/s", "1,979 teraFLOPS with sparsity"; a bare number with the unit of its
table's heading in brackets, "90.5 [TFLOPS]"; a date as printed, "October 13, 2022". Row, evidence and sources are validated on
a copy first; where anything is wrong nothing is written.
"""

import argparse
import difflib
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import new_shape
import pandas as pd
from interview import Left, ask_reason, interview
from row_drafts import Draft, difference, fields, files, grid, hints

from analysis import InvalidData, RequestError
from analysis.evidence import release_day, validate
from analysis.evidence.printed_cell import Told, bracketed, flag, slug
from analysis.tables import frames
from analysis.tables.paths import ROOT, write_all

TABLES = {"chip": "accelerators", "model": "models"}
AUTOMATIC = ("id", "verification", "released_on_precision", "published_on_precision")  # follow from the rest
MEASURED = ("number", "integer", "date")  # types of columns that take a printed text and get a line of evidence
PER_COLUMN = {
    "value": ("COLUMN=VALUE", "which of several printed numbers is meant, in base units, or which day"),
    "derive": ("COLUMN=ARITHMETIC", "arithmetic from printed numbers with units, as tdp='2 * 350 W'"),
    "at": ("COLUMN=PLACE", "where in the document, if it is not --locator"),
    "from": ("COLUMN=SOURCE-ID", "document of this cell, if it is not --source"),
    "read-at": ("COLUMN=ADDRESS", "where it was read, where that was not the document's own address"),
    "read-as": ("COLUMN=HOW", "primary, copy or report, where that does not follow from the document and --read-at"),
    "remark": ("COLUMN=TEXT", "what a reader should know of this line of evidence"),
    "confirm": ("COLUMN=REASON", "a number that is asked about was looked up again and is right; the reason is kept"),
}
EXCEPTIONS = "data/exceptions.toml"


class Doubtful(Exception):
    """Numbers that are asked about, where nobody can be asked: one line for each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(*lines)


class Parser(argparse.ArgumentParser):
    """A parser whose faults are one line, without the long list of options."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}; --help lists the options. Nothing was written.\n")


def parser(what: str, root: Path) -> Parser:
    """The options of one kind of row: one for each column of its table, and those that say where it is printed."""
    top = Parser(
        prog=f"make new-{what}", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    for name, field in fields(TABLES[what], root).items():
        if name not in AUTOMATIC and not name.endswith("source_id"):
            text = f"{field['description']}{' As printed.' if field['type'] in MEASURED else ''}"
            top.add_argument(f"--{flag(name)}", dest=name, metavar="TEXT", help=text.replace("%", "%%"))
    _add_documents(top.add_argument_group("documents"))
    top.add_argument("--id", dest="row_id", default="", help="id of the row (default: suggested from its name)")
    top.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    top.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return top


def _add_documents(where: argparse._ArgumentGroup) -> None:
    """Options that say in which document a value is printed, where in it, and how the print is to be read."""
    where.add_argument("--source", metavar="ID", help="document of all cells (default: the first --new-source)")
    where.add_argument("--locator", default="", metavar="PLACE", help="where in it: page, table, heading")
    words = ("ID", "TITLE", "PUBLISHER", "KIND", "URL")
    where.add_argument(
        "--new-source", nargs=5, action="append", default=[], metavar=words, help="a document not in data/sources.csv"
    )
    where.add_argument(
        "--new-publisher",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "ROLE"),
        help="maker, standards body or reporter",
    )
    where.add_argument("--read-on", default="", metavar="DAY", help="day on which the new documents were read")
    where.add_argument(
        "--halve", action="append", default=[], metavar="COLUMN", help="the printed rate counts sparsity: take half"
    )
    for name, (metavar, text) in PER_COLUMN.items():
        where.add_argument(f"--{name}", dest=f"per_{name}", action="append", default=[], metavar=metavar, help=text)


def draft(what: str, options: argparse.Namespace) -> Draft:
    """What the options say; RequestError where they name no column, or a value has no document."""
    known = fields(TABLES[what], options.root)
    columns = {flag(name): name for name in known}
    extra = {name: _pairs(name, getattr(options, f"per_{name}"), columns) for name in PER_COLUMN}
    reasons = extra.pop("confirm")
    extra["halve"] = dict.fromkeys(_columns("halve", options.halve, columns), "yes")
    sources = tuple(_source(w, options.read_on, dict(options.new_publisher)) for w in options.new_source)
    said = {name: " ".join(text.split()) for name in known if (text := getattr(options, name, None))}
    measured = [name for name in said if known[name]["type"] in MEASURED]
    for option, named in extra.items():
        if stray := [flag(name) for name in named if name not in measured]:
            raise RequestError(f"--{option} {stray[0]}: nothing was said of --{stray[0]}")
    default = Told("", options.source or (sources[0]["id"] if sources else ""), options.locator)
    told = {name: _told(name, said[name], default, extra) for name in measured}
    return Draft(TABLES[what], {n: t for n, t in said.items() if n not in told}, told, sources, options.row_id, reasons)


def _told(name: str, said: str, default: Told, extra: Mapping[str, Mapping[str, str]]) -> Told:
    """What is said of one column: its text, and what the options that name the column add."""
    text, unit = bracketed(said)
    source = extra["from"].get(name, default.source)
    if not source:
        raise RequestError(f"{flag(name)}: which document prints it? say --source ID or --new-source")
    return Told(
        text=text,
        unit=unit,
        source=source,
        locator=extra["at"].get(name, default.locator),
        value=extra["value"].get(name, ""),
        derivation=extra["derive"].get(name, ""),
        halve=name in extra["halve"],
        read_at=extra["read-at"].get(name, ""),
        read_as=extra["read-as"].get(name, ""),
        note=extra["remark"].get(name, ""),
    )


def command(what: str, made: Draft) -> str:
    """The command line that says the same as a draft, so that nothing that was answered is lost."""
    default = made.sources[0]["id"] if made.sources else next((t.source for t in made.told.values()), "")
    words = ["scripts/new_row.py", what, *(w for n, text in made.texts.items() for w in (f"--{flag(n)}", text))]
    for source in made.sources:
        words += ["--new-source", *(source[key] for key in ("id", "title", "publisher", "kind", "url"))]
        words += ["--new-publisher", source["publisher"], source["role"]] if source.get("role") else []
    read_on = next((s["accessed_on"] for s in made.sources if s["accessed_on"]), "")
    words += ["--read-on", read_on] if read_on else []
    words += ["--source", default] if not made.sources else []
    for name, told in made.told.items():
        column, unit = flag(name), f" [{told.unit}]" if told.unit else ""
        words += [f"--{column}", told.text + unit, *(["--halve", column] if told.halve else [])]
        extra = {"value": told.value, "derive": told.derivation, "at": told.locator, "read-at": told.read_at}
        extra |= {"read-as": told.read_as, "remark": told.note, "from": told.source if told.source != default else ""}
        words += [w for option, text in extra.items() if text for w in (f"--{option}", f"{column}={text}")]
    words += [w for name, reason in made.confirmed.items() for w in ("--confirm", f"{flag(name)}={reason}")]
    return shlex.join([".venv/bin/python", *words, *(["--id", made.row_id] if made.row_id else [])])


def _columns(option: str, named: list[str], columns: Mapping[str, str]) -> set[str]:
    """Columns by the names of their options."""
    for name in named:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            guess = f"; did you mean {near[0]}?" if near else ""
            raise RequestError(f"--{option} {name}: no such column{guess}")
    return {columns[name] for name in named}


def _pairs(option: str, given: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """['tdp=2 * 350 W'] -> {'tdp_watts': '2 * 350 W'}."""
    found = {}
    for pair in given:
        name, equals, text = pair.partition("=")
        if not equals or not text.strip():
            raise RequestError(f"--{option} takes {PER_COLUMN[option][0]}, not {pair!r}")
        (column,) = _columns(option, [name], columns)
        found[column] = text.strip()
    return found


def _source(words: list[str], read_on: str, roles: Mapping[str, str]) -> dict[str, str]:
    """A new line of data/sources.csv, with the role of its publisher where that is said."""
    source = dict(zip(("id", "title", "publisher", "kind", "url"), words, strict=True)) | {"accessed_on": read_on}
    source["role"] = roles.get(source["publisher"], "")
    return source | {"id": source["id"] or slug(f"{source['publisher']} {source['title']}")}


def require_valid(contents: Mapping[str, str], root: Path, table: str) -> pd.DataFrame:
    """The `table` as it is to be; InvalidData with every fault that the files would have, found on a copy of the data set."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder)
        shutil.copytree(root / "data", trial / "data")
        shutil.copy(root / "datapackage.json", trial)
        for name, text in contents.items():
            (trial / name).write_text(text, encoding="utf-8", newline="\n")
        if faults := validate.check(trial):
            raise InvalidData(faults)
        return frames.load(table, trial)


def confirmed(made: Draft, row_id: str, frame: pd.DataFrame, asked: bool) -> dict[str, str]:
    """Column -> reason of each number that is odd and right; Doubtful where one is not confirmed, and nobody can be `asked`."""
    found = release_day.examine(made.table, row_id, made.told, frame)
    print(*release_day.lines(found.standings), sep="\n")
    open_ones = {column: odd for column, odd in found.doubts.items() if column not in made.confirmed}
    if open_ones and not asked:
        raise Doubtful(release_day.questions(open_ones))
    reasons = {column: ask_reason(flag(column), odd) for column, odd in open_ones.items()}
    return {column: {**made.confirmed, **reasons}[column] for column in found.doubts}


def add(what: str, made: Draft, root: Path, dry_run: bool, asked: bool = False) -> None:
    """Validate, show and write one row; who was `asked` for it is asked once more."""
    names = (f"data/{TABLES[what]}.csv", "data/evidence.csv", "data/sources.csv", "data/publishers.csv", EXCEPTIONS)
    before = {name: (root / name).read_bytes() for name in names}
    contents = files(made, root)
    frame = require_valid(contents, root, TABLES[what])
    row_id = (set(frame["id"]) - set(grid(before[names[0]].decode("utf-8")).column("id"))).pop()
    reasons = confirmed(made, row_id, frame, asked or sys.stdin.isatty())
    if reasons:
        contents[EXCEPTIONS] = before[EXCEPTIONS].decode("utf-8") + release_day.confirmations(TABLES[what], row_id, reasons)
        require_valid(contents, root, TABLES[what])
    print(difference(contents, root))
    print(*hints(made), sep="\n", end="\n" * bool(hints(made)))
    if dry_run:
        print("A dry run: nothing was written.")
        return
    if asked and not input("Write this? (y/n): ").strip().lower().startswith("y"):
        raise KeyboardInterrupt
    if any((root / name).read_bytes() != old for name, old in before.items()):
        raise RequestError("a table was changed meanwhile by someone else; run this again")
    write_all({root / name: text for name, text in contents.items() if text.encode() != before[name]})
    print("Written. Next: make validate, make figures generate, make diff.")


def add_shape(options: argparse.Namespace) -> int:
    """Validate, show and write the shape of a model from its configuration."""
    root, name = options.root, new_shape.TABLE
    before = (root / name).read_bytes()
    text = new_shape.contents(new_shape.row(options), root)
    require_valid({name: text}, root, "architectures")
    print(new_shape.summary(new_shape.hugging_face.read(options.config)))
    print(difference({name: text}, root))
    if options.dry_run:
        print("A dry run: nothing was written.")
        return 0
    if (root / name).read_bytes() != before:
        raise RequestError("a table was changed meanwhile by someone else; run this again")
    write_all({root / name: text})
    print("Written. Next: make validate, make figures generate, make diff.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Add one row; exit 1 where the data would have faults, 2 where the request cannot be met, and then nothing is written."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] not in TABLES:
        asked = words[:1] in (["-h"], ["--help"])
        told = f"usage: new_row.py {'|'.join(TABLES)} [options]; each has its own --help\n\n{__doc__}" if asked else ""
        print(told or f"say which: {' or '.join(TABLES)}", file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        if words[0] == "model" and any(word.split("=")[0] == "--config" for word in words):
            return add_shape(new_shape.parser().parse_args(words[1:]))
        options = parser(words[0], _root(words)).parse_args(words[1:])
        asked = all(word in ("--root", str(options.root), "--dry-run") for word in words[1:])
        made: Draft | None = None
        try:
            made = interview(TABLES[words[0]], options.root) if asked else draft(words[0], options)
            add(words[0], made, options.root, options.dry_run, asked)
        except BaseException as left:
            said = left.draft if isinstance(left, Left) else made
            if asked and said and (said.texts or said.told):
                print(f"\nWhat you said, as a command to mend and run:\n{command(words[0], said)}")
            raise
    except RequestError as error:
        print(f"{error}. Nothing was written.", file=sys.stderr)
        return 2
    except (InvalidData, Doubtful) as error:
        print(*(error.faults if isinstance(error, InvalidData) else error.args), sep="\n", file=sys.stderr)
        print("Nothing was written.", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError, Left):
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return 2
    return 0


def _root(words: list[str]) -> Path:
    """The folder whose schema the options follow."""
    return Path(words[words.index("--root") + 1]) if "--root" in words[:-1] else ROOT


if __name__ == "__main__":
    sys.exit(main())
