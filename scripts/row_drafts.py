"""Tables as texts, in their own order: where a new row, its evidence and its sources belong, and the files that then result."""

import csv
import difflib
import io
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from match_names import words

from analysis import RequestError
from analysis.evidence import publishers
from analysis.evidence.printed_cell import Cells, Told, evidence_line, flag, read, suggested_id
from analysis.tables import frames

SOURCE_COLUMNS = {  # column that names the document of a model's numbers -> the numbers, the first one known counts
    "parameters_source_id": ("parameters_total", "parameters_active"),
    "training_flop_source_id": ("training_flop",),
}
SPELT = ("vendor", "organisation", "generation", "memory_type", "design")  # texts that name a group of rows
SHORT = {
    "advanced micro devices": "amd",
    "amazon": "aws",
    "amazon web services": "aws",
    "habana": "intel",
    "habana labs": "intel",
}


@dataclass(frozen=True)
class Grid:
    """A CSV table as texts: its header and its rows, each a tuple of cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """The cells of one column, top to bottom."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def records(self) -> list[Cells]:
        """Each row as its cells by name."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]

    def with_rows(self, position: int, new: Iterable[Mapping[str, str]]) -> "Grid":
        """The grid with `new` rows before `position`; a cell that a row does not name is blank."""
        made = tuple(tuple(row.get(name, "") for name in self.header) for row in new)
        return Grid(self.header, (*self.rows[:position], *made, *self.rows[position:]))

    def text(self) -> str:
        """The file: plain UTF-8 CSV with Unix line ends."""
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([self.header, *self.rows])
        return buffer.getvalue()


def grid(text: str) -> Grid:
    """The grid of a CSV text."""
    header, *rows = map(tuple, csv.reader(io.StringIO(text, newline=""), strict=True))
    return Grid(header, tuple(rows))


@dataclass(frozen=True)
class Draft:
    """A new row as told: plain texts, numbers and dates with their documents, documents that are new."""

    table: str
    texts: Mapping[str, str]
    told: Mapping[str, Told]
    sources: tuple[Cells, ...]  # with the role of a publisher that is new
    row_id: str = ""  # '' takes the suggested one
    confirmed: Mapping[str, str] = field(default_factory=dict)  # column -> why its odd number is right


def fields(table: str, root: Path) -> dict[str, dict[str, Any]]:
    """The fields of a table by name, as the schema has them."""
    return {f["name"]: f for f in frames.resources(root)[table]["schema"]["fields"]}


def files(draft: Draft, root: Path) -> dict[str, str]:
    """Path under `root` -> text of each file as it is to be; RequestError where the draft is no new row."""
    known = fields(draft.table, root)
    names = [f"data/{name}.csv" for name in (draft.table, "evidence", "sources", "publishers")]
    there, lines, documents, hosts = (grid((root / name).read_text(encoding="utf-8")) for name in names)
    draft = replace(draft, texts={name: spelt(name, text, known[name], there) for name, text in draft.texts.items()})
    cells = [read(known[column], told) for column, told in sorted(draft.told.items(), key=lambda t: list(known).index(t[0]))]
    row = dict(draft.texts) | {c.column: c.value for c in cells}
    row |= {f"{c.column}_precision": c.precision for c in cells if c.precision}
    row |= _filled(draft, known)
    _require(row, known)
    row["id"] = draft.row_id or suggested_id(draft.table, row)
    refuse_duplicates(draft.table, row, there)
    position = row_position(draft.table, there, row)
    at = evidence_position(draft.table, lines, there.column("id")[:position])
    for source in draft.sources:
        refuse_known_source(source, documents)
        hosts = with_publisher(source, row.get("vendor", ""), hosts)
        documents = documents.with_rows(source_position(documents, source["id"]), [addressed(source, hosts)])
    lines = lines.with_rows(at, [evidence_line(draft.table, row["id"], c, reading(c.told, row, documents, hosts)) for c in cells])
    texts = (there.with_rows(position, [row]).text(), lines.text(), documents.text(), hosts.text())
    return dict(zip(names, texts, strict=True))


def with_publisher(source: Mapping[str, str], vendor: str, hosts: Grid) -> Grid:
    """The publishers with that of `source`, whose host its address gives; RequestError where it is new and its role unsaid."""
    name, among = source["publisher"], publishers.listed(hosts.records())
    if name in among or publishers.at_home(source["url"], name, source["kind"], among):
        return hosts
    if not source.get("role"):
        roles = "maker (of what it writes of), 'standards body' or reporter"
        raise RequestError(f"{name!r} is not in data/publishers.csv: say --new-publisher {name!r} and its role, {roles}")
    new = {"id": name, "role": source["role"], "vendor": vendor if source["role"] == "maker" else ""}
    new["hosts"] = (urlsplit(source["url"]).hostname or "").removeprefix("www.")
    place = sum(
        (role, known.casefold()) < (new["role"], name.casefold())
        for known, role in zip(hosts.column("id"), hosts.column("role"), strict=True)
    )
    return hosts.with_rows(place, [new])


def addressed(source: Mapping[str, str], hosts: Grid) -> Cells:
    """A document with its address as `url` where that is its publisher's, else as `read_at`."""
    home = publishers.at_home(source["url"], source["publisher"], source["kind"], publishers.listed(hosts.records()))
    return dict(source) if home else {**source, "url": "", "read_at": source["url"]}


def reading(told: Told, row: Mapping[str, str], documents: Grid, hosts: Grid) -> Cells:
    """How near to its document a text was read, and where; nothing of a document that is not there."""
    document = next((d for d in documents.records() if d["id"] == told.source), None)
    if document is None:
        return {"read_as": told.read_as or publishers.REPORT, "read_at": told.read_at}
    at, among = told.read_at or document["read_at"], publishers.listed(hosts.records())
    how = publishers.read_as(document["publisher"], document["kind"], at, among, row.get("vendor", ""))
    return {"read_as": told.read_as or how, "read_at": at}


def spelt(name: str, text: str, field: Mapping[str, Any], there: Grid) -> str:
    """A text as the table spells it: 'data center' -> 'datacenter' of a fixed list; RequestError for 'Nvidia', 'hbm 4'."""
    allowed = field.get("constraints", {}).get("enum", [])
    if allowed or name not in SPELT:
        return next((word for word in allowed if _letters(word) == _letters(text)), text)
    known = {word for word in there.column(name) if word}
    like = sorted(word for word in known if _letters(word) == _letters(text))
    if text not in known and like:
        raise RequestError(f"{flag(name)}: {text!r} is spelt {like[0]!r} in the other rows; write that")
    return text


def _letters(text: str) -> str:
    """The letters and digits of a name, small, without what companies add to theirs."""
    text = re.sub(r"\W+", " ", text.casefold()).strip()
    short = re.sub(r"( (corp|corporation|inc|incorporated|ltd|limited|co|company|technologies|llc|gmbh|plc))+$", "", text)
    return SHORT.get(short, short.replace(" ", ""))


def _filled(draft: Draft, known: Mapping[str, Any]) -> Cells:
    """Cells that follow from the others: documents of a model's numbers, how far they were seen, the level of the memory."""
    found = {"verification": "seen"} if "verification" in known else {}
    for column, numbers in SOURCE_COLUMNS.items():
        told = next((draft.told[n] for n in numbers if n in draft.told), None)
        if column in known and told:
            found[column] = told.source
    memory = draft.texts.get("memory_type")
    if "memory_level" in known and memory and not draft.texts.get("memory_level"):
        found["memory_level"] = "sram" if "SRAM" in memory else "dram"
    return found


def _require(row: Mapping[str, str], known: Mapping[str, Any]) -> None:
    """Raise RequestError where a column that must have a value has none, or a word is not one of those allowed."""
    asked = [name for name, f in known.items() if f.get("constraints", {}).get("required") and name not in ("id", "verification")]
    if "released_on" in row and not row.get("released_on_meaning"):
        asked.append("released_on_meaning")
    if missing := [flag(name) for name in asked if not row.get(name)]:
        raise RequestError(f"needed and not said: {', '.join('--' + name for name in missing)}")
    for name, cell in row.items():
        allowed = known[name].get("constraints", {}).get("enum")
        if allowed and cell and cell not in allowed:
            raise RequestError(f"{flag(name)}: {cell!r} is none of {', '.join(allowed)}")


def refuse_duplicates(table: str, row: Mapping[str, str], there: Grid) -> None:
    """Raise RequestError where the id, or a name of the same words, is in the table already."""
    ids = there.column("id")
    if row["id"] in ids:
        raise RequestError(f"{row['id']} is in {table} already (line {ids.index(row['id']) + 2}); correct that row, or give --id")
    mine = words(row["name"], table == "accelerators")
    for line, (known, name) in enumerate(zip(ids, there.column("name"), strict=True), start=2):
        if words(name, table == "accelerators") == mine:
            raise RequestError(f"{name!r} is {known} in {table} already (line {line}); correct that row, variants differ in name")


def refuse_known_source(source: Mapping[str, str], documents: Grid) -> None:
    """Raise RequestError where a document is in the sources already, by id or by address."""
    for known, *urls in zip(documents.column("id"), documents.column("url"), documents.column("read_at"), strict=True):
        url = urls[0] or urls[1]
        if source["id"] == known:
            raise RequestError(
                f"the source id {known} is taken, by {url}; choose another, or say --source {known} if it is the same"
            )
        if source["url"].rstrip("/") in [other.rstrip("/") for other in urls if other]:
            raise RequestError(f"{source['url']} is source {known} already; say --source {known}")


def row_position(table: str, there: Grid, row: Mapping[str, str]) -> int:
    """Where a row belongs: a device after its generation, else its vendor; a model after those published before it."""
    if table == "models":
        return sum(day <= row["published_on"] for day in there.column("published_on"))
    places = list(zip(there.column("vendor"), there.column("generation"), strict=True))
    same = [i for i, place in enumerate(places) if place == (row["vendor"], row["generation"])]
    same = same or [i for i, (vendor, _) in enumerate(places) if vendor == row["vendor"]]
    return same[-1] + 1 if same else len(there.rows)


def evidence_position(table: str, lines: Grid, before: list[str]) -> int:
    """Where the evidence of a row belongs: a device's after that of the nearest row before it, a model's after all others."""
    at = {key: i + 1 for i, key in enumerate(zip(lines.column("table"), lines.column("row_id"), strict=True))}
    nearest = next((at[table, row] for row in reversed(before) if (table, row) in at), None)
    if nearest is not None and table != "models":
        return nearest
    return max((i for (name, _), i in at.items() if name == table), default=len(lines.rows))


def source_position(there: Grid, source_id: str) -> int:
    """Where a source belongs: sources are in the order of their ids."""
    return sum(known < source_id for known in there.column("id"))


def difference(contents: Mapping[str, str], root: Path) -> str:
    """The lines that are new, file by file, as a unified diff without context."""
    parts: list[str] = []
    for name, text in contents.items():
        old = (root / name).read_text(encoding="utf-8").splitlines()
        parts += difflib.unified_diff(old, text.splitlines(), name, name, n=0, lineterm="")
    return "\n".join("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line) for line in parts)


def hints(made: Draft) -> list[str]:
    """What is worth a second look: footnote marks beside peaks, which usually mean sparsity."""
    starred = [n for n, t in made.told.items() if n.startswith("peak_") and "*" in t.text and not (t.halve or t.value)]
    return [f"{flag(n)}: the text has a footnote mark; if it means sparsity, add --halve {flag(n)}" for n in starred]
