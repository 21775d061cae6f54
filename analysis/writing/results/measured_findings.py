"""Findings of the measured side: what chips deliver, what memory is worth, how well times are foretold."""

from pathlib import Path

import numpy as np

from ...measured import attained, balance, compare, expected, serving
from ...tables.paths import ROOT
from ...tables.units import multiple
from ...workload.request import Request
from .finding import Finding


def delivered(root: Path = ROOT) -> Finding:
    """The gap that chips deliver beside the one that sheets print."""
    found = balance.measured_gap("best", root=root)
    measured, sheet = found.measured.growth(2), found.sheet.growth(2)
    first, last = found.pairs[0], found.pairs[-1]
    lower, upper = (
        f"{multiple(low)} to {multiple(high)}" for low, high in (fit.growth_ci(2) for fit in (found.measured, found.sheet))
    )
    one_vendor = "All are NVIDIA chips. " if all("NVIDIA" in pair.name for pair in found.pairs) else ""
    less = "deliver less" if measured < sheet else "do not deliver less"
    return Finding(
        f"Chips {less} of the gap than their sheets print: {np.log(measured) / np.log(sheet):.0%} of its growth at the best"
        " precision.",
        f"Measured {multiple(measured)} ({lower}) every two years, printed {multiple(sheet)} ({upper}), on {len(found.pairs)}"
        f" chips of which one group measured both roofs. The {last.name} reaches {last.share:.0%} of its printed balance, the"
        f" {first.name} {first.share:.0%}.",
        f"{one_vendor}Software is younger for newer chips: later runs may reach more of their sheets.",
        "measured_balance",
        "python -m analysis gap --measured --precision best",
    )


def narrow_formats_reach_less(root: Path = ROOT) -> Finding:
    """Shares of the sheet by format, over all chips that were measured."""
    every = attained.everything(root)
    told, medians = [], []
    for name, forms in (("16 bit", ("bf16", "fp16")), ("fp8", ("fp8",)), ("fp4", ("fp4",))):
        peaks = [[found.peak[f].share_of_sheet for f in forms if f in found.peak] for found in every]
        shares = [max(known) for known in peaks if known]
        medians.append(float(np.median(shares)))
        told.append(f"{medians[-1]:.0%} at {name} ({min(shares):.0%} to {max(shares):.0%}, n = {len(shares)})")
    memory = [found.memory_bandwidth.share_of_sheet for found in every if found.memory_bandwidth]
    falls = medians == sorted(medians, reverse=True)
    return Finding(
        "The narrower its number format, the less of its printed peak a chip reaches."
        if falls
        else "What chips reach of their printed peak does not fall with the width of the format.",
        f"Median chip, and range: {', '.join(told)} of the printed peak. Memory bandwidth: {np.median(memory):.0%}"
        f" ({min(memory):.0%} to {max(memory):.0%}, n = {len(memory)}).",
        "Not the same chips in each format; who measured chose the shapes and the software.",
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
    nothing = "prefill gained nothing" if max(rest) <= 1 else "prefill gained less"
    return Finding(
        f"With the same arithmetic and {multiple(found.memory_bandwidth)} the memory bandwidth, small batches decode up to"
        f" {max(decode):.2f}× as fast; {nothing}.",
        f"{found.second} beside {found.first}, Llama 3 8B. Decode at batch 1 to 128: {spans[0]} as fast (n = {len(decode)})."
        f" At batch 512 and more: {spans[1]} (n = {len(busy)}). Prefill: {spans[2]} (n = {len(rest)}).",
        "One pair of cards, one software, 16 bit.",
        "speed_up",
        "python -m analysis compare H100 H200",
    )


def times_are_met(root: Path = ROOT) -> Finding:
    """How well times are foretold."""
    device, model = (next(s for s in expected.stored()["scores"] if s["left_out"] == out) for out in ("device", "model"))
    return Finding(
        f"Five fitted numbers foretell the time of a step of a model they have not seen within {model['median_error']:.0%}"
        " in the median.",
        f"Models left out: largest error {model['largest_error']:.0%} (n = {model['n']}). Chips left out: median"
        f" {device['median_error']:.0%}, largest {device['largest_error']:.0%} (n = {device['n']}).",
        "Scored at 16 bit on one H100 or H200; for other chips, formats and mixtures of experts it is an extrapolation, and"
        " says so.",
        "expected_times",
        "python -m analysis profile llama-3-8b --chip H200 --context 1024",
    )


def engines_reach(root: Path = ROOT) -> Finding:
    """What serving engines reach of the ceiling."""
    shares = [run.share_of_ceiling for run in serving.serving(root).runs]
    low, middle, high = np.quantile(shares, [0.25, 0.5, 0.75])
    return Finding(
        f"Serving engines reach about {middle:.0%} of the tokens per second that the memory of their chips allows.",
        f"Median of {len(shares)} public runs; half of them lie between {low:.0%} and {high:.0%}.",
        "A low estimate: the number of clients stands for the batch, and fewer sequences may have been resident.",
        "",
        "python -m analysis serving",
    )
