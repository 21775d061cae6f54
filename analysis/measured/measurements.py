"""The measurements as a frame, each beside what its data sheet allows."""

from pathlib import Path

import pandas as pd

from ..evidence import sheet_rates
from ..tables import frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT

LABELS = ("name", "label", "vendor", "generation", "released_on", "memory_type")


def load(root: Path = ROOT) -> pd.DataFrame:
    """Every measurement with device_* columns and, NaN where the sheet says nothing:

    sheet_bytes_per_s, sheet_flop_per_s: bandwidth and dense peak at its format, of its devices together;
    bytes_per_s, flop_per_s: the rates it is, or that its bytes and FLOP over its seconds are;
    share_of_bandwidth, share_of_peak: the rates over the sheet;
    sheet_value: what the sheet allows in the unit of the value; of a time the larger of bytes and FLOP over their rates;
    share_of_sheet: of a rate value over sheet_value, of a time sheet_value over value: 1 is the sheet, in both.
    """
    if "measurements" not in frames.resources(root):
        raise RequestError("the measurements are in the repository and in each release, not in the installed package")
    rows, devices = frames.load("measurements", root), frames.load("accelerators", root)
    sheet, rate = sheet_rates.sheets(rows, devices), sheet_rates.implied(rows)
    share = (rate / sheet).set_axis(["share_of_bandwidth", "share_of_peak"], axis=1)
    known = devices.set_index("id")[list(LABELS)].add_prefix("device_").reindex(rows["device_id"]).set_index(rows.index)
    joined = pd.concat([rows, known, sheet, rate.set_axis(["bytes_per_s", "flop_per_s"], axis=1), share], axis=1)
    return joined.assign(sheet_value=_sheet_value(rows, sheet), share_of_sheet=share.max(axis=1))


def _sheet_value(rows: pd.DataFrame, sheet: pd.DataFrame) -> pd.Series:
    """The bound of each row in the unit of its value."""
    least = pd.concat([rows["bytes"] / sheet["sheet_bytes_per_s"], rows["flop"] / sheet["sheet_flop_per_s"]], axis=1).max(axis=1)
    found = least.where(rows["quantity"] == "seconds")
    for quantity, column in sheet_rates.RATES.items():
        found = found.mask(rows["quantity"] == quantity, sheet[column])
    return found


def best(quantity: str, root: Path = ROOT) -> pd.DataFrame:
    """Of the rates of one quantity the row of the highest share of the sheet for each device and format."""
    rows = load(root)
    rows = rows[(rows["quantity"] == quantity) & rows["share_of_sheet"].notna()]
    return rows.loc[rows.groupby(["device_id", "format"])["share_of_sheet"].idxmax()].sort_values("device_released_on")
