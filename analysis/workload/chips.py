"""One device of data/accelerators.csv: rates, memory, link, and what says so. Found by id, label, name, or its driver's name.

Read by Python alone, in milliseconds: other people's programs ask this for the peak of the device they run on.
"""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..evidence import lines
from ..tables import display, formats, naming, rows
from ..tables.errors import UnknownName
from ..tables.paths import ROOT
from ..tables.units import quantity

COLUMNS = {  # attribute -> column of the table
    "memory_bandwidth": "memory_bandwidth_bytes_per_s",
    "memory_capacity": "memory_capacity_bytes",
    "interconnect_bandwidth": "interconnect_bandwidth_bytes_per_s",
    "tdp": "tdp_watts",
    "released_on": "released_on",
}
SHOWN = ("bf16", "fp16", "fp8", "fp4", "fp32", "fp64")  # the first of these that a device has stands in its repr


class Chip(NamedTuple):
    """One device; None where the table has no number. Peaks are dense, a multiply-add is two operations."""

    id: str
    name: str
    label: str
    vendor: str
    generation: str
    status: str  # shipping, internal, announced, cancelled, or own: of a file
    released_on: dt.date | None  # as good as released_on_precision and released_on_meaning say
    released_on_precision: str
    released_on_meaning: str
    peaks: Mapping[str, float]  # number format -> dense peak, FLOP/s (int8: operations a second), only those it has
    memory_type: str
    memory_bandwidth: float | None  # byte/s
    memory_capacity: float | None  # byte
    interconnect_bandwidth: float | None  # scale-up, both directions, byte/s
    tdp: float | None  # watt
    dies: int | None
    root: Path = ROOT  # of the data it was read from

    def peak(self, form: str) -> float:
        """The dense peak at a number format, as "bf16", FLOP/s; UnknownName names those it has."""
        if form not in self.peaks:
            raise UnknownName(f"{self.name} has no {form} peak in the table; it has {', '.join(self.peaks) or 'none'}")
        return self.peaks[form]

    def has(self, precision: str) -> bool:
        """Whether it has a peak at a precision: fp16 means the 16-bit formats, fp16 and bf16."""
        return any(form in self.peaks for form in _counted(precision))

    def fastest(self, precision: str) -> float:
        """The fastest dense peak at a precision, FLOP/s: fp16 means the 16-bit formats; UnknownName names those it has."""
        if not self.has(precision):
            has = [p for p in formats.OPERAND_BYTES if self.has(p)]
            raise UnknownName(f"{self.name} has no {precision} peak in the table; it has {', '.join(has) or 'none'}")
        return max(self.peaks[form] for form in _counted(precision) if form in self.peaks)

    def balance(self, precision: str) -> float:
        """The fastest peak at a precision over memory bandwidth, FLOP/byte: the ridge of its roofline."""
        return self.fastest(precision) / self.memory_rate

    @property
    def memory_rate(self) -> float:
        """Memory bandwidth, byte/s; UnknownName where the table has none."""
        if self.memory_bandwidth is None:
            raise UnknownName(f"{self.name} has no memory bandwidth in the table")
        return self.memory_bandwidth

    def share(self, parts: int) -> "Chip":
        """One of `parts` equal parts, which a driver may show as a device of its own: a die of an MI250X, a core of a TPU v3."""

        def part(whole: float | None) -> float | None:
            return None if whole is None else whole / parts

        return self._replace(
            name=f"{self.name}, one of {parts} parts",
            label=f"{self.label}, 1 of {parts}",
            peaks={form: peak / parts for form, peak in self.peaks.items()},
            memory_bandwidth=part(self.memory_bandwidth),
            memory_capacity=part(self.memory_capacity),
            interconnect_bandwidth=part(self.interconnect_bandwidth),
            tdp=part(self.tdp),
        )

    def source(self, what: str) -> lines.Line:
        """What says a number: of "memory_bandwidth", "bf16", or any column of the table; the first of `sources`."""
        return self.sources(what)[0]

    def sources(self, what: str) -> tuple[lines.Line, ...]:
        """Every line of evidence of a number, those that conflict last; UnknownName where there is none."""
        return lines.of_cell(self.id, COLUMNS.get(what) or self._peak_column(what), self.root)

    def _peak_column(self, form: str) -> str:
        """The column of the peak that counts at a format; anything else is a column itself."""
        if form not in formats.COLUMNS:
            return form
        self.peak(form)
        row = next(r for r in rows.read("accelerators", self.root) if r["id"] == self.id)
        return max(formats.COLUMNS[form], key=lambda column: rows.number(row, column) or 0.0)

    @property
    def cells(self) -> dict[str, str]:
        """What it has, for people: quantity -> value with its unit, '' for what is unknown."""
        known = {
            "released": f"{self._date} ({self.released_on_meaning})" if self.released_on else "",
            "memory bandwidth": _told(self.memory_bandwidth, "byte/s"),
            "memory": " ".join(filter(None, [_told(self.memory_capacity, "byte"), self.memory_type])),
            "link, both directions": _told(self.interconnect_bandwidth, "byte/s"),
        }
        peaks = {f"peak {form}, dense": quantity(v, "op/s" if form == "int8" else "FLOP/s") for form, v in self.peaks.items()}
        return {"id": self.id, "status": self.status} | known | peaks

    @property
    def _date(self) -> str:
        """The date as far as it is known: '2022-10' of a month."""
        parts = {"month": 7, "quarter": 7, "year": 4}.get(self.released_on_precision, 10)
        return f"{self.released_on}"[:parts] + (" or later in its quarter" if self.released_on_precision == "quarter" else "")

    def __repr__(self) -> str:
        form = next((f for f in SHOWN if f in self.peaks), None)
        told = [f"{quantity(self.peaks[form], 'FLOP/s')} {form} dense"] if form else []
        told += [_told(self.memory_bandwidth, "byte/s"), _told(self.memory_capacity, "byte"), self.status]
        return f"<{self.name} ({self.id}): {', '.join(filter(None, told))}>"

    def _repr_html_(self) -> str:
        return display.table(self.name, self.cells)


def find(name: "str | Chip", root: Path = ROOT) -> Chip:
    """The device `name`: an id, a label as 'H100', a name, what its driver reports, or a TOML file of one's own chip.

    UnknownName names the closest.
    """
    if isinstance(name, Chip):
        return name
    if isinstance(name, str) and name.endswith(".toml"):
        from . import own_chip

        return chip(own_chip.row(Path(name), root), root)
    names = _names(root, rows.changed("accelerators", root))
    known = _reported(name, root)
    if known and not known["accelerator_id"] and known["id"] in names.known:  # the row is new, and has that very name
        known = None
    if known and not known["accelerator_id"]:
        raise UnknownName(f"{known['name']!r} is in no row of data/accelerators.csv: {known['note']}")
    if known and int(known["devices_per_accelerator"]) > 1:
        raise UnknownName(_parts(known))
    asked = known["accelerator_id"] if known else name
    return chip(naming.find(names, asked, "chip", "data/accelerators.csv"), root)


def reported(name: str, root: Path = ROOT) -> Chip:
    """The device `name` as `find` does, but what a driver shows of several parts of one row is one part."""
    known = _reported(name, root)
    if known and known["accelerator_id"] and int(known["devices_per_accelerator"]) > 1:
        return find(known["accelerator_id"], root).share(int(known["devices_per_accelerator"]))
    return find(name, root)


def parts(name: str, root: Path = ROOT) -> int:
    """As how many devices a driver shows the row that it calls `name`: 2 for a die of an MI250X, 1 for all others."""
    known = _reported(name, root)
    return int(known["devices_per_accelerator"]) if known and known["accelerator_id"] else 1


@lru_cache(maxsize=4)
def _names(root: Path, when: int) -> naming.Names:
    """What the devices are called, gathered once for each time that their table is changed."""
    return naming.names(rows.read("accelerators", root), ("name", "label"))


def _reported(name: str, root: Path) -> rows.Row | None:
    """The line of data/device_names.csv of what a driver reports; None where no driver reports that."""
    if not (root / "data/device_names.csv").exists():  # data of before that table
        return None
    return _drivers(root, rows.changed("device_names", root)).get(naming.slug(name) if isinstance(name, str) else "")


@lru_cache(maxsize=4)
def _drivers(root: Path, when: int) -> dict[str, rows.Row]:
    """What drivers report, as `naming.slug` makes it -> its line."""
    return {naming.slug(row["name"]): row for row in rows.read("device_names", root)}


def _parts(known: rows.Row) -> str:
    """Why a name is ambiguous under which a driver shows each of several parts, and how to say which is meant."""
    parts, row_id = known["devices_per_accelerator"], known["accelerator_id"]
    return (
        f"{known['name']!r} is what {known['reported_by']} reports for each of {parts} parts of {row_id}:"
        f" chip('{row_id}') is the whole, chip('{row_id}').share({parts}) one part"
    )


def chip(row: rows.Row, root: Path = ROOT) -> Chip:
    """The device of one row of accelerators, its cells texts."""
    peaks = {form: max((rows.number(row, c) or 0.0 for c in columns), default=0.0) for form, columns in formats.COLUMNS.items()}
    return Chip(
        **{name: row[name] for name in ("id", "name", "vendor", "generation", "status", "memory_type")},
        label=row["label"] or row["name"],
        released_on=rows.day(row, "released_on"),
        released_on_precision=row["released_on_precision"],
        released_on_meaning=row["released_on_meaning"],
        peaks={form: peak for form, peak in peaks.items() if peak},
        memory_bandwidth=rows.number(row, "memory_bandwidth_bytes_per_s"),
        memory_capacity=rows.number(row, "memory_capacity_bytes"),
        interconnect_bandwidth=rows.number(row, "interconnect_bandwidth_bytes_per_s"),
        tdp=rows.number(row, "tdp_watts"),
        dies=rows.count(row, "dies"),
        root=root,
    )


def _counted(precision: str) -> tuple[str, ...]:
    return formats.ALIKE.get(precision, (precision,))


def _told(value: float | None, unit: str) -> str:
    return "" if value is None else quantity(value, unit)
