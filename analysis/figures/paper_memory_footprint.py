"""The paper's training memory: parameters, optimizer and activations of eight models, as drawn, beside the printed total."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import charts
from ..drawing import marks as d
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
        }
        for row in table.to_dict("records")
    ]
    share = [b["activations"] / b["sum"] for b in bars]
    wrong = [b for b in bars if abs(b["sum"] - b["printed"]) > 0.015]
    told = "; ".join(f"{b['name']}: the parts sum to {b['sum']:.2f}, {b['printed']:.2f} is printed" for b in wrong)
    return figure_record(
        title=f"Activations are {min(share):.0%} to {max(share):.0%} of the memory that training takes",
        subtitle=f"Parts as the paper draws them, gradients not counted; GB, batch and input as printed. {told}.",
        description="Stacked bars of the memory to train eight models from AlexNet to GPT-2, in GB. "
        + " ".join(f"{b['name']}: {b['sum']:.2f}." for b in bars),
        bars=bars,
        rows=(b["id"] for b in bars),
        source_ids=table["source_id"],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One bar for each model, in the order of years; totals at their ends."""
    bars = numbers["bars"]
    figure = d.canvas(theme, 10.9, 5.5, numbers)
    ax = d.axes(figure, 2.75, 0.72, 7.7, 3.75)
    names = [f"{b['name']}, {b['year']}\nbatch {b['batch']}, input {b['input']}" for b in bars]
    charts.stacked_bars(ax, theme, names, {p: (c, [b[p] for b in bars]) for p, c in PARTS.items()})
    charts.bar_ends(ax, theme, [b["sum"] for b in bars], [f"{b['sum']:.2f} GB" for b in bars])
    charts.bar_key(ax, theme, {p.capitalize(): c for p, c in PARTS.items()})
    ax.set_xlim(0, 1.12 * max(b["sum"] for b in bars))
    ax.set_xlabel("Memory to train one model, GB as printed")
    return figure
