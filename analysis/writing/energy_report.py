"""Energy in words: what a byte, an operation and a token cost on each device, and where bytes and operations cost the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..measured.energy import Energy, Price, Step
from ..tables.units import significant

NOTE = (
    "Energy of the whole board by its own counter, over many runs; idle power is in it. Priced: the bytes and the operations of a"
    " step at the prices above it, as a part of what the step took."
)


def energy_record(found: Energy) -> dict[str, Any]:
    """The JSON of one device: what was measured, and of each step what follows."""
    steps = [asdict(s) | {"joules_per_token": s.joules_per_token, "priced_share": s.priced_share} for s in found.steps]
    return asdict(found) | {"steps": steps}


def energy_text(every: Sequence[Energy]) -> str:
    """All devices for a terminal: the prices of each, its balance, its steps."""
    return "\n".join([line for found in every for line in (*_device(found), "")] + [NOTE])


def _device(found: Energy) -> Iterator[str]:
    """The lines of one device."""
    idle = f" (idle {found.idle_watts:.0f} W)" if found.idle_watts is not None else ""
    yield f"{found.name}{idle}"
    yield f"  a byte     {_prices(found.per_byte)}"
    yield f"  a FLOP     {_prices(found.per_flop)}" + (
        f"; of zeros {_prices(found.per_flop_of_zeros)}" if found.per_flop_of_zeros else ""
    )
    yield f"  balance    {'; '.join(_balances(found)) or 'not known'}"
    if found.steps:
        yield f"  {'a token of decoding':24}{'batch':>8}{'context':>10}{'J/token':>10}{'bytes':>9}{'FLOP':>9}{'priced':>9}"
    yield from map(_step, found.steps)


def _balances(found: Energy) -> Iterator[str]:
    """Where bytes and operations cost the same energy, beside where they take the same time."""
    for form, balance in found.balance.items():
        sheet = f" (in time {significant(found.sheet_balance[form])} by the sheet)" if form in found.sheet_balance else ""
        yield f"{form} {significant(balance)} FLOP/byte cost the same as the byte{sheet}"


def _step(step: Step) -> str:
    """One line of a step: joules of one token, and the parts that its bytes and operations make."""
    each = [_joules(None if v is None else v / step.batch) for v in (step.joules, step.bytes_joules, step.flop_joules)]
    share = "" if step.priced_share is None else f"{step.priced_share:.0%}"
    name = f"{step.model}, {step.format}"
    return f"    {name:22}{step.batch:8,}{step.context:10,}{each[0]:>10}{each[1]:>9}{each[2]:>9}{share:>9}"


def _joules(value: float | None) -> str:
    return "" if value is None else significant(value, 2)


def _prices(prices: Mapping[str, Price]) -> str:
    """'read 172 pJ, copy 166 pJ', the dearest first."""
    order = sorted(prices, key=lambda name: -prices[name].joules)
    return ", ".join(f"{name} {picojoules(prices[name].joules)}" for name in order) or "not measured"


def picojoules(joules: float) -> str:
    """1.72e-10 -> '172 pJ'."""
    return f"{significant(joules * 1e12)} pJ"
