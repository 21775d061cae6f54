"""Whether runs that somebody timed can be: none is faster than the dense peak or the memory bandwidth of its device.

A rate above the sheet is impossible, or it is of something else: a sparse peak, another format, a clock that was not waited for.
Two kinds of rates are called unlikely, and why is said. Bytes that fit on the chip may never have come from memory, so a rate
above the bandwidth is then no fault. A rate below the sheet may still be a larger share of it than anybody measured on any chip.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..tables import formats
from ..tables.errors import UnknownName
from ..tables.paths import ROOT
from ..tables.units import quantity
from ..workload import chips
from ..workload.chips import Chip
from . import runs_file
from .attained import BANDWIDTH
from .highest import Highest, highest
from .runs_file import Runs

MEMORY = "memory bandwidth"
ROUNDING = 1.02  # sheets round bandwidths to two or three digits, and memory clocks are not exact
CLOCK = 1.001  # peaks are printed to four digits
ON_CHIP_BYTES = (
    512 * 2**20
)  # a working set up to this size may stay in a last-level cache; the largest of a chip so far is 256 MiB
NAMES = {  # what frameworks call a format -> ours
    **{name: name for name in formats.COLUMNS},
    **dict.fromkeys(("float64", "double"), "fp64"),
    **dict.fromkeys(("float32", "float", "single"), "fp32"),
    **dict.fromkeys(("float16", "half"), "fp16"),
    "bfloat16": "bf16",
    **dict.fromkeys(("float8", "float8_e4m3fn", "float8_e5m2", "e4m3", "e5m2", "mxfp8", "fp8_block"), "fp8"),
    **dict.fromkeys(("float4", "nvfp4", "mxfp4", "e2m1"), "fp4"),
}


@dataclass(frozen=True)
class Verdict:
    """One run above a limit, or one that cannot be judged (then limit, reached, allowed and times are None)."""

    id: str
    device: str
    limit: str | None  # "peak fp8" or "memory bandwidth"
    reached: float | None  # FLOP/s or byte/s of one device
    allowed: float | None
    times: float | None  # reached over allowed
    told: str


@dataclass(frozen=True)
class Audit:
    """All runs of a file, judged: those that cannot be, those that hardly can, those that nothing is known to judge by."""

    runs: int
    judged: int
    impossible: tuple[Verdict, ...]
    unlikely: tuple[Verdict, ...]
    unknown: tuple[Verdict, ...]


@dataclass(frozen=True)
class _Limit:
    """One limit of one device: a dense peak, FLOP/s, or the bandwidth, byte/s; nan where the table has none."""

    value: float
    what: str  # "peak fp8", "memory bandwidth"
    unit: str
    tolerance: float  # how far above it a rate may honestly lie
    highest: Highest | None  # the largest share of it that was measured on any chip


@dataclass(frozen=True)
class _Limits:
    """Both limits of one device at one format."""

    peak: _Limit
    bandwidth: _Limit
    why: str  # why a limit is nan, '' where it is not
    chip: Chip | None


def audit(path: Path, root: Path = ROOT) -> Audit:
    """The runs of a CSV file, judged; RequestError names the lines of bad cells."""
    runs = runs_file.read(path)
    limits = _limits(runs, root)
    code = np.asarray(runs.device.codes, np.int64) * len(runs.precision.categories) + runs.precision.codes
    pairs, of_run = np.unique(code, return_inverse=True)
    known = [limits[int(pair)] for pair in pairs]
    sides = [_Side(runs, known, of_run, which) for which in ("peak", "bandwidth")]
    judged = ~np.isnan(sides[0].times) | ~np.isnan(sides[1].times)
    return Audit(
        runs=len(runs.id),
        judged=int(judged.sum()),
        impossible=tuple(v for side in sides for v in side.verdicts(side.over & ~side.on_chip, side.told_over)),
        unlikely=(
            *sides[1].verdicts(sides[1].over & sides[1].on_chip, sides[1].told_over),
            *(v for side in sides for v in side.verdicts(side.unseen, side.told_unseen)),
        ),
        unknown=tuple(
            Verdict(str(runs.id[row]), str(runs.device[row]), None, None, None, None, known[of_run[row]].why)
            for row in np.flatnonzero(~judged)
        ),
    )


class _Side:
    """All runs beside one limit of their devices: which are over it, and which under it but above what was ever measured."""

    def __init__(self, runs: Runs, known: list[_Limits], of_run: NDArray, which: str) -> None:
        self.runs, self.of_run = runs, of_run
        self.known: list[tuple[_Limit, Chip | None]] = [(getattr(k, which), k.chip) for k in known]
        value, tolerance, highest = np.array([_numbers(limit) for limit, _ in self.known])[of_run].T
        self.reached = (runs.flop if which == "peak" else runs.bytes) / (runs.seconds * runs.devices)
        self.times = self.reached / value
        self.over = self.times > tolerance
        self.unseen = (self.times > highest) & ~self.over
        self.on_chip = (which == "bandwidth") & (runs.working_set_bytes <= ON_CHIP_BYTES)

    def verdicts(self, mask: NDArray, told: Callable[[int, _Limit, Chip | None], str]) -> Iterator[Verdict]:
        """Verdicts of the runs of a mask."""
        for row in np.flatnonzero(mask):
            limit, chip = self.known[self.of_run[row]]
            got, times = float(self.reached[row]), float(self.times[row])
            says = f"{quantity(got, limit.unit)} is {times:.3g} times the {limit.what}, {quantity(limit.value, limit.unit)}"
            run, device = str(self.runs.id[row]), str(self.runs.device[row])
            yield Verdict(run, device, limit.what, got, limit.value, times, says + told(int(row), limit, chip))

    def told_over(self, row: int, limit: _Limit, chip: Chip | None) -> str:
        """What a rate above the limit may be of."""
        if limit.what == MEMORY:
            return _on_chip(float(self.runs.working_set_bytes[row]))
        return _other_format(limit, chip, float(self.reached[row]))

    def told_unseen(self, row: int, limit: _Limit, chip: Chip | None) -> str:
        """The most that anybody measured."""
        most = limit.highest
        return f"; the most that was measured on any of {most.devices} chips is {most.share_of_sheet:.3g}" if most else ""


def _numbers(limit: _Limit) -> tuple[float, float, float]:
    """Limit, how many times of it is over it, and how many times of it was measured at most (inf where nobody did)."""
    return limit.value, limit.tolerance, limit.highest.share_of_sheet if limit.highest else np.inf


def _limits(runs: Runs, root: Path) -> dict[int, _Limits]:
    """The limits of each device and precision that occur, by the code of the pair."""
    found, names, records = {}, list(runs.precision.categories), highest(root)
    devices = [_device(str(name), root) for name in runs.device.categories]
    for at, device in enumerate(devices):
        for form, name in enumerate(names):
            found[at * len(names) + form] = _of(device, str(name), records)
    return found


def _device(name: str, root: Path) -> Chip | str:
    """The device of a name, one part of it where a driver shows each part; why there is none where that is so."""
    try:
        return chips.reported(name, root)
    except UnknownName as error:
        return str(error)


def _of(device: Chip | str, precision: str, records: dict[str, Highest]) -> _Limits:
    """The limits of a device at a format; of a blank one its highest peak."""
    bandwidth = np.nan if isinstance(device, str) else device.memory_bandwidth or np.nan
    memory = _Limit(bandwidth, MEMORY, "byte/s", ROUNDING, records.get(BANDWIDTH))
    no_peak = _Limit(np.nan, "", "FLOP/s", CLOCK, None)
    if isinstance(device, str):
        return _Limits(no_peak, memory, device, None)
    form = NAMES.get(precision, "")
    if precision and not form:
        return _Limits(no_peak, memory, f"{precision!r} is no format that peaks are printed for", device)
    alike = next((forms for forms in formats.ALIKE.values() if form in forms), (form,))
    peaks = {f: device.peaks[f] for f in (alike if form else device.peaks) if f in device.peaks}
    if not peaks:
        return _Limits(no_peak, memory, f"{device.name} has no {precision or 'dense'} peak in the table", device)
    best = max(peaks, key=lambda f: (peaks[f], f == form))
    peak = _Limit(peaks[best], f"peak {best}", "FLOP/s", CLOCK, records.get(best))
    return _Limits(peak, memory, "its bytes or FLOP have no limit in the table", device)


def _other_format(limit: _Limit, chip: Chip | None, got: float) -> str:
    """Which narrower format of the device, or its sparse peak, would allow a rate."""
    peaks = chip.peaks if chip else {}
    enough = sorted((peak, form) for form, peak in peaks.items() if peak >= got and f"peak {form}" != limit.what)
    sparse = f"; {2 * limit.value / 1e12:.4g} TFLOP/s is that with sparsity" if got <= 2 * limit.value * CLOCK else ""
    return f"{sparse}; {enough[0][1]} would allow it" if enough else sparse


def _on_chip(size: float) -> str:
    """What a small working set means."""
    return f"; its {quantity(size, 'byte')} may have stayed in on-chip memory" if size <= ON_CHIP_BYTES else ""
