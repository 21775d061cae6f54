"""What a chip reaches of its sheet: its memory bandwidth, and its peak at each format, by everybody who measured it.

Everybody who measured a chip counts once: with the best kernel, and of the runs of that kernel a middle one where there is one.
The number of a chip is the median of those. Products of zeros are left out, since they draw less power than any real work does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..tables import frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..workload import chips
from ..workload.chips import Chip
from . import measurements

BANDWIDTH = "memory_bandwidth"
READING = ("read", "copy", "mul", "add", "triad", "dot", "weight_read")  # kernels of memory that read; a bare write is no use
MIDDLE = ("median of 20 best", "median", "mean")  # statistics of typical runs; `best` counts where a source has no other


@dataclass(frozen=True)
class Witness:
    """One who measured one roof of one chip, by the best kernel and software."""

    device_id: str
    roof: str  # memory_bandwidth, or a number format
    measured_by: str  # publisher of the source
    source_id: str
    share_of_sheet: float
    value: float  # byte/s, FLOP/s or op/s of one device
    workload: str
    software: str
    statistic: str
    protocol: str
    rows: int  # how many of its rows the best was taken from


@dataclass(frozen=True)
class Roof:
    """What a chip reaches of one number of its sheet; the share is the median of the witnesses."""

    share_of_sheet: float
    lowest: float
    highest: float
    n: int
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class Attained:
    """What one chip reaches."""

    chip: str
    device_id: str
    memory_bandwidth: Roof | None
    peak: Mapping[str, Roof]


def witnesses(root: Path = ROOT) -> tuple[Witness, ...]:
    """Every witness of every chip, in the order of the chips' dates; FLOP/s and byte/s are of one device."""
    publisher = frames.load("sources", root).set_index("id")["publisher"]
    rows = measurements.load(root)
    rows = rows[rows["operands"] != "zeros"].assign(measured_by=lambda f: f["source_id"].map(publisher))
    memory = rows[(rows["quantity"] == "memory_bandwidth_bytes_per_s") & rows["workload"].isin(READING)].assign(roof=BANDWIDTH)
    memory = memory[~memory["format"].isin(("fp8", "fp4", "int8"))]  # those products unpack and scale what they read
    products = rows[rows["quantity"].isin(("flop_per_s", "op_per_s")) & (rows["workload"] == "matrix_product")]
    products = products.assign(roof=products["format"])
    found = pd.concat([memory, products])
    found = found[found["share_of_sheet"].notna() & (found["roof"] != "")]
    grouped = found.groupby(["device_released_on", "device_id", "roof", "source_id"], sort=True)
    return tuple(_witness(rows) for _, rows in grouped)


def _witness(rows: pd.DataFrame) -> Witness:
    """The best kernel and software among the rows of one witness of one roof."""
    middle = rows[rows["statistic"].isin(MIDDLE)]
    counted = middle if len(middle) else rows
    best = counted.loc[counted["share_of_sheet"].idxmax()]
    texts = {n: str(best[n]) for n in ("device_id", "measured_by", "source_id", "workload", "software", "statistic", "protocol")}
    value = float(best["value"]) / float(best["devices"])
    return Witness(**texts, roof=str(best["roof"]), share_of_sheet=float(best["share_of_sheet"]), value=value, rows=len(counted))


def attained(name: str | Chip, root: Path = ROOT) -> Attained:
    """What a chip reaches of its sheet; RequestError where nobody whose numbers are here measured it."""
    chip = chips.find(name, root)
    found = [w for w in witnesses(root) if w.device_id == chip.id]
    if not found:
        known = sorted({w.device_id for w in witnesses(root)})
        raise RequestError(f"nobody in data/measurements.csv measured the roofs of {chip.name}; measured are {', '.join(known)}")
    return _of(chip, found)


def everything(root: Path = ROOT) -> tuple[Attained, ...]:
    """What every chip that was measured reaches, in the order of their dates."""
    by_device: dict[str, list[Witness]] = {}
    for witness in witnesses(root):
        by_device.setdefault(witness.device_id, []).append(witness)
    return tuple(_of(chips.find(device, root), found) for device, found in by_device.items())


def _of(chip: Chip, found: list[Witness]) -> Attained:
    """The roofs of a chip from its witnesses."""
    roofs = {roof: _roof([w for w in found if w.roof == roof]) for roof in dict.fromkeys(w.roof for w in found)}
    bandwidth = roofs.pop(BANDWIDTH, None)
    return Attained(chip.name, chip.id, bandwidth, roofs)


def _roof(found: list[Witness]) -> Roof:
    """The median of the witnesses, and how far they lie apart."""
    shares = pd.Series([w.share_of_sheet for w in found])
    return Roof(float(shares.median()), float(shares.min()), float(shares.max()), len(found), tuple(found))
