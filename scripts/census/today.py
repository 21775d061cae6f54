"""The files of the census as they are today: which entries of data/peak_tables.csv no longer stand in them."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[i]) for i in (1, 2)]

import http_cache
from diff import code, cut
from http_cache import Copy, Outcome, today, validators
from http_client import Limits, fetch

from analysis import RequestError
from analysis.tables import frames
from analysis.tables.naming import slug
from census.again import stands

SIZE = 2_000_000  # bytes of a file
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """How the look at one file went, and the entries that do not stand in it any more."""

    outcome: Outcome
    rows: tuple[Row, ...]
    gone: tuple[Row, ...]


def files() -> dict[str, tuple[Row, ...]]:
    """Name of a copy -> the rows that were read in that file."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in frames.texts("peak_tables").to_dict("records"):
        name = slug(f"code {row['repository']} {row['path']}")
        found[name] = (*found.get(name, ()), row)
    return found


def addresses(found: Mapping[str, Sequence[Row]], pattern: str) -> dict[str, str]:
    """Name of a copy -> where the file is today; `pattern` has {repository} and {path}."""
    return {name: pattern.format(repository=r[0]["repository"], path=r[0]["path"]) for name, r in found.items()}


def look(name: str, url: str, rows: tuple[Row, ...], folder: Path, limits: Limits) -> Look:
    """Read one file as it is today and compare; a sound copy stays whatever goes wrong."""
    outcome = _asked(name, url, folder, limits)
    if outcome.copy is None or outcome.state == "faulty":
        return Look(outcome, rows, ())
    lines = http_cache.paths(folder, name)[0].read_bytes().decode("utf-8", errors="replace").splitlines()
    return Look(outcome, rows, tuple(row for row in rows if not stands(lines, row)))


def _asked(name: str, url: str, folder: Path, limits: Limits) -> Outcome:
    """The file at `url` in the cache, and how that went."""
    copy = http_cache.load(folder, name, url)
    try:
        reply = fetch(url, limits, copy.conditions if copy else None)
        if reply.status == 304 and copy:
            return Outcome(name, "unchanged", copy, f"unchanged since {copy.read_on}")
        if reply.status != 200:
            return Outcome(name, "faulty", copy, f"the server answers {reply.status}: moved, renamed or removed")
        fresh = Copy(url, today(), *validators(reply), http_cache.digest(reply.body))
        http_cache.save(folder, name, fresh, reply.body)
        return Outcome(name, "unchanged" if copy and copy.sha256 == fresh.sha256 else "new", fresh, "read today")
    except RequestError as error:
        return Outcome(name, "cached" if copy else "missing", copy, str(error))


def section(looks: Sequence[Look], limit: int) -> str:
    """What the report says of the files: entries that do not stand any more, then files that could not be read."""
    read = [seen for seen in looks if seen.outcome.copy and seen.outcome.state != "faulty"]
    gone = [_told(row) for seen in read for row in seen.gone]
    lost = [
        f"- {code(seen.rows[0]['repository'])} {code(seen.rows[0]['path'])}: {seen.outcome.said}"
        for seen in looks
        if seen not in read
    ]
    total = sum(len(seen.rows) for seen in read)
    parts = [f"## Peaks in public code: {len(gone)} of {total:,} entries do not stand any more, {len(lost)} files were not read"]
    if gone:
        parts.append(
            "Mended or moved: read the file, change the row with its commit in `data/peak_tables.csv`, then `make generate`."
        )
        parts.append("\n".join(cut(gone, limit)))
    return "\n\n".join(parts + (["\n".join(cut(lost, limit))] if lost else []))


def _told(row: Row) -> str:
    """One entry: where it stood, and how it read."""
    what = " ".join(code(row[column]) for column in ("entry", "variant", "key", "value_as_written") if row[column])
    return f"- {code(row['repository'])} {code(row['path'])}: {what}"
