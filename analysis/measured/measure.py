"""The balance of the machine this runs on: a STREAM triad for its memory, a large matrix product for its arithmetic.

The triad a = b + s c (McCalpin 1995) runs over arrays well beyond any cache, in blocks that keep the product s c in cache,
shared by all processors; as STREAM does, 3 words and 2 FLOP are counted for an element, and what a cache line costs before it
is written is not. The product of two square matrices is that of the BLAS that numpy has; 2 n^3 FLOP, three matrices of bytes.
On CUDA both run through PyTorch. Each is timed several times after one run that is not counted.
"""

import csv
import datetime as dt
import io
import os
import platform
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ..tables.errors import RequestError
from ..tables.paths import write

BLOCK = 1 << 15  # elements of a block of the triad: 256 kB of each array, so that the product stays in cache
MOST_REPEATS = 10_000
WORD = 8  # bytes of an element of the triad


@dataclass(frozen=True)
class Kernel:
    """One kernel: what it did, and the seconds of each run."""

    name: str
    precision: str
    flop: float
    bytes: float
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median time, seconds."""
        return float(np.median(self.seconds))

    @property
    def spread(self) -> float:
        """Distance of the quartiles over the median."""
        low, high = np.quantile(self.seconds, (0.25, 0.75))
        return float((high - low) / self.median)

    @property
    def intensity(self) -> float:
        """FLOP per byte counted."""
        return self.flop / self.bytes


@dataclass(frozen=True)
class Machine:
    """What was measured, and on what."""

    measured_on: str  # ISO date
    device: str
    processors: int
    software: str
    triad: Kernel
    product: Kernel

    @property
    def bandwidth(self) -> float:
        """Memory bandwidth reached at the median, byte/s."""
        return self.triad.bytes / self.triad.median

    @property
    def rate(self) -> float:
        """Arithmetic reached at the median, FLOP/s."""
        return self.product.flop / self.product.median

    @property
    def balance(self) -> float:
        """FLOP of the product for each byte of the triad: the ridge of the measured roofline."""
        return self.rate / self.bandwidth


def measure(device: str = "auto", *, elements: int = 1 << 26, size: int = 3072, repeats: int = 7) -> Machine:
    """Measure this machine: `elements` in each array of the triad, matrices of `size`; device auto, cpu or cuda."""
    if elements < 1 or size < 1 or not 3 <= repeats <= MOST_REPEATS:
        raise RequestError(
            f"arrays and matrices need at least one element, a spread at least 3 repeats, at most {MOST_REPEATS:,}"
        )
    if device == "cuda" or (device == "auto" and has_cuda()):
        return _on_cuda(elements, size, repeats)
    triad = Kernel("triad", "fp64", 2.0 * elements, 3.0 * WORD * elements, timed(_cpu_triad(elements), repeats))
    product = _product("fp32", size, 4, timed(_cpu_product(size), repeats))
    software = f"Python {platform.python_version()}, numpy {np.__version__}"
    return Machine(dt.date.today().isoformat(), processor(), processors(), software, triad, product)


def timed(run: Callable[[], object], repeats: int) -> tuple[float, ...]:
    """Seconds of each of `repeats` runs, after one that warms up."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return tuple(times[1:])


def _product(precision: str, size: int, word: int, seconds: tuple[float, ...]) -> Kernel:
    return Kernel("matrix product", precision, 2.0 * size**3, 3.0 * word * size**2, seconds)


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    """The name of the processor, as the system has it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _cpu_triad(elements: int) -> Callable[[], object]:
    """A run of the triad, each processor over its own share in blocks."""
    rng = np.random.default_rng(1)
    b, c, a = np.full(elements, rng.random()), np.full(elements, rng.random()), np.zeros(elements)
    count = processors()
    shares = [(n * elements // count, (n + 1) * elements // count) for n in range(count)]
    pool = ThreadPoolExecutor(count)
    return lambda: list(pool.map(partial(_triad_share, a, b, c, 3.0), *zip(*shares, strict=True)))


def _triad_share(a: np.ndarray, b: np.ndarray, c: np.ndarray, scale: float, first: int, last: int) -> None:
    product = np.empty(BLOCK)
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        part = product[: end - start]
        np.multiply(c[start:end], scale, out=part)
        np.add(b[start:end], part, out=a[start:end])


def _cpu_product(size: int) -> Callable[[], object]:
    rng = np.random.default_rng(2)
    left, right = (rng.random((size, size), dtype=np.float32) for _ in range(2))
    out = np.empty_like(left)
    return lambda: np.matmul(left, right, out=out)


def has_cuda() -> bool:
    """Whether PyTorch is installed and sees a CUDA device."""
    try:
        import torch
    except ImportError:
        return False
    return bool(torch.cuda.is_available())


def _on_cuda(elements: int, size: int, repeats: int) -> Machine:
    """The same two kernels on the first CUDA device, the product at 16 bit."""
    if not has_cuda():
        raise RequestError("no CUDA device is seen: PyTorch is not installed (dependency group torch), or it finds none")
    import torch

    a, b, c = (torch.rand(elements, dtype=torch.float64, device="cuda") for _ in range(3))
    left, right, out = (torch.rand(size, size, dtype=torch.float16, device="cuda") for _ in range(3))

    def waiting(kernel: Callable[[], object]) -> Callable[[], object]:
        return lambda: (kernel(), torch.cuda.synchronize())

    triad = timed(waiting(lambda: torch.add(b, c, alpha=3.0, out=a)), repeats)
    product = timed(waiting(lambda: torch.matmul(left, right, out=out)), repeats)
    kernel = Kernel("triad", "fp64", 2.0 * elements, 3.0 * WORD * elements, triad)
    software = f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}"
    name = torch.cuda.get_device_name(0)
    return Machine(dt.date.today().isoformat(), name, 1, software, kernel, _product("fp16", size, 2, product))


def row(machine: Machine) -> dict[str, str | int | float]:
    """A measurement as one flat row; the names spell out quantity and unit."""
    head = {k: v for k, v in asdict(machine).items() if k not in ("triad", "product")}
    kernels: dict[str, str | float] = {}
    for prefix, kernel in (("triad", machine.triad), ("product", machine.product)):
        kernels |= {
            f"{prefix}_precision": kernel.precision,
            f"{prefix}_flop": kernel.flop,
            f"{prefix}_bytes": kernel.bytes,
            f"{prefix}_seconds_median": kernel.median,
            f"{prefix}_seconds_min": min(kernel.seconds),
            f"{prefix}_seconds_max": max(kernel.seconds),
            f"{prefix}_relative_quartile_distance": kernel.spread,
        }
    reached = {
        "memory_bandwidth_bytes_per_s": machine.bandwidth,
        "matrix_product_flop_per_s": machine.rate,
        "balance_flop_per_byte": machine.balance,
    }
    return head | {"repeats": len(machine.triad.seconds)} | kernels | reached


def append(path: Path, new: Mapping[str, object]) -> None:
    """Add a row to the CSV at `path`, which is made where it is not; RequestError where it holds other columns."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    header = next(csv.reader(old.splitlines()[:1]), [])
    if old and header != list(new):
        raise RequestError(f"{path} holds other columns than a measurement; name another file")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(new), lineterminator="\n")
    if not old:
        writer.writeheader()
    writer.writerow(new)
    write(path, old + ("\n" if old and not old.endswith("\n") else "") + text.getvalue())
