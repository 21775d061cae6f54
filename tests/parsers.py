"""The commands as argparse has them."""

import argparse

from analysis.__main__ import parser


def subparsers() -> dict[str, argparse.ArgumentParser]:
    """command -> its parser."""
    return next(a.choices for a in parser()._actions if isinstance(a, argparse._SubParsersAction))


def options(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """What takes a value."""
    return [a for a in command._actions if a.dest != "help" and a.nargs != 0]
