"""Who publishes a document and at which addresses, and how near a reader of it was to the document itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from ..tables import rows
from ..tables.paths import ROOT

PRIMARY, COPY, REPORT = READ_AS = ("primary", "copy", "report")
SPEAKS = ("maker", "standards body")  # publishers that write of what they made themselves
GATHERED = ("dataset",)  # kinds that repeat others, whoever publishes them
ARCHIVED = ("paper", "presentation", "press release", "filing")  # kinds that archives hold for any publisher


@dataclass(frozen=True)
class Publisher:
    """One row of data/publishers.csv; `vendor` is the name in accelerators of the devices it makes, '' for none."""

    id: str
    role: str  # maker, standards body, archive or reporter
    vendor: str
    hosts: tuple[str, ...]  # 'nvidia.com' holds its subdomains, 'github.com/ROCm' what lies below

    def holds(self, url: str) -> bool:
        """Whether an address is one of this publisher's."""
        return any(_within(url, host) for host in self.hosts)


Publishers = Mapping[str, Publisher]


def _within(url: str, entry: str) -> bool:
    """Whether an address lies at a host, its subdomains, or below a path: 'github.com/ROCm'."""
    parts = urlsplit(url)
    host, _, folder = entry.lower().partition("/")
    name = (parts.hostname or "").rstrip(".")
    return (name == host or name.endswith("." + host)) and f"{parts.path.lower().strip('/')}/".startswith(
        f"{folder}/" * bool(folder)
    )


def listed(records: Iterable[rows.Row]) -> Publishers:
    """The publishers of data/publishers.csv by name."""
    return {r["id"]: Publisher(r["id"], r["role"], r["vendor"], tuple(r["hosts"].split())) for r in records}


def known(root: Path = ROOT) -> Publishers:
    """The publishers of the data set under `root`."""
    return _known(root, rows.changed("publishers", root))


@lru_cache(maxsize=4)
def _known(root: Path, changed: int) -> Publishers:
    """The publishers, read once for each time their file was `changed`."""
    return listed(rows.read("publishers", root))


def at_home(url: str, publisher: str, kind: str, among: Publishers) -> bool:
    """Whether an address is its publisher's, or that of an archive which holds such documents for anybody."""
    archives = [p for p in among.values() if p.role == "archive"] if kind in ARCHIVED else []
    own = [among[publisher]] if publisher in among else []
    return any(p.holds(url) for p in (*own, *archives))


def is_primary(publisher: str, kind: str, among: Publishers, vendor: str = "") -> bool:
    """Whether a document speaks of what its publisher made: of `vendor`'s devices, where one is named.

    Makers and standards bodies do, in whatever they publish but collections of others' numbers. A paper of authors who are not
    listed speaks of their own work, which is never a device.
    """
    if publisher not in among:
        return kind == "paper" and not vendor
    one = among[publisher]
    return one.role in SPEAKS and kind not in GATHERED and vendor in ("", one.vendor)


def read_as(publisher: str, kind: str, read_at: str, among: Publishers, vendor: str = "") -> str:
    """How a line was read, from its document and where it was read: '' is at the document's own address."""
    if not is_primary(publisher, kind, among, vendor):
        return REPORT
    return COPY if read_at and not at_home(read_at, publisher, kind, among) else PRIMARY
