"""The balance of the machine this runs on: streams for its memory, large matrix products for its arithmetic.

On processors numpy runs STREAM's triad and a product in fp32 (`numpy_kernels`); on a GPU PyTorch runs streams, products of every
format that it has, and a chain of dependent kernels (`torch_kernels`). Each is timed alone after a rest, a burst, and back to
back for about a second, sustained; roofs and floors are made of sustained rates.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..tables.errors import RequestError, UnknownName
from ..tables.paths import ROOT
from ..workload import chips
from ..workload.chips import Chip
from . import numpy_kernels
from .timing import Kernel

MOST_REPEATS = 10_000
LONGEST = 600.0  # seconds of runs back to back
STREAMS = ("read", "copy", "triad")
USUAL = ("bf16", "fp16", "fp32")  # the first of these that was measured is the format of the balance


@dataclass(frozen=True)
class Machine:
    """What was measured, and on what."""

    measured_on: str  # ISO date
    device: str  # as the system or the driver reports it
    processors: int  # in use, of a CPU; 1 for a GPU
    software: str
    kernels: tuple[Kernel, ...]
    skipped: tuple[str, ...] = ()  # a line for each format that cannot run
    runs_on: str = "numpy"  # numpy, or the device of PyTorch

    @property
    def stream(self) -> Kernel:
        """The fastest stream, sustained."""
        return max((k for k in self.kernels if k.workload in STREAMS), key=lambda k: k.rate)

    @property
    def products(self) -> Mapping[str, Kernel]:
        """Number format -> its matrix product."""
        return {k.format: k for k in self.kernels if k.workload == "matrix_product"}

    @property
    def product(self) -> Kernel:
        """The product of the usual format: 16 bit where it was measured, else fp32."""
        known = self.products
        return next(known[form] for form in USUAL if form in known)

    @property
    def bandwidth(self) -> float:
        """Memory bandwidth sustained, byte/s."""
        return self.stream.rate

    @property
    def balance(self) -> float:
        """FLOP of the usual product for each byte of the stream: the ridge of the measured roofline."""
        return self.product.rate / self.bandwidth


def measure(
    device: str = "auto", *, elements: int | None = None, size: int | None = None, repeats: int = 7, seconds: float = 1.0
) -> Machine:
    """Measure this machine; device auto, cpu (numpy) or cuda (PyTorch on the first GPU).

    `elements` of each array, `size` of the matrices (by default 3,072 of numpy, 8,192 of a GPU), `repeats` of a burst, `seconds`
    of runs back to back. RequestError where that cannot be.
    """
    if (elements or 1) < 1 or (size or 1) < 1 or not 3 <= repeats <= MOST_REPEATS or 0 in (elements, size):
        raise RequestError(f"arrays and matrices need at least one element, at least 3 repeats, at most {MOST_REPEATS:,}")
    if not 0 < seconds <= LONGEST:
        raise RequestError(f"--seconds is above 0 and at most {LONGEST:.0f}")
    if device == "cuda" or (device == "auto" and has_cuda()):
        if not has_cuda():
            raise RequestError("no CUDA device is seen: PyTorch is not installed (dependency group torch), or it finds none")
        return on_torch("cuda", elements, size, repeats, seconds)
    kernels = numpy_kernels.kernels(elements or numpy_kernels.ELEMENTS, size or numpy_kernels.SIZE, repeats, seconds)
    return Machine(_today(), numpy_kernels.processor(), numpy_kernels.processors(), numpy_kernels.software(), kernels)


def on_torch(on: str, elements: int | None, size: int | None, repeats: int, seconds: float) -> Machine:
    """The measurement through PyTorch, on the first GPU (cuda) or its CPU device."""
    import torch

    from . import torch_kernels

    device = torch.device(on)
    kernels, skipped = torch_kernels.kernels(device, elements, size or torch_kernels.SIZE, repeats, seconds)
    gpu = device.type == "cuda"
    name = torch.cuda.get_device_name(device) if gpu else numpy_kernels.processor()
    count = 1 if gpu else torch.get_num_threads()
    return Machine(_today(), name, count, torch_kernels.software(device), kernels, skipped, runs_on=on)


def has_cuda() -> bool:
    """Whether PyTorch is installed and sees a CUDA device."""
    try:
        import torch
    except ImportError:
        return False
    return bool(torch.cuda.is_available())


def chip_of(machine: Machine, root: Path = ROOT) -> Chip | None:
    """The row of accelerators that a machine is, a part of one where its driver shows parts; None where none is known."""
    try:
        return chips.reported(machine.device, root)
    except UnknownName:
        return None


def _today() -> str:
    return dt.date.today().isoformat()
