"""Progress on standard error, for whoever waits at a terminal; silent in pipes and files."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """`items` as they are; at a terminal a line says how many of `total` are done, and goes away at the end."""
    shown = sys.stderr.isatty()
    for number, item in enumerate(items):
        if shown:
            print(f"\r{what}: {number} of {total}\033[K", end="", file=sys.stderr, flush=True)
        yield item
    if shown:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
