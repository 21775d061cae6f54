"""The names that commands take, each with what it is; chips and models are listed by Python alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..tables import rows as tables
from ..tables.naming import slug
from ..tables.paths import ROOT
from ..tables.units import quantity, significant
from .terminal import columns

Row = dict[str, str]


def like(found: Iterable[Row], text: str) -> list[Row]:
    """The rows that hold `text` in any spelling of case and blanks; all where it is blank."""
    wanted = _letters(text)
    return [row for row in found if not text or (wanted and any(wanted in _letters(cell) for cell in row.values()))]


def _letters(text: str) -> str:
    """'H 100' -> 'h100'."""
    return slug(text).replace("-", "")


def chips(root: Path = ROOT) -> Iterator[Row]:
    for row in tables.read("accelerators", root):
        rate = tables.number(row, "memory_bandwidth_bytes_per_s")
        yield {
            "id": row["id"],
            "label": row["label"],
            "name": row["name"],
            "status": row["status"],
            "released": row["released_on"],
            "memory bandwidth": quantity(rate, "byte/s") if rate else "",
        }


def models(root: Path = ROOT) -> Iterator[Row]:
    shapes = {row["id"]: row for row in tables.read("architectures", root)}
    of_model = {row["model_id"] or row["id"]: row["id"] for row in shapes.values()}
    for row in tables.read("models", root):
        count = tables.number(row, "parameters_total")
        told = {"id": row["id"], "name": row["name"], "published": row["published_on"]}
        yield told | {"parameters": significant(count / 1e9) + " billion" if count else "", "shape": of_model.pop(row["id"], "")}
    for shape in of_model.values():  # shapes that no row of models has
        row = shapes[shape]
        count = tables.number(row, "parameters_total_published")
        told = {"id": shape, "name": row["name"], "published": row["published_on"]}
        yield told | {"parameters": significant(count / 1e9) + " billion" if count else "", "shape": shape}


def series(root: Path = ROOT) -> Iterator[Row]:
    from ..trends import catalogue

    for name in catalogue.names(root):
        found = catalogue.load(name, root)
        yield {
            "name": name,
            "title": found.title,
            "unit": found.unit,
            "rows": str(len(found.ids)),
            "first": min(found.days).isoformat(),
            "last": max(found.days).isoformat(),
        }


LISTS: Mapping[str, Callable[[], Iterable[Row]]] = {"series": series, "chips": chips, "models": models}


def text(found: Sequence[Row]) -> str:
    """The rows in columns; a full name that the id and the label tell already is left to --json."""
    hidden = {"name"} if "label" in found[0] else set()
    return columns([{head: cell for head, cell in row.items() if head not in hidden} for row in found], "")
