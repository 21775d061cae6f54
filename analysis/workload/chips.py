"""One device of data/accelerators.csv as the cost model sees it: rates, memory, link. Found by id, label or name."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import RequestError
from ..tables import frames, naming
from ..tables.paths import ROOT
from ..trends import catalogue

PRECISIONS = tuple(catalogue.OPERAND_BYTES)


@dataclass(frozen=True)
class Chip:
    """One device; None where the table has no number."""

    id: str
    name: str
    label: str
    status: str
    peaks: Mapping[str, float]  # precision -> dense FLOP/s, only those it has
    bandwidth: float | None  # of its memory, byte/s
    capacity: float | None  # byte
    link: float | None  # scale-up, both directions, byte/s

    def peak(self, precision: str) -> float:
        """The dense peak at a precision, FLOP/s; RequestError names those it has."""
        if precision not in self.peaks:
            raise RequestError(f"{self.name} has no {precision} peak in the table; it has {', '.join(self.peaks) or 'none'}")
        return self.peaks[precision]

    def balance(self, precision: str) -> float:
        """Peak over memory bandwidth, FLOP/byte: the ridge of its roofline."""
        return self.peak(precision) / self.memory_rate

    @property
    def memory_rate(self) -> float:
        """Memory bandwidth, byte/s; RequestError where the table has none."""
        if self.bandwidth is None:
            raise RequestError(f"{self.name} has no memory bandwidth in the table")
        return self.bandwidth


def find(name: str, root: Path = ROOT) -> Chip:
    """The device `name`, an id, a label as 'H100', or a name, in any case; RequestError names the closest."""
    rows = frames.load("accelerators", root)
    return chip(naming.row(rows, ("name", "label", "id"), name, "chip", "data/accelerators.csv"))


def chip(row: Mapping) -> Chip:
    """The device of one row of accelerators."""
    peaks = {p: max((_number(row[c]) or 0.0 for c in catalogue.peak_columns(p)), default=0.0) for p in PRECISIONS}
    return Chip(
        id=row["id"],
        name=row["name"],
        label=row["label"] or row["name"],
        status=row["status"],
        peaks={p: v for p, v in peaks.items() if v},
        bandwidth=_number(row["memory_bandwidth_bytes_per_s"]),
        capacity=_number(row["memory_capacity_bytes"]),
        link=_number(row["interconnect_bandwidth_bytes_per_s"]),
    )


def _number(cell: float) -> float | None:
    return None if math.isnan(cell) else float(cell)
