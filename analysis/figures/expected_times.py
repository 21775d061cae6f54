"""Expected times of steps of models beside measured ones, each model left out of the fit that predicts it."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.style import Theme
from ..measured import kernels, step_times
from ..tables.paths import ROOT
from ..tables.units import quantity
from ..workload import roofline
from ..workload.request import Request
from ..writing.figure_records import figure_record

COLOURS = {"decode": "memory", "prefill": "fp16", "encode": "best"}  # what bounds most of them
SOURCE = "own-h100-h200"


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Every timed run with its prediction from the runs of other models, and the least time by the sheet."""
    runs = step_times.runs(kernels.table(root), root)
    score = step_times.scores(runs)[1]
    points: list[dict[str, Any]] = []
    for model in sorted({r.model for r in runs}):
        fitted = step_times.fit([r for r in runs if r.model != model])
        for run in (r for r in runs if r.model == model):
            told = float(step_times.predicted(fitted, step_times.table([run]))[0])
            names = {"model": run.model, "phase": run.phase, "batch": run.batch, "context": run.context, "device": run.device_id}
            request = Request(run.model, run.device_id, run.batch, run.context, phase=run.phase)
            least = roofline.profile(request, root).time_floor_s
            points.append(names | {"measured_s": run.seconds, "expected_s": told, "floor_s": least})
    half = step_times.half_width(score.rms_log, score.n, 0.0)
    inside = float(np.mean([abs(np.log(p["expected_s"] / p["measured_s"])) <= half for p in points]))
    return figure_record(
        title=f"Expected times of models that the fit has not seen are off by {score.median_error:.0%} in the median",
        subtitle=f"{len(points)} steps of {len({p['model'] for p in points})} models on an H100 and an H200, at most"
        f" {score.largest_error:.0%} off. Shaded: the 80% interval, which held {inside:.0%}.",
        description="One panel: the expected time of a step and the least by the sheet, over the measured time.",
        points=points,
        interval_80=float(np.exp(half)),
        held=inside,
        rows=sorted({r.device_id for r in runs}),
        source_ids=(SOURCE,),
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel: times over the measured one, expected filled, the least by the sheet hollow, by the time measured."""
    size, points = theme.size, numbers["points"]
    figure, box = layout.page(theme, numbers, (0.95 if size.narrow else 0.46) * size.width)
    lines = [("Time over the measured time: filled, expected; hollow, the least by the sheet", "ink", "bold")]
    for phase, colour in COLOURS.items():
        lines.append((f"{d.symbol(colour)} {phase}, n = {sum(p['phase'] == phase for p in points)}", colour, "normal"))
    ax = layout.headed(figure, box, theme, lines, left=4.0, bottom=4.2)
    ax.set_xscale("log")
    limits = d.decades([p["measured_s"] for p in points], 0.15)
    ax.set_xlim(10 ** limits[0], 10 ** limits[1])
    ax.set_ylim(0, 1.3)
    ax.xaxis.set_major_locator(FixedLocator([10.0**p for p in range(-3, 1) if limits[0] < p < limits[1]]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: quantity(v, "s", 1)))
    ax.set_xlabel("measured time of a step", size=size.small)
    ax.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1, 1.25]))
    ax.axhspan(1 / numbers["interval_80"], numbers["interval_80"], color=theme.grid, lw=0, zorder=0)
    ax.axhline(1, color=theme.muted, lw=0.8 * size.line)
    for phase, colour in COLOURS.items():
        for kind, fitted in (("floor_s", False), ("expected_s", True)):
            rows = [{"year": p["measured_s"], "value": p[kind] / p["measured_s"]} for p in points if p["phase"] == phase]
            d.points(ax, theme, colour, rows, fitted=fitted)
    return figure
