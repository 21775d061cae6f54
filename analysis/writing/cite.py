"""What to cite: exactly the documents behind a figure, a table or a row, with this data set and the paper it stands on."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..evidence import proved_cells
from ..tables import config_file, frames
from ..tables.errors import RequestError, UnknownName
from ..tables.paths import ROOT, descriptor_file
from ..workload import chips, models, own_chip

NO_ROWS = ("evidence", "device_names", "peak_tables")  # tables whose rows prove nothing by themselves
PAPER = "gholami-2024"  # its id in data/sources.csv


@dataclass(frozen=True)
class Reference:
    """One entry of a bibliography; blank is unknown. `authors` are (family, given), or ('', name) of what has no family name."""

    id: str
    kind: str  # as data/sources.csv calls it
    title: str
    authors: tuple[tuple[str, str], ...]
    url: str
    read_at: str = ""  # where it was read, where that was not at its publisher
    archived_url: str = ""
    published_on: str = ""  # ISO day, or the year alone
    accessed_on: str = ""
    licence: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    version: str = ""


def data_set(root: Path = ROOT) -> Reference:
    """This data set, in the version of the descriptor; without a day as long as that version is not released."""
    package = json.loads(descriptor_file(root).read_text(encoding="utf-8"))
    return Reference(
        id=package["name"],
        kind="dataset",
        title=package["title"],
        authors=(("", f"The {package['name']} contributors"),),
        url=package.get("homepage", ""),
        published_on=package.get("created", "")[:10],
        licence=package["licenses"][0]["name"],
        version=package["version"],
    )


def paper(root: Path = ROOT) -> Reference:
    """Gholami et al., AI and Memory Wall, as printed in IEEE Micro."""
    known = documents([PAPER], root)[0]
    names = ["Gholami Amir", "Yao Zhewei", "Kim Sehoon", "Hooper Coleman", "Mahoney Michael W.", "Keutzer Kurt"]
    return Reference(
        id=PAPER,
        kind="paper",
        title=known.title,
        authors=tuple((family, given) for family, _, given in (name.partition(" ") for name in names)),
        url=known.url,
        published_on=known.published_on[:4],  # the issue's year; the day in the table is that of the preprint
        container="IEEE Micro",
        volume="44",
        issue="3",
        pages="33-39",
        doi="10.1109/MM.2024.3373763",
    )


def documents(ids: Iterable[str], root: Path = ROOT) -> list[Reference]:
    """The documents of these ids, in their order."""
    listed = frames.texts("sources", root).set_index("id")
    return [
        Reference(
            id=i,
            kind=listed.at[i, "kind"],
            title=listed.at[i, "title"],
            authors=(("", listed.at[i, "publisher"]),),
            url=listed.at[i, "url"],
            read_at=listed.at[i, "read_at"],
            archived_url=listed.at[i, "archived_url"],
            published_on=listed.at[i, "published_on"],
            accessed_on=listed.at[i, "accessed_on"],
            licence=listed.at[i, "licence"],
        )
        for i in ids
    ]


def references(names: Sequence[str], root: Path = ROOT, known: Mapping[str, set[str]] | None = None) -> list[Reference]:
    """The data set, the paper, then the documents behind figures, tables and rows, each once, in the order of their ids.

    `known` are names whose documents the caller has found: figures that are not drawn under `root`.
    """
    found = dict(known or {})
    found |= {name: sources_of(name, root) for name in names if name not in found}
    ids = {source for name in names for source in found[name]} - {PAPER}
    return [data_set(root), paper(root), *documents(sorted(ids), root)]


def sources_of(name: str, root: Path = ROOT) -> set[str]:
    """Ids of the documents behind a figure, a table or a row; RequestError with the nearest names where it is none of them."""
    figure = root / "figures" / f"{name}.json"
    if name in _figures(root):
        return {source["id"] for source in json.loads(figure.read_text(encoding="utf-8"))["sources"]}
    if name in frames.resources(root):
        return _of_table(name, None, root)
    found = [t for t in frames.resources(root) if t not in NO_ROWS and name in set(frames.texts(t, root).iloc[:, 0])]
    if not found and (named := _of_name(name, root)) is not None:
        return named
    if not found:
        known = [
            *_figures(root),
            *frames.resources(root),
            *(i for t in ("accelerators", "models") for i in frames.load(t, root)["id"]),
        ]
        near = [k for k in known if name and name in k][:3] or difflib.get_close_matches(name, known, n=3)
        guess = f"; did you mean {', '.join(near)}?" if near else "; figures are listed in README, tables in data/README.md"
        raise RequestError(f"no figure, table or row {name!r}{guess}")
    return set().union(*(_of_table(table, name, root) for table in found))


def _of_name(name: str, root: Path) -> set[str] | None:
    """Documents behind a chip or a model by any name that `profile` takes; None where nothing has that name."""
    if config_file.is_file(name) or own_chip.is_file(name):
        return None
    for find, table in ((chips.find, "accelerators"), (models.find, "models")):
        try:
            row = find(name, root)
        except UnknownName:
            continue
        return _of_table(table if row.id in set(frames.texts(table, root)["id"]) else "architectures", row.id, root)
    return None


def _figures(root: Path) -> list[str]:
    """The figures whose numbers lie under `root`."""
    return sorted(path.stem for path in (root / "figures").glob("*.json"))


def _of_table(table: str, row: str | None, root: Path) -> set[str]:
    """Documents that a table names, and those that prove its cells; of one row only, if given."""
    frame = frames.texts(table, root)
    key = frame.columns[0]
    rows = frame if row is None else frame[frame[key] == row]
    if table == "sources":
        return set(rows["id"])
    named = {cell for column in frame if column.endswith("source_id") for cell in rows[column]}
    if table == "paper/figure_points":  # a point was read where its series was
        series = frames.texts("paper/series", root).set_index("id")["source_id"]
        named |= set(rows["series"].map(series))
    proved = {s for (t, r, _), found in proved_cells.proofs(root).items() if t == table and row in (None, r) for s in found}
    return (named | proved) - {""}


def day(text: str) -> list[int]:
    """An ISO day or year as its parts: '2024-03-21' -> [2024, 3, 21], '2024' -> [2024]; [] for none."""
    return [int(part) for part in text.split("-")] if text else []
