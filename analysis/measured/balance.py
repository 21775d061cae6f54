"""The balance of measured roofs beside that of their sheets: the same devices, one witness with one method for both roofs.

A chip whose compute and memory the same witness measured has a measured balance, the one over the other. The trend of these is
fitted as that of the sheets is, `wall.gap.fit`, on the same devices; the trend of their ratio says whether chips keep as much
of what is printed as they did.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..statistics.growth import TrendFit
from ..tables import formats
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends.selection import Series
from ..wall import gap
from . import attained
from .attained import BANDWIDTH, Witness

FEWEST = 4  # devices that a trend is asked of


@dataclass(frozen=True)
class Pair:
    """One device: its balance by its sheet and by one witness, FLOP/byte."""

    device_id: str
    name: str
    released_on: str
    sheet: float
    measured: float
    measured_by: str

    @property
    def share(self) -> float:
        """The measured balance over the printed one."""
        return self.measured / self.sheet


@dataclass(frozen=True)
class MeasuredGap:
    """The growth of the balance by sheet and measured, of the same devices."""

    precision: str
    pairs: tuple[Pair, ...]
    measured: TrendFit
    sheet: TrendFit
    share: TrendFit  # of the measured balance over the printed one


def measured_gap(precision: str, since: str = gap.SINCE, level: float = 0.95, root: Path = ROOT) -> MeasuredGap:
    """The balance at a precision, measured and printed; RequestError where too few devices have both."""
    series = gap.devices(precision, since=since, root=root)
    found = _measured(precision, root)
    both = series.where(np.array([row in found for row in series.ids]))
    if len(both.ids) < FEWEST:
        raise RequestError(
            f"at {precision} {len(both.ids)} devices have both roofs measured by one witness; a trend takes {FEWEST}"
        )
    values = np.array([found[row][0] for row in both.ids])
    pairs = tuple(
        Pair(row, name, day.isoformat(), float(sheet), float(value), found[row][1])
        for row, name, day, sheet, value in zip(both.ids, both.names, both.days, both.values, values, strict=True)
    )
    fits = (gap.fit(_valued(both, v), level) for v in (values, np.array(both.values), values / both.values))
    return MeasuredGap(precision, pairs, *fits)


def _valued(series: Series, values: np.ndarray) -> Series:
    """The rows of a series with other values."""
    return replace(series, values=values.copy(), merits=values.copy())


def _measured(precision: str, root: Path) -> dict[str, tuple[float, str]]:
    """Device -> its measured balance and who measured it: of several witnesses the one who measured most devices."""
    counted = formats.OPERAND_BYTES if precision == "best" else (precision,)
    forms = {form for p in counted for form in formats.ALIKE.get(p, (p,))}
    by_source: dict[str, dict[str, list[Witness]]] = {}
    names: dict[str, str] = {}
    for witness in attained.witnesses(root):
        names[witness.source_id] = witness.measured_by
        by_source.setdefault(witness.source_id, {}).setdefault(witness.device_id, []).append(witness)
    balances = {
        source: {device: b for device, mine in devices.items() if (b := _balance(mine, forms)) is not None}
        for source, devices in by_source.items()
    }
    found: dict[str, tuple[float, str]] = {}
    for source in sorted(balances, key=lambda s: len(balances[s])):
        found |= {device: (balance, names[source]) for device, balance in balances[source].items()}
    return found


def _balance(mine: list[Witness], forms: set[str]) -> float | None:
    """The balance of one device by one witness; None where one roof is missing."""
    rates = [w.value for w in mine if w.roof in forms]
    reads = [w.value for w in mine if w.roof == BANDWIDTH]
    return max(rates) / max(reads) if rates and reads else None
