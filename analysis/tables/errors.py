"""What can be wrong with a request or with the data: the only errors that people are to see, each in plain lines."""

from collections.abc import Sequence


class RequestError(ValueError):
    """A request that cannot be met: an unknown name, too few points, a window without data. The command line exits with 2."""


class UnknownName(RequestError, LookupError):
    """A name that nothing has, or that several things have: the message lists the closest. Nothing is ever guessed."""


class InvalidData(Exception):
    """The tables have faults; nothing may be computed from them. `faults` holds them all, a line each."""

    def __init__(self, faults: Sequence[object]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
