"""Rules of the measurements: none beats the sheet of its device, and each says what a reader needs to repeat it."""

import re
from collections.abc import Iterator

import numpy as np

from .. import sheet_rates
from .core import Finding, Frame, rule

TABLE = "measurements"
MLPERF_ID = re.compile(r"(\d\.\d-\d{4} )?(datacenter|edge|datacenter,edge)/closed/\S+/\S+")
MLPERF_NOTE = re.compile(r"MLPerf Inference v\d\.\d, closed\b")
SEPARATE = ("fp64", "fp32", "tf32", "fp16", "bf16", "fp8", "fp4")  # an integer format counts operations, not FLOP


@rule("measurement-physics", TABLE, "accelerators")
def measurement_physics(rows: Frame, devices: Frame) -> Iterator[Finding]:
    """No rate, and no rate that a time implies, is above the sheet of its devices; bandwidth has 2% for rounding and clock."""
    told = sheet_rates.beaten(rows, devices)
    for row in np.flatnonzero(told != ""):
        problem = f"{rows['value'][row]:g} {rows['quantity'][row]} is {told[row].split()[1]} times its sheet"
        advice = "another device, a sparse rate, an array that fits in cache, or a slip of the timing; leave the row out"
        yield Finding(TABLE, row, "value", problem, advice)


@rule("measurement-value", TABLE)
def measurement_value(rows: Frame) -> Iterator[Finding]:
    """A measured value is positive, and so is the number of devices."""
    for column in ("value", "devices"):
        for row in np.flatnonzero(~(rows[column] > 0)):
            yield Finding(TABLE, row, column, f"the {column} is {rows[column][row]:g}", "what is measured is above zero")


@rule("measurement-format", TABLE)
def measurement_format(rows: Frame) -> Iterator[Finding]:
    """A rate of arithmetic names its format: FLOP/s of floating point, operations a second of int8."""
    wanted = {"flop_per_s": SEPARATE, "op_per_s": ("int8",)}
    for row, (quantity, form) in enumerate(zip(rows["quantity"], rows["format"], strict=True)):
        if quantity in wanted and form not in wanted[quantity]:
            problem = f"{quantity} at format {form!r}"
            yield Finding(TABLE, row, "format", problem, f"one of {', '.join(wanted[quantity])}, or the other quantity")


@rule("measurement-mlperf", TABLE)
def measurement_mlperf(rows: Frame) -> Iterator[Finding]:
    """A result of MLPerf says its round, division and unique id, as the terms of its trademark ask."""
    mlperf = rows["workload"].str.startswith("mlperf") | rows["source_id"].str.startswith("mlperf")
    for row in np.flatnonzero(mlperf):
        if not MLPERF_ID.fullmatch(rows["locator"][row]):
            problem = f"{rows['locator'][row]!r} is no unique id of a closed result"
            yield Finding(TABLE, row, "locator", problem, "write it as datacenter/closed/SUBMITTER/SYSTEM")
        if not MLPERF_NOTE.match(rows["note"][row]):
            problem = f"{rows['note'][row]!r} does not name round and division"
            yield Finding(TABLE, row, "note", problem, "begin it with MLPerf Inference v5.1, closed")


@rule("measurement-date", TABLE)
def measurement_date(rows: Frame) -> Iterator[Finding]:
    """A day of a measurement says whether it is that of the run or of its publication."""
    for row in np.flatnonzero(rows["measured_on"].notna() != (rows["measured_on_meaning"] != "")):
        problem = "measured_on and measured_on_meaning go together"
        yield Finding(TABLE, row, "measured_on_meaning", problem, "write run or published, or leave both blank")


@rule("measurement-repeated", TABLE)
def measurement_repeated(rows: Frame) -> Iterator[Finding]:
    """No measurement is there twice."""
    for row in np.flatnonzero(rows.drop(columns="id").duplicated()):
        yield Finding(TABLE, row, "id", "all its cells are those of a row above", "was the row copied?")
