"""The command line: `python -m analysis COMMAND`. Exit 0 done, 1 the data have faults, 2 the request cannot be met."""

import argparse
import os
import sys

from . import RequestError
from .commands import cite, data, figures, forecasts, gap, trends, workload


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="python -m analysis", description="The AI memory wall: validate, fit, draw.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (data, trends, gap, forecasts, figures, cite, workload):
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
    except Exception as error:
        from .evidence.validate import InvalidData

        if not isinstance(error, InvalidData):
            raise
        print(*error.faults, sep="\n", file=sys.stderr)
        print("No figure was drawn. `make validate` prints this list again.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
