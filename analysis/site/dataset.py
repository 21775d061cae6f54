"""The data set and its tables as schema.org describes one, for search engines: JSON-LD. Nothing is in it that is not known."""

import json
from pathlib import Path
from typing import Any

from ..tables.paths import ROOT, descriptor_file
from ..writing import cite
from .table_pages import Table

JsonLd = dict[str, Any]


def whole(tables: tuple[Table, ...], address: str = "", root: Path = ROOT) -> JsonLd:
    """The whole data set; addresses are relative to its page as long as the site's own `address` is not known."""
    package = _package(root)
    paper = cite.paper(root)
    return _shared(package) | {
        "name": package["title"],
        "description": package["description"],
        **({"url": address} if address else {}),
        "isBasedOn": [source["path"] for source in package["sources"]],
        "citation": f"https://doi.org/{paper.doi}",
        "distribution": [_file(t, address) for t in tables],
        "hasPart": [{"@type": "Dataset", **_told(t, package), "url": f"{address}tables/{t.page}.html"} for t in tables],
    }


def part(table: Table, address: str = "", root: Path = ROOT) -> JsonLd:
    """One table, for its own page in tables/."""
    package = _package(root)
    here = address or "../"
    return _shared(package) | {
        **_told(table, package),
        **({"url": f"{address}tables/{table.page}.html"} if address else {}),
        "isPartOf": {"@type": "Dataset", **_named(package), "url": f"{here}index.html"},
        "distribution": [_file(table, here)],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": f.name, "description": f.meaning}
            | ({"unitText": f.unit} if f.unit not in ("", "1") else {})
            for f in table.book.fields
        ],
    }


def _package(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(descriptor_file(root).read_text(encoding="utf-8"))
    return found


def _shared(package: dict[str, Any]) -> JsonLd:
    return {"@context": "https://schema.org/", "@type": "Dataset", **_rights(package), "version": package["version"]}


def _rights(package: dict[str, Any]) -> JsonLd:
    """Who made it, and what others may do with it."""
    return {
        "license": package["licenses"][0]["path"],
        "creator": {"@type": "Organization", "name": f"The {package['name']} contributors"},
        "isAccessibleForFree": True,
    }


def _named(package: dict[str, Any]) -> JsonLd:
    return {"name": package["title"], "description": package["description"], **_rights(package)}


def _told(table: Table, package: dict[str, Any]) -> JsonLd:
    """Name and description, the second long enough to be told apart from others."""
    said = f"{table.book.description} {table.book.rows:,} rows. A table of: {package['title']}."
    return {"name": table.book.title, "description": said, **_rights(package)}


def _file(table: Table, base: str) -> JsonLd:
    return {
        "@type": "DataDownload",
        "name": table.path,
        "encodingFormat": "text/csv",
        "contentUrl": f"{base}{table.path}",
        "contentSize": table.size,
    }
