"""Joules of a token by batch: weights shared among ever more sequences, down to what each sequence costs by itself."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import workload as w
from ..drawing.style import Theme
from ..measured import energy
from ..measured.energy import Energy, Step
from ..tables import architectures
from ..tables.paths import ROOT
from ..tables.units import significant
from ..workload import chips
from ..writing.energy_report import picojoules
from ..writing.figure_records import figure_record

MODEL, CONTEXT = "llama-3-8b", 1024
COLOURS = ("blue", "gold", "purple", "green", "crimson")  # of devices in the order of their dates


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Each device's joules of a token at one context by batch, and the price of what no batch shares."""
    every = [found for found in energy.everything(root) if _steps(found)]
    lines = [_line(found, colour, root) for found, colour in zip(every, COLOURS, strict=False)]
    name = architectures.find(MODEL, root)["name"]
    told = " and ".join(line["label"] for line in lines)
    first, last = lines[0]["steps"][0], lines[0]["steps"][-1]
    return figure_record(
        title=f"A token costs {significant(first['joules'], 2)} J at batch {first['batch']:,} and"
        f" {significant(last['joules'], 2)} J at batch {last['batch']:,}, on an {lines[0]['label']}: a batch shares the weights",
        subtitle=f"Energy of the whole board for one token of a decode step of {name}, {lines[0]['format']}: {told}.",
        description=f"Joules of a token over batch, both logarithmic, at {CONTEXT:,} tokens of context. "
        + "; ".join(_told(line) for line in lines)
        + ".",
        lines=lines,
        context=CONTEXT,
        rows=[step["id"] for line in lines for step in line["steps"]],
        source_ids=[source for found in every for source in found.source_ids],
        root=root,
    )


def _steps(found: Energy) -> list[Step]:
    """The steps of the one model at the one context whose bytes and operations have a price, by batch."""
    return [s for s in found.steps if (s.model, s.context) == (MODEL, CONTEXT) and s.priced_share is not None]


def _line(found: Energy, colour: str, root: Path) -> dict[str, Any]:
    """One device: its steps, measured and priced."""
    steps = _steps(found)
    byte = next(found.per_byte[stream] for stream in energy.PRICE if stream in found.per_byte)
    return {
        "id": found.device_id,
        "label": chips.find(found.device_id, root).label,
        "colour": colour,
        "format": steps[0].format,
        "prices": f"a byte {picojoules(byte.joules)}\na FLOP {picojoules(found.per_flop[steps[0].format].joules)}",
        "steps": [
            {
                "id": s.row_id,
                "batch": s.batch,
                "joules": s.joules_per_token,
                "own_joules": ((s.cache_joules or 0.0) + (s.flop_joules or 0.0)) / s.batch,
            }
            for s in steps
        ],
    }


def _told(line: dict[str, Any]) -> str:
    """One device in words."""
    steps = ", ".join(f"{significant(s['joules'], 2)} J at batch {s['batch']:,}" for s in line["steps"])
    return f"{line['label']}: {steps}"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Measured marks on a line; dashed what a sequence's own cache and arithmetic would cost."""
    size, lines = theme.size, numbers["lines"]
    figure, box = layout.page(theme, numbers, (1.0 if size.narrow else 0.46) * size.width)
    head = [("Joules of a token; dashed, what the cache and the arithmetic of one sequence cost", "ink", "bold")]
    head += [
        (f"{d.symbol(x['colour'])} {x['label']}: {x['prices'].replace(chr(10), ', ')}", x["colour"], "normal") for x in lines
    ]
    ax = layout.headed(figure, box, theme, head, left=4.4, bottom=4.2)
    d.log_axis(ax, d.decades([s[k] for x in lines for s in x["steps"] for k in ("joules", "own_joules")], 0.25), "J")
    batches = [s["batch"] for x in lines for s in x["steps"]]
    w.doubling_axis(ax, min(batches), max(batches), f"batch, sequences of {numbers['context']:,} tokens", every=2)
    ax.xaxis.label.set_size(size.small)
    for line in lines:
        steps, colour = line["steps"], line["colour"]
        x = [s["batch"] for s in steps]
        w.curve(ax, theme, colour, x, [s["joules"] for s in steps])
        w.curve(ax, theme, colour, x, [s["own_joules"] for s in steps], "╍╍")
        d.points(ax, theme, colour, [{"year": s["batch"], "value": s["joules"]} for s in steps])
    return figure
