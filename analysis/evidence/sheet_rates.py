"""What the data sheet allows for a measurement: the bandwidth and the dense peak of its devices, and the rates it implies."""

import numpy as np
import pandas as pd

from ..tables import formats

RATES = {  # quantity of a rate -> which part of the sheet bounds it
    "memory_bandwidth_bytes_per_s": "sheet_bytes_per_s",
    "flop_per_s": "sheet_flop_per_s",
    "op_per_s": "sheet_flop_per_s",
}
TOLERANCE = {"sheet_bytes_per_s": 1.02, "sheet_flop_per_s": 1.0}  # sheets round bandwidths, memory clocks are not exact


def sheets(rows: pd.DataFrame, devices: pd.DataFrame) -> pd.DataFrame:
    """sheet_bytes_per_s and sheet_flop_per_s of the devices each row used together, NaN where the sheet has no number."""
    of_row = devices.set_index("id").reindex(rows["device_id"])
    count = rows["devices"].to_numpy(float)
    peaks = np.full(len(rows), np.nan)
    for form in formats.COLUMNS:
        columns = [c for same in _alike(form) for c in formats.COLUMNS[same]]
        at = (rows["format"] == form).to_numpy()
        peaks[at] = of_row[columns].max(axis=1).to_numpy(float)[at]
    bandwidth = of_row["memory_bandwidth_bytes_per_s"].to_numpy(float)
    return pd.DataFrame({"sheet_bytes_per_s": bandwidth * count, "sheet_flop_per_s": peaks * count}, index=rows.index)


def _alike(form: str) -> tuple[str, ...]:
    """The formats whose peak a format may run at: fp16 and bf16 are one rate on every sheet that has both."""
    return ("fp16", "bf16") if form in ("fp16", "bf16") else (form,)


def implied(rows: pd.DataFrame) -> pd.DataFrame:
    """The rates of each row in the columns of `sheets`: the value of a rate; bytes and FLOP over the seconds of a time."""
    value, time = rows["value"], rows["quantity"].eq("seconds")
    found = pd.DataFrame(np.nan, index=rows.index, columns=list(TOLERANCE))
    for quantity, column in RATES.items():
        found[column] = found[column].mask(rows["quantity"] == quantity, value)
    found["sheet_bytes_per_s"] = found["sheet_bytes_per_s"].mask(time, rows["bytes"] / value)
    found["sheet_flop_per_s"] = found["sheet_flop_per_s"].mask(time, rows["flop"] / value)
    return found


def shares(rows: pd.DataFrame, devices: pd.DataFrame) -> pd.DataFrame:
    """The part of the sheet that each row reaches, of bandwidth and of the peak; NaN where either is unknown."""
    return implied(rows) / sheets(rows, devices)


def beaten(rows: pd.DataFrame, devices: pd.DataFrame) -> pd.Series:
    """'' for a row within its sheet; else which sheet it beats, and by how much: 'sheet_bytes_per_s 1.13'."""
    part = shares(rows, devices)
    told = pd.Series("", rows.index)
    for column, most in TOLERANCE.items():
        over = part[column] > most
        told[over] = [f"{column} {ratio:.3g}" for ratio in part.loc[over, column]]
    return told
