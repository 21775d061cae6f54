"""Add the shape of a model from its config.json: `make new-model ARGS='--config FILE --organisation ... --source ID'`.

The row of data/architectures.csv is read from the configuration, validated on a copy and shown; where anything is wrong nothing
is written. The published count of parameters, as "235B", is held against the shape.
"""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from row_drafts import Grid, grid

from analysis import RequestError
from analysis.evidence import quotations
from analysis.evidence.printed_cell import PERIODS, canonical, slug
from analysis.tables import hugging_face
from analysis.tables.paths import ROOT
from analysis.tables.shapes import Architecture, Formats, Shape
from analysis.tables.weight_formats import BYTES

TABLE = "data/architectures.csv"
Cells = dict[str, str]


def parser() -> argparse.ArgumentParser:
    """The options."""
    top = argparse.ArgumentParser(
        prog="make new-model", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--config", type=Path, required=True, metavar="FILE", help="config.json, or the folder that holds it")
    top.add_argument("--name", required=True, help="as people call it")
    top.add_argument("--organisation", required=True, help="who made it")
    top.add_argument("--published", required=True, metavar="DATE", help="as printed, as 'April 18, 2024'")
    top.add_argument("--source", required=True, metavar="ID", help="document of the configuration, a row of data/sources.csv")
    top.add_argument("--parameters", default="", metavar="COUNT", help="published total, as 235B")
    top.add_argument("--active", default="", metavar="COUNT", help="published count that a token uses, as 22B")
    top.add_argument("--model", default="", metavar="ID", help="its row of data/models.csv")
    top.add_argument("--id", default="", help="id of the row (default: from its name)")
    top.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    top.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return top


def row(options: argparse.Namespace) -> Cells:
    """The cells of the new row; RequestError where the configuration or an option cannot be read."""
    found = hugging_face.read(options.config)
    day, precision = _date(options.published)
    cells = _shape_cells(found.shape) | _formats(found.released)
    return cells | {
        "id": options.id or slug(options.name),
        "name": options.name,
        "model_id": options.model,
        "organisation": options.organisation,
        "published_on": day,
        "published_on_precision": precision,
        "kind": found.kind,
        "context_tokens": str(found.context_tokens or ""),
        "not_modelled": " ".join(found.notes).replace(f"{_folder(options.config)}/", ""),
        "parameters_total_published": _count(options.parameters, "--parameters"),
        "parameters_active_published": _count(options.active, "--active"),
        "source_id": options.source,
        "verification": "seen",
    }


def _folder(config: Path) -> Path:
    """The folder of a configuration, which is of one machine and never goes into a table."""
    return config if config.is_dir() else config.parent


def _shape_cells(shape: Shape) -> Cells:
    """The columns of a shape; a feature that is absent is blank, the layers of a pair are those of both halves."""
    cells = {f.name: getattr(shape, f.name) for f in fields(Shape) if f.name not in ("has_head", "encoder_layers")}
    cells["layers"] = int(shape.layers) + int(shape.encoder_layers)
    made = {name: f"{float(value):g}" if value and value != int(value) else str(int(value)) for name, value in cells.items()}
    made |= {name: "" for name, value in made.items() if value == "0" and name != "shared_experts"}
    if not shape.experts:
        made["shared_experts"] = ""
    return made | {"has_tied_embeddings": "true" if shape.has_tied_embeddings else "false"}


def _formats(released: Formats | None) -> Cells:
    """The names of the formats of a checkpoint, blank where none of ours has those bytes."""
    if released is None:
        return {}
    names = {size: name for name, size in BYTES.items() if name not in ("fp4", "fp16")}
    rest, experts = names.get(float(released.weight), ""), names.get(float(released.of("expert")), "")
    return {"weight_format": rest, "expert_format": experts if experts != rest else ""}


def _date(text: str) -> tuple[str, str]:
    """The first day and the precision of a printed date."""
    spans = sorted(set(quotations.days(text)), key=lambda span: span[1] - span[0])
    if not spans:
        raise RequestError(f"--published: no date in {text!r}; give it as printed, as 'April 18, 2024'")
    first, last = spans[0]
    return first.isoformat(), PERIODS.get((last - first).days + 1, "quarter")


def _count(text: str, option: str) -> str:
    """'235B' -> '2.35e11'; blank is unknown."""
    if not text:
        return ""
    values = list(quotations.plain_readings(text, "", None))
    if not values:
        raise RequestError(f"{option}: no number in {text!r}, as 235B")
    return canonical(max(values))


def contents(made: Cells, root: Path) -> str:
    """The table with the new row, after those published before it; RequestError where the id or name is there."""
    there: Grid = grid((root / TABLE).read_text(encoding="utf-8"))
    for column in ("id", "name"):
        if made[column] in there.column(column):
            raise RequestError(f"{made[column]!r} is in {TABLE} already; correct that row, or give --id and another --name")
    position = sum(day <= made["published_on"] for day in there.column("published_on"))
    return there.with_rows(position, [made]).text()


def summary(found: Architecture) -> str:
    """What was read, in a line."""
    from analysis.tables.shapes import active_parameters, parameters

    total, active = float(parameters(found.shape)) / 1e9, float(active_parameters(found.shape)) / 1e9
    return f"{found.name}: {total:.4g} billion parameters, {active:.4g} billion used for a token; {found.released_words}"
