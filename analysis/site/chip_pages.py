"""A chip as its page shows it: its numbers with what says so, its place in the trends, what it reaches, what to cite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..evidence import proved_cells
from ..measured import attained
from ..measured.attained import Attained, Roof, Witness
from ..tables import frames, rows
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.rows import Row
from ..tables.units import multiple
from ..workload import place
from ..workload.place import Standing
from ..writing import bibliography, cite
from ..writing.cite import Reference
from . import quoted, words
from .quoted import Document, Quotation

TEXTS = ("memory_type", "memory_level", "interconnect_type", "host_link")  # columns of texts that a page shows
STANDINGS = {"memory_bandwidth": "Memory bandwidth", "memory_capacity": "Memory", "interconnect_bandwidth": "Link between chips"}


@dataclass(frozen=True)
class Number:
    """One cell of the row."""

    column: str
    words: str
    told: str  # with its unit
    exact: str  # as the table has it, in the base unit; '' where that is what is told
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True)
class Placed:
    """One number in the trend of data-centre chips."""

    words: str
    told: str
    rank: str  # '12 of 98'
    expected: str
    interval: str
    percentile: str
    before: str  # '1.64× NVIDIA A100', '' without one


@dataclass(frozen=True)
class Reached:
    """What was measured of one number of the sheet."""

    words: str
    share: str
    span: str  # of the witnesses, '' where there is one
    witnesses: tuple[tuple[str, str, str], ...]  # (who, how, address of what says so)


@dataclass(frozen=True)
class Chip:
    """Everything on the page of one chip."""

    id: str
    name: str
    label: str
    vendor: str
    generation: str
    day: str  # ISO, '' where unknown
    lead: str
    status: str
    warning: str
    note: str
    numbers: tuple[Number, ...]
    placed: tuple[Placed, ...]
    beyond: str  # how far its date lies beyond the data, '' where it does not
    reached: tuple[Reached, ...]
    bibtex: str
    siblings: tuple[tuple[str, str], ...]  # (id, name) of the chips of its generation
    called: tuple[str, ...]  # other names: what drivers report

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that are quoted, in the order of the numbers."""
        return tuple(dict.fromkeys(q.document for n in self.numbers for q in n.quotations))

    def told(self, column: str) -> str:
        """A number with its unit, '' where there is none."""
        return next((n.told for n in self.numbers if n.column == column), "")

    def placed_as(self, name: str) -> str:
        """A number of its place in the trends, as 'Balance at fp16', '' where there is none."""
        return next((p.told for p in self.placed if p.words == name), "")


def chips(root: Path = ROOT) -> tuple[Chip, ...]:
    """All chips, the newest first; one without a date comes last."""
    every = rows.read("accelerators", root)
    documents = _documents(root)
    measured = {one.device_id: one for one in attained.everything(root)}
    names: dict[str, list[str]] = {}
    for row in rows.read("device_names", root):
        names.setdefault(row["accelerator_id"], []).append(row["name"])
    units = _units(root)

    def page(row: Row) -> Chip:
        cited = documents.get(row["id"], ())
        return _chip(row, every, units, cited, measured.get(row["id"]), names.get(row["id"], ()), root)

    made = map(page, every)
    return tuple(sorted(made, key=lambda chip: chip.day, reverse=True))


def _chip(
    row: Row,
    every: Iterable[Row],
    units: Mapping[str, str],
    cited: tuple[Reference, ...],
    measured: Attained | None,
    called: Iterable[str],
    root: Path,
) -> Chip:
    day = rows.day(row, "released_on")
    placed, beyond = _placed(row["id"], root)
    return Chip(
        **{name: row[name] for name in ("id", "name", "vendor", "generation", "status", "note")},
        label=row["label"] or row["name"],
        day=row["released_on"],
        lead=f"{words.what(row['kind'], row['segment'], row['vendor'], row['generation'])}"
        f" {words.when(day, row['released_on_precision'], row['released_on_meaning'])}",
        warning=words.STATUSES.get(row["status"], ""),
        numbers=_numbers(row, units, root),
        placed=placed,
        beyond=beyond,
        reached=tuple(_reached(measured, root)) if measured else (),
        bibtex=bibliography.bibtex(cited),
        siblings=tuple((r["id"], r["name"]) for r in every if _kin(r) == _kin(row) and r["id"] != row["id"]),
        called=tuple(called),
    )


def _kin(row: Row) -> tuple[str, str]:
    return row["vendor"], row["generation"]


def _units(root: Path) -> dict[str, str]:
    """Column -> unit, of the columns that a page shows: '' for a text; operations have a name here."""
    fields = frames.resources(root)["accelerators"]["schema"]["fields"]
    units = {f["name"]: f.get("unit", "").replace("1/s", "op/s") for f in fields}
    return {name: unit for name, unit in units.items() if unit or name in (*TEXTS, "released_on")}


def _numbers(row: Row, units: Mapping[str, str], root: Path) -> tuple[Number, ...]:
    """The cells that have a value."""
    said = quoted.of_row(row["id"], root)
    return tuple(Number(c, words.column(c), *_told(row, c, unit), said.get(c, ())) for c, unit in units.items() if row[c])


def _told(row: Row, column: str, unit: str) -> tuple[str, str]:
    """(a cell for people, the same as the table has it)."""
    if column == "released_on":
        day = rows.day(row, column)
        assert day
        return words.date(day, row["released_on_precision"]), f"{row[column]}, {row['released_on_meaning']}"
    if not unit:
        return {"dram": "DRAM", "sram": "SRAM on the chip"}.get(row[column], row[column]), ""
    told = words.amount(float(row[column]), unit)
    return told, "" if unit in words.PLAIN else f"{row[column]} {unit}"


def _placed(chip: str, root: Path) -> tuple[tuple[Placed, ...], str]:
    """Its place in the trends, and how far beyond the data that is; nothing for a chip without a date or a number."""
    try:
        found = place.place(chip, root=root).standings
    except RequestError:
        return (), ""
    beyond = max(s.years_beyond for s in found)
    return tuple(map(_standing, found)), f"{beyond:.1f} years" if beyond >= 0.05 else ""


def _standing(s: Standing) -> Placed:
    what, _, form = s.what.partition(", ")
    low, high = (words.amount(bound, s.unit) for bound in s.interval)
    return Placed(
        words=STANDINGS.get(s.what, f"{what.capitalize()} at {form}"),
        told=words.amount(s.value, s.unit),
        rank=f"{s.rank} of {s.n + 1}",
        expected=words.amount(s.forecast, s.unit),
        interval=f"{low} to {high}",
        percentile=f"{s.percentile:.0%}",
        before=f"{multiple(s.times_previous)} {s.previous}" if s.times_previous else "",
    )


def _reached(found: Attained, root: Path) -> Iterable[Reached]:
    """Each roof, memory first."""
    address = {row["id"]: row["url"] for row in rows.read("sources", root)}
    roofs: dict[str, Roof | None] = {"Memory bandwidth": found.memory_bandwidth}
    roofs |= {f"Peak at {form}": roof for form, roof in found.peak.items()}
    for name, roof in roofs.items():
        if roof:
            who = tuple((w.measured_by, _by(w), address[w.source_id]) for w in roof.witnesses)
            span = f"{roof.lowest:.0%} to {roof.highest:.0%}" if roof.n > 1 else ""
            yield Reached(name, f"{roof.share_of_sheet:.0%}", span, who)


def _by(witness: Witness) -> str:
    """'matrix product, PyTorch 2.11'."""
    return ", ".join(filter(None, (witness.workload.replace("_", " "), witness.software)))


def _documents(root: Path) -> dict[str, tuple[Reference, ...]]:
    """Chip -> the documents that prove its cells, in the order of their ids; `cite` asks for one chip, this for all at once."""
    ids: dict[str, set[str]] = {}
    for (table, row, _), sources in proved_cells.proofs(root).items():
        if table == "accelerators":
            ids.setdefault(row, set()).update(sources)
    known = {r.id: r for r in cite.documents(sorted(set().union(*ids.values())), root)}
    return {row: tuple(known[i] for i in sorted(found - {cite.PAPER})) for row, found in ids.items()}
