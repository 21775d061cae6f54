"""The version: the places that state it, what a change of the data asks of it, and the section of the changelog it needs."""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diff import TableDiff

from analysis import RequestError

NUMBER = r"\d+\.\d+\.\d+"
HOME = "pyproject.toml"  # where the version is decided; everything else repeats it
PLACES: Mapping[str, tuple[tuple[str, str], ...]] = {  # file -> (what is there, what replaces it)
    HOME: ((rf'(?m)^version = "{NUMBER}"$', 'version = "{version}"'),),
    "analysis/tables/version.py": ((rf'(?m)^__version__ = "{NUMBER}"$', '__version__ = "{version}"'),),
    "datapackage.json": (
        (r'(?m)^  "created": "[^"]*",\n', ""),
        (rf'(?m)^  "version": "{NUMBER}",$', '  "version": "{version}",\n  "created": "{day}T00:00:00Z",'),
    ),
    "CITATION.cff": (
        (r"(?m)^date-released: .*\n", ""),
        (rf"(?m)^version: {NUMBER}$", 'version: {version}\ndate-released: "{day}"'),
    ),
    "CHANGELOG.md": ((r"(?m)^## {version}, (unreleased|\d{{4}}-\d\d-\d\d)$", "## {version}, {day}"),),
}
CHANGES = ("Data", "Method", "Headlines")  # what the changelog says of every version
Version = tuple[int, int, int]


def parsed(text: str) -> Version:
    """'1.2.3' -> (1, 2, 3); RequestError where it is no version."""
    if not re.fullmatch(NUMBER, text) or text != ".".join(str(int(part)) for part in text.split(".")):
        raise RequestError(f"{text!r} is no version; write three numbers, as 1.2.3")
    first, second, third = map(int, text.split("."))
    return first, second, third


def stated(root: Path) -> tuple[str, bool]:
    """The version where it is decided, and whether it is released: the changelog has a day for it."""
    match = re.search(PLACES[HOME][0][0].replace(NUMBER, f"({NUMBER})"), (root / HOME).read_text(encoding="utf-8"))
    if not match:
        raise RequestError(f"{HOME} states no version")
    version = match[1]
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return version, bool(re.search(rf"(?m)^## {re.escape(version)}, \d{{4}}-\d\d-\d\d$", changelog))


def bumped(version: str, day: str, root: Path) -> dict[Path, str]:
    """The files that state the version, as they are to be; RequestError where one has no place for it."""
    made = {}
    for name, changes in PLACES.items():
        text = (root / name).read_text(encoding="utf-8")
        for i, (pattern, new) in enumerate(changes):
            pattern = pattern.format(version=re.escape(version)) if name == "CHANGELOG.md" else pattern
            text, count = re.subn(pattern, new.format(version=version, day=day), text)
            if count != 1 and i == len(changes) - 1:
                raise RequestError(f"{name} states the version {count} times, once was expected")
        made[root / name] = text
    return made


def require_changelog(version: str, root: Path) -> None:
    """Raise RequestError unless the changelog has a section of the version that speaks of data, method and headlines."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(rf"(?ms)^## {re.escape(version)}, [^\n]+\n(.*?)(?=^## |\Z)", text)
    missing = [what for what in CHANGES if not section or not re.search(rf"(?m)^- {what}: \S", section[1])]
    if missing:
        told = f"needs '## {version}, unreleased' with '- {missing[0]}: ...'; make diff REF=... shows what moved since a release"
        raise RequestError(f"CHANGELOG.md {told}")


def needed(diffs: Iterable[TableDiff]) -> int:
    """What the data ask for since a release: 0 a new first number, 1 a new second, 2 a third is enough."""
    diffs = list(diffs)
    if any(d.removed or d.columns_removed for d in diffs):
        return 0
    cells = [(d.table, name) for d in diffs for _, name, *_ in d.changed]
    values = [name for _, name in cells if name not in ("note", "label", "locator", "title", "licence", "accessed_on")]
    return 1 if values or any(d.added or d.columns_added for d in diffs) else 2


def require_step(old: str, new: str, diffs: Iterable[TableDiff]) -> None:
    """Raise RequestError where the data ask for a larger step; before 1.0.0 the second number stands for the first."""
    before, after = parsed(old), parsed(new)
    if after <= before:
        raise RequestError(f"{new} does not come after {old}, which is released")
    step = next(i for i in range(3) if after[i] != before[i])
    asked = max(needed(diffs), 1) if before[0] == after[0] == 0 else needed(diffs)
    if step > asked:
        why = {0: "ids or columns are gone", 1: "rows or values are new"}[asked]
        raise RequestError(f"since {old} {why}: that asks for a new {('first', 'second')[asked]} number, {new} has none")
