"""Faults of datapackage.json itself: what must be there before any table can be read by it."""

import json
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from .csv_file import Fault, show

NAME = "datapackage.json"
TYPES = ("string", "number", "integer", "date", "boolean")
COMPARE = "compare it with the Frictionless Data Package standard, or restore it"


@lru_cache(maxsize=8)
def faults(content: bytes) -> tuple[Fault, ...]:
    """The first fault of the descriptor, none where every resource has a plain path, and fields with names and types."""
    try:
        package = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return (Fault(NAME, line, None, f"byte 0x{content[error.start]:02x} is not UTF-8", "save it as UTF-8"),)
    except json.JSONDecodeError as error:
        return (Fault(NAME, error.lineno, None, f"no JSON at column {error.colno}: {error.msg}", "a comma or a bracket?"),)
    except (RecursionError, ValueError) as error:
        return (Fault(NAME, None, None, f"no JSON: {type(error).__name__}", COMPARE),)
    problem = _package(package)
    return (Fault(NAME, None, None, problem, COMPARE),) if problem else ()


def _package(package: Any) -> str:
    """What is wrong with a descriptor, '' where nothing is."""
    if not isinstance(package, dict):
        return f"it holds a {type(package).__name__}, not an object"
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        return "it has no list of resources"
    for number, resource in enumerate(resources, 1):
        if problem := _resource(resource):
            return f"resource {number}: {problem}"
    paths = [r["path"] for r in resources]
    twice = next((p for p in paths if paths.count(p) > 1), None)
    return f"two resources have the path {show(twice)}" if twice else ""


def _resource(resource: Any) -> str:
    """What is wrong with one resource."""
    if not isinstance(resource, dict):
        return f"it is a {type(resource).__name__}, not an object"
    for key in ("name", "path"):
        if not isinstance(resource.get(key), str) or not resource[key]:
            return f"it has no {key}"
    path = PurePosixPath(resource["path"])
    if path.is_absolute() or ".." in path.parts or not resource["path"].startswith("data/") or path.suffix != ".csv":
        return f"its path {show(resource['path'])} is no CSV file under data/"
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields:
        return "its schema has no list of fields"
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("name"), str) or not field["name"]:
            return "a field has no name"
        if field.get("type") not in TYPES:
            return f"field {show(field['name'])}: its type {show(str(field.get('type')))} is none of {', '.join(TYPES)}"
        if not isinstance(field.get("constraints", {}), dict) or not isinstance(field.get("description", ""), str):
            return f"field {show(field['name'])}: constraints are an object, a description is a text"
    names = [field["name"] for field in fields]
    twice = next((name for name in names if names.count(name) > 1), None)
    return f"two fields have the name {show(twice)}" if twice else ""
