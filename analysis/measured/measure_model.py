"""A Transformer run on the machine that was measured beside its predicted floor: random weights of a real shape.

It runs where the kernels ran: by numpy in fp32 on processors, through PyTorch in bf16 on a GPU. The floor is that of the roofline
whose roof was just measured: no less than the bytes of weights and cache over the bandwidth sustained, nor than the FLOP over the
rate sustained at the format of the weights. How far above it the run lies is what kernels, small products and everything between
them cost.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..tables import architectures
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.shapes import Architecture, Formats, Shape, parameters
from ..workload import transformer
from ..workload.transformer import Work
from . import numpy_model
from .measure import Machine
from .timing import CPU, Clock, Timing, timing

STEPS: dict[str, Callable[[Shape, Formats, int, int], Work]] = {
    "decode": transformer.decode_step,
    "prefill": transformer.prefill,
    "encode": transformer.encode,
}
WORDS = {"fp32": 4.0, "bf16": 2.0}


@dataclass(frozen=True)
class Run:
    """One model: a decode step, a prompt, or an encoder over a sequence, timed, with its floor."""

    model_id: str
    model: str
    phase: str  # decode, prefill or encode
    batch: int
    context: int
    format: str
    flop: float
    bytes: float
    timing: Timing
    floor_seconds: float
    bound_by: str

    @property
    def median(self) -> float:
        """The median time back to back, seconds."""
        return self.timing.median


def run(
    machine: Machine,
    model: str,
    batch: int,
    context: int,
    repeats: int,
    seconds: float = 1.0,
    phase: str | None = None,
    root: Path = ROOT,
) -> Run:
    """Time a model by name or config.json; RequestError where it is no plain dense one or does not fit in memory."""
    asked = architectures.architecture(model, root)
    phase = _phase(asked, phase, batch, context)
    form = "bf16" if machine.runs_on == "cuda" else "fp32"
    _require_room(machine, asked, WORDS[form], batch, context if phase == "decode" else 0)
    cost = STEPS[phase](asked.shape, Formats(WORDS[form], 0.0, WORDS[form]), batch, context).total
    times = {"memory": float(cost.bytes) / machine.bandwidth, "compute": float(cost.flop) / _product(machine, form)}
    slowest = max(times, key=times.__getitem__)
    step, clock = _runnable(machine.runs_on, asked.shape, phase, batch, context)
    taken = timing(step, clock, repeats, seconds)
    work = (float(cost.flop), float(cost.bytes))
    return Run(asked.id, asked.name, phase, batch, context, form, *work, taken, times[slowest], slowest)


def _phase(asked: Architecture, phase: str | None, batch: int, context: int) -> str:
    """The phase asked for or the usual one; RequestError where the model cannot be run here."""
    shape, usual = asked.shape, "encode" if asked.kind == "encoder" else "decode"
    if batch < 1 or context < 1:
        raise RequestError("--batch and --context are whole numbers from 1 on")
    if asked.kind == "encoder-decoder" or shape.experts or shape.kv_lora_rank or shape.window_layers or shape.linear_layers:
        raise RequestError(f"{asked.name} is no plain dense encoder or decoder, which is what can be run here")
    if phase and (phase == "encode") != (usual == "encode"):
        raise RequestError(f"{asked.name} is a {asked.kind}: it has no {phase}")
    return phase or usual


def _require_room(machine: Machine, asked: Architecture, word: float, batch: int, cached: int) -> None:
    """Raise RequestError where weights and cache take more than half of what is free, nine tenths on a GPU."""
    shape = asked.shape
    needed = word * float(parameters(shape))
    needed += 2 * word * batch * cached * float(shape.layers) * float(shape.kv_heads) * float(shape.head_size)
    part, told = (0.9, "nine tenths") if machine.runs_on == "cuda" else (0.5, "half")
    if needed > part * free_bytes(machine.runs_on):
        raise RequestError(f"{asked.name} takes {needed / 1e9:,.0f} GB with its cache, over {told} of what is free")


def _product(machine: Machine, form: str) -> float:
    """The sustained rate at a format; that of the usual product where the format was not measured."""
    return machine.products.get(form, machine.product).rate


def _runnable(runs_on: str, shape: Shape, phase: str, batch: int, context: int) -> tuple[Callable[[], object], Clock]:
    """A run of the model where the kernels ran, and the clock of that device."""
    if runs_on == "numpy":
        return numpy_model.forward(shape, phase, batch, context), CPU
    import torch

    from . import torch_kernels, torch_model

    device = torch.device(runs_on)
    kind = torch.bfloat16 if device.type == "cuda" else torch.float32
    return torch_model.forward(shape, phase, batch, context, device, kind), torch_kernels.clock_of(device)


def free_bytes(runs_on: str = "numpy") -> float:
    """Memory that is free, of the GPU where it runs there; without bound where the system does not say."""
    if runs_on == "cuda":
        import torch

        from . import torch_kernels

        return torch_kernels.free_bytes(torch.device(runs_on))
    if "SC_AVPHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return float("inf")
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES"))
