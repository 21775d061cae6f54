"""Rules of provenance: an address is its publisher's, and a line says truly how near to its document it was read."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pandas as pd

from ...tables.frames import records
from .. import publishers
from .core import Finding, Frame, rule

CAPTURE = re.compile(r"https://web\.archive\.org/web/\d{14}/(https?://.+)")
OWN = "The ai-memory-wall contributors"  # what was measured for this data set has no address


def _listed(frame: Frame) -> publishers.Publishers:
    """The publishers of the table."""
    return publishers.listed(records(frame))


@rule("source-host", "sources", "publishers")
def source_hosts(sources: Frame, hosts: Frame) -> Iterator[Finding]:
    """The address of each document is at its publisher, or at an archive; where it was read elsewhere it has no address."""
    among = _listed(hosts)
    for row, s in enumerate(records(sources)):
        if s["publisher"] == OWN or (s["url"] and publishers.at_home(s["url"], s["publisher"], s["kind"], among)):
            continue
        if not s["url"]:
            if not s["read_at"]:
                yield Finding("sources", row, "url", f"{s['id']} has no address", "say url, or where it was read in read_at")
            continue
        host = urlsplit(s["url"]).hostname
        if s["publisher"] not in among:
            problem = f"the publisher {s['publisher']!r} is not in data/publishers.csv"
            advice = f'add the line "{s["publisher"]}",ROLE,,{host}, where ROLE is maker, standards body or reporter'
        else:
            problem = f"{host} is none of the hosts of {s['publisher']}: {', '.join(among[s['publisher']].hosts) or 'none'}"
            advice = "move the address to read_at; or, where it is the publisher's own, add the host in data/publishers.csv"
        yield Finding("sources", row, "url", problem, advice)


@rule("source-read-at", "sources", "publishers")
def source_places(sources: Frame, hosts: Frame) -> Iterator[Finding]:
    """What was read at the publisher has its address in url."""
    among = _listed(hosts)
    for row, s in enumerate(records(sources)):
        if s["read_at"] and not s["url"] and publishers.at_home(s["read_at"], s["publisher"], s["kind"], among):
            yield Finding("sources", row, "read_at", f"{s['read_at']} is at the publisher, and url is blank", "move it to url")


@rule("source-archived", "sources")
def archived_sources(sources: Frame) -> Iterator[Finding]:
    """An archived address is one capture of the document's address; the note says where it is of an earlier one."""
    for row, s in enumerate(records(sources)):
        if not s["archived_url"]:
            continue
        captured = CAPTURE.match(s["archived_url"])
        if not captured:
            problem = f"{s['archived_url']} is no capture of a day and time"
            yield Finding("sources", row, "archived_url", problem, "as https://web.archive.org/web/20240329063257/https://...")
        elif _bare(captured[1]) != _bare(s["url"]) and "earlier address" not in s["note"]:
            problem = f"it is of {captured[1]}, the document is at {s['url']}"
            advice = "take a capture of that; or, where the page has moved, say in the note that it is of an earlier address"
            yield Finding("sources", row, "archived_url", problem, advice)


def _bare(url: str) -> str:
    """An address without what does not change the page: scheme, www, a slash at the end."""
    return re.sub(r"^https?://(www\.)?|/$", "", url)


@rule("read-as", "evidence", "sources", "publishers", "accelerators")
def read_as(lines: Frame, sources: Frame, hosts: Frame, devices: Frame) -> Iterator[Finding]:
    """A primary line was read at the publisher, a copy has its address, and only what a maker says of its own is either."""
    yield from _misread("evidence", lines, lines["row_id"].where(lines["table"].eq("accelerators")), sources, hosts, devices)


@rule("system-read-as", "systems", "sources", "publishers", "accelerators")
def system_read_as(systems: Frame, sources: Frame, hosts: Frame, devices: Frame) -> Iterator[Finding]:
    """What holds of a line of evidence holds of the text of a system: the maker of its chips speaks of what it made."""
    yield from _misread("systems", systems, systems["device_id"], sources, hosts, devices)


def _misread(table: str, lines: Frame, of: pd.Series, sources: Frame, hosts: Frame, devices: Frame) -> Iterator[Finding]:
    """The lines of `table` whose read_as does not follow from the document and from read_at; `of` are their devices, or none."""
    among = _listed(hosts)
    documents = sources.set_index("id")[["publisher", "kind", "url"]].to_dict("index")
    vendors = of.map(dict(zip(devices["id"], devices["vendor"], strict=True))).fillna("")
    for row, (line, vendor) in enumerate(zip(records(lines), vendors, strict=True)):
        document = documents.get(line["source_id"])
        if line["read_as"] == publishers.REPORT or document is None:
            continue
        if slip := _slip(line["read_as"], line["read_at"], document, vendor, among):
            yield Finding(table, row, *slip)


def _slip(said: str, at: str, document: dict[str, str], vendor: str, among: publishers.Publishers) -> tuple[str, str, str] | None:
    """What is wrong with how a line says that it was read: column, problem and advice; None where nothing is."""
    name, kind = document["publisher"], document["kind"]
    if not publishers.is_primary(name, kind, among, vendor):
        advice = "call it report, or give the maker its role in data/publishers.csv"
        return "read_as", f"{said}, and {name} did not make {vendor or 'what it writes of'}", advice
    if said == publishers.COPY and not at:
        return "read_at", "a copy without its address", "say where it was read, or call it report"
    if (right := publishers.read_as(name, kind, at, among, vendor)) != said:
        place = at or "the document's own address"
        return "read_as", f"{said}, read at {place}", f"call it {right}, or mend read_at"
    if said == publishers.PRIMARY and not at and not document["url"]:
        return "read_as", "primary, of a document without an address at its publisher", "say where it was read, and call it copy"
    return None
