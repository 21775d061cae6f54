"""What more memory bandwidth is worth: H100 to H200, the same arithmetic, by batch; expected and measured."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import workload as w
from ..drawing.style import Theme
from ..measured import compare
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..workload.request import Request
from ..writing.figure_records import figure_record

FIRST, SECOND, MODEL, CONTEXT = "nvidia-h100-sxm5-80gb", "nvidia-h200-sxm5-141gb", "llama-3-8b", 1024
BATCHES = tuple(2**power for power in range(9))


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The expected speed-up of a decode step by batch with its interval, and every measured one at that context."""
    found = compare.compare(FIRST, SECOND, Request(MODEL, FIRST, context=CONTEXT), BATCHES, root)
    steps = [m for m in found.measured if (m.model, m.workload, m.context_tokens) == (MODEL, "decode", CONTEXT)]
    return figure_record(
        title=f"{multiple(found.memory_bandwidth)} the memory bandwidth makes decoding"
        f" {min(m.speed_up for m in steps):.2f}× to {max(m.speed_up for m in steps):.2f}× as fast",
        subtitle=f"Llama 3 8B, {CONTEXT:,} tokens of context, an H200 over an H100, which have the same arithmetic. Band: 80%.",
        description="One panel over batch: the expected speed-up of a decode step with its interval, and the measured ones.",
        bandwidth=found.memory_bandwidth,
        expected=[{"batch": p.batch, "speed_up": p.speed_up, "interval": list(p.interval_80)} for p in found.predicted],
        measured=[{"batch": m.batch, "speed_up": m.speed_up} for m in steps],
        rows=[FIRST, SECOND],
        source_ids=sorted({m.source_id for m in steps}),
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """The expected line in its band, measured marks, and the ratio of bandwidths above them."""
    size, expected, measured = theme.size, numbers["expected"], numbers["measured"]
    figure, box = layout.page(theme, numbers, (0.9 if size.narrow else 0.42) * size.width)
    lines = [
        ("Times as fast, a decode step", "ink", "bold"),
        ("line, expected", "memory", "normal"),
        (f"{d.symbol('fp16')} measured, n = {len(measured)}", "fp16", "normal"),
        ("dashed, the ratio of bandwidths", "ink", "normal"),
    ]
    ax = layout.headed(figure, box, theme, lines, left=3.4, bottom=4.2)
    batches = [p["batch"] for p in expected]
    w.doubling_axis(ax, batches[0], batches[-1], "batch, sequences", every=2)
    ax.xaxis.label.set_size(size.small)
    w.times_axis(ax, 0.8, 1.6)
    ax.yaxis.set_major_locator(FixedLocator([0.8, 1.0, 1.2, 1.4, 1.6]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.1f}×"))
    low, high = zip(*(p["interval"] for p in expected), strict=True)
    ax.fill_between(batches, low, high, color=theme.hue["memory"], alpha=0.2, lw=0)
    w.curve(ax, theme, "memory", batches, [p["speed_up"] for p in expected])
    w.curve(ax, theme, "ink", [batches[0], batches[-1]], [numbers["bandwidth"]] * 2, "╍╍")
    d.points(ax, theme, "fp16", [{"year": p["batch"], "value": p["speed_up"]} for p in measured])
    return figure
