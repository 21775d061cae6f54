"""Where remedies stop helping: the speed-up of a decode step over the batch, at a short and a long context, by the cost model."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import workload as w
from ..drawing.style import Theme
from ..tables import architectures, frames
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..workload import chips, levers
from ..writing.figure_records import figure_record

LEVERS = {
    "lever-int4-weight-only": ("model", "INT4 weights", "━━"),
    "lever-speculative-draft": ("ink", "speculation, at best", "╍╍"),
    "lever-kv-kitty": ("purple", "cache at 2 bit", "┉┉"),
    "lever-hbm4": ("memory", "next HBM", "━·"),
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
        subtitle=f"Speed-up of a decode step of {model['name']} on one {chip.label} by the roofline, capacity ignored; typical"
        " factors of data/levers.csv. Speculation falls below 1 where compute binds, by the drafts that are thrown away.",
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
    """Two panels of one scale; the lines above name the curves with their factors."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (1.7 if size.narrow else 0.5) * size.width)
    top = max(max(line["gain"]) for p in numbers["panels"] for line in p["lines"])
    for panel, place in zip(numbers["panels"], layout.panels(box, theme, (1.0, 1.0)), strict=True):
        head = [(f"Speed-up at {panel['context']:,} tokens of context", "ink", "bold")]
        for line in panel["lines"]:
            colour, name, dash = LEVERS[line["id"]]
            low, high = (significant(line["gain"][end], 2) for end in (0, -1))
            head.append((f"{dash} {name}, factor {significant(line['factor'], 2)}: {low}× to {high}×", colour, "normal"))
        ax = layout.headed(figure, place, theme, head, left=3.0, bottom=4.2)
        w.doubling_axis(ax, 1, 4096, "batch, sequences", every=4 if size.narrow or size.height else 2)
        ax.xaxis.label.set_size(size.small)
        w.times_axis(ax, 0.0, 1.12 * top)
        for line in panel["lines"]:
            colour, _, dash = LEVERS[line["id"]]
            w.curve(ax, theme, colour, line["batch"], line["gain"], dash)
    return figure
