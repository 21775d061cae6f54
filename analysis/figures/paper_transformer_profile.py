"""The paper's Transformer profile: FLOP, bytes, intensity and latency over sequence length, printed marks on computed lines."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import workload as w
from ..drawing.style import Theme
from ..errata.case_study import erratum_of
from ..evidence import proved_cells
from ..tables import frames
from ..tables.paths import ROOT
from ..workload import case_study
from ..writing.figure_records import figure_record

COLOURS = {"BERT-Base": "blue", "BERT-Large": "purple", "GPT-2": "gold"}
PANELS = {  # metric -> figure that prints it, title, unit of the axis
    "flop": ("Figure 4", "FLOP of the whole sequence", "FLOP"),
    "bytes": ("Figure 5", "Bytes moved, one byte an element", "byte"),
    "arithmetic_intensity": ("Figure 6", "Arithmetic intensity, FLOP per byte", ""),
    "latency_cpu_relative": ("Figure 9", "Latency on a CPU, first of BERT-Base = 1", ""),
}
CPU = "intel-xeon-platinum-8280"  # of the generation of the Xeon Gold 6242 that was measured, which is not in the tables
PEAK, BANDWIDTH = "peak_vector_fp32_flop_per_s", "memory_bandwidth_bytes_per_s"
BYTES = 4  # of an element on the CPU
NOTE = "over tokens; measured on a Xeon Gold 6242; dashed: roofline time, 8280, fp32"
KEY = "over tokens; marks as printed, lines by our counts"
LENGTHS = 2.0 ** np.linspace(7, 12, 41)


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Lines by our counts and marks as printed, for each model and metric."""
    entries = [e for e in case_study.entries(root) if e.model in COLOURS]
    panels = {metric: _panel(metric, where, entries, root) for metric, (where, _, _) in PANELS.items()}
    intensity = {m: line["y"] for m, line in panels["arithmetic_intensity"]["lines"].items()}
    encoders = [v for m in ("BERT-Base", "BERT-Large") for v in intensity[m]]
    drawn = [mark for panel in panels.values() for marks in panel["marks"].values() for mark in marks]
    off = [mark["id"] for mark in drawn if mark["agrees"] is False]
    errata = ", ".join(sorted({erratum_of(i) or "" for i in off}))
    known = proved_cells.proofs(root)
    sheet = [s for c in (PEAK, BANDWIDTH) for s in known.get(("accelerators", CPU, c), ())]
    chip = frames.load("accelerators", root).set_index("id").loc[CPU]
    return figure_record(
        title=f"Encoders do {min(encoders):.0f} to {max(encoders):.0f} FLOP for each byte they move, the decoder"
        f" {max(intensity['GPT-2']):.0f}",
        subtitle=f"Batch 1, no embeddings or head. Lines: our counts. Marks: the {len(drawn)} printed by Kim et al. 2023;"
        f" hollow, the {len(off)} that differ (errata {errata}).",
        description="Four panels over sequence length from 128 to 4,096 tokens: FLOP, bytes, FLOP per byte and relative latency "
        f"of BERT-Base, BERT-Large and GPT-2. Latency lines: the roofline time, operator by operator,"
        f" of {chip['name']}, relative to its first as the marks are.",
        panels=panels,
        cpu={"id": CPU, "name": chip["name"], "bytes_per_element": BYTES},
        rows=[*(mark["id"] for mark in drawn), *(case_study.MODELS[m] for m in COLOURS), CPU],
        source_ids=["kim-2023", *sheet],
        root=root,
    )


def _panel(metric: str, where: str, entries: list[case_study.Entry], root: Path) -> dict[str, Any]:
    """The lines of a metric and the numbers that a figure of the case study prints for it, in base units."""
    lines, marks = {}, {}
    for model in COLOURS:
        lines[model] = {"x": LENGTHS.tolist(), "y": _line(model, metric, root).tolist()}
        marks[model] = [
            {"id": e.id, "tokens": e.seq, "printed": float(e.printed) * case_study.UNITS[e.unit], "agrees": e.agrees}
            for e in entries
            if (e.locator, e.model) == (where, model)
        ]
    return {"lines": lines, "marks": marks}


def _line(model: str, metric: str, root: Path) -> np.ndarray:
    if metric != "latency_cpu_relative":
        return case_study.value(case_study.counts(model, LENGTHS, root), "total", metric)
    chip = frames.load("accelerators", root).set_index("id").loc[CPU]
    rates = float(chip[PEAK]), float(chip[BANDWIDTH]) / BYTES
    unit = case_study.floor_seconds("BERT-Base", 128, *rates, root)
    return case_study.floor_seconds(model, LENGTHS, *rates, root) / unit


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Two by two panels, four below each other if narrow; a model has one colour in all."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (2.6 if size.narrow else 0.8) * size.width)
    parts = layout.grid(box, theme, len(PANELS), 1 if size.narrow else 2, gap=0.3)
    for part, (metric, (_, title, unit)) in zip(parts, PANELS.items(), strict=True):
        panel, dashed = numbers["panels"][metric], metric == "latency_cpu_relative"
        head: list[layout.Line] = [(title, "ink", "bold"), (NOTE if dashed else KEY, "ink", "normal")]
        ax = layout.headed(figure, part, theme, head, left=6.6, right=7.4, bottom=2.2, least=3)
        drawn = [m["printed"] for marks in panel["marks"].values() for m in marks]
        d.log_axis(ax, d.decades([*drawn, *(v for line in panel["lines"].values() for v in line["y"])], 0.3), unit)
        w.doubling_axis(ax, 128, 4096, "", every=2 if size.height or size.narrow else 1)
        for model, colour in COLOURS.items():
            line = panel["lines"][model]
            w.curve(ax, theme, colour, line["x"], line["y"], "╍╍" if dashed else "━━")
            for hollow in (False, True):
                shown = [m for m in panel["marks"][model] if (m["agrees"] is False) == hollow]
                w.marks(ax, theme, colour, [m["tokens"] for m in shown], [m["printed"] for m in shown], hollow=hollow)
        ends = [(panel["lines"][model]["x"][-1], panel["lines"][model]["y"][-1], c, model) for model, c in COLOURS.items()]
        layout.end_names(ax, theme, ends)
    return figure
