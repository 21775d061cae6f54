"""What a byte, an operation and a token cost in energy, by the counter of the whole board.

A byte costs the energy of a stream over the bytes it moves, an operation that of a matrix product over its FLOP: of both, all
that the board draws meanwhile, idle power included. Where the two meet is the balance in energy, the FLOP per byte at which
moving and computing cost the same: the energy balance of Choi, Bedard, Fowler & Vuduc 2013, whose prices leave constant power
out. A step of decoding beside its bytes and its operations at these prices says how far two prices explain it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..tables.errors import RequestError, UnknownName
from ..tables.paths import ROOT
from ..workload import chips
from ..workload.chips import Chip
from ..workload.request import Request, resolve
from ..workload.transformer import Cost
from . import measurements

STREAMS = ("read", "copy", "mul", "add", "triad", "dot", "write")
PRICE = ("read", "copy", "triad")  # the first that was measured is what a byte costs


@dataclass(frozen=True)
class Price:
    """What one unit of work costs: the median of the rows that say it."""

    joules: float  # of one byte or one FLOP
    row_ids: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One decode step, measured, beside the price of its bytes and its operations; None where one of these is not known."""

    model: str
    format: str
    batch: int
    context: int
    joules: float  # of the step, all sequences together
    bytes_joules: float | None
    cache_joules: float | None  # of the bytes, those of the sequences' own caches, which no batch shares
    flop_joules: float | None
    row_id: str

    @property
    def joules_per_token(self) -> float:
        """A step makes one token for each sequence."""
        return self.joules / self.batch

    @property
    def priced_share(self) -> float | None:
        """The part of the step that its bytes and operations come to at their prices."""
        if self.bytes_joules is None or self.flop_joules is None:
            return None
        return (self.bytes_joules + self.flop_joules) / self.joules


@dataclass(frozen=True)
class Energy:
    """What was measured of one device."""

    device_id: str
    name: str
    idle_watts: float | None
    per_byte: Mapping[str, Price]  # stream -> price of a byte
    per_flop: Mapping[str, Price]  # number format -> price of an operation on random operands
    per_flop_of_zeros: Mapping[str, Price]
    balance: Mapping[str, float]  # number format -> FLOP/byte at which bytes and operations cost the same
    sheet_balance: Mapping[str, float]  # number format -> FLOP/byte at which they take the same time, by the data sheet
    steps: tuple[Step, ...]  # by model, context and batch
    source_ids: tuple[str, ...]


def everything(root: Path = ROOT) -> tuple[Energy, ...]:
    """Every device of which an energy was measured, in the order of their dates."""
    rows = measurements.load(root)
    of = rows[rows["quantity"].isin(("joules", "watts"))].sort_values(["device_released_on", "device_id"], kind="stable")
    known = of.loc[of["quantity"] == "joules", "device_id"].drop_duplicates()
    return tuple(_of(chips.find(device, root), of[of["device_id"] == device], root) for device in known)


def energy(name: str | Chip, root: Path = ROOT) -> Energy:
    """What was measured of one chip; RequestError where that is nothing."""
    chip, every = chips.find(name, root), everything(root)
    if found := [e for e in every if e.device_id == chip.id]:
        return found[0]
    raise RequestError(f"no energy of {chip.name} is in data/measurements.csv; measured are {', '.join(e.name for e in every)}")


def _of(chip: Chip, rows: pd.DataFrame, root: Path) -> Energy:
    """The prices and steps of one chip from its rows."""
    joules = rows[rows["quantity"] == "joules"]
    idle = rows.loc[(rows["quantity"] == "watts") & (rows["workload"] == "idle"), "value"]
    streams = joules[joules["workload"].isin(STREAMS)]
    products = joules[(joules["workload"] == "matrix_product") & (joules["format"] != "")]
    zeros = products["operands"] == "zeros"
    per_byte, per_flop = _prices(streams, "workload", "bytes"), _prices(products[~zeros], "format", "flop")
    byte = next((per_byte[stream].joules for stream in PRICE if stream in per_byte), None)
    decode = joules[joules["workload"] == "decode"].sort_values(["model", "context_tokens", "batch"], kind="stable")
    return Energy(
        device_id=chip.id,
        name=chip.name,
        idle_watts=float(idle.median()) if len(idle) else None,
        per_byte=per_byte,
        per_flop=per_flop,
        per_flop_of_zeros=_prices(products[zeros], "format", "flop"),
        balance={} if byte is None else {form: byte / price.joules for form, price in per_flop.items()},
        sheet_balance={form: chip.balance(form) for form in per_flop if chip.has(form) and chip.memory_bandwidth},
        steps=tuple(_step(row, byte, per_flop, root) for _, row in decode.iterrows()),
        source_ids=tuple(dict.fromkeys(rows["source_id"])),
    )


def _prices(rows: pd.DataFrame, by: str, amount: str) -> dict[str, Price]:
    """Joules over the amount of work, for each value of a column; rows that do not say the amount are left out."""
    rows = rows[rows[amount] > 0]
    return {
        str(name): Price(float((mine["value"] / mine[amount]).median()), tuple(mine["id"])) for name, mine in rows.groupby(by)
    }


def _step(row: pd.Series, byte: float | None, per_flop: Mapping[str, Price], root: Path) -> Step:
    """One row of decoding, with what its bytes and its operations cost."""
    work, price = _work(row, root), per_flop.get(row["format"])
    flop = float(row["flop"]) if row["flop"] > 0 else None if work is None else float(work.flop)
    return Step(
        model=row["model"],
        format=row["format"],
        batch=int(row["batch"]),
        context=int(row["context_tokens"]),
        joules=float(row["value"]),
        bytes_joules=float(row["bytes"]) * byte if byte is not None and row["bytes"] > 0 else None,
        cache_joules=float(work.kv_bytes) * byte if byte is not None and work is not None else None,
        flop_joules=flop * price.joules if flop is not None and price is not None else None,
        row_id=row["id"],
    )


def _work(row: pd.Series, root: Path) -> Cost | None:
    """FLOP and bytes of a step in closed form, the cache at 16 bit; None of a model that is in no table."""
    try:
        asked = resolve(Request(row["model"], row["device_id"], int(row["batch"]), int(row["context_tokens"])), root)
    except UnknownName:
        return None
    return asked.work(asked.request.batch).total
