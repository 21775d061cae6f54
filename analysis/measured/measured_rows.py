"""A measurement of this machine as rows of data/measurements.csv, added to a file of the same columns."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..tables import naming
from ..tables.errors import RequestError
from ..tables.paths import ROOT, write
from ..workload import chips
from ..workload.chips import Chip
from .measure import Machine
from .measure_model import Run
from .measurement_row import Measurement, table
from .timing import Kernel, Timing


def rows(machine: Machine, model: Run | None, chip: Chip | None, source_id: str, root: Path = ROOT) -> tuple[Measurement, ...]:
    """Every kernel and the model as rows: sustained and burst, and the energy where it was counted.

    A device that no table knows has the name it reports for an id; the row of it is to be added before these are.
    """
    fixed: dict[str, Any] = {
        "device_id": chip.id if chip else naming.slug(machine.device),
        "devices": 1 / chips.parts(machine.device, root),
        "source_id": source_id,
        "software": machine.software,
        "measured_on": machine.measured_on,
        "measured_on_meaning": "run",
    }
    notes = [] if machine.processors == 1 else [f"{machine.processors} processors in use"]
    found = [m for kernel in machine.kernels for m in _kernel(kernel, fixed, notes)]
    return tuple([*found, *_model(model, fixed, notes)] if model else found)


def _kernel(kernel: Kernel, fixed: dict[str, Any], notes: list[str]) -> Iterator[Measurement]:
    """The rows of one kernel."""
    told = fixed | {
        "workload": kernel.workload,
        "format": kernel.format,
        "shape": kernel.shape,
        "flop": kernel.flop,
        "bytes": kernel.bytes,
        "operands": kernel.operands,
        "note": ", ".join(filter(None, [kernel.note, *notes])),
    }
    amount, quantity = kernel.amount, "flop_per_s" if kernel.workload == "matrix_product" else "memory_bandwidth_bytes_per_s"
    yield from _timed(kernel.timing, told, "seconds" if amount is None else quantity, amount)


def _model(run: Run, fixed: dict[str, Any], notes: list[str]) -> Iterator[Measurement]:
    """The rows of a model."""
    told = fixed | {
        "workload": run.phase,
        "model": run.model_id,
        "format": run.format,
        "batch": run.batch,
        "context_tokens": run.context,
        "flop": run.flop,
        "bytes": run.bytes,
        "operands": "random",
        "note": ", ".join(notes),
    }
    yield from _timed(run.timing, told, "seconds", None)


def _timed(taken: Timing, told: dict[str, Any], quantity: str, amount: float | None) -> Iterator[Measurement]:
    """The sustained row, the burst, and the energy of a run: rates of an amount, or seconds."""

    def value(seconds: float) -> float:
        return seconds if amount is None else amount / seconds

    yield Measurement(**told, quantity=quantity, value=value(taken.median), protocol="sustained", statistic="median")
    yield Measurement(**told, quantity=quantity, value=value(taken.best), protocol="burst", statistic="best")
    if taken.joules is not None:
        yield Measurement(**told, quantity="joules", value=taken.joules, protocol="sustained", statistic="mean")


def columns(root: Path = ROOT) -> list[str]:
    """The columns of data/measurements.csv."""
    with (root / "data/measurements.csv").open(encoding="utf-8", newline="") as opened:
        return next(csv.reader(opened))


def add(path: Path, new: tuple[Measurement, ...], root: Path = ROOT) -> None:
    """Add rows to the CSV at `path`, which is made where it is not; one of the same id takes the place of the old.

    RequestError where the file holds other columns than data/measurements.csv.
    """
    wanted, old = columns(root), list[dict[str, str]]()
    if path.exists() and path.stat().st_size:
        with path.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            if list(reader.fieldnames or ()) != wanted:
                raise RequestError(f"{path} holds other columns than data/measurements.csv; name another file")
            old = list(reader)
    kept = {row["id"]: row for row in old} | {cells["id"]: cells for cells in (m.cells for m in new)}
    write(path, table(kept.values(), wanted))
