"""One AI model of data/models.csv, with its shape where data/architectures.csv has one. Read by Python alone."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..evidence import lines
from ..tables import config_file, display, naming, rows
from ..tables.paths import ROOT
from ..tables.units import quantity

COLUMNS = {"parameters": "parameters_total"}  # what people call a column -> the column


class Model(NamedTuple):
    """One model; None where the table has no number."""

    id: str
    name: str
    organisation: str
    published_on: dt.date | None
    parameters_total: float | None
    parameters_active: float | None  # used for a token, where that is not all
    training_tokens: float | None
    training_flop: float | None
    has_open_weights: bool | None
    shape_id: str  # its row of data/architectures.csv, which `profile` takes; '' where there is none
    root: Path = ROOT  # of the data it was read from

    def source(self, what: str) -> lines.Line:
        """What says a number: of "parameters_total" or any column of data/models.csv; the first of `sources`."""
        return self.sources(what)[0]

    def sources(self, what: str) -> tuple[lines.Line, ...]:
        """Every line of evidence of a number, those that conflict last; UnknownName where there is none."""
        return lines.of_cell(self.id, COLUMNS.get(what, what), self.root)

    @property
    def cells(self) -> dict[str, str]:
        """What is known of it, for people: quantity -> value, '' for what is unknown."""
        return {
            "id": self.id,
            "organisation": self.organisation,
            "published": str(self.published_on or ""),
            "parameters": _parameters(self.parameters_total),
            "used for a token": _parameters(self.parameters_active),
            "training tokens": _parameters(self.training_tokens),
            "training compute": quantity(self.training_flop, "FLOP") if self.training_flop else "",
            "shape": self.shape_id,
        }

    def __repr__(self) -> str:
        told = {**self.cells, "id": "", "shape": ""}
        told["parameters"] = f"{told['parameters']} parameters" if told["parameters"] else ""
        told["used for a token"] = f"{told['used for a token']} used for a token" if told["used for a token"] else ""
        told["training tokens"] = f"{told['training tokens']} tokens" if told["training tokens"] else ""
        return f"<{self.name} ({self.id}): {', '.join(filter(None, told.values()))}>"

    def _repr_html_(self) -> str:
        return display.table(self.name, self.cells)


def find(name: "str | Model", root: Path = ROOT) -> Model:
    """The model `name`, an id or a name of data/models.csv or data/architectures.csv, or a config.json.

    UnknownName names the closest.
    """
    if isinstance(name, Model):
        return name
    if isinstance(name, str) and config_file.is_file(name):
        return _of_file(name, root)
    row = naming.find(_names(root, rows.changed("models", root)), name, "model", "data/models.csv or data/architectures.csv")
    shapes = rows.read("architectures", root)
    if "layers" not in row:
        shape = next((s["id"] for s in shapes if row["id"] in (s["model_id"], s["id"])), "")
        return _model(row, shape, root)
    linked = next((r for r in rows.read("models", root) if r["id"] == row["model_id"]), None)
    return _model(linked or row, row["id"], root)


def _of_file(name: str, root: Path) -> Model:
    """The model of a config.json, which knows its shape and nothing of its maker."""
    from ..tables import architectures
    from ..tables.shapes import active_parameters, parameters

    found = architectures.architecture(name, root)
    total, active = float(parameters(found.shape)), float(active_parameters(found.shape))
    return Model(name, found.name, "", None, total, active if active < total else None, None, None, None, name, root)


@lru_cache(maxsize=4)
def _names(root: Path, when: int) -> naming.Names:
    """What the models are called, gathered once for each time that their table is changed."""
    listed = rows.read("models", root)
    ids = {row["id"] for row in listed}
    return naming.names([*listed, *(s for s in rows.read("architectures", root) if s["id"] not in ids)], ("name",))


def _model(row: rows.Row, shape_id: str, root: Path) -> Model:
    """The model of one row of models, or of a shape that no row of models has."""
    of_shape = "layers" in row
    published = "_published" if of_shape else ""  # the parameters of a shape, as its makers count them
    return Model(
        id=row["id"],
        name=row["name"],
        organisation=row["organisation"],
        published_on=rows.day(row, "published_on"),
        parameters_total=rows.number(row, f"parameters_total{published}"),
        parameters_active=rows.number(row, f"parameters_active{published}"),
        training_tokens=None if of_shape else rows.number(row, "training_tokens"),
        training_flop=None if of_shape else rows.number(row, "training_flop"),
        has_open_weights={"true": True, "false": False}.get(row.get("has_open_weights", "")),
        shape_id=shape_id,
        root=root,
    )


def _parameters(value: float | None) -> str:
    return quantity(value, "parameter") if value else ""
