"""A row by what people call it: an id or a name, in any spelling of case, blanks and dots."""

import difflib
import re
from collections.abc import Sequence

import pandas as pd

from .. import RequestError


def row(rows: pd.DataFrame, columns: Sequence[str], name: str, kind: str, where: str) -> pd.Series:
    """The row that has `name` in one of `columns`, a later column first; RequestError names the closest ids."""
    known = {slug(text): id_ for column in columns for text, id_ in zip(rows[column], rows["id"], strict=True) if slug(text)}
    wanted = slug(name)
    if wanted not in known:
        near = [k for k in known if wanted and wanted in k] + difflib.get_close_matches(wanted, known, n=5, cutoff=0.5)
        close = list(dict.fromkeys(known[k] for k in near))[:5]
        raise RequestError(f"no {kind} {name!r} in {where}" + (f"; closest: {', '.join(close)}" if close else ""))
    return rows.set_index("id", drop=False).loc[known[wanted]]


def slug(text: str) -> str:
    """'Llama 3.1 405B' -> 'llama-3-1-405b'."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
