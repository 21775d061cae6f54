"""Rules of the census of peaks: each value is what its text says, and the rows that it may mean are there."""

import math
from collections.abc import Iterator

from .. import arithmetic
from .core import Finding, Frame, rule

TABLE = "peak_tables"
QUANTITIES = {"int8": "op_per_s", "": "memory_bandwidth_bytes_per_s"}  # format -> quantity, flop_per_s of all others


@rule("peak-table-value", TABLE)
def peak_table_value(rows: Frame) -> Iterator[Finding]:
    """The text, worked out and multiplied, gives the value."""
    for row, (text, times, value) in enumerate(zip(rows["value_as_written"], rows["times"], rows["value"], strict=True)):
        try:
            found = arithmetic.worked_out(text) * times
        except ValueError:
            yield Finding(TABLE, row, "value_as_written", f"{text!r} is no arithmetic", "write the number as the file does")
            continue
        if not math.isclose(found, value, rel_tol=1e-9):
            told = f"{text} times {times:g} is {found:g}, not {value:g}"
            yield Finding(TABLE, row, "value", told, "a slip of the unit, or of the value")


@rule("peak-table-quantity", TABLE)
def peak_table_quantity(rows: Frame) -> Iterator[Finding]:
    """A peak names its format and a bandwidth none; int8 counts operations."""
    for row, (form, quantity) in enumerate(zip(rows["format"], rows["quantity"], strict=True)):
        if quantity != (wanted := QUANTITIES.get(form, "flop_per_s")):
            problem = f"{quantity} at format {form!r}"
            yield Finding(TABLE, row, "quantity", problem, f"write {wanted}, or another format")


@rule("peak-table-rows", TABLE, "accelerators")
def peak_table_rows(rows: Frame, devices: Frame) -> Iterator[Finding]:
    """Rows that the name may mean too are rows, and stand beside a first one."""
    known = set(devices["id"])
    for row, (first, others) in enumerate(zip(rows["accelerator_id"], rows["or_accelerator_ids"], strict=True)):
        if unknown := [i for i in others.split() if i not in known or i == first or not first]:
            problem = f"{unknown[0]} is no further row of accelerators"
            yield Finding(TABLE, row, "or_accelerator_ids", problem, "ids of other rows, parted by blanks, or leave it blank")
