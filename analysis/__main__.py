"""The command line: `python -m analysis COMMAND`, `ai-memory-wall` where it is installed.

Exit 0 done, 1 the data have faults, 2 the request cannot be met.
"""

import argparse
import contextlib
import os
import sys
from typing import NoReturn

from .commands import cite, data, draw, figures, forecasts, gap, guide, lists, measured, trends, workload
from .tables.errors import InvalidData, RequestError
from .tables.extras import how_to_install, missing_package


def program() -> str:
    """What people type to run this: the installed command, or Python with the name of this package."""
    called = os.path.basename(sys.argv[0] or "")
    return "ai-memory-wall" if called.startswith("ai-memory-wall") else f"python -m {__package__}"


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call, and where all that can be said is listed; exit 2."""
        sys.exit(_told(f"{self.prog}: {message}; `{self.prog} --help` lists what can be said", 2))


class Top(Parser):
    """The parser of all commands, whose help is the list of them."""

    def format_help(self) -> str:
        """The commands in groups."""
        return guide.overview(self.prog)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = Top(prog=program())
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for group in (lists, data, trends, gap, forecasts, figures, draw, cite, workload, measured):
        group.add(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every expected fault ends in plain lines on standard error, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that has no multiplication sign gets another mark in its place
            stream.reconfigure(errors="replace")
    options = parser().parse_args(arguments)
    if not options.command:
        print(guide.overview(program()), end="")
        return 0
    try:
        code = options.run(options)
        sys.stdout.flush()
        return code
    except RequestError as error:
        return _told(f"{error}", 2)
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _not_written(error)
    except ModuleNotFoundError as error:
        if not (package := missing_package(error)):
            raise
        return _told(f"{options.command}: {how_to_install(package, options.command)}", 2)
    except InvalidData as error:
        _told("\n".join(map(str, error.faults)), 1)
        return _told("No figure was drawn. `make validate` prints this list again.", 1)
    except (OverflowError, MemoryError) as error:
        return _told(f"{options.command}: a number is beyond what can be computed with ({type(error).__name__})", 2)
    except Exception:
        if not (faults := _faults()):
            raise
        _told("\n".join(map(str, faults)), 1)
        return _told(f"{options.command}: the data have {len(faults)} faults; nothing was computed from them", 1)


def _told(text: str, code: int) -> int:
    """Print lines on standard error, none of whose characters a terminal would obey."""
    print("".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text), file=sys.stderr)
    return code


def _not_written(error: OSError) -> int:
    """What the system refused, as a full disk, in a line; what was there before is there still."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    if error.filename is None:  # the output itself
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    where = f"{error.filename}: " if error.filename else ""
    return _told(f"{where}{error.strerror or error}; nothing was changed", 2)


def _faults() -> list[object]:
    """The faults of the data, where it is they that a command could not take; none where they are sound, or cannot be checked."""
    from .evidence import validate

    try:
        return list(validate.check())
    except ImportError:
        return []


if __name__ == "__main__":
    sys.exit(main())
