"""The AI memory wall: tables in, fits with their uncertainty and pictures out.

    import ai_memory_wall as wall            # in the repository: import analysis as wall
    h = wall.chip("NVIDIA H100 80GB HBM3")   # an id, a label, or the name that the driver reports
    h.peak("bf16"), h.memory_bandwidth       # 989.4e12 dense FLOP/s, 3.35e12 byte/s
    h.source("memory_bandwidth")             # what says so

`public` has all of it. Inside, fifteen wings from `tables` up to `commands`: each says in its first lines what it is for.
"""

from .public import chip, fit, frame, model, profile, rows, series
from .tables.errors import InvalidData, RequestError, UnknownName
from .tables.version import __version__

__all__ = [
    "InvalidData",
    "RequestError",
    "UnknownName",
    "__version__",
    "chip",
    "fit",
    "frame",
    "model",
    "profile",
    "rows",
    "series",
]
