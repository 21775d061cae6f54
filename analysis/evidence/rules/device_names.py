"""Rules of the names that drivers report: a look-up by one must never come out at another device."""

from collections.abc import Iterator

import numpy as np

from ...tables.naming import slug
from .core import Finding, Frame, rule

TABLE = "device_names"


@rule("device-name-id", TABLE)
def device_name_id(names: Frame) -> Iterator[Finding]:
    """The id is the name in small letters: two spellings of one name would be two rows."""
    for row, (row_id, name) in enumerate(zip(names["id"], names["name"], strict=True)):
        if row_id != slug(name):
            yield Finding(TABLE, row, "id", f"{row_id} is not the id of {name!r}", f"write {slug(name)}")


@rule("device-name-row", TABLE)
def device_name_row(names: Frame) -> Iterator[Finding]:
    """A name without a row says why: that is what the person who asks is told."""
    for row in np.flatnonzero((names["accelerator_id"] == "") & (names["note"] == "")):
        yield Finding(TABLE, row, "note", "neither accelerator_id nor note", "name the row, or say why there is none")


@rule("device-name-clash", TABLE, "accelerators")
def device_name_clash(names: Frame, devices: Frame) -> Iterator[Finding]:
    """A name that a driver reports of one row is not the id, name or label of another."""
    called: dict[str, set[str]] = {}
    for column in ("id", "name", "label"):
        for row_id, text in zip(devices["id"], devices[column], strict=True):
            if isinstance(text, str):
                called.setdefault(slug(text), set()).add(row_id)
    for row, (name, row_id) in enumerate(zip(names["name"], names["accelerator_id"], strict=True)):
        if row_id and (others := called.get(slug(name), set()) - {row_id}):
            told = f"{name!r} is also what {', '.join(sorted(others))} is called"
            yield Finding(TABLE, row, "accelerator_id", told, "the row is wrong, or the label of the other is")
