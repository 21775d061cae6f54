"""STREAM's triad and a matrix product on the processors of this machine, by numpy.

The triad a = b + s c (McCalpin 1995) runs over arrays well beyond any cache, in blocks that keep the product s c in cache,
shared by all processors; as STREAM does, 3 words and 2 FLOP are counted for an element, and what a cache line costs before it
is written is not. The product of two square matrices is that of the BLAS that numpy has; 2 n^3 FLOP, three matrices of bytes.
"""

import os
import platform
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from .timing import CPU, Kernel, timing

BLOCK = 1 << 15  # elements of a block of the triad: 256 kB of each array, so that the product stays in cache
WORD = 8  # bytes of an element of the triad
ELEMENTS, SIZE = 1 << 26, 3072


def kernels(elements: int, size: int, repeats: int, seconds: float) -> tuple[Kernel, ...]:
    """The triad in fp64 and the product in fp32, timed."""
    flop, moved = 2.0 * elements, 3.0 * WORD * elements
    run = timing(_triad(elements), CPU, repeats, seconds)
    triad = Kernel("triad", "fp64", f"{elements} elements", flop, moved, run)
    run = timing(_product(size), CPU, repeats, seconds)
    return triad, Kernel("matrix_product", "fp32", f"{size}x{size}x{size}", 2.0 * size**3, 12.0 * size**2, run, "random")


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    """The name of the processor, as the system has it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def software() -> str:
    """What ran, with versions."""
    return f"Python {platform.python_version()}, numpy {np.__version__}"


def _triad(elements: int) -> Callable[[], object]:
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


def _product(size: int) -> Callable[[], object]:
    """A run of the product of two matrices of random normal numbers."""
    rng = np.random.default_rng(2)
    left, right = (rng.standard_normal((size, size), dtype=np.float32) for _ in range(2))
    out = np.empty_like(left)
    return lambda: np.matmul(left, right, out=out)
