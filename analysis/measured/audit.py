"""Whether runs that somebody timed can be: none is faster than the dense peak or the memory bandwidth of its device.

A rate above the sheet is impossible, or it is of something else: a sparse peak, another format, a clock that was not waited for.
Bytes that fit on the chip are another matter. They may never have come from memory, so a rate above its bandwidth is then called
unlikely, and why is said.
"""

from collections.abc import Iterator
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
from .runs_file import Runs

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
class _Limits:
    """Limits of one device at one format: the dense peak, FLOP/s, and the bandwidth, byte/s; nan where the table has none."""

    peak: float
    what: str
    bandwidth: float
    why: str  # why a limit is nan, '' where it is not
    chip: Chip | None


def audit(path: Path, root: Path = ROOT) -> Audit:
    """The runs of a CSV file, judged; RequestError names the lines of bad cells."""
    runs = runs_file.read(path)
    limits = _limits(runs, root)
    code = np.asarray(runs.device.codes, np.int64) * len(runs.precision.categories) + runs.precision.codes
    pairs, of_run = np.unique(code, return_inverse=True)
    known = [limits[int(pair)] for pair in pairs]
    peak, bandwidth = (np.array([getattr(k, name) for k in known])[of_run] for name in ("peak", "bandwidth"))
    seconds = runs.seconds * runs.devices
    reached = {"peak": runs.flop / seconds, "bandwidth": runs.bytes / seconds}
    over_peak = reached["peak"] / peak
    over_bandwidth = reached["bandwidth"] / bandwidth
    small = runs.working_set_bytes <= ON_CHIP_BYTES
    fast = over_bandwidth > ROUNDING
    judged = ~np.isnan(over_peak) | ~np.isnan(over_bandwidth)
    return Audit(
        runs=len(runs.id),
        judged=int(judged.sum()),
        impossible=(
            *_over(runs, known, of_run, np.flatnonzero(over_peak > CLOCK), "peak", reached, peak),
            *_over(runs, known, of_run, np.flatnonzero(fast & ~small), "bandwidth", reached, bandwidth),
        ),
        unlikely=tuple(_over(runs, known, of_run, np.flatnonzero(fast & small), "bandwidth", reached, bandwidth)),
        unknown=tuple(
            Verdict(str(runs.id[row]), str(runs.device[row]), None, None, None, None, known[of_run[row]].why)
            for row in np.flatnonzero(~judged)
        ),
    )


def _limits(runs: Runs, root: Path) -> dict[int, _Limits]:
    """The limits of each device and precision that occur, by the code of the pair."""
    found, names = {}, list(runs.precision.categories)
    devices = [_device(str(name), root) for name in runs.device.categories]
    for at, device in enumerate(devices):
        for form, name in enumerate(names):
            found[at * len(names) + form] = _of(device, str(name))
    return found


def _device(name: str, root: Path) -> Chip | str:
    """The device of a name, one part of it where a driver shows each part; why there is none where that is so."""
    try:
        return chips.reported(name, root)
    except UnknownName as error:
        return str(error)


def _of(device: Chip | str, precision: str) -> _Limits:
    """The limits of a device at a format; of a blank one its highest peak."""
    if isinstance(device, str):
        return _Limits(np.nan, "", np.nan, device, None)
    bandwidth = device.memory_bandwidth or np.nan
    form = NAMES.get(precision, "")
    if precision and not form:
        return _Limits(np.nan, "", bandwidth, f"{precision!r} is no format that peaks are printed for", device)
    alike = next((forms for forms in formats.ALIKE.values() if form in forms), (form,))
    peaks = {f: device.peaks[f] for f in (alike if form else device.peaks) if f in device.peaks}
    if not peaks:
        return _Limits(np.nan, "", bandwidth, f"{device.name} has no {precision or 'dense'} peak in the table", device)
    best = max(peaks, key=lambda f: (peaks[f], f == form))
    return _Limits(peaks[best], f"peak {best}", bandwidth, "its bytes or FLOP have no limit in the table", device)


def _over(
    runs: Runs,
    known: list[_Limits],
    of_run: NDArray,
    rows: NDArray,
    which: str,
    reached: dict[str, NDArray],
    allowed: NDArray,
) -> Iterator[Verdict]:
    """Verdicts of the runs above one limit."""
    for row in rows:
        limits, got, most = known[of_run[row]], float(reached[which][row]), float(allowed[row])
        what = limits.what if which == "peak" else "memory bandwidth"
        unit = "FLOP/s" if which == "peak" else "byte/s"
        told = f"{quantity(got, unit)} is {got / most:.3g} times the {what}, {quantity(most, unit)}"
        more = _other_format(limits, got) if which == "peak" else _on_chip(float(runs.working_set_bytes[row]))
        yield Verdict(str(runs.id[row]), str(runs.device[row]), what, got, most, got / most, told + more)


def _other_format(limits: _Limits, got: float) -> str:
    """Which narrower format of the device, or its sparse peak, would allow a rate."""
    peaks = limits.chip.peaks if limits.chip else {}
    enough = sorted((peak, form) for form, peak in peaks.items() if peak >= got and f"peak {form}" != limits.what)
    sparse = f"; {2 * limits.peak / 1e12:.4g} TFLOP/s is that with sparsity" if got <= 2 * limits.peak * CLOCK else ""
    return f"{sparse}; {enough[0][1]} would allow it" if enough else sparse


def _on_chip(size: float) -> str:
    """What a small working set means."""
    return f"; its {quantity(size, 'byte')} may have stayed in on-chip memory" if size <= ON_CHIP_BYTES else ""
