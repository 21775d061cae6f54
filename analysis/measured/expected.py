"""The time that a step of a model is expected to take on a chip, with an 80% interval and the score of such predictions.

The constants are those of `step_times`, fitted once by `make generate` and kept in step_times.json beside this module.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..workload.request import Asked, Request, resolve
from . import step_times

FILE = Path(__file__).with_name("step_times.json")


@dataclass(frozen=True)
class Expected:
    """An expected time beside what it rests on."""

    expected_s: float
    expected_s_interval_80: tuple[float, float]
    phase: str
    compute: str
    kernels_measured: bool  # whether those of this very chip were; else pooled shares and a wider interval
    kernels_spread: float  # of the logarithm, that pooling adds; 0 where they were measured
    bound_by: str  # what takes most of it: weights, compute, cache, activations or launches
    score_left_out_by_device: dict[str, Any]
    score_left_out_by_model: dict[str, Any]
    notes: tuple[str, ...]  # in what the step is unlike the runs that the score is of


@lru_cache(maxsize=1)
def stored() -> dict[str, Any]:
    """The constants, the scores, and the shares of the chips' kernels."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def expected(request: Request, root: Path = ROOT) -> Expected:
    """The expected time of one step on one device; RequestError for several, which no run here tells of."""
    if request.devices != 1:
        raise RequestError("expected times are of one device; how several share a model was not measured")
    known = stored()
    asked = resolve(replace(request, activations="fp16"), root)
    parts, shares = step_times.parts(asked, known["kernels"])
    constants = step_times.Constants(**known["constants"])
    seconds = _seconds(parts, constants)
    total = max(seconds["weights"], seconds["compute"]) + seconds["cache"] + seconds["activations"] + seconds["launches"]
    by = {score["left_out"]: score for score in known["scores"]}
    worst = max(known["scores"], key=lambda s: s["rms_log"])
    half = step_times.half_width(worst["rms_log"], worst["n"], shares.spread)
    return Expected(
        expected_s=total,
        expected_s_interval_80=(total * float(np.exp(-half)), total * float(np.exp(half))),
        phase=asked.phase,
        compute=asked.compute,
        kernels_measured=shares.measured,
        kernels_spread=shares.spread,
        bound_by=max(seconds, key=seconds.__getitem__),
        score_left_out_by_device=by["device"],
        score_left_out_by_model=by["model"],
        notes=tuple(_unlike(asked, shares.measured, known)),
    )


def _unlike(asked: Asked, measured: bool, known: dict[str, Any]) -> Iterator[str]:
    """In what a step is unlike the runs that the constants and the score are of, for which the interval is not tried."""
    if not measured:
        yield f"Nobody here measured the kernels of {asked.chip.name}: those of all chips are pooled."
    elif asked.chip.id not in known["devices"]:
        yield f"Whole models were timed on {', '.join(known['devices'])}; of this chip only kernels were."
    if np.any(np.asarray(asked.shape.experts) > 0):
        yield "The models that were timed have no experts."
    if asked.request.weights not in ("fp16", "bf16"):
        yield "The models that were timed had weights of 16 bit."


def _seconds(parts: step_times.Parts, constants: step_times.Constants) -> dict[str, float]:
    """What each part of a step takes."""
    return {
        "weights": parts.weights / constants.weights,
        "compute": parts.compute / constants.compute,
        "cache": parts.cache / constants.cache,
        "activations": parts.activations / constants.activations,
        "launches": parts.layers * constants.layer_s,
    }
