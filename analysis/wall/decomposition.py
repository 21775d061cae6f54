"""What the gap is made of, along a vendor's flagships: number format, matrix units, the rest of compute, bandwidth.

    balance = peak / bandwidth,   peak = (32 / bits of the format) x (matrix units) x (fp32 rate of the vector units)

The first factor is what halving the operand gives by itself, and the difference between balance per byte and per word.
The last is the rest of compute: more and faster ordinary units, more dies. What is left is the matrix units. In log10
the parts of a step sum to the change of the balance. Where no fp32 vector peak is proved for either end, as
for most TPUs, matrix units and the rest are one part and are not told apart.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from . import gap

DECIMALS = 12  # of a log10: beyond them stands what one processor rounds otherwise than another, and a part that is none is 0
PARTS = ("number_format", "matrix_units", "rest_of_compute", "bandwidth")


@dataclass(frozen=True)
class Device:
    """One flagship with what its balance is made of."""

    id: str
    name: str
    label: str
    date: str
    announced: bool
    balance_flop_per_byte: float
    peak_flop_per_s: float
    operand_bytes: float
    vector_fp32_flop_per_s: float | None  # None: not proved


@dataclass(frozen=True)
class Step:
    """The change of log10(balance) from one flagship to another, and its parts, which sum to it; bandwidth counts negative."""

    start: str
    end: str
    announced: bool
    balance: float
    number_format: float
    compute: float  # matrix units and the rest together
    matrix_units: float | None  # None: not told apart
    rest_of_compute: float | None
    bandwidth: float


def chain(
    vendor: str, precision: str = "best", since: str = "2016", root: Path = ROOT, where: dict[str, str] | None = None
) -> tuple[Device, ...]:
    """A vendor's flagships in order of time: of each generation the first device to set the vendor's record of peak.

    So that of variants the one it was introduced with counts. Announced devices that would set one come last. `where` keeps
    only rows with these values, as {"memory_type": "HBM3"}.
    """
    rows = {"vendor": vendor} | (where or {})
    sold = _introduced(gap.devices(precision, since=since, where=rows, root=root))
    devices = _devices(sold, precision, False, root)
    try:
        coming = gap.devices(precision, announced=True, since=devices[-1].date, where=rows, root=root)
        later = _devices(_introduced(coming), precision, True, root)
    except RequestError:
        later = []  # nothing announced has both numbers
    devices += [d for d in later if d.peak_flop_per_s > devices[-1].peak_flop_per_s]
    if len(devices) < 2:
        raise RequestError(f"{vendor}: {len(devices)} flagship with peak and bandwidth since {since}, a step needs two")
    return tuple(devices)


def _introduced(series: Series) -> Series:
    """Of each vendor's generation the first row among the records of peak."""
    records = series.select("records")
    first = {group: i for i, group in reversed(list(enumerate(records.groups)))}
    return records.where(np.array([first[group] == i for i, group in enumerate(records.groups)]))


def _devices(series: Series, precision: str, announced: bool, root: Path) -> list[Device]:
    """The rows of a balance with the parts of their peaks."""
    word = catalogue.load(
        gap.PER["word"], root, precision=precision, statuses=("announced",) if announced else catalogue.IN_A_FIT
    )
    per_word = dict(zip(word.ids, word.values, strict=True))
    vector = catalogue.load("accelerators/peak", root, precision="fp32", statuses=(*catalogue.IN_A_FIT, "announced"))
    fp32 = dict(zip(vector.ids, vector.values.tolist(), strict=True))
    rows = zip(series.ids, series.names, series.labels, series.days, series.values, series.merits, strict=True)
    return [
        Device(i, name, label or name, day.isoformat(), announced, float(v), float(peak), float(per_word[i] / v), fp32.get(i))
        for i, name, label, day, v, peak in rows
    ]


def step(start: Device, end: Device) -> Step:
    """The parts of the change from one device to another."""

    def change(quantity: str) -> float:
        return float(np.log10(getattr(end, quantity) / getattr(start, quantity)))

    balance, peak, number_format = change("balance_flop_per_byte"), change("peak_flop_per_s"), -change("operand_bytes")
    compute, bandwidth = peak - number_format, balance - peak
    separable = start.vector_fp32_flop_per_s is not None and end.vector_fp32_flop_per_s is not None
    rest = change("vector_fp32_flop_per_s") if separable else None
    matrix = None if rest is None else compute - rest
    return Step(
        start.id,
        end.id,
        end.announced,
        _rounded(balance),
        _rounded(number_format),
        _rounded(compute),
        None if matrix is None else _rounded(matrix),
        None if rest is None else _rounded(rest),
        _rounded(bandwidth),
    )


def _rounded(part: float) -> float:
    """Without what differs between processors, and without a minus before a zero."""
    return round(part, DECIMALS) + 0.0


def steps(devices: tuple[Device, ...]) -> tuple[Step, ...]:
    """From each flagship to the next."""
    return tuple(step(a, b) for a, b in pairwise(devices))
