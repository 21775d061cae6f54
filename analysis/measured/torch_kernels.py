"""Streams, matrix products of every format and dependent kernels through PyTorch: on a GPU, or in tests on its CPU device.

Streams run over fp32 arrays far larger than a cache: a read is a sum of one, a copy counts two, a triad three. Products are
square, of random normal numbers, since zeros draw less power and run at a higher clock. A format that a device or its PyTorch
cannot run is told in a line and left out. Kernels that wait for each other are one CUDA graph.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

from ..tables.errors import RequestError
from .timing import CPU, Clock, Kernel, timing

ELEMENTS, SIZE = 1 << 29, 8192
WORD = 4  # bytes of an element of a stream
DEPENDENT = 200  # kernels in the chain
TYPES = {
    "fp64": (torch.float64, 8),
    "fp32": (torch.float32, 4),
    "tf32": (torch.float32, 4),
    "fp16": (torch.float16, 2),
    "bf16": (torch.bfloat16, 2),
    "fp8": (torch.float8_e4m3fn, 1),
}
HALVED = ("fp64", "fp32")  # of half the rows on a GPU: without matrix units a large product takes seconds
UNABLE = (RuntimeError, TypeError, AttributeError, ValueError)  # what PyTorch raises where it has no such kernel
Run = Callable[[], object]


def kernels(
    device: torch.device, elements: int | None, size: int, repeats: int, seconds: float
) -> tuple[tuple[Kernel, ...], tuple[str, ...]]:
    """The timed kernels, and a line for each format that cannot run here."""
    clock, skipped = clock_of(device), list[str]()
    found = [
        Kernel(name, "fp32", f"{count} elements", None, float(arrays * WORD * count), timing(run, clock, repeats, seconds))
        for name, count, arrays, run in _streams(device, elements)
    ]
    for form, (_, word) in TYPES.items():
        n = size // 2 if form in HALVED and device.type == "cuda" else size
        with _multiplying(form):
            try:
                run = product(form, n, device)
                run()
                clock.wait()
            except UNABLE as error:
                skipped.append(f"{form} does not run here: {_first_line(error)}")
                continue
            taken = timing(run, clock, repeats, seconds)
        moved = (2.0 * word + (2 if form == "fp8" else word)) * n**2
        found.append(Kernel("matrix_product", form, f"{n}x{n}x{n}", 2.0 * n**3, moved, taken, "random"))
    found.append(_dependent(device, clock, repeats, seconds))
    return tuple(found), tuple(skipped)


def clock_of(device: torch.device) -> Clock:
    """How a device is timed: a GPU by events in its own queue, with the energy counter of its board where there is one."""
    if device.type != "cuda":
        return CPU
    return Clock(_mark, lambda a, b: a.elapsed_time(b) / 1e3, torch.cuda.synchronize, joules_of(device), rest=0.5, warm=3)


def _mark() -> torch.cuda.Event:
    event = torch.cuda.Event(enable_timing=True)
    event.record()
    return event


def joules_of(device: torch.device) -> Callable[[], float] | None:
    """The energy counter of the board, joules; None without NVML (package nvidia-ml-py) or without such a counter."""
    try:
        import pynvml

        pynvml.nvmlInit()
        board = pynvml.nvmlDeviceGetHandleByUUID(f"GPU-{torch.cuda.get_device_properties(device).uuid}")
        pynvml.nvmlDeviceGetTotalEnergyConsumption(board)
    except Exception:  # no package, no library, no permission, no counter, an older PyTorch without uuid: all mean the same
        return None
    return lambda: pynvml.nvmlDeviceGetTotalEnergyConsumption(board) / 1e3


def software(device: torch.device) -> str:
    """What ran, with versions: those of PyTorch and, where NVML tells it, the driver."""
    told = f"PyTorch {torch.__version__}"
    if device.type != "cuda":
        return told
    try:
        import pynvml

        pynvml.nvmlInit()
        return f"{told}, driver {pynvml.nvmlSystemGetDriverVersion()}"
    except Exception:
        return told


def free_bytes(device: torch.device) -> float:
    """Memory of a GPU that is free; without bound of the CPU device."""
    if device.type != "cuda":
        return float("inf")
    torch.cuda.empty_cache()
    return float(torch.cuda.mem_get_info(device)[0])


def _streams(device: torch.device, elements: int | None) -> Iterator[tuple[str, int, int, Run]]:
    """Name, elements, arrays moved and run of each stream; by default of arrays that fit three times in half of what is free."""
    count, free = elements or ELEMENTS, free_bytes(device)
    while elements is None and 3 * WORD * count > free / 2:
        count //= 2
    if 3 * WORD * count > free:
        raise RequestError(f"three arrays of {count:,} elements take {3 * WORD * count / 1e9:.0f} GB, more than is free")
    a, b, c = (torch.randn(count, device=device) for _ in range(3))
    yield "read", count, 1, lambda: torch.sum(b)
    yield "copy", count, 2, lambda: a.copy_(b)
    yield "triad", count, 3, lambda: torch.add(b, c, alpha=3.0, out=a)


def product(form: str, n: int, device: torch.device) -> Run:
    """A run of the product of two n x n matrices of random normal numbers; raises one of UNABLE where the format cannot run."""
    kind, _ = TYPES[form]
    left, right = (torch.randn(n, n, device=device).to(kind) for _ in range(2))
    if form == "fp8":
        one = torch.ones((), device=device)
        fast = {"use_fast_accum": True} if device.type == "cuda" else {}
        return lambda: torch._scaled_mm(left, right.t(), scale_a=one, scale_b=one, out_dtype=torch.bfloat16, **fast)
    if form == "tf32" and (device.type != "cuda" or torch.version.hip or torch.cuda.get_device_capability(device) < (8, 0)):
        raise RuntimeError("it takes a CUDA device of compute capability 8.0 or above")
    out = torch.empty_like(left)
    return lambda: torch.matmul(left, right, out=out)


@contextmanager
def _multiplying(form: str) -> Iterator[None]:
    """Inside this block products of fp32 are made in tf32, or are not, as the format says."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high" if form == "tf32" else "highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


def _dependent(device: torch.device, clock: Clock, repeats: int, seconds: float) -> Kernel:
    """A chain of the smallest kernels, each waiting for the one before it."""
    x = torch.zeros(1, device=device)

    def chain() -> None:
        for _ in range(DEPENDENT):
            x.add_(1.0)

    taken = timing(graphed(chain, device), clock, repeats, seconds)
    where = "in a graph" if device.type == "cuda" else "launched"
    return Kernel("dependent_kernel", "", f"{DEPENDENT} kernels", None, None, taken, note=f"dependent tiny kernel, {where}")


def graphed(run: Run, device: torch.device) -> Run:
    """`run` as one CUDA graph, so that its kernels are launched together; as it is on a device that has none."""
    if device.type != "cuda":
        return run
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):  # as PyTorch asks: libraries choose their kernels before anything is recorded
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        kept = run()

    def replay(_held: object = kept) -> None:  # the result's memory belongs to the graph
        graph.replay()

    return replay


def _first_line(error: Exception) -> str:
    """The first line of what PyTorch says, shortened."""
    text = next(iter(str(error).splitlines()), type(error).__name__)
    return text if len(text) <= 100 else text[:97] + "..."
