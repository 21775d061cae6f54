"""Findings on models beside the chips that run them."""

from pathlib import Path

import numpy as np

from ...tables import frames
from ...tables.paths import ROOT
from ...tables.units import significant
from ...workload import roofline
from ...workload.request import Request
from .. import gap_report
from .finding import Finding

CHIP, CONTEXT = "H100", 8192
ALONE, TOGETHER = 1, 32  # sequences in a batch


def decoders_wait(root: Path = ROOT) -> Finding:
    """The arithmetic intensity of every decoder whose shape is in the tables, beside what a chip can feed."""
    shapes = frames.load("architectures", root)
    names = shapes.loc[shapes["kind"] == "decoder", "id"]
    found = {
        batch: [roofline.profile(Request(name, CHIP, batch, CONTEXT), root) for name in names] for batch in (ALONE, TOGETHER)
    }
    told, alone = {}, significant(np.median([p.arithmetic_intensity_flop_per_byte for p in found[ALONE]]))
    for batch, profiles in found.items():
        flops = [p.arithmetic_intensity_flop_per_byte for p in profiles]
        told[batch] = f"{significant(np.median(flops))} ({significant(min(flops))} to {significant(max(flops))})"
    balance = found[ALONE][0].balance_flop_per_byte
    waiting = sum(p.bound_by_if_it_fits == "memory" for p in found[TOGETHER])
    return Finding(
        f"A decoder that serves one sequence does {alone} operations for each byte it reads; the {CHIP} could do {balance:.0f}.",
        f"Median of {len(names)} open models at one sequence of {CONTEXT:,} tokens, 16 bit: {told[ALONE]} FLOP per byte. At batch"
        f" {TOGETHER}: {told[TOGETHER]}; {waiting} of {len(names)} are still bound by memory.",
        "Counted from the shapes of the models, not measured; the capacity of one chip is ignored.",
        "rooflines",
        f"python -m analysis profile llama-3-70b --chip {CHIP} --batch {TOGETHER} --context {CONTEXT}",
    )


def _outgrows(interval: tuple[float, float]) -> str:
    """What the interval of a ratio's growth allows to say."""
    return "outgrows" if interval[0] > 1 else "does not measurably outgrow"


def supply_and_demand(root: Path = ROOT) -> Finding:
    """Models against one device."""
    record = gap_report.demand_record(root)
    closed = [d for d in record["disclosure"] if d["weights"] == "closed"][-1]
    hold, train = (record[f"{k}_growth"]["words"] for k in ("hold", "train"))
    memory, compute = (_outgrows(record[f"{k}_growth"]["growth_per_2_years_ci"]) for k in ("hold", "train"))
    return Finding(
        f"The largest open model {memory} the memory of one chip, and the costliest training {compute} its arithmetic.",
        f"Chips to hold the largest open model: {hold}. Chip-years of the costliest known training: {train}. Both by the best of"
        " each year.",
        f"Of {closed['models']} closed models of {closed['years']} in the table {closed['with_parameters']} say their size, so"
        " the true frontier is above this.",
        "supply_and_demand",
        "python -m analysis demand",
    )
