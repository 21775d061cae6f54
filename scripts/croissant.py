"""The tables described in Croissant, the JSON-LD that data-set search engines and machine-learning loaders read."""

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mlcroissant as mlc

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

TYPES = {  # of the schema of a table -> of Croissant
    "string": mlc.DataType.TEXT,
    "integer": mlc.DataType.INTEGER,
    "number": mlc.DataType.FLOAT,
    "boolean": mlc.DataType.BOOL,
    "date": mlc.DataType.DATE,
}
Resource = Mapping[str, Any]


def described(found: Mapping[str, bytes], moment: dt.datetime, citation: str) -> bytes:
    """The JSON-LD of the tables among `found` (name -> content), which must hold datapackage.json.

    The library checks what it is given; a file is named by its path beside the JSON-LD and by its SHA-256.
    """
    package = json.loads(found["datapackage.json"])
    ctx = mlc.Context()
    metadata = mlc.Metadata(
        ctx=ctx,
        name=package["name"],
        description=package["description"],
        version=package["version"],
        license=[licence["path"] for licence in package["licenses"]],
        cite_as=citation,
        creators=[mlc.Organization(ctx=ctx, name="The ai-memory-wall contributors")],
        date_published=moment.replace(tzinfo=None),
        distribution=[_file(ctx, r, found[r["path"]]) for r in package["resources"]],
        record_sets=[_records(ctx, r) for r in package["resources"]],
    )
    return (json.dumps(metadata.to_json(), indent=1, ensure_ascii=False) + "\n").encode()


def _file(ctx: mlc.Context, resource: Resource, content: bytes) -> mlc.FileObject:
    """One table as a file."""
    return mlc.FileObject(
        ctx=ctx,
        id=resource["path"],
        name=resource["path"],
        description=resource["description"],
        content_url=resource["path"],
        encoding_formats=["text/csv"],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _records(ctx: mlc.Context, resource: Resource) -> mlc.RecordSet:
    """One table as records, with its columns and their units."""
    name = resource["name"]
    fields = resource["schema"]["fields"]
    return mlc.RecordSet(
        ctx=ctx,
        id=name,
        name=name,
        description=resource["description"],
        key=[f"{name}/id"] if any(f["name"] == "id" for f in fields) else None,
        fields=[
            mlc.Field(
                ctx=ctx,
                id=f"{name}/{field['name']}",
                name=field["name"],
                description=_told(field),
                data_types=[TYPES[field["type"]]],
                source=mlc.Source(ctx=ctx, file_object=resource["path"], extract=mlc.Extract(column=field["name"])),
            )
            for field in fields
        ],
    )


def _told(field: Mapping[str, str]) -> str:
    """What a column holds, with its unit."""
    unit = field.get("unit")
    return f"{field['description'].rstrip('.')}, in {unit}." if unit and unit != "1" else field["description"]
