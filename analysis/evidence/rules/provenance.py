"""Rules of provenance: an address is its publisher's, and a line says truly how near to its document it was read."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ...tables.frames import records
from .. import publishers
from .core import Finding, Frame, rule

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


@rule("read-as", "evidence", "sources", "publishers", "accelerators")
def read_as(lines: Frame, sources: Frame, hosts: Frame, devices: Frame) -> Iterator[Finding]:
    """A primary line was read at the publisher, a copy has its address, and only what a maker says of its own is either."""
    among = _listed(hosts)
    documents = sources.set_index("id")[["publisher", "kind", "url"]].to_dict("index")
    vendors = dict(zip(devices["id"], devices["vendor"], strict=True))
    for row, line in enumerate(records(lines)):
        said, at = line["read_as"], line["read_at"]
        document = documents.get(line["source_id"])
        if said == publishers.REPORT or document is None:
            continue
        name, kind = document["publisher"], document["kind"]
        vendor = vendors.get(line["row_id"], "") if line["table"] == "accelerators" else ""
        if not publishers.is_primary(name, kind, among, vendor):
            problem = f"{said}, and {name} did not make {vendor or 'what it writes of'}"
            yield Finding(
                "evidence", row, "read_as", problem, "call it report, or give the maker its role in data/publishers.csv"
            )
        elif said == publishers.COPY and not at:
            yield Finding("evidence", row, "read_at", "a copy without its address", "say where it was read, or call it report")
        elif (right := publishers.read_as(name, kind, at, among, vendor)) != said:
            place = at or "the document's own address"
            yield Finding("evidence", row, "read_as", f"{said}, read at {place}", f"call it {right}, or mend read_at")
        elif said == publishers.PRIMARY and not at and not document["url"]:
            advice = "say where it was read, and call it copy"
            yield Finding("evidence", row, "read_as", "primary, of a document without an address at its publisher", advice)
