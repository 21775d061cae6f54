"""Energy in words: what a byte, an operation and a token cost on each device, and where bytes and operations cost the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..measured.energy import Energy, Price, Step
from ..tables.units import significant
from .terminal import columns, named, paragraph

NOTES = (
    "Energy of the whole board by its own counter, over many runs; idle power is in it.",
    "Balance: where a byte costs what the FLOP done on it cost.",
    "Priced: bytes, at the price of a read, and FLOP of a step, as a part of what the step took.",
)


def energy_record(found: Energy) -> dict[str, Any]:
    """The JSON of one device: what was measured, and of each step what follows."""
    steps = [asdict(s) | {"joules_per_token": s.joules_per_token, "priced_share": s.priced_share} for s in found.steps]
    return asdict(found) | {"steps": steps}


def energy_text(every: Sequence[Energy]) -> str:
    """All devices for a terminal: the prices of each, its balance, its steps."""
    return "\n".join([line for found in every for line in (*_device(found), "")] + [paragraph(note, "", "  ") for note in NOTES])


def _device(found: Energy) -> Iterator[str]:
    """The lines of one device."""
    idle = f" (idle {found.idle_watts:.0f} W)" if found.idle_watts is not None else ""
    yield f"{found.name}{idle}"
    zeros = f"; of zeros {_prices(found.per_flop_of_zeros)}" if found.per_flop_of_zeros else ""
    yield named(
        {
            "a byte": _prices(found.per_byte),
            "a FLOP": f"{_prices(found.per_flop)}{zeros}",
            "balance": "; ".join(_balances(found)) or "not known",
        }
    )
    if found.steps:
        yield "  A token of decoding, in joules, and what its bytes and its FLOP make of them:"
        yield columns([_step(step) for step in found.steps])


def _balances(found: Energy) -> Iterator[str]:
    """Where bytes and operations cost the same energy, beside where they take the same time."""
    for form, balance in found.balance.items():
        told = f", {significant(found.sheet_balance[form])} in time by the sheet" if form in found.sheet_balance else ""
        yield f"{form} {significant(balance)} FLOP/byte{told}"


def _step(step: Step) -> dict[str, str]:
    """The cells of a step: joules of one token, and the parts that its bytes and operations make."""
    each = [_joules(None if v is None else v / step.batch) for v in _parts(step)]
    told = {"model": f"{step.model}, {step.format}", "batch": f"{step.batch:,}", "context": f"{step.context:,}"}
    told |= dict(zip(("J/token", "bytes", "of cache", "FLOP"), each, strict=True))
    return told | {"priced": "" if step.priced_share is None else f"{step.priced_share:.0%}"}


def _parts(step: Step) -> tuple[float | None, ...]:
    """Joules of a step: measured, and by its bytes, its cache among them, and its FLOP."""
    return step.joules, step.bytes_joules, step.cache_joules, step.flop_joules


def _joules(value: float | None) -> str:
    return "" if value is None else significant(value, 2)


def _prices(prices: Mapping[str, Price]) -> str:
    """'read 172 pJ, copy 166 pJ', the dearest first."""
    order = sorted(prices, key=lambda name: -prices[name].joules)
    return ", ".join(f"{name} {picojoules(prices[name].joules)}" for name in order) or "not measured"


def picojoules(joules: float) -> str:
    """1.72e-10 -> '172 pJ'."""
    return f"{significant(joules * 1e12)} pJ"
