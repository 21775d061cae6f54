"""The whole site as files: path from its top -> content, from the tables under a root, the drawn figures and the explorer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..tables.paths import ROOT
from ..tables.version import __version__
from ..writing import bibliography, cite
from . import chip_pages, dataset, documents, gallery_page, looks, search_index, table_pages
from .chip_pages import Chip
from .documents import Document
from .gallery_page import Picture
from .said import Said
from .table_pages import Table

MOST = 15_000_000  # bytes of the whole site
HERO = "memory_wall"
CARD = f"figures/{HERO}.card.png"  # shown beside a link to the site
SHOWN = "Today"  # group of figures on the first page
Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Content:
    """Everything that pages are made of."""

    chips: tuple[Chip, ...]
    tables: tuple[Table, ...]
    pictures: Mapping[str, Picture]
    said: Said
    documents: tuple[Document, ...]


def files(said: Said, drawn: Mapping[str, bytes], explorer: bytes, address: str = "", root: Path = ROOT) -> dict[str, bytes]:
    """Path -> content of every file. `drawn` are the files of figures by name; `address` is where the site will stand, or ''."""
    lighter = {name: gallery_page.lighter(name, made) for name, made in drawn.items()}
    content = Content(
        chip_pages.chips(root),
        table_pages.tables(root),
        gallery_page.pictures(lighter),
        said,
        documents.documents(root),
    )
    made = dict(_pages(content, address, root))
    made |= {"explorer.html": explorer, "site.css": looks.stylesheet()}
    made |= {name: looks.as_it_is(name) for name in ("search.js", "icon.svg")}
    made |= {f"figures/{name}": found for name, found in lighter.items()}
    return made | {table.path: (root / table.path).read_bytes() for table in content.tables}


def _pages(content: Content, address: str, root: Path) -> Files:
    """The pages that are made of templates."""

    def page(path: str, template: str, **more: Any) -> tuple[str, bytes]:
        canonical = f"{address}{path.removesuffix('index.html')}" if address else ""
        shared = {"top": "../" * path.count("/"), "version": __version__, "canonical": canonical, "address": address}
        shared |= {"path": path, "card": CARD}
        return path, looks.page(template, **shared, **more)

    yield page("index.html", "index", **_first(content, address, root))
    yield page("figures.html", "figures", groups=gallery_page.groups(content.pictures))
    yield page("chips/index.html", "chips", chips=content.chips)
    for chip in content.chips:
        yield page(f"chips/{chip.id}.html", "chip", chip=chip)
    yield page("tables/index.html", "tables", tables=content.tables)
    for table in content.tables:
        yield page(
            f"tables/{table.page}.html", "table", table=table, json_ld=looks.data_block(dataset.part(table, address, root))
        )
    for document in content.documents:
        yield page(document.page, "document", document=document)
    yield page("search.html", "search", index=looks.data_block(_index(content)))


def _first(content: Content, address: str, root: Path) -> dict[str, Any]:
    """What the first page shows."""
    groups = gallery_page.groups(content.pictures)
    return {
        "hero": content.pictures[HERO],
        **{name: documents.rendered(getattr(content.said, name))[0] for name in ("rates", "found", "trust")},
        "findings": content.said.groups,
        "pictures": [p for p in groups[SHOWN] if p.stem != HERO],
        "more": documents.PAGES.values(),
        "counts": {table.book.name: table.book.rows for table in content.tables},
        "bibtex": bibliography.bibtex(cite.references([], root)),
        "json_ld": looks.data_block(dataset.whole(content.tables, address, root)),
    }


def _index(content: Content) -> list[dict[str, str]]:
    """The search index."""
    found = search_index.entries(
        content.chips, content.tables, content.pictures.values(), content.said.findings, content.documents
    )
    return [{name: value for name, value in entry._asdict().items() if value} for entry in found]
