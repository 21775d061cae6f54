"""What the commands share: options that choose rows, the series they choose, and how an answer is printed."""

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..tables.errors import RequestError
from ..tables.formats import PRECISIONS
from ..tables.paths import require_file, require_writable
from ..writing import terminal
from ..writing.terminal import terms
from . import guide

if TYPE_CHECKING:
    from ..trends.selection import Series

LONGEST, MOST = 4096, 10**15  # of a name of a file, of a count
PRECISION = "fp16 means both 16-bit formats, best the fastest format of each chip (default fp16)"
SELECTIONS = ("all", "flagship", "design", "records")
Commands = argparse._SubParsersAction  # what `add_subparsers` returns; argparse gives it no public name


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as answers are; a default that an option does not tell is told."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=terminal.width())

    def _get_help_string(self, action: argparse.Action) -> str:
        told = action.help or ""
        named = "default" in told or action.default in (None, False, "", argparse.SUPPRESS) or action.default == []
        return told if named else f"{told} (default %(default)s)".lstrip()


def new(commands: Commands, name: str) -> argparse.ArgumentParser:
    """The parser of one command, with what the guide says of it."""
    entry = guide.ENTRIES[name]
    examples = "\n".join(f"  %(prog)s {example}".rstrip() for example in entry.examples)
    command: argparse.ArgumentParser = commands.add_parser(
        name, formatter_class=Help, description=terminal.paragraph(entry.told), epilog=f"examples:\n{examples}"
    )
    return command


def add_json(command: argparse.ArgumentParser, what: str = "one JSON object") -> None:
    """The option that prints numbers for a program."""
    command.add_argument("--json", action="store_true", help=f"print {what}, for a program")


def add_select(command: argparse.ArgumentParser) -> None:
    """The option that chooses rows by how good they are."""
    told = f"which rows a trend is fitted to; {terms.choices(*SELECTIONS)} (default all)"
    command.add_argument("--select", choices=SELECTIONS, default="all", help=told)


def add_level(command: argparse.ArgumentParser) -> None:
    """The option that chooses the level of intervals."""
    told = "level of all intervals: 0.95 holds the true value in 95 of 100 such samples (default 0.95)"
    command.add_argument("--level", type=float, default=0.95, help=told)


def add_phase(command: argparse.ArgumentParser) -> None:
    """The option that chooses what a model does."""
    told = (
        "decode: the next token of each sequence; prefill: a whole prompt; encode: an encoder over its input"
        " (default decode; encode for an encoder)"
    )
    command.add_argument("--phase", choices=("decode", "prefill", "encode"), help=told)


def file_name(text: str) -> Path:
    """The name of a file or folder; argparse says in a line that a text is none."""
    if not text or not text.isprintable() or len(text) > LONGEST or any(len(part) > 255 for part in Path(text).parts):
        raise argparse.ArgumentTypeError("that is no name of a file")
    return Path(text)


def file_to_write(text: str) -> Path:
    """The name of a file that can be written; argparse says before any work where it cannot."""
    path = file_name(text)
    try:
        require_file(path)
    except RequestError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return path


def folder_to_write(text: str) -> Path:
    """The name of a folder that files can be written into; argparse says before any work where they cannot."""
    path = file_name(text)
    try:
        require_writable(path)
    except RequestError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return path


def whole_number(text: str) -> int:
    """A count that can be computed with."""
    number = int(text) if len(text) < 20 else 10**20
    if abs(number) > MOST:
        raise argparse.ArgumentTypeError(f"{text[:20]} is beyond what can be counted here, {MOST:,}")
    return number


def add_series(command: argparse.ArgumentParser, what: str = "one of ours, as memory/bandwidth; `list series` has all") -> None:
    """The series: one of ours by name, or one's own from a CSV file."""
    command.add_argument("series", metavar="SERIES", nargs="?", help=what)
    add_csv(command)


def add_csv(command: argparse.ArgumentParser) -> None:
    """Options that read a series of one's own."""
    command.add_argument(
        "--csv", type=file_name, metavar="FILE", help="a series of your own, in place of SERIES; takes --date and --value"
    )
    command.add_argument("--date", metavar="COLUMN", help="its dates: 2024, 2024-05, 2024-05-17 or 2024.4")
    command.add_argument("--value", metavar="COLUMN", help="its values, positive numbers")
    command.add_argument("--label", metavar="COLUMN", help="its names, if it has any")


def add_where(command: argparse.ArgumentParser) -> None:
    """The option that keeps only the rows with a value in a column; it may be given several times."""
    command.add_argument(
        "--where",
        metavar="COLUMN=VALUE",
        action="append",
        default=[],
        help="only rows with this value in a column of the table, as vendor=NVIDIA; may be given again",
    )


def add_raw(command: argparse.ArgumentParser) -> None:
    """The option that leaves intervals as they are computed."""
    command.add_argument(
        "--raw", action="store_true", help="intervals as computed, not widened by the record of other quantities"
    )


def add_filters(command: argparse.ArgumentParser) -> None:
    """Options that choose the rows of a series."""
    command.add_argument("--precision", choices=PRECISIONS, help=f"of the peak, where a series has one: {PRECISION}")
    add_where(command)
    command.add_argument("--segment", help="short for --where segment=...: datacenter, server, workstation, consumer or edge")
    add_select(command)
    command.add_argument("--since", metavar="DATE", help="first day, as 2010, 2010-06 or 2010-06-30")
    command.add_argument("--until", metavar="DATE", help="last day, included; 2015 is the whole year")


def add_row_options(command: argparse.ArgumentParser) -> None:
    """Options that choose the rows of a series, and how the answer is printed."""
    add_filters(command)
    add_level(command)
    add_json(command)


def chosen(options: argparse.Namespace, name: str | None) -> "Series":
    """The rows of the series `name`, or of one's own, that the options ask for."""
    from ..trends import catalogue

    if getattr(options, "csv", None):
        return own(options, name).select(options.select).window(options.since, options.until)
    if not name:
        raise RequestError("say a SERIES, as memory/bandwidth, or --csv FILE --date COLUMN --value COLUMN; `list series` has all")
    series = catalogue.load(name, precision=options.precision, where=parse_where(options.where, options.segment))
    return series.select(options.select).window(options.since, options.until)


def own(options: argparse.Namespace, name: str | None) -> "Series":
    """The series of a CSV file; RequestError where an option is missing, or one of ours is named too."""
    from ..trends import own_series

    if name:
        raise RequestError(f"{name} and --csv are two series; ask for one")
    if not options.date or not options.value:
        raise RequestError("--csv takes --date COLUMN and --value COLUMN")
    if options.precision:
        raise RequestError("--precision is of our peaks; choose rows of your own by --where COLUMN=VALUE")
    where = parse_where(options.where, options.segment)
    return own_series.from_csv(options.csv, options.date, options.value, options.label, where)


def parse_where(wanted: list[str], segment: str | None) -> dict[str, str]:
    """['vendor=NVIDIA'], 'datacenter' -> {'vendor': 'NVIDIA', 'segment': 'datacenter'}."""
    pairs = [w.partition("=") for w in wanted] + ([("segment", "=", segment)] if segment else [])
    for column, equals, value in pairs:
        if not (column and equals and value):
            raise RequestError(f"--where takes COLUMN=VALUE, as vendor=NVIDIA, not {column!r}")
        if (other := next(v for c, _, v in pairs if c == column)) != value:
            raise RequestError(f"no row has {column} {other!r} and {value!r} at once; ask for one")
    return {column: value for column, _, value in pairs}


def print_json(record: Any) -> None:
    """Print `record` as JSON; what is no number is null."""
    print(json.dumps(without_nan(record), indent=2, ensure_ascii=False))


def without_nan(value: Any) -> Any:
    """`value` with what is infinite or not a number replaced by None."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {k: without_nan(v) for k, v in value.items()}
        case list() | tuple():
            return [without_nan(v) for v in value]
        case _:
            return value
