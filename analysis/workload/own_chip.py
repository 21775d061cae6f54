"""A chip that is in no table: a TOML file with what a sheet prints, read by the same code and rules as evidence.

    name = "Made-up X1"
    vendor = "Made up"
    released = "2028-06"
    memory_bandwidth = "25 TB/s"
    memory_capacity = "384 GB"
    peak_matrix_bf16 = "5 PFLOP/s"

Where a text leaves a choice it is asked about; the answer goes into a table in its place:
`peak_matrix_fp8 = {text = "20 PFLOP/s with sparsity", halve = true}`, or with `value = "1e16"`, or `unit = "TFLOPS"`.
Words that usually mean another number, as bits or eight devices, are asked about too: `confirm = "why it is right"`.
"""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..evidence import printed_cell, wordings
from ..evidence.printed_cell import Cell, Told
from ..tables import frames
from ..tables.errors import RequestError
from ..tables.paths import ROOT

OWN = "own"  # the status of such a chip
TEXTS = ("name", "vendor", "label", "memory_type", "interconnect_type")
RULES = (  # those that hold of a device by itself
    *("sparse-for-dense", "precision-ladder", "bandwidth-width-rate", "capacity-binary", "memory-level", "link-both-ways"),
    *("board-for-die", "balance-range", "number-known"),
)
MOST_BYTES = 100_000


def is_file(name: str) -> bool:
    """Whether what stands where a chip's name goes is a file."""
    return name.endswith(".toml")


def row(path: Path, root: Path = ROOT) -> dict[str, str]:
    """The cells of the chip, as a row of accelerators has them; RequestError, in a line, with file, key and what to do."""
    said = _read(path)
    known = frames.resources(root)["accelerators"]["schema"]["fields"]
    columns = {printed_cell.flag(f["name"]).replace("-", "_"): f for f in known if f["type"] in ("number", "integer", "date")}
    cells = {f["name"]: "" for f in known}
    for key, value in said.items():
        if key not in columns and key not in TEXTS:
            near = difflib.get_close_matches(key, [*TEXTS, *columns], n=1)
            guess = f"; did you mean {near[0]}?" if near else f"; the keys are {', '.join((*TEXTS, *columns))}"
            raise RequestError(f"{path}: {key!r} is no key of a chip{guess}")
        if key in TEXTS:
            cells[key] = _text(path, key, value)
            continue
        cell = _cell(path, key, columns[key], value)
        cells[cell.column] = cell.value
        if cell.precision:
            cells[f"{cell.column}_precision"] = cell.precision
    if not cells["name"]:
        raise RequestError(f'{path}: name is missing; write name = "..."')
    cells |= {"id": printed_cell.slug(cells["name"]), "status": OWN, "segment": "datacenter", "memory_level": "dram"}
    cells |= {"kind": "asic", "generation": cells["name"], "design": cells["id"], "released_on_meaning": "planned"}
    _hold_to_rules(path, cells, root)
    return cells


def _read(path: Path) -> dict[str, Any]:
    """The keys of the file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RequestError(f"{path}: larger than {MOST_BYTES:,} bytes, which no chip is")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RequestError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{path}: no text in UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RequestError(f"{path}: no TOML: {error}") from error


def _text(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise RequestError(f'{path}: {key} is {value!r}; a text is needed, as {key} = "..."')
    return value.strip()


def _cell(path: Path, key: str, field: Mapping[str, Any], value: Any) -> Cell:
    """One quantity or date as printed; a table says what its text leaves open."""
    said = value if isinstance(value, dict) else {"text": value}
    if unknown := sorted(set(said) - {"text", "halve", "value", "unit", "confirm"}):
        raise RequestError(f"{path}: {key} has {unknown[0]!r}; it may have text, halve, value, unit and confirm")
    text = said.get("text")
    if isinstance(text, dt.date):
        text = text.isoformat()[:10]
    if isinstance(text, int | float) and not isinstance(text, bool) and not field.get("unit", "1").strip("1"):
        text = str(text)
    if not isinstance(text, str):
        raise RequestError(
            f'{path}: {key} is {str(text)[:40]}; write it as a sheet prints it, with its unit, as {key} = "25 TB/s"'
        )
    text, unit = printed_cell.bracketed(" ".join(text.split()))
    told = Told(text, "", unit=str(said.get("unit", unit)), value=str(said.get("value", "")), halve=said.get("halve") is True)
    if (odd := next(wordings.doubts(field["name"], f"{text} {unit}".strip()), "")) and not said.get("confirm"):
        told_how = f'{key} = {{text = "{text}", confirm = "why it is right"}}'
        raise RequestError(f"{path}: {key}: {odd}. Mend it, or write {told_how}")
    try:
        return printed_cell.read(field, told)
    except RequestError as error:
        raise RequestError(f"{path}: {_in_toml(str(error), key, text)}") from error


def _in_toml(message: str, key: str, text: str) -> str:
    """What the command line would be told, as it is said in the file."""
    message = re.sub(r"--halve [\w-]+", f'{key} = {{text = "{text}", halve = true}}', message)
    return re.sub(r"--value [\w-]+=(\S+?)(?=[\s,;]|$)", rf'{key} = {{text = "{text}", value = "\1"}}', message)


def _hold_to_rules(path: Path, cells: Mapping[str, str], root: Path) -> None:
    """Raise RequestError where a rule of the table would refuse the row."""
    import pandas as pd

    from ..evidence import rules

    there = frames.load("accelerators", root)
    mine = {c: pd.to_numeric(cells[c]) if cells[c] else float("nan") for c in there if there[c].dtype.kind in "fiI"}
    mine = {c: mine.get(c, cells[c]) for c in there} | {"released_on": pd.to_datetime(cells["released_on"] or None)}
    frame = pd.DataFrame([mine]).astype({c: there[c].dtype for c in there if there[c].dtype.kind == "f"})
    found = list(rules.numbers("accelerators", frame)) if "number-known" in RULES else []
    for rule in rules.RULES:
        if rule.name in RULES and rule.tables == ("accelerators",):
            found += list(rule.find(frame))
    if found:
        key = printed_cell.flag(found[0].column).replace("-", "_")
        raise RequestError(f"{path}: {key}: {found[0].problem}; {found[0].advice}")
