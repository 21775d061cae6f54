"""The highest share of its sheet that anybody measured on any chip: of the memory bandwidth, and of the peak at each format."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..tables import formats, frames
from ..tables.paths import ROOT
from . import measurements
from .attained import BANDWIDTH

SAME = {form: precision for precision, forms in formats.ALIKE.items() for form in forms}  # bf16 counts as fp16
ENOUGH = 5  # chips that must have been measured before the highest of them says anything of others


@dataclass(frozen=True)
class Highest:
    """The highest share of one roof, on which chip, and how many chips were measured."""

    share_of_sheet: float
    device_id: str
    devices: int


def highest(root: Path = ROOT) -> dict[str, Highest]:
    """By roof (memory_bandwidth, or a format) the highest share; roofs of fewer than five chips are left out.

    Products of zeros count here: they are the fastest that a chip was ever seen to do. Empty where the table is not installed.
    """
    if "measurements" not in frames.resources(root):
        return {}
    rows = measurements.load(root)
    products = rows[rows["workload"] == "matrix_product"]
    products = products.assign(roof=products["format"].replace(SAME), share=products["share_of_peak"])
    streams = rows[rows["quantity"] == "memory_bandwidth_bytes_per_s"]
    streams = streams.assign(roof=BANDWIDTH, share=streams["share_of_bandwidth"])
    known = pd.concat([products, streams]).dropna(subset="share")
    found = {str(name): _of(group) for name, group in known.groupby("roof")}
    found = {name: one for name, one in found.items() if one.devices >= ENOUGH}
    return found | {form: found[same] for form, same in SAME.items() if same in found}


def _of(rows: pd.DataFrame) -> Highest:
    """The highest of the rows of one roof."""
    best = rows.loc[rows["share"].idxmax()]
    return Highest(float(best["share"]), str(best["device_id"]), rows["device_id"].nunique())
