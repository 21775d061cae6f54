"""What is asked of a model on a chip, and what it comes to: the shape, the chip, the phase, the precision, the work of a step."""

from dataclasses import dataclass, replace
from pathlib import Path

from ..tables import architectures
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.shapes import Architecture, Count, Formats, Shape
from ..tables.weight_formats import ARITHMETIC, BYTES, RELEASED
from . import chips, parallel, transformer
from .chips import Chip
from .transformer import Work


@dataclass(frozen=True)
class Request:
    """What is asked: names as people write them, or files, or the chip itself."""

    model: str
    chip: str | Chip
    batch: int = 1
    context: int = 1
    weights: str = "fp16"
    kv: str = "fp16"
    activations: str = "fused"
    compute: str | None = None  # precision of the arithmetic; by default that of the weights where the chip has it
    phase: str | None = None  # by default decode, or encode for an encoder
    devices: int = 1
    split: str = "tensor"  # how several devices share the model: tensor or sequence
    source: int = 0  # tokens of the encoder's output that the decoder of a pair attends to


@dataclass(frozen=True)
class Asked:
    """A request with its names looked up."""

    request: Request
    model: Architecture
    chip: Chip
    shape: Shape
    formats: Formats
    phase: str  # decode, prefill or encode
    compute: str  # precision of the arithmetic

    def work(self, batch: Count) -> Work:
        """The work of one step on all devices together, operator by operator, at a batch."""
        r = self.request
        s, f = parallel.together(self.shape, self.formats, r.devices, r.split, batch)
        if self.phase == "encode":
            return transformer.encode(s, f, batch, r.context)
        step = transformer.decode_step if self.phase == "decode" else transformer.prefill
        return step(s, f, batch, r.context, r.source)


def resolve(request: Request, root: Path = ROOT) -> Asked:
    """The request with its names looked up; RequestError, one line, where it cannot be met."""
    model, chip = architectures.architecture(request.model, root), chips.find(request.chip, root)
    formats, phase = _formats(request, model), _phase(request, model)
    return Asked(request, model, chip, model.shape, formats, phase, _compute(request, chip))


def _formats(request: Request, model: Architecture) -> Formats:
    """Bytes of what is asked; RequestError where a checkpoint's formats are asked for and not known."""
    rest = {"activation": BYTES.get(request.activations, 0.0), "kv": BYTES[request.kv]}
    if request.weights != RELEASED:
        return Formats(BYTES[request.weights], **rest)
    if model.released is None:
        raise RequestError(f"it is not known in which format {model.name} was released; say --weights, as bf16")
    return replace(model.released, **rest)


def _phase(request: Request, model: Architecture) -> str:
    """The phase asked for, or the model's usual one; RequestError where the model has no such phase."""
    for what in ("batch", "context", "devices"):
        if getattr(request, what) < 1:
            raise RequestError(f"--{what} is a whole number from 1 on, not {getattr(request, what)}")
    if request.source < 0 or (request.source and (model.kind != "encoder-decoder" or request.phase == "encode")):
        raise RequestError(f"--source {request.source}: only the decoder of a pair attends to a source, of 1 token or more")
    usual = "encode" if model.kind == "encoder" else "decode"
    phase = request.phase or usual
    if phase != usual and "encode" in (phase, usual) and model.kind != "encoder-decoder":
        raise RequestError(f"{model.name} is a {model.kind}: it has no {phase}")
    return phase


def _compute(request: Request, chip: Chip) -> str:
    """The precision of the arithmetic: weights of integers are turned into 16 bit before they are used."""
    if request.compute:
        chip.fastest(request.compute)
        return request.compute
    wanted = ARITHMETIC.get(request.weights, "fp16")
    return next((p for p in (wanted, "fp16", "fp32", "fp64") if chip.has(p)), "fp16")
