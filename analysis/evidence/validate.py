"""Validation: every fault of every table at once, each with file, line, column, likely meaning and what to do."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from ..tables import frames, packed
from ..tables.csv_file import Fault, check_file, show
from ..tables.errors import InvalidData
from ..tables.paths import ROOT
from ..tables.schema import check_schema
from . import plausibility, rules
from .proved_cells import proved_cells


@dataclass(frozen=True)
class Accepted:
    """One accepted oddity: this rule may be broken by this row, for this reason."""

    rule: str
    table: str
    row: str
    reason: str


def check(root: Path = ROOT) -> list[Fault]:
    """All faults of the data set under `root`, sorted by place: first the files, then the schema, then the rules.

    A later stage looks only at tables that the earlier ones found sound, so that one slip is told once.
    """
    with packed.unpacked(root) as plain:
        return _check(plain)


def _check(root: Path) -> list[Fault]:
    """The faults of tables that stand as their CSVs."""
    try:
        resources = frames.resources(root)
    except InvalidData as error:
        return [fault for fault in error.faults if isinstance(fault, Fault)]
    faults = [
        f
        for r in resources.values()
        for f in check_file(root / r["path"], r["path"], {c["name"]: c["type"] for c in r["schema"]["fields"]})
    ]
    faults += _exception_faults(root)
    broken = {f.file for f in faults}
    if not any((root / r["path"]).is_file() is False for r in resources.values()):
        faults += check_schema({r["path"] for r in resources.values()} - broken, root)
    broken = {f.file for f in faults}
    faults += _check_rules({name for name, r in resources.items() if r["path"] not in broken}, root)
    return sorted(set(faults), key=lambda f: (f.file, f.line or 0, f.column or "", f.problem))


def warnings(root: Path = ROOT) -> list[Fault]:
    """What is odd, and may be right, in numbers that no evidence proves; of data without a fault, sorted by place."""
    names = frames.resources(root)
    tables = {name: frames.load(name, root) for name in plausibility.LAYOUTS if name in names}
    proved = proved_cells(root) if "evidence" in names else frozenset()
    accepted = frozenset((a.rule, a.table, a.row) for a in exceptions(root))
    found = plausibility.unproved(tables, proved, accepted)
    return sorted(Fault(f"data/{f.table}.csv", int(f.row) + 2, f.column, f.problem, f.advice) for f in found)


def _check_rules(sound: set[str], root: Path) -> Iterator[Fault]:
    loaded = {name: frames.load(name, root) for name in frames.resources(root) if name in sound}
    told = list(_findings(loaded))
    yield from (f for _, f in told if isinstance(f, Fault))
    findings = [(name, f) for name, f in told if not isinstance(f, Fault)]
    ran = {"number-known", "date-past"} | {r.name for r in rules.RULES if set(r.tables) <= set(loaded)}
    accepted = [] if _exception_faults(root) else exceptions(root)
    known = {(a.rule, a.table, a.row) for a in accepted}
    broken = {(name, f.table, loaded[f.table]["id"][f.row]) for name, f in findings}
    for name, f in findings:
        if (name, f.table, loaded[f.table]["id"][f.row]) not in known:
            yield Fault(f"data/{f.table}.csv", int(f.row) + 2, f.column, f"{f.problem} [{name}]", f.advice)
    for a in accepted:
        if a.rule.startswith(plausibility.RULE):
            yield from _confirmed(a, loaded)
        elif a.rule in ran and (a.rule, a.table, a.row) not in broken:
            yield Fault(
                "data/exceptions.toml",
                None,
                None,
                f"rule {a.rule} accepts {a.row} of {a.table}, which does not break it",
                "delete the exception",
            )


def _confirmed(accepted: Accepted, loaded: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    """The fault of a confirmation whose number is not there; one that is no longer odd may stay, as other rows move the trend."""
    frame, column = loaded.get(accepted.table), accepted.rule.removeprefix(plausibility.RULE)
    if frame is not None and (column not in frame or accepted.row not in set(frame["id"])):
        told = f"rule {accepted.rule} accepts {accepted.row} of {accepted.table}, where there is no such number"
        yield Fault("data/exceptions.toml", None, None, told, "a typing slip, or delete the exception")


def _findings(loaded: dict[str, pd.DataFrame]) -> Iterator[tuple[str, rules.Finding | Fault]]:
    """(rule, finding) of all rules whose tables are all there; a fault where a rule cannot be computed."""
    for name, frame in loaded.items():
        yield from (("number-known", f) for f in rules.numbers(name, frame))
        yield from (("date-past", f) for f in rules.dates(name, frame))
    for rule in rules.RULES:
        if set(rule.tables) <= set(loaded):
            yield from ((rule.name, f) for f in _found(rule, loaded))


def _found(rule: rules.Rule, loaded: dict[str, pd.DataFrame]) -> Iterator[rules.Finding | Fault]:
    """What a rule finds. The schema lets some values through that no rule expects: then its first table is named."""
    try:
        yield from rule.find(*(loaded[t] for t in rule.tables))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        problem = f"rule {rule.name} cannot be computed: {show(str(error))}"
        yield Fault(f"data/{rule.tables[0]}.csv", None, None, problem, "a value is unlike all others of its column")


def _exception_faults(root: Path) -> list[Fault]:
    """Faults of data/exceptions.toml: what is no TOML, and entries that are not a rule, a table, a row and a reason."""
    name, keys = "data/exceptions.toml", {f.name for f in fields(Accepted)}
    advice = 'an entry is [[exception]] with rule, table, row and reason, each = "..."'
    try:
        told = tomllib.loads((root / name).read_text(encoding="utf-8"))
    except OSError as error:
        return [Fault(name, None, None, f"cannot be read: {error.strerror}", "restore it; it may be empty")]
    except UnicodeDecodeError as error:
        return [Fault(name, None, None, f"byte {error.start} is not UTF-8", "save it as UTF-8")]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return [Fault(name, None, None, f"no TOML: {show(str(error))}", advice)]
    entries = told.get("exception", [])
    if set(told) - {"exception"} or not isinstance(entries, list):
        return [Fault(name, None, None, "it holds something else than entries", advice)]
    wrong = [e for e in entries if not isinstance(e, dict) or set(e) != keys or not all(isinstance(v, str) for v in e.values())]
    return [Fault(name, None, None, f"{len(wrong)} entries are not whole", advice)] if wrong else []


def exceptions(root: Path = ROOT) -> list[Accepted]:
    """The accepted oddities of data/exceptions.toml."""
    text = (root / "data/exceptions.toml").read_text(encoding="utf-8")
    return [Accepted(**entry) for entry in tomllib.loads(text).get("exception", [])]
