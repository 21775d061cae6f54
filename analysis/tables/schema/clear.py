"""Which tables meet their schema beyond doubt: a quick look that clears, and never accuses.

It knows the few properties that datapackage.json uses and judges each text of a column once. A descriptor with anything
else in it clears no table, a table with anything odd is not cleared; `schema` then asks frictionless, which has the say.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..csv_file import columns
from ..paths import ROOT, descriptor_file

Json = dict[str, Any]
Columns = Mapping[str, tuple[str, ...]]  # name of a field -> its cells
_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*").fullmatch
_PATH = re.compile(r"data/([a-z0-9_]+/)*[a-z0-9_]+\.csv").fullmatch
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_ADDRESS = re.compile(r"https://[\w./-]+", re.ASCII).fullmatch
_CREATED = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T00:00:00Z", re.ASCII).fullmatch  # of a released descriptor
_PACKAGE = {"name", "title", "description", "version", "licenses", "sources", "resources"}
_RESOURCE = {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
_FIELD = {"format": "%Y-%m-%d", "trueValues": ["true"], "falseValues": ["false"]}  # what these properties may be
_CONSTRAINTS = {
    "string": {"required", "unique", "enum", "pattern"},
    "number": {"required", "minimum", "maximum"},
    "integer": {"required", "minimum", "maximum", "enum"},
    "date": {"required", "minimum", "maximum"},
    "boolean": {"required"},
}


def cleared(sound: set[str], root: Path = ROOT) -> set[str]:
    """The paths among `sound`, tables whose file has no fault, that meet the schema beyond doubt; none if it is not `_known`."""
    package = json.loads(descriptor_file(root).read_bytes())
    if not _known(package):
        return set()
    tables = {r["name"]: _columns(r, root) for r in package["resources"] if r["path"] in sound}
    return {r["path"] for r in package["resources"] if r["path"] in sound and _meets(r["schema"], tables[r["name"]], tables)}


def _columns(resource: Json, root: Path) -> Columns:
    """The cells of a table; nothing where its file has a fault after all."""
    fields = tuple((f["name"], f["type"]) for f in resource["schema"]["fields"])
    found = columns((root / resource["path"]).read_bytes(), fields)
    return {} if found is None else {name: cells for (name, _), cells in zip(fields, found, strict=True)}


def _known(package: Json) -> bool:
    """Whether a descriptor, which `descriptor.faults` found sound, has nothing that is not looked at here."""
    words = all(isinstance(package.get(key), str) and package[key] for key in ("title", "description"))
    named = [*package.get("licenses", [{}]), *package.get("sources", [{}])] if _lists(package) else [None]
    resources = package["resources"]
    return (
        set(package) - {"created"} == _PACKAGE
        and bool(_CREATED(str(package.get("created", "2026-01-01T00:00:00Z"))))
        and words
        and bool(_NAME(str(package["name"])) and isinstance(package["name"], str))
        and bool(re.fullmatch(r"\d+\.\d+\.\d+", str(package["version"])) and isinstance(package["version"], str))
        and all(_is_named(item) for item in named)
        and len({r["name"] for r in resources}) == len(resources)
        and all(_is_known(r, {r["name"]: r["schema"] for r in resources}) for r in resources)
    )


def _lists(package: Json) -> bool:
    return all(isinstance(package.get(key), list) and package[key] for key in ("licenses", "sources"))


def _is_named(item: Any) -> bool:
    """Whether a licence or a source has a title, an address, and at most a name."""
    if not isinstance(item, dict) or set(item) - {"name"} != {"title", "path"}:
        return False
    texts = all(isinstance(value, str) and value for value in item.values())
    return texts and bool(_ADDRESS(item["path"])) and bool(re.fullmatch(r"[\w.-]+", item.get("name", "x"), re.ASCII))


def _is_known(resource: Json, schemas: Mapping[str, Json]) -> bool:
    """Whether every property of a resource is looked at here."""
    schema, texts = resource["schema"], ("title", "description")
    return (
        set(resource) == {"name", "path", "schema", *texts, *_RESOURCE}
        and all(isinstance(resource[key], str) and resource[key] for key in texts)
        and all(resource[key] == value for key, value in _RESOURCE.items())
        and bool(_NAME(resource["name"]) and _PATH(resource["path"]))
        and set(schema) - {"foreignKeys"} == {"primaryKey", "missingValues", "fields"}
        and schema["missingValues"] == [""]
        and all(map(_is_known_field, schema["fields"]))
        and _is_text(schema, schema["primaryKey"])
        and isinstance(schema.get("foreignKeys", []), list)
        and all(_is_known_key(key, schema, schemas) for key in schema.get("foreignKeys", []))
    )


def _is_known_field(field: Json) -> bool:
    """Whether every property and every constraint of a field is looked at here."""
    kind, constraints = field["type"], field.get("constraints", {})
    fits = {"required": _is_bool, "unique": _is_bool, "pattern": _is_pattern, "enum": _is_choice(kind)}
    fits |= dict.fromkeys(("minimum", "maximum"), _is_date if kind == "date" else _is_int)
    return (
        not set(field) - {"name", "type", "description", "unit", "constraints", *_FIELD}
        and bool(_NAME(field["name"]))
        and all(isinstance(field.get(key, ""), str) for key in ("description", "unit"))
        and all(field[key] == value for key, value in _FIELD.items() if key in field)
        and ("format" in field) == (kind == "date")
        and ("trueValues" in field) == ("falseValues" in field) == (kind == "boolean")
        and not set(constraints) - _CONSTRAINTS[kind]
        and all(fits[name](value) for name, value in constraints.items())
    )


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and _day(value) is not None


def _is_choice(kind: str) -> Callable[[Any], bool]:
    """Whether a list of what is allowed is of texts, or of whole numbers, and of each once."""

    def fits(value: Any) -> bool:
        if not isinstance(value, list) or not value:
            return False
        each = all(_is_int(v) for v in value) if kind == "integer" else all(isinstance(v, str) and v for v in value)
        return each and len(set(value)) == len(value)

    return fits


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


def _is_text(schema: Json, name: Any) -> bool:
    """Whether a key is one field of text."""
    return isinstance(name, str) and any(f["name"] == name and f["type"] == "string" for f in schema["fields"])


def _is_known_key(key: Any, schema: Json, schemas: Mapping[str, Json]) -> bool:
    """Whether a foreign key is from one field of text to one of another table."""
    if not isinstance(key, dict) or set(key) != {"fields", "reference"} or not isinstance(key["reference"], dict):
        return False
    if set(key["reference"]) != {"resource", "fields"}:
        return False
    there = schemas.get(str(key["reference"]["resource"]))
    return there not in (None, schema) and _is_text(schema, key["fields"]) and _is_text(there, key["reference"]["fields"])


def _meets(schema: Json, table: Columns, tables: Mapping[str, Columns]) -> bool:
    """Whether every cell has its type and keeps its constraints, ids are unique, and foreign keys are found."""
    if not table or not all(_keeps(f["type"], f.get("constraints", {}), table[f["name"]]) for f in schema["fields"]):
        return False
    ids = table[schema["primaryKey"]]
    return "" not in ids and len(set(ids)) == len(ids) and all(_refers(k, table, tables) for k in schema.get("foreignKeys", []))


def _refers(key: Json, table: Columns, tables: Mapping[str, Columns]) -> bool:
    """Whether every cell of a foreign key is in the column it refers to."""
    there = tables.get(key["reference"]["resource"]) or {key["reference"]["fields"]: ()}
    return set(table[key["fields"]]) - {""} <= set(there[key["reference"]["fields"]])


def _keeps(kind: str, constraints: Json, cells: tuple[str, ...]) -> bool:
    """Whether the cells of a column have its type and keep its constraints, each text judged once."""
    texts = set(cells)
    if "" in texts and constraints.get("required"):
        return False
    if constraints.get("unique") and len(texts - {""}) != sum(map(bool, cells)):
        return False
    return all(_fits(kind, constraints, text) for text in texts - {""})


def _fits(kind: str, constraints: Json, text: str) -> bool:
    """Whether a text is of a type and within its bounds; of numbers `csv_file` has said that they are plain."""
    match kind:
        case "string":
            enum, pattern = constraints.get("enum"), constraints.get("pattern")
            return (enum is None or text in enum) and (pattern is None or bool(re.match(f"^{pattern}$", text)))
        case "boolean":
            return text in ("true", "false")
        case "date":
            low, high, day = (_day(t) for t in (constraints.get("minimum", ""), constraints.get("maximum", ""), text))
            return day is not None and (low is None or low <= day) and (high is None or day <= high)
        case _:
            number = Decimal(text)
            low, high, enum = constraints.get("minimum"), constraints.get("maximum"), constraints.get("enum")
            return (low is None or low <= number) and (high is None or number <= high) and (enum is None or number in enum)


def _day(text: str) -> dt.date | None:
    """The day that a text is, None where it is none."""
    try:
        return dt.date.fromisoformat(text) if _DATE(text) else None
    except ValueError:
        return None
