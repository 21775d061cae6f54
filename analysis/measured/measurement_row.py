"""One row of data/measurements.csv, and how it is written."""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from ..evidence.printed_cell import canonical

DIGITS = 6  # significant, beyond which no timing is the same twice


@dataclass(frozen=True)
class Measurement:
    """One measurement as datapackage.json describes it; '' and None are unknown."""

    device_id: str
    devices: float
    quantity: str
    value: float
    workload: str
    protocol: str
    source_id: str
    model: str = ""
    format: str = ""
    shape: str = ""
    batch: float | None = None
    context_tokens: int | None = None
    flop: float | None = None
    bytes: float | None = None
    operands: str = ""
    statistic: str = ""
    software: str = ""
    measured_on: str = ""
    measured_on_meaning: str = ""
    locator: str = ""
    note: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """Column -> text, with the id."""
        made = {name: _text(name, value) for name, value in asdict(self).items()}
        told = "|".join(text for name, text in made.items() if name not in ("value", "measured_on"))
        return {"id": f"{self.source_id}-{hashlib.sha256(told.encode()).hexdigest()[:6]}"} | made


def _text(name: str, value: object) -> str:
    """A cell: counted quantities exactly, measured ones to six digits."""
    if value is None or isinstance(value, str):
        return value or ""
    assert isinstance(value, int | float)
    if name in ("flop", "bytes"):
        return str(int(value)) if value < 2**53 else canonical(value)
    return canonical(float(f"{value:.{DIGITS}g}"))


def table(rows: Iterable[dict[str, str]], columns: list[str]) -> str:
    """The CSV of some rows in the order of the columns, LF at line ends."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


NAMES = frozenset(f.name for f in fields(Measurement))
