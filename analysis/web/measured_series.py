"""What chips reach, as series beside those of their sheets: reduced as `measured.attained` and `measured.balance` do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..measured import attained, balance
from ..measured.attained import Attained, Witness
from ..tables import formats
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends.selection import Series
from ..wall import gap
from ..workload import chips

PEAK, BANDWIDTH, BALANCE = "accelerators/peak", "accelerators/memory_bandwidth", gap.PER["byte"]
Found = dict[str, tuple[float, list[Witness]]]  # device -> what it reaches, and who measured that


def everything(loaded: dict[str, Series], root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Series key -> device -> measured value and its witnesses; of those series alone that three chips or more are in."""
    every = attained.everything(root)
    found = {BANDWIDTH: dict(_bandwidths(every, loaded[BANDWIDTH]))}
    for precision in formats.PRECISIONS:
        found[f"{PEAK} {precision}"] = dict(_peaks(every, precision, root))
        found[f"{BALANCE} {precision}"] = dict(_balances(precision, root))
    kept = {key: {i: one for i, one in devices.items() if i in loaded[key].ids} for key, devices in found.items()}
    return {key: _told(devices) for key, devices in kept.items() if len(devices) > 2}


def _bandwidths(every: tuple[Attained, ...], sheet: Series) -> Iterator[tuple[str, tuple[float, list[Witness]]]]:
    """The median share of the sheet that witnesses found, times the sheet."""
    printed = dict(zip(sheet.ids, sheet.values, strict=True))
    for chip in every:
        roof = chip.memory_bandwidth
        if roof and chip.device_id in printed:
            yield chip.device_id, (roof.share_of_sheet * float(printed[chip.device_id]), list(roof.witnesses))


def _peaks(every: tuple[Attained, ...], precision: str, root: Path) -> Iterator[tuple[str, tuple[float, list[Witness]]]]:
    """The best that is reached at a precision: of its formats the one that is fastest measured."""
    forms = _forms(precision)
    for found in every:
        chip = chips.find(found.device_id, root)
        reached = [(found.peak[f].share_of_sheet * chip.peak(f), f) for f in forms if f in found.peak and f in chip.peaks]
        if reached:
            value, form = max(reached)
            yield found.device_id, (value, list(found.peak[form].witnesses))


def _balances(precision: str, root: Path) -> Iterator[tuple[str, tuple[float, list[Witness]]]]:
    """Both roofs by one witness."""
    try:
        pairs = balance.measured_gap(precision, since="2010", root=root).pairs
    except RequestError:
        return  # too few
    roofs = {attained.BANDWIDTH, *_forms(precision)}
    said = attained.witnesses(root)
    for pair in pairs:
        mine = [w for w in said if (w.device_id, w.measured_by) == (pair.device_id, pair.measured_by) and w.roof in roofs]
        yield pair.device_id, (pair.measured, mine)


def _forms(precision: str) -> list[str]:
    """The number formats that count as a precision."""
    counted = formats.OPERAND_BYTES if precision == "best" else (precision,)
    return [form for p in counted for form in formats.ALIKE.get(p, (p,))]


def _told(devices: Found) -> dict[str, Any]:
    """Ready for JSON."""
    values = {device: value for device, (value, _) in devices.items()}
    return {"values": values, "witnesses": {device: [_witness(w) for w in mine] for device, (_, mine) in devices.items()}}


def _witness(witness: Witness) -> dict[str, Any]:
    """What a card says of one who measured."""
    unit = "byte/s" if witness.roof == attained.BANDWIDTH else "op/s" if witness.roof == "int8" else "FLOP/s"
    how = ", ".join(filter(None, (witness.workload.replace("_", " "), witness.software, witness.statistic)))
    told = {"roof": witness.roof.replace("_", " "), "value": witness.value, "unit": unit, "how": how}
    return told | {"by": witness.measured_by, "share": witness.share_of_sheet, "source": witness.source_id}
