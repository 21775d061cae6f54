"""A row by what people call it: its id or a name, in any spelling of case, blanks and dots; whole, and never a guess."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .errors import UnknownName
from .rows import Row

MOST = 5  # names that are listed beside one that nothing has


class Names(NamedTuple):
    """The names of some rows, as `slug` makes them."""

    ids: dict[str, Row]
    others: dict[str, list[Row]]  # of the other columns; a name that several rows have is nobody's

    @property
    def known(self) -> dict[str, str]:
        """Every name -> an id that has it."""
        return {name: found[0]["id"] for name, found in self.others.items()} | {name: row["id"] for name, row in self.ids.items()}


def names(rows: Iterable[Row], columns: Sequence[str]) -> Names:
    """The ids of `rows`, and what stands in the `columns` that people call them by."""
    listed, others = list(rows), dict[str, list[Row]]()
    for row in listed:
        for called in {slug(row[column]) for column in columns if row[column]}:
            others.setdefault(called, []).append(row)
    return Names({slug(row["id"]): row for row in listed}, others)


def find(among: Names, name: str, kind: str, where: str) -> Row:
    """The row that `name` is the id of, or the only row of that name; UnknownName, which lists the closest, where none is."""
    wanted = slug(name) if isinstance(name, str) else ""
    if not wanted:
        raise UnknownName(f"{name!r} names no {kind}: write an id or a name of {where}")
    if wanted in among.ids:
        return among.ids[wanted]
    found = among.others.get(wanted, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(f"{name!r} may be {' or '.join(row['id'] for row in found)} of {where}: say which")
    near = closest(wanted, among.known)
    more = f"; `list {kind}s` has them all"
    told = f"; closest: {', '.join(near)}{more if len(near) == MOST else ''}" if near else more
    raise UnknownName(f"no {kind} {name!r} in {where}{told}")


def closest(wanted: str, known: dict[str, str], most: int = MOST) -> list[str]:
    """The ids whose names contain `wanted`, or are spelt like it; `known` is name -> id, names as `slug` makes them."""
    import difflib

    near = [k for k in known if wanted in k] + difflib.get_close_matches(wanted, known, n=most, cutoff=0.5)
    return list(dict.fromkeys(known[k] for k in near))[:most]


def slug(text: str) -> str:
    """'Llama 3.1 405B' -> 'llama-3-1-405b'."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
