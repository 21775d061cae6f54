"""The measured side as text: what chips reach of their sheets, verdicts on timed runs, the balance of measured roofs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ..measured.attained import Attained, Roof
from ..measured.audit import Audit, Verdict
from ..measured.balance import MeasuredGap
from ..measured.compare import Comparison, Measured
from ..measured.expected import Expected
from ..measured.serving import Serving
from ..statistics.covariance import FEWEST_DF
from ..statistics.growth import TrendFit
from ..tables.units import quantity, significant
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
    lines.append(f"{found.runs:,} runs, {found.judged:,} judged by the sheets of their devices: {counts}.")
    return "\n".join(lines)


def _verdicts(kind: str, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """One line a verdict."""
    for verdict in verdicts[:MOST]:
        yield f"{kind}: {verdict.id} ({verdict.device}): {verdict.told}"
    if len(verdicts) > MOST:
        yield f"{kind}: and {len(verdicts) - MOST:,} more; --json has all"


def attained_text(found: Attained) -> str:
    """What one chip reaches: each roof with its range, then each who measured it."""
    roofs = ([("memory bandwidth", found.memory_bandwidth)] if found.memory_bandwidth else []) + list(found.peak.items())
    lines = [f"{found.chip}: what it reaches of its sheet (the median of those who measured it, from the lowest to the highest)"]
    for name, roof in roofs:
        unit = "byte/s" if name == "memory bandwidth" else "op/s" if name == "int8" else "FLOP/s"
        lines.append(f"  {name:17} {_share(roof):22} n = {roof.n}")
        lines += [
            f"    {w.share_of_sheet:4.0%}  {quantity(w.value, unit):>13}  {w.measured_by}: {w.workload.replace('_', ' ')},"
            f" {w.statistic}, {w.protocol or 'protocol unknown'}, {w.software or 'software unknown'}"
            for w in roof.witnesses
        ]
    return "\n".join(lines)


def _share(roof: Roof) -> str:
    """A share with its range where there is one: '80% (73% to 94%)'."""
    apart = f" ({roof.lowest:.0%} to {roof.highest:.0%})" if roof.n > 1 else ""
    return f"{roof.share_of_sheet:.0%}{apart}"


def attained_table(every: Sequence[Attained]) -> str:
    """All chips: shares of memory bandwidth and of the peaks at each format, with how many measured it."""
    forms = [f for f in FORMS if any(f in found.peak for found in every)]
    lines = [
        "Shares of the sheet that chips reach, in the order of their dates; in brackets how many measured it if more than one"
    ]
    lines.append(f"{'device':37}{'memory':>10}" + "".join(f"{form:>10}" for form in forms))
    for found in every:
        roofs = [found.memory_bandwidth, *(found.peak.get(form) for form in forms)]
        cells = ("" if r is None else f"{r.share_of_sheet:.0%}" + (f" ({r.n})" if r.n > 1 else "") for r in roofs)
        lines.append((f"{found.device_id:37}" + "".join(f"{cell:>10}" for cell in cells)).rstrip())
    return "\n".join(lines)


def comparison_text(found: Comparison) -> str:
    """Two chips as text: what the sheets say, the expected speed-up by batch, and what was measured."""
    sheet = f"{significant(found.memory_bandwidth)}× the memory bandwidth, {significant(found.peak)}× the peak"
    lines = [f"{found.second} beside {found.first}, by their sheets: {sheet}."]
    lines.append(f"Expected speed-up, {found.model}, {found.phase}, context {found.context:,} (80% interval):")
    lines += [
        f"  batch {p.batch:>6,}  {p.speed_up:.2f}× ({p.interval_80[0]:.2f} to {p.interval_80[1]:.2f})"
        f"  {duration(p.seconds[0])} to {duration(p.seconds[1])}, most of it {p.bound_by[0]}"
        + (f", then {p.bound_by[1]}" if p.bound_by[0] != p.bound_by[1] else "")
        for p in found.predicted
    ]
    if not found.kernels_measured:
        lines.append(
            "  Of one of the two nobody here measured the kernels; what all chips reach is pooled, and the intervals are wider."
        )
    lines.append(f"Measured: {len(found.measured)} works that one witness ran on both.")
    lines += [_measured(m) for m in found.measured]
    return "\n".join(lines)


def _measured(m: Measured) -> str:
    """One measured speed-up."""
    size = [f"batch {m.batch:,.0f}" if m.batch else "", f"context {m.context_tokens:,.0f}" if m.context_tokens else ""]
    told = ", ".join(filter(None, [m.model, m.workload.replace("_", " "), m.format, *size]))
    expected = f" (expected {m.predicted:.2f}×)" if m.predicted else ""
    return f"  {m.speed_up:.2f}×{expected}  {told}; {m.source_id}{', ' + m.note if m.note else ''}"


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
    lines = [f"{n} serving runs beside the least time between two tokens at the concurrency that clients asked for:"]
    for what, groups in (("chip", found.by_chip), ("model", found.by_model), ("year", found.by_year)):
        lines.append(f"  {what:38}{'runs':>5}{'of the ceiling':>16}  middle half")
        lines += [f"  {g.name:38}{g.n:>5}{g.median:>16.0%}  {g.low:.0%} to {g.high:.0%}" for g in groups]
    lines.append(f"{above} runs are above the ceiling: fewer sequences were resident than clients asked for.")
    lines.append(f"Rank correlation (Spearman) of floor and time: {found.rank_correlation:.2f}; 1 is the same order.")
    if found.without_shape:
        lines.append(f"Left out, since their shape is in no table: {', '.join(found.without_shape)}.")
    return "\n".join(lines)


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
    lines = [f"Peak over memory bandwidth, {what}, of the {len(found.pairs)} devices of which one witness measured both:"]
    lines.append(f"  {'device':42}{'released':>12}{'sheet':>9}{'measured':>10}{'of sheet':>10}  measured by")
    lines += [
        f"  {p.name:42}{p.released_on:>12}{significant(p.sheet):>9}{significant(p.measured):>10}{p.share:>10.0%}  {p.measured_by}"
        for p in found.pairs
    ]
    lines.append("Every two years:")
    lines.append(f"  by the sheet   {_growth(found.sheet)}")
    lines.append(f"  measured       {_growth(found.measured)}")
    lines.append(f"  measured over printed, which is 1 where chips keep as much of the sheet as before   {_growth(found.share)}")
    if found.measured.df < FEWEST_DF:
        few = f"{found.measured.df:.1f} degrees of freedom: too few generations for a reliable interval"
        lines.append(f"  errors CR2 by vendor and generation, {few}")
    return "\n".join(lines)


def _growth(fit: TrendFit) -> str:
    """A growth per two years with its interval."""
    low, high = fit.growth_ci(2)
    return f"{significant(fit.growth(2))}× ({fit.level:.0%}: {significant(low)}× to {significant(high)}×)"
