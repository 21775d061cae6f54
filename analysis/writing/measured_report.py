"""The measured side as text: what chips reach of their sheets, verdicts on timed runs, the balance of measured roofs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ..measured.attained import Attained, Roof, Witness
from ..measured.audit import Audit, Verdict
from ..measured.balance import MeasuredGap, Pair
from ..measured.compare import Comparison, Measured, Predicted
from ..measured.expected import Expected
from ..measured.serving import Serving
from ..statistics.covariance import FEWEST_DF
from ..statistics.growth import TrendFit
from ..tables.units import quantity, significant
from .terminal import columns, named, paragraph, terms
from .workload_report import duration

MOST = 20  # verdicts of one kind that are printed; --json has all
FORMS = ("fp64", "fp32", "tf32", "fp16", "bf16", "fp8", "fp4", "int8")


def audit_text(found: Audit) -> str:
    """The verdicts, kind by kind, and the counts."""
    lines = [
        *_verdicts("impossible", found.impossible),
        *_verdicts("unlikely", found.unlikely),
        *_verdicts("unknown", found.unknown),
    ]
    counts = f"{len(found.impossible):,} impossible, {len(found.unlikely):,} unlikely, {len(found.unknown):,} of nothing known"
    lines.append(paragraph(f"{found.runs:,} runs, {found.judged:,} judged by the sheets of their devices: {counts}."))
    return "\n".join(lines)


def _verdicts(kind: str, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """One verdict after the other."""
    for verdict in verdicts[:MOST]:
        yield paragraph(f"{kind}: {verdict.id} ({verdict.device}): {verdict.told}", "", "  ")
    if len(verdicts) > MOST:
        yield f"{kind}: and {len(verdicts) - MOST:,} more; --json has all"


def attained_text(found: Attained) -> str:
    """What one chip reaches: each roof with its range, then each who measured it."""
    roofs = ([("memory bandwidth", found.memory_bandwidth)] if found.memory_bandwidth else []) + list(found.peak.items())
    told = "the median of those who measured it, from the lowest to the highest"
    lines = [paragraph(f"{found.chip}: what it reaches of its sheet ({told})")]
    lines.append(named({name: f"{_share(roof)}, n = {roof.n}" for name, roof in roofs}))
    lines.append(columns([_witness_cells(name, w) for name, roof in roofs for w in roof.witnesses], by="of"))
    return "\n".join(lines)


def _witness_cells(name: str, witness: Witness) -> dict[str, str]:
    """Who measured one roof, and how."""
    unit = "byte/s" if name == "memory bandwidth" else "op/s" if name == "int8" else "FLOP/s"
    how = (witness.workload.replace("_", " "), witness.statistic, witness.protocol or "protocol unknown")
    return {
        "of": name,
        "of the sheet": f"{witness.share_of_sheet:.0%}",
        "measured": quantity(witness.value, unit),
        "by": witness.measured_by,
        "how": ", ".join((*how, witness.software or "software unknown")),
    }


def _share(roof: Roof) -> str:
    """A share with its range where there is one: '80% (73% to 94%)'."""
    apart = f" ({roof.lowest:.0%} to {roof.highest:.0%})" if roof.n > 1 else ""
    return f"{roof.share_of_sheet:.0%}{apart}"


def attained_table(every: Sequence[Attained]) -> str:
    """All chips: shares of memory bandwidth and of the peaks at each format, with how many measured it."""
    forms = [f for f in FORMS if any(f in found.peak for found in every)]
    told = "Shares of the sheet that chips reach, in the order of their dates; in brackets how many measured it if more than one"
    rows = [
        {"device": found.device_id, "memory": _short(found.memory_bandwidth)} | {f: _short(found.peak.get(f)) for f in forms}
        for found in every
    ]
    return "\n".join([paragraph(told), columns(rows, "")])


def _short(roof: Roof | None) -> str:
    """'80% (3)': a share, and how many measured it."""
    return "" if roof is None else f"{roof.share_of_sheet:.0%}" + (f" ({roof.n})" if roof.n > 1 else "")


def comparison_text(found: Comparison) -> str:
    """Two chips as text: what the sheets say, the expected speed-up by batch, and what was measured."""
    sheet = f"{significant(found.memory_bandwidth)}× memory bandwidth, {significant(found.peak)}× peak"
    lines = [paragraph(f"{found.second} over {found.first} by sheet: {sheet}.")]
    lines.append(f"Expected speed-up, {found.model}, {found.phase}, context {found.context:,} (80% interval):")
    lines.append(columns([_predicted_cells(p) for p in found.predicted]))
    if not found.kernels_measured:
        pooled = "what all chips reach is pooled, and the intervals are wider."
        lines.append(paragraph(f"Of one of the two nobody here measured the kernels; {pooled}", "  "))
    lines.append(f"Measured: {len(found.measured)} works that one witness ran on both.")
    lines += [columns([_measured_cells(m) for m in found.measured])] if found.measured else []
    return "\n".join(lines)


def _predicted_cells(p: Predicted) -> dict[str, str]:
    """One expected speed-up."""
    then = f", then {p.bound_by[1]}" if p.bound_by[0] != p.bound_by[1] else ""
    return {
        "batch": f"{p.batch:,}",
        "speed-up": f"{p.speed_up:.2f}× ({p.interval_80[0]:.2f} to {p.interval_80[1]:.2f})",
        "time of a step": f"{duration(p.seconds[0])} to {duration(p.seconds[1])}",
        "most of it": f"{p.bound_by[0]}{then}",
    }


def _measured_cells(m: Measured) -> dict[str, str]:
    """One measured speed-up."""
    size = [f"batch {m.batch:,.0f}" if m.batch else "", f"context {m.context_tokens:,.0f}" if m.context_tokens else ""]
    return {
        "speed-up": f"{m.speed_up:.2f}×",
        "expected": f"{m.predicted:.2f}×" if m.predicted else "",
        "work": ", ".join(filter(None, [m.model, m.workload.replace("_", " "), m.format, *size])),
        "source": f"{m.source_id}{', ' + m.note if m.note else ''}",
    }


def expected_lines(found: Expected) -> dict[str, str]:
    """The expected time of a step, for a profile: a name and a text a line."""
    low, high = found.expected_s_interval_80
    device, model = found.score_left_out_by_device, found.score_left_out_by_model
    score = (
        f"{model['n']} runs, each model left out in turn, are met within {model['median_error']:.1%} (median) and"
        f" {model['largest_error']:.0%} (largest); each device left out, within {device['median_error']:.1%} and"
        f" {device['largest_error']:.0%}"
    )
    told = f"{duration(found.expected_s)} (80%: {duration(low)} to {duration(high)}), most of it {found.bound_by}"
    return {"expected": told, "its score": score} | {f"but {i}": note for i, note in enumerate(found.notes, 1)}


def serving_text(found: Serving) -> str:
    """Serving as text: shares of the ceiling by chip, model and year, and how well floors rank."""
    n, above = len(found.runs), found.above_ceiling
    every = (("by chip", found.by_chip), ("by model", found.by_model), ("by year", found.by_year))
    rows = [
        {
            "by": what,
            "of": g.name,
            "runs": str(g.n),
            "of the ceiling": f"{g.median:.0%}",
            "middle half": f"{g.low:.0%} to {g.high:.0%}",
        }
        for what, groups in every
        for g in groups
    ]
    told = [
        f"{above} runs are above the ceiling: fewer sequences were resident than clients asked for.",
        f"Rank correlation (Spearman) of floor and time: {found.rank_correlation:.2f}; 1 is the same order.",
    ]
    if found.without_shape:
        told.append(f"Left out, since their shape is in no table: {', '.join(found.without_shape)}.")
    head = f"{n} serving runs beside the least time between two tokens at the concurrency that clients asked for:"
    return "\n".join([paragraph(head), columns(rows, by="by"), *map(paragraph, told)])


def gap_record(found: MeasuredGap) -> dict[str, Any]:
    """The measured gap with the names of its JSON."""
    fits = (("", found.measured), ("sheet_", found.sheet), ("share_", found.share))
    growths: dict[str, Any] = {}
    for name, fit in fits:
        growths |= {f"{name}growth_per_2_years": fit.growth(2), f"{name}growth_per_2_years_ci": list(fit.growth_ci(2))}
    return {
        "precision": found.precision,
        "n": len(found.pairs),
        **growths,
        "level": found.measured.level,
        "df": found.measured.df,
        "covariance": found.measured.covariance,
        "too_few_generations": found.measured.df < FEWEST_DF,
        "devices": [asdict(pair) | {"share_of_sheet": pair.share} for pair in found.pairs],
    }


def gap_text(found: MeasuredGap) -> str:
    """The measured gap as text."""
    what = {"best": "best precision", "fp16": "16 bit"}.get(found.precision, found.precision)
    head = f"Peak over memory bandwidth, {what}, of the {len(found.pairs)} devices of which one witness measured both, FLOP/byte:"
    lines = [paragraph(head), columns([_pair_cells(p) for p in found.pairs]), "Growth every two years:"]
    growth = {"by the sheet": found.sheet, "measured": found.measured, "measured over sheet": found.share}
    lines.append(named({name: _growth(fit) for name, fit in growth.items()}))
    lines.append(paragraph("Measured over sheet is 1 where chips keep as much of the sheet as before.", "  "))
    if found.measured.df < FEWEST_DF:
        few = f"{found.measured.df:.1f} degrees of freedom: too few generations for a reliable interval."
        lines += [paragraph(f"Errors CR2 by vendor and generation, {few}", "  "), terms.explained("CR2")]
    return "\n".join(lines)


def _pair_cells(pair: Pair) -> dict[str, str]:
    """One device with both of its balances."""
    told = {"device": pair.name, "released": pair.released_on, "sheet": significant(pair.sheet)}
    return told | {
        "measured": significant(pair.measured),
        "of sheet": f"{pair.share:.0%}",
        "measured by": pair.measured_by,
    }


def _growth(fit: TrendFit) -> str:
    """A growth per two years with its interval."""
    low, high = fit.growth_ci(2)
    return f"{significant(fit.growth(2))}× ({fit.level:.0%}: {significant(low)}× to {significant(high)}×)"
