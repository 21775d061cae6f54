"""Answers of the workload side in words: the profile of a model on a chip."""

from analysis.roofline import Profile
from analysis.units import quantity, significant


def duration(seconds: float) -> str:
    """Seconds in ms or µs where they are few: 0.0671 -> '67.1 ms'."""
    return quantity(seconds, "s")


def profile_text(p: Profile) -> str:
    """A profile for a terminal: one line that answers, then what is behind it."""
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
        f" activations {quantity(p.activation_bytes, 'byte') if p.activation_bytes else 'on the chip'}",
        "intensity": f"{significant(p.arithmetic_intensity_flop_per_byte)} FLOP/byte; the chip balances at"
        f" {significant(p.balance_flop_per_byte)}",
        "floors": f"memory {duration(p.memory_time_s)}, compute {duration(p.compute_time_s)}"
        + (f", link {duration(p.link_time_s)}" if p.devices > 1 else ""),
        "capacity": _capacity(p),
        "critical batch": _critical(p),
        "read this as": "bounds by the data sheet, reached by no kernel; a floor and a ceiling, no forecast",
        **{f"note {i}": note for i, note in enumerate(p.notes, 1)},
    }
    width = max(map(len, rows))
    return "\n".join([head, *(f"  {k:<{width}}  {v}" for k, v in rows.items())])


def _bound(p: Profile) -> str:
    return f"capacity (if it fitted, by {p.bound_by_if_it_fits})" if p.bound_by == "capacity" else p.bound_by


def _capacity(p: Profile) -> str:
    stored = f"weights and cache take {quantity(p.stored_bytes, 'byte')}"
    if p.devices_to_hold is None:
        return f"{stored}; the table has no capacity of this chip"
    room = "one device" if p.devices == 1 else f"{p.devices} devices"
    if p.bound_by == "capacity":
        return f"{stored}: this does not fit on {room}, at least {p.devices_to_hold} hold it; the times ignore that"
    return f"{stored}, which fit on {room}"


def _critical(p: Profile) -> str:
    if p.critical_batch is None:
        return "none: at this context each sequence's own cache keeps it memory bound at any batch"
    return f"compute bound from {p.critical_batch:,} sequence{'s' * (p.critical_batch > 1)} on"
