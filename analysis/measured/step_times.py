"""Expected times of a step of a model on one chip, from few numbers with a meaning, and how well they meet runs left out.

    time = max(weight bytes / (s_w x bandwidth), FLOP / (s_f x peak)) + cache bytes / (s_k x bandwidth)
           + activation bytes / (s_a x bandwidth) + layers x t_layer

Bandwidth and peak are what the kernels of that chip reach (`kernels`). Then s_w, s_f and s_k say what a step of a model keeps of
its kernels, s_a how much of the traffic of activations stays on the chip (above 1: that much of it), and t_layer is what a layer
costs however little it does. Activations of the attention stay on the chip, as in fused kernels. The five numbers are fitted to
runs of whole models by least squares of the logarithms, with priors wide enough that the runs decide wherever they say anything.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import stdtrit

from ..tables.formats import ALIKE
from ..tables.paths import ROOT
from ..workload.request import Asked, Request, resolve
from . import kernels, measurements

PHASES = ("decode", "prefill", "encode")
PRIOR = np.log([0.9, 0.85, 0.9, 1.5, 3e-5])  # s_w, s_f, s_k, s_a, t_layer in seconds
PRIOR_SD = np.array([0.1, 0.15, 0.1, 0.5, 0.7])  # of their logarithms
RUN_SD = 0.05  # of the logarithm of a time, in the weight of the runs against the prior
ACTIVATION_BYTES = 2.0
LEVEL = 0.8
FUSED = ("scores", "softmax", "attention_x_v")  # operators whose activations never leave the chip


@dataclass(frozen=True)
class Parts:
    """What a step takes by the roofs of its chip's kernels, seconds, and its layers."""

    weights: float
    compute: float
    cache: float
    activations: float
    layers: float


@dataclass(frozen=True)
class Run:
    """A run of a whole model that was timed."""

    device_id: str
    model: str
    phase: str
    batch: int
    context: int
    seconds: float
    parts: Parts


@dataclass(frozen=True)
class Constants:
    """The five numbers."""

    weights: float
    compute: float
    cache: float
    activations: float
    layer_s: float


@dataclass(frozen=True)
class Score:
    """How far predictions of runs left out are from what was measured, as parts of the time."""

    left_out: str  # device or model: what was left out, all its runs together
    n: int
    median_error: float
    largest_error: float
    rms_log: float


def parts(asked: Asked, known: kernels.Table) -> tuple[Parts, kernels.Shares]:
    """The parts of a step on one device, and the shares of the sheet that they take."""
    found = kernels.shares(known, asked.chip.id, asked.compute)
    work = asked.work(asked.request.batch)
    total = work.total
    inside = sum(float(getattr(work, name).activation_bytes) for name in FUSED)
    bandwidth = asked.chip.memory_rate * found.bandwidth
    layers = asked.shape.encoder_layers if asked.phase == "encode" and asked.shape.encoder_layers else asked.shape.layers
    seconds = Parts(
        weights=float(total.weight_bytes) / bandwidth,
        compute=float(total.flop) / (asked.chip.fastest(asked.compute) * found.peak),
        cache=float(total.kv_bytes + total.state_bytes) / bandwidth,
        activations=(float(total.activation_bytes) - inside) / bandwidth,
        layers=float(layers),
    )
    return seconds, found


def predicted(c: NDArray, x: NDArray) -> NDArray:
    """Seconds of rows of parts `x` (n, 5) by the logarithms `c` (5,) of the constants."""
    weights, compute, cache, activations, layer = np.exp(c)
    return np.maximum(x[:, 0] / weights, x[:, 1] / compute) + x[:, 2] / cache + x[:, 3] / activations + x[:, 4] * layer


def runs(known: kernels.Table, root: Path = ROOT) -> tuple[Run, ...]:
    """Every timed run of a whole model on one device, in 16 bit."""
    rows = measurements.load(root)
    rows = rows[(rows["quantity"] == "seconds") & rows["workload"].isin(PHASES) & (rows["devices"] == 1)]
    rows = rows[rows["format"].isin(ALIKE["fp16"])]
    found = []
    for row in rows.itertuples():
        request = Request(
            row.model, row.device_id, int(row.batch), int(row.context_tokens), activations="fp16", phase=row.workload
        )
        seconds, _ = parts(resolve(request, root), known)
        found.append(Run(row.device_id, row.model, row.workload, request.batch, request.context, float(row.value), seconds))
    return tuple(found)


def table(of: Sequence[Run]) -> NDArray:
    """The parts of runs as an array (n, 5)."""
    return np.array([[r.parts.weights, r.parts.compute, r.parts.cache, r.parts.activations, r.parts.layers] for r in of])


def fit(of: Sequence[Run]) -> NDArray:
    """The logarithms of the constants (5,) that meet the runs and the prior best."""
    x, y = table(of), np.log([r.seconds for r in of])

    def misses(c: NDArray) -> NDArray:
        return np.concatenate([(np.log(predicted(c, x)) - y) / RUN_SD, (c - PRIOR) / PRIOR_SD])

    return np.asarray(least_squares(misses, PRIOR, xtol=1e-12, ftol=1e-12, gtol=1e-12).x)


def score(of: Sequence[Run], left_out: str, group: Callable[[Run], str]) -> Score:
    """The errors of runs, each predicted from those of the other groups alone."""
    errors = []
    for name in sorted({group(r) for r in of}):
        others, kept = [r for r in of if group(r) != name], [r for r in of if group(r) == name]
        errors += list(np.log(predicted(fit(others), table(kept))) - np.log([r.seconds for r in kept]))
    return _score(left_out, errors)


def _score(left_out: str, errors: Sequence[float]) -> Score:
    """The score of errors of logarithms."""
    away = np.abs(np.expm1(errors))
    rms = float(np.sqrt(np.mean(np.square(errors))))
    return Score(left_out, len(errors), float(np.median(away)), float(away.max()), rms)


def scores(of: Sequence[Run]) -> tuple[Score, ...]:
    """The score by device, that by model, and that of speed-ups from one device to another, by model."""
    return score(of, "device", lambda r: r.device_id), score(of, "model", lambda r: r.model), speed_ups(of)


def speed_ups(of: Sequence[Run]) -> Score:
    """The errors of the speed-up between two devices that ran the same, each predicted from runs of other models."""
    errors = []
    for name in sorted({r.model for r in of}):
        fitted = fit([r for r in of if r.model != name])
        same: dict[tuple, dict[str, Run]] = {}
        for run in (r for r in of if r.model == name):
            same.setdefault((run.phase, run.batch, run.context), {})[run.device_id] = run
        for group in same.values():
            for one, other in itertools.combinations(group.values(), 2):
                times = np.log(predicted(fitted, table((one, other))))
                errors.append((times[0] - times[1]) - np.log(one.seconds / other.seconds))
    return _score("speed-up by model", errors)


def record(root: Path = ROOT) -> dict[str, Any]:
    """What `expected` needs: the constants, their scores, and what the kernels of each chip reach."""
    known = kernels.table(root)
    of = runs(known, root)
    constants = dict(zip((f.name for f in fields(Constants)), np.exp(fit(of)), strict=True))
    rounded = {name: float(f"{value:.6g}") for name, value in constants.items()}  # the last bits differ between processors
    *kept, speed_up = ({k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in asdict(s).items()} for s in scores(of))
    shares = {device: {roof: float(f"{v:.6g}") for roof, v in found.items()} for device, found in known.items()}
    names = {"models": sorted({r.model for r in of}), "devices": sorted({r.device_id for r in of})}
    return {"constants": rounded, "scores": kept, "speed_up": speed_up, **names, "kernels": shares}


def half_width(rms: float, n: int, spread: float, level: float = LEVEL) -> float:
    """Half the interval of the logarithm of a time: misses left out and, where shares are pooled, how far chips differ."""
    return float(stdtrit(n - 1, 0.5 + level / 2) * np.hypot(rms, spread))
