"""A measurement of this machine in words and as a record, beside the data sheet of its chip where that is known."""

from dataclasses import asdict
from typing import Any

from ..measured.measure import Machine
from ..measured.measure_model import Run
from ..measured.timing import Kernel, Timing
from ..tables.units import quantity, significant
from ..workload.chips import Chip
from .energy_report import picojoules
from .terminal import paragraph
from .workload_report import duration

STEPS = {"decode": "a decode step", "prefill": "prefill", "encode": "encoding"}


def measure_record(machine: Machine, chip: Chip | None, model: Run | None) -> dict[str, Any]:
    """The JSON of a measurement; seconds are of one run, rates sustained and burst."""
    return {
        "measured_on": machine.measured_on,
        "device": machine.device,
        "device_id": chip and chip.id,
        "processors": machine.processors,
        "software": machine.software,
        "memory_bandwidth_bytes_per_s": machine.bandwidth,
        "matrix_product_flop_per_s": machine.product.rate,
        "balance_flop_per_byte": machine.balance,
        "kernels": [_told(asdict(k), k.timing) for k in machine.kernels],
        "skipped": list(machine.skipped),
        "model": model and _told(asdict(model), model.timing),
    }


def _told(record: dict[str, Any], taken: Timing) -> dict[str, Any]:
    """A record with its timing in few numbers."""
    del record["timing"]
    return record | {
        "seconds_median": taken.median,
        "seconds_best_of_burst": taken.best,
        "relative_quartile_distance": taken.spread,
        "runs_sustained": len(taken.sustained),
        "runs_burst": len(taken.burst),
        "joules": taken.joules,
    }


def measure_text(machine: Machine, chip: Chip | None, model: Run | None) -> str:
    """A measurement for a terminal, beside the data sheet of a chip, with a model where one was run."""
    known = f" ({chip.id})" if chip else ""
    count = f", {machine.processors} processors in use" if machine.processors > 1 else ""
    lines = [f"{machine.device}{known}{count}, {machine.software}, {machine.measured_on}"]
    lines += [*(_kernel(k, chip) for k in machine.kernels), *machine.skipped]
    stream, product = machine.stream, machine.product
    lines.append(
        f"balance {significant(machine.balance)} FLOP/byte ({product.format} product over {stream.workload}, sustained);"
        f" on this roofline the {stream.workload} is {_side(stream, machine)} bound and the product is"
        f" {_side(product, machine)} bound"
    )
    if model:
        lines.append(_model(model))
    return "\n".join(paragraph(line, "", "  ") for line in lines)


def _kernel(kernel: Kernel, chip: Chip | None) -> str:
    """One kernel: sustained with its share of the sheet, burst, energy, what was counted."""
    taken, name = kernel.timing, kernel.workload.replace("_", " ")
    if kernel.amount is None:
        each = int(kernel.shape.split()[0])
        return f"{name}: {duration(taken.median / each)} each, sustained ({kernel.shape}; {kernel.note})"
    unit = "FLOP/s" if kernel.workload == "matrix_product" else "byte/s"
    sheet = _sheet(kernel, chip)
    share = f", {kernel.rate / sheet:.0%} of the sheet," if sheet else ""
    energy = "" if taken.joules is None else f"; {picojoules(taken.joules / kernel.amount)} a {unit.split('/')[0]}"
    runs = f"{len(taken.sustained):,} timings, quartiles {taken.spread:.1%} apart"
    rates = f"{quantity(kernel.rate, unit)}{share} sustained, {quantity(kernel.amount / taken.best, unit)} in a burst"
    return f"{name}, {kernel.format}: {rates}{energy} ({kernel.shape}; {runs})"


def _sheet(kernel: Kernel, chip: Chip | None) -> float | None:
    """What the data sheet says of this kernel's rate."""
    if chip is None:
        return None
    return chip.peaks.get(kernel.format) if kernel.workload == "matrix_product" else chip.memory_bandwidth


def _model(run: Run) -> str:
    """One model beside its floor."""
    above = f"{significant(run.median / run.floor_seconds)} times the floor of {duration(run.floor_seconds)}"
    energy = "" if run.timing.joules is None else f", {significant(run.timing.joules)} J"
    times = f"median {duration(run.median)} sustained, fastest {duration(run.timing.best)}{energy}"
    asked = f"{run.model}, {STEPS[run.phase]}, batch {run.batch}, context {run.context}, {run.format}"
    return f"{asked}: {times}; {above}, {run.bound_by} bound on this roofline"


def _side(kernel: Kernel, machine: Machine) -> str:
    return "memory" if kernel.intensity < machine.balance else "compute"
