"""The AI memory wall: tables in, fits with their uncertainty and pictures out. Start at `statistics.growth` or at README."""

__version__ = "0.1.0"


class RequestError(ValueError):
    """A request that cannot be met: an unknown name, too few points, a window without data. The command line exits with 2."""
