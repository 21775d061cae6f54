"""The command line: `python -m analysis COMMAND`, `ai-memory-wall` where it is installed.

Exit 0 done, 1 the data have faults, 2 the request cannot be met.
"""

import argparse
import os
import sys

from .commands import cite, data, draw, figures, forecasts, gap, lists, trends, workload
from .tables.errors import InvalidData, RequestError
from .tables.extras import how_to_install, missing_package


def program() -> str:
    """What people type to run this: the installed command, or Python with the name of this package."""
    called = os.path.basename(sys.argv[0] or "")
    return "ai-memory-wall" if called.startswith("ai-memory-wall") else f"python -m {__package__}"


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog=program(), description="The AI memory wall: validate, fit, draw.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (lists, data, trends, gap, forecasts, figures, draw, cite, workload):
        group.add(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every expected fault ends in plain lines on standard error, never in a traceback."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except RequestError as error:
        print(f"{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        if not (package := missing_package(error)):
            raise
        print(f"{options.command}: {how_to_install(package, options.command)}", file=sys.stderr)
        return 2
    except InvalidData as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        print("No figure was drawn. `make validate` prints this list again.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
