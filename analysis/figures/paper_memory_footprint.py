"""The paper's training memory: parameters, optimizer and activations of eight models beside the limit that it draws."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import charts, layout
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..writing.figure_records import figure_record

PARTS = {"parameters": "model", "optimizer": "crimson", "activations": "brown"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Each model's parts as the paper draws them, their sum, and the total as printed."""
    table = frames.load("paper/memory_footprint", root)
    bars = [
        {
            "id": row["id"],
            "name": row["model"],
            "year": int(row["year"]),
            "batch": int(row["batch_printed"]),
            "input": row["input_size_printed"],
            **{part: row[f"{part}_drawn_gb"] for part in PARTS},
            "sum": round(sum(row[f"{part}_drawn_gb"] for part in PARTS), 2),
            "printed": row["total_printed_gb"],
            "limit": row["memory_limit_drawn_gb"],
        }
        for row in table.to_dict("records")
    ]
    share = [b["activations"] / b["sum"] for b in bars]
    filled = [b["sum"] / b["limit"] for b in bars]
    wrong = [b for b in bars if abs(b["sum"] - b["printed"]) > 0.015]
    told = "; ".join(f"{b['name']}: the parts sum to {b['sum']:.2f}, {b['printed']:.2f} is printed" for b in wrong)
    return figure_record(
        title=f"Training took {min(filled):.0%} to {max(filled):.0%} of the GPU memory drawn beside it, activations"
        f" {min(share):.0%} to {max(share):.0%} of that",
        subtitle=f"Parts and limit as the paper draws them, gradients not counted; GB, batch and input as printed. {told}."
        f" {_misprint(root)}",
        description="Stacked bars of the memory to train eight models from AlexNet to GPT-2, in GB. "
        + " ".join(f"{b['name']}: {b['sum']:.2f} of {b['limit']:g}." for b in bars),
        bars=bars,
        rows=(b["id"] for b in bars),
        source_ids=table["source_id"],
        root=root,
    )


def _misprint(root: Path) -> str:
    """The sentence length of GPT-2 that is printed, and the one that is meant."""
    row = frames.load("paper/errata", root).set_index("id").loc["M3"]
    return f"{row['item']}: {row['stated']} is printed, {row['expected']} is meant."


def _told(bar: dict[str, Any]) -> str:
    """'5.7 of 6, 81%'."""
    return f"{bar['sum']:.1f} of {bar['limit']:g}, {bar['activations'] / bar['sum']:.0%}"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One bar for each model, in the order of years; totals at their ends."""
    bars, size = numbers["bars"], theme.size
    more = "" if size.height else "\nbatch {batch}, input {input}"  # on a slide a bar is one line of text high
    names = [f"{b['name']}, {b['year']}{more.format(**b)}" for b in bars]
    figure, box = layout.page(theme, numbers, ((4.2 if size.narrow else 3.1) * len(bars) + 8) * size.em)
    left = max(layout.width(line, size.small) for name in names for line in name.split("\n")) / size.em + 1.8
    head = [
        ("Memory to train one model, GB as printed", "ink", "bold"),
        *((p.capitalize(), c, "normal") for p, c in PARTS.items()),
        ("Dashed: the paper's “GPU Memory Limit”", "ink", "normal"),
        ("Beside the bars: the sum of the limit, the share of activations", "ink", "normal"),
    ]
    ax = layout.headed(figure, box, theme, head, left=left, right=1.2)
    charts.stacked_bars(ax, theme, names, {p: (c, [b[p] for b in bars]) for p, c in PARTS.items()})
    charts.bar_ends(ax, theme, [b["limit"] for b in bars], [_told(b) for b in bars])
    charts.limits(ax, theme, [b["limit"] for b in bars])
    end = (1.7 if size.narrow else 1.3) * max(b["limit"] for b in bars)
    ax.set_xlim(0, end)
    ax.set_xticks(range(0, int(max(b["limit"] for b in bars)) + 1, 5))
    return figure
