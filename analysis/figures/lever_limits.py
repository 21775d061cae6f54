"""Where remedies stop helping: the speed-up of a decode step over the batch, at a short and a long context, by the cost model."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing import workload as w
from ..drawing.style import Theme
from ..tables import architectures, frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..workload import chips, levers
from ..writing.figure_records import figure_record

LEVERS = {
    "lever-int4-weight-only": ("model", "INT4 weights"),
    "lever-speculative-draft": ("ink", "speculation, at best"),
    "lever-kv-kitty": ("purple", "cache at 2 bit"),
    "lever-hbm4": ("memory", "next HBM"),
}
CONTEXTS = (128, 8192)
BATCHES = np.unique(np.geomspace(1, 4096, 240).round())


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The speed-up by each lever's typical factor, at every batch and context."""
    table = frames.load("levers", root).set_index("id", drop=False).loc[list(LEVERS)]
    model, chip = architectures.find(levers.MODEL, root), chips.find(levers.CHIP, root)
    panels: list[dict[str, Any]] = [
        {
            "context": context,
            "lines": [
                {
                    "id": row["id"],
                    "factor": row["factor_typical"],
                    "batch": BATCHES.tolist(),
                    "gain": levers.gain(row["effect"], row["factor_typical"], BATCHES, context, root).tolist(),
                }
                for row in table.to_dict("records")
            ],
        }
        for context in CONTEXTS
    ]
    quantised = [line["gain"] for p in panels for line in p["lines"] if line["id"] == "lever-int4-weight-only"]
    first, last = (multiple(quantised[0][end]) for end in (0, -1))
    return figure_record(
        title=f"INT4 weights gain {first} at batch 1, {last} at {BATCHES[-1]:,.0f}, where compute or the cache binds",
        subtitle=f"Speed-up of a decode step of {model['name']} on one {chip.label}, capacity ignored; typical factors of"
        " data/levers.csv.",
        description="Two panels over the batch, one for each context, with the speed-up by four remedies as the roofline has it. "
        + " ".join(
            f"At {p['context']:,} tokens, from batch 1 to {BATCHES[-1]:.0f}: "
            + "; ".join(f"{LEVERS[x['id']][1]} {multiple(x['gain'][0])} to {multiple(x['gain'][-1])}" for x in p["lines"])
            + "."
            for p in panels
        ),
        panels=panels,
        rows=[*LEVERS, model["id"], chip.id],
        source_ids=[*table["source_id"], model["source_id"]],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Two panels of one scale; the key names the lines with their factors."""
    figure = d.canvas(theme, 10.9, 5.6, numbers)
    top = max(max(line["gain"]) for p in numbers["panels"] for line in p["lines"])
    for i, panel in enumerate(numbers["panels"]):
        ax = d.axes(figure, 0.75 + 5.3 * i, 0.95, 4.5, 3.5)
        w.doubling_axis(ax, 1, 4096, "batch, sequences", every=2)
        w.times_axis(ax, 0.0, 1.12 * top)
        d.heading(ax, theme, "ink", f"Speed-up at {panel['context']:,} tokens of context", "")
        for line in panel["lines"]:
            w.curve(ax, theme, LEVERS[line["id"]][0], line["batch"], line["gain"])
        lines = [(f"{LEVERS[x['id']][1]}, {multiple(x['factor'])}", LEVERS[x["id"]][0]) for x in panel["lines"]]
        w.right_key(ax, theme, lines)
    return figure
