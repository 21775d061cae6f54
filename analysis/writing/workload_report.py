"""Answers of the workload side in words and records: the profile of a model on a chip, what levers buy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from ..statistics.growth import TrendFit
from ..tables.paths import ROOT
from ..tables.units import multiple, quantity, significant
from ..workload import roofline
from ..workload.levers import CHIP, MODEL, Bought, Footprint, Helped
from ..workload.roofline import Profile, Request
from .terminal import columns, named, paragraph


def duration(seconds: float) -> str:
    """Seconds in ms or µs where they are few: 0.0671 -> '67.1 ms'."""
    return quantity(seconds, "s")


def profile_text(p: Profile, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """A profile for a terminal: one line that answers, then what is behind it, with `more` lines of a name and a text."""
    on = f"{p.devices} x {p.chip}" if p.devices > 1 else p.chip
    step = {"decode": "one decode step", "prefill": "prefill", "encode": "encoding"}[p.phase]
    head = (
        f"{p.model} on {on}, {step}, batch {p.batch:,}, context {p.context:,}: {quantity(p.flop, 'FLOP')},"
        f" {quantity(p.bytes, 'byte')}, time floor {duration(p.time_floor_s)}, ceiling {significant(p.tokens_per_s_ceiling)}"
        f" tokens/s, bound by {_bound(p)}."
    )
    rows = {
        "formats": f"weights {p.weights}, cache {p.kv}, activations {p.activations}, arithmetic {p.compute}",
        "bytes": f"weights {quantity(p.weight_bytes, 'byte')}, cache {quantity(p.kv_bytes, 'byte')},"
        + (f" recurrent states {quantity(p.state_bytes, 'byte')}," if p.state_bytes else "")
        + f" activations {quantity(p.activation_bytes, 'byte') if p.activation_bytes else 'on the chip'}",
        "intensity": f"{significant(p.arithmetic_intensity_flop_per_byte)} FLOP/byte; the chip balances at"
        f" {significant(p.balance_flop_per_byte)}",
        "floors": f"memory {duration(p.memory_time_s)}, compute {duration(p.compute_time_s)}"
        + (f", link {duration(p.link_time_s)}" if p.devices > 1 else ""),
        "capacity": _capacity(p),
        "critical batch": _critical(p),
        "read this as": "bounds by the data sheet, reached by no kernel; a floor and a ceiling, no forecast",
        **more,
        **{f"note {i}": note for i, note in enumerate(p.notes, 1)},
    }
    return "\n".join([paragraph(head), named(rows)])


def _bound(p: Profile) -> str:
    return f"capacity (if it fitted, by {p.bound_by_if_it_fits})" if p.bound_by == "capacity" else p.bound_by


def _capacity(p: Profile) -> str:
    stored = f"weights and cache take {quantity(p.stored_bytes, 'byte')}"
    if p.devices_to_hold is None:
        return f"{stored}; the table has no capacity of this chip"
    room = "one device" if p.devices == 1 else f"{p.devices} devices"
    if p.bound_by == "capacity" and p.devices_to_hold <= p.devices:
        kept = "keeps key-value heads that others keep too" if p.split == "tensor" else "keeps attention whole"
        return f"{stored}: this does not fit on {room}, since each {kept}; the times ignore that"
    if p.bound_by == "capacity":
        return f"{stored}: this does not fit on {room}, at least {p.devices_to_hold} hold it; the times ignore that"
    return f"{stored}, which fit on {room}"


def _critical(p: Profile) -> str:
    if p.critical_batch is None:
        return "none: at this context each sequence's own cache keeps it memory bound at any batch"
    return f"compute bound from {p.critical_batch:,} sequence{'s' * (p.critical_batch > 1)} on"


def profile_table(requests: Sequence[Request], root: Path = ROOT) -> pd.DataFrame:
    """One row for each request: work, bytes, floor, ceiling, what binds, devices to hold it, critical batch."""
    rows = []
    for p in (roofline.profile(r, root) for r in requests):
        rows.append(
            {
                "Model": p.model,
                "Chip": p.chip,
                "Batch": f"{p.batch:,}",
                "FLOP/byte": significant(p.arithmetic_intensity_flop_per_byte),
                "of": significant(p.balance_flop_per_byte),
                "Floor of a step": duration(p.time_floor_s),
                "Ceiling, tokens/s": significant(p.tokens_per_s_ceiling),
                "Binds": p.bound_by_if_it_fits,
                "Devices to hold it": p.devices_to_hold or "",
                "Critical batch": "none" if p.critical_batch is None else f"{p.critical_batch:,}",
            }
        )
    return pd.DataFrame(rows)


def levers_record(fits: Mapping[str, TrendFit], found: Sequence[Bought], memory: Sequence[Footprint]) -> dict[str, Any]:
    """The JSON of `levers`: the growth of each ratio, each lever, the training footprints."""
    growth = {
        per: {"growth_per_2_years": f.growth(2), "growth_per_2_years_ci": f.growth_ci(2), "n": f.n, "df": f.df}
        for per, f in fits.items()
    }
    return {
        "level": fits["byte"].level,
        "growth": growth,
        "gain_of": {"model": MODEL, "chip": CHIP},
        "levers": [asdict(b) for b in found],
        "training_footprint": [asdict(m) | {"factor": m.factor} for m in memory],
    }


def levers_text(fits: Mapping[str, TrendFit], found: Sequence[Bought], memory: Sequence[Footprint]) -> str:
    """Levers for a terminal: years by lever, then the memory of training in the paper's table, model by model."""
    growth = [paragraph(_growth(per, f), "", "  ") for per, f in fits.items()]
    context = max(found[0].gain or {"8192": {}}, key=int)
    batches = list(next((b.gain for b in found if b.gain), {}).get(context, {}))
    notes = [
        "Factor: fewer bytes, operations or passes, low to high in brackets. Years: growth of the gap that it undoes.",
        f"Batch: speed-up of a decode step of {MODEL} on {CHIP} at {int(context):,} tokens, capacity ignored; experts: weight"
        " bytes of a mixture; tokens per pass: at best.",
        "No gain from: the batch at which compute binds, the cache left out.",
    ]
    heading = "Memory to train, GB as the paper draws it, gradients left out:"
    tables = []
    for per, name in NAMES.items():
        if rows := [_lever_cells(b, context, batches) for b in found if b.gap == per]:
            shown = [head for head in rows[0] if any(row[head] for row in rows)]
            tables += ["", f"Against the gap of {name}:", columns([{head: row[head] for head in shown} for row in rows])]
    told = [paragraph(note, "  ", "    ") for note in notes]
    return "\n".join([*growth, *tables, "", *told, "", heading, columns(_footprint_cells(found, memory))])


def _lever_cells(b: Bought, context: str, batches: Sequence[str]) -> dict[str, str]:
    """One lever: what it acts on, by how much, the years of the gap, and a decode step faster by batch."""
    gains = (b.gain or {}).get(context, {})
    return {
        "lever": b.name,
        "acts on": b.term,
        "factor": _factor(b),
        "years": years_text(b),
        **{f"batch {n}": multiple(gains[n]) if n in gains else "" for n in batches},
        "no gain from": f"{b.no_gain_from_batch:,}" if b.no_gain_from_batch else "",
    }


def _footprint_cells(found: Sequence[Bought], memory: Sequence[Footprint]) -> list[dict[str, str]]:
    """Memory of training as the paper draws it, then with each lever, model by model."""
    table = pd.DataFrame([asdict(m) for m in memory])
    levers = {b.id: b.name for b in found}
    after = table.assign(lever=table["lever"].map(levers)).pivot_table("after_gb", "lever", "model", sort=False)
    before = table.groupby("model", sort=False)["before_gb"].first().rename("as the paper draws it").to_frame().T
    told = pd.concat([before, after]).map("{:.2f}".format)
    return [{"lever": str(name), **row} for name, row in zip(told.index, told.to_dict("records"), strict=True)]


def _factor(lever: Bought | Helped) -> str:
    """'4.00× (3.20× to 4.10×)'."""
    return f"{multiple(lever.factor_typical)} ({multiple(lever.factor_low)} to {multiple(lever.factor_high)})"


def helped_text(found: Sequence[Helped], asked: Mapping[str, Any]) -> str:
    """What levers do to one decode step, the most helpful first."""
    head = f"{asked['model']} on {asked['chip']}, one decode step, batch {asked['batch']:,}, context {asked['context']:,}:"
    rows = [
        {
            "lever": h.name,
            "acts on": h.term,
            "factor": _factor(h),
            "faster": f"{multiple(h.gain_typical)} ({multiple(h.gain_low)} to {multiple(h.gain_high)})",
        }
        for h in sorted(found, key=lambda h: -h.gain_typical)
    ]
    told = f"{head} {asked['bound_by']} bound at 16 bit. Each lever by itself, at its typical factor (low to high)."
    return "\n".join([paragraph(told), "", columns(rows)])


def _growth(per: str, fit: TrendFit) -> str:
    low, high = fit.growth_ci(2)
    unsure = "" if low > 1 else "; none is not excluded, so the years have no upper end"
    interval = f"({fit.level:.0%}: {multiple(low)} to {multiple(high)})"
    return f"peak over {NAMES[per]} of the same chip: {multiple(fit.growth(2))} every two years {interval}, n = {fit.n}{unsure}"


NAMES = {"byte": "memory bandwidth", "capacity": "memory capacity", "link": "link bandwidth"}


def years_text(b: Bought) -> str:
    """'12 (6.4 to 91)', or 'at least 4.8' where the growth may be none."""
    low, high = b.years
    typical = "" if b.years_typical is None else f"{significant(b.years_typical, 2)} "
    if low is None:
        return f"{typical}(no growth to undo on this evidence)"
    bounds = f"at least {significant(low, 2)}" if high is None else f"{significant(low, 2)} to {significant(high, 2)}"
    return f"{typical}({bounds})"
