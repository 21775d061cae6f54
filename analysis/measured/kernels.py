"""What the kernels of a chip reach, as shares of its sheet: of weights read by a matrix product, and of products themselves.

A chip that nobody measured gets the median of those that were, and what these differ by is added to its uncertainty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..tables import formats
from ..tables.paths import ROOT
from . import attained
from .attained import BANDWIDTH


@dataclass(frozen=True)
class Shares:
    """Shares of one chip's memory bandwidth and peak that its kernels reach, and the log-spread of each where they are pooled."""

    bandwidth: float
    peak: float
    measured: bool  # whether both are of this chip
    spread: float  # standard deviation of the logarithm that pooling adds; 0 where both are measured


Table = Mapping[str, Mapping[str, float]]  # device -> memory_bandwidth or a format -> share of the sheet


def table(root: Path = ROOT) -> dict[str, dict[str, float]]:
    """The shares of every chip that was measured."""
    return {
        found.device_id: {form: roof.share_of_sheet for form, roof in found.peak.items()}
        | ({BANDWIDTH: found.memory_bandwidth.share_of_sheet} if found.memory_bandwidth else {})
        for found in attained.everything(root)
    }


def shares(known: Table, device_id: str, precision: str) -> Shares:
    """The shares of a chip at a precision: its own where it was measured, else the medians of all that were."""
    own = known.get(device_id, {})
    forms = formats.ALIKE.get(precision, (precision,))
    bandwidth, more = _own_or_pooled(own, (BANDWIDTH,), known)
    peak, peak_more = _own_or_pooled(own, forms, known)
    return Shares(bandwidth, peak, more == peak_more == 0, float(np.hypot(more, peak_more)))


def _own_or_pooled(own: Mapping[str, float], roofs: tuple[str, ...], known: Table) -> tuple[float, float]:
    """A share and the log-spread of pooling it: (own, 0), or the median of all chips and how far they lie apart."""
    if mine := [own[roof] for roof in roofs if roof in own]:
        return max(mine), 0.0
    every = [max(found) for chip in known.values() if (found := [chip[roof] for roof in roofs if roof in chip])]
    if not every:  # nobody measured the format: all formats of arithmetic together
        every = [share for chip in known.values() for roof, share in chip.items() if roof != BANDWIDTH]
    logs = np.log(every)
    return float(np.exp(np.median(logs))), float(np.std(logs, ddof=1))
