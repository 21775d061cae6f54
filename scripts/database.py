"""All tables in one SQLite file, typed and tied together by their keys as datapackage.json says."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

TYPES: Mapping[str, tuple[str, Callable[[str], object]]] = {  # of the schema -> of SQLite, and how a cell is read
    "string": ("TEXT", str),
    "integer": ("INTEGER", int),
    "number": ("REAL", float),
    "boolean": ("INTEGER", lambda cell: int(cell == "true")),
    "date": ("TEXT", str),
}
WRITER_VERSION = slice(96, 100)  # of the header: which SQLite wrote the file, which is no part of the data
Resource = Mapping[str, Any]


def built(found: Mapping[str, bytes]) -> bytes:
    """The file of the tables among `found` (name -> content), which must hold datapackage.json; a blank cell is NULL."""
    resources = json.loads(found["datapackage.json"])["resources"]
    with sqlite3.connect(":memory:") as database:
        for resource in resources:
            database.execute(_definition(resource))
            fields = resource["schema"]["fields"]
            rows = csv.DictReader(io.StringIO(found[resource["path"]].decode("utf-8"), newline=""))
            places = ", ".join("?" * len(fields))
            database.executemany(
                f'INSERT INTO "{_table(resource)}" VALUES ({places})', ([_cell(r, f) for f in fields] for r in rows)
            )
    database.execute("VACUUM")
    content = bytearray(database.serialize())
    content[WRITER_VERSION] = bytes(4)
    return bytes(content)


def _definition(resource: Resource) -> str:
    """The CREATE TABLE of one table."""
    schema = resource["schema"]
    columns = [_column(field) for field in schema["fields"]]
    if key := schema.get("primaryKey"):
        columns.append(f"PRIMARY KEY ({_quoted(key)})")
    for tie in schema.get("foreignKeys", ()):
        other = tie["reference"]
        columns.append(
            f'FOREIGN KEY ({_quoted(tie["fields"])}) REFERENCES "{_named(other["resource"])}" ({_quoted(other["fields"])})'
        )
    return f'CREATE TABLE "{_table(resource)}" (\n  {", ".join(columns)}\n)'


def _column(field: Mapping[str, Any]) -> str:
    """One column of a CREATE TABLE."""
    rules = field.get("constraints", {})
    words = [
        f'"{field["name"]}"',
        TYPES[field["type"]][0],
        "NOT NULL" * bool(rules.get("required")),
        "UNIQUE" * bool(rules.get("unique")),
    ]
    return " ".join(word for word in words if word)


def _cell(row: Mapping[str, str], field: Mapping[str, str]) -> object:
    """The value of a cell, None where it is blank."""
    text = row[field["name"]]
    return TYPES[field["type"]][1](text) if text else None


def _quoted(fields: str | list[str]) -> str:
    """The names of columns as SQL writes them."""
    return ", ".join(f'"{name}"' for name in ([fields] if isinstance(fields, str) else fields))


def _table(resource: Resource) -> str:
    return _named(resource["name"])


def _named(name: str) -> str:
    """The name of a table, which needs no quotes."""
    return name.replace("-", "_")
