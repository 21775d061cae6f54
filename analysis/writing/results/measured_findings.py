"""Findings of the measured side and by vendor: what vendors share, what chips deliver, what memory is worth."""

from pathlib import Path

import numpy as np

from ...measured import attained, balance, compare, expected, serving
from ...tables.paths import ROOT
from ...tables.units import multiple
from ...wall import by_vendor, gap
from ...workload.request import Request
from .finding import Finding


def vendors_differ(root: Path = ROOT) -> Finding:
    """The growth at 16 bit by vendor, and what is common to them."""
    found = by_vendor.by_vendor(gap.devices("fp16", root=root), root=root)
    own = [v for v in found.vendors if v.growth_per_2_years_ci and v.n >= 7]
    told = ", ".join(
        f"{v.vendor} {multiple(v.growth_per_2_years or np.nan)}"
        f" ({' to '.join(multiple(x) for x in v.growth_per_2_years_ci or ())}, n = {v.n})"
        for v in own
    )
    low, high = found.common.growth_per_2_years_ci
    verdict = "is not told from none" if low <= 1 <= high else "differs from none"
    return Finding(
        f"Vendors differ. At 16 bit since {gap.SINCE} the balance of one chip grew every two years: {told}. What is common to all"
        f" vendors, {multiple(found.common.growth_per_2_years)} ({multiple(low)} to {multiple(high)}), {verdict}.",
        "vendors",
        "python -m analysis gap --pool vendor",
        lead="Vendors differ; the growth common to them " + verdict + ".",
    )


def delivered(root: Path = ROOT) -> Finding:
    """The gap that chips deliver beside the one that sheets print."""
    found = balance.measured_gap("best", root=root)
    measured, sheet = found.measured.growth(2), found.sheet.growth(2)
    first, last = found.pairs[0], found.pairs[-1]
    return Finding(
        f"Of {len(found.pairs)} chips of which one group measured both roofs, the balance at the best precision grew"
        f" {multiple(measured)} every two years where sheets print {multiple(sheet)}: {np.log(measured) / np.log(sheet):.0%} of"
        f" the printed growth. The {last.name} reaches {last.share:.0%} of its printed balance,"
        f" the {first.name} {first.share:.0%}.",
        "measured_balance",
        "python -m analysis gap --measured --precision best",
        lead="Chips deliver less of the gap than their sheets print.",
    )


def narrow_formats_reach_less(root: Path = ROOT) -> Finding:
    """Shares of the sheet by format, over all chips that were measured."""
    every = attained.everything(root)
    told = []
    for name, forms in (("16 bit", ("bf16", "fp16")), ("fp8", ("fp8",)), ("fp4", ("fp4",))):
        peaks = [[found.peak[f].share_of_sheet for f in forms if f in found.peak] for found in every]
        shares = [max(known) for known in peaks if known]
        told.append(f"{np.median(shares):.0%} at {name} ({min(shares):.0%} to {max(shares):.0%}, n = {len(shares)})")
    memory = [found.memory_bandwidth.share_of_sheet for found in every if found.memory_bandwidth]
    return Finding(
        f"The median measured chip reaches {', '.join(told)} of its printed peak, and {np.median(memory):.0%} of its printed"
        f" memory bandwidth ({min(memory):.0%} to {max(memory):.0%}, n = {len(memory)}).",
        "measured_balance",
        "python -m analysis attained",
    )


def memory_decides(root: Path = ROOT) -> Finding:
    """H100 and H200: the same arithmetic, more bandwidth."""
    found = compare.compare("H100", "H200", Request("llama-3-8b", "H100", context=1024), root=root)
    steps = [m for m in found.measured if m.predicted]
    decode = [m.speed_up for m in steps if m.workload == "decode" and m.model == "llama-3-8b" and (m.batch or 0) <= 128]
    busy = [m.speed_up for m in steps if m.workload == "decode" and (m.batch or 0) >= 512]
    rest = [m.speed_up for m in steps if m.workload == "prefill" and (m.context_tokens or 0) * (m.batch or 0) >= 512]
    spans = [f"{min(s):.2f}× to {max(s):.2f}×" for s in (decode, busy, rest)]
    return Finding(
        f"The {found.second} has the arithmetic of the {found.first} and {multiple(found.memory_bandwidth)} its bandwidth."
        f" Decode of Llama 3 8B at batch 1 to 128 ran {spans[0]} as fast (n = {len(decode)}), at batch 512 and more {spans[1]}"
        f" (n = {len(busy)}), prefill {spans[2]} (n = {len(rest)}).",
        "speed_up",
        "python -m analysis compare H100 H200",
    )


def times_are_met(root: Path = ROOT) -> Finding:
    """How well times are foretold."""
    score = next(s for s in expected.stored()["scores"] if s["left_out"] == "model")
    served = serving.serving(root)
    middle = float(np.median([run.share_of_ceiling for run in served.runs]))
    return Finding(
        f"Five fitted numbers foretell the time of a step of a model they have not seen within {score['median_error']:.0%}"
        f" (median; largest {score['largest_error']:.0%}, n = {score['n']}). Serving engines reach {middle:.0%} of the"
        f" ceiling by the sheet (median of {len(served.runs)} public runs).",
        "expected_times",
        "python -m analysis serving",
    )


def measured(root: Path = ROOT) -> tuple[Finding, ...]:
    """The findings of this module, in order."""
    makers = (vendors_differ, delivered, narrow_formats_reach_less, memory_decides, times_are_met)
    return tuple(make(root) for make in makers)
