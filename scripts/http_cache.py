"""Copies of downloaded documents in a folder, damaged ones taken for none; and how a download went."""

import datetime as dt
import hashlib
import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from http_client import Reply

from analysis import RequestError
from analysis.tables.paths import write_all


@dataclass(frozen=True)
class Copy:
    """What is known of a document as it was when last read; the body itself is kept where it is needed again."""

    url: str
    read_on: str  # day
    etag: str
    last_modified: str
    sha256: str  # of the body, or of the words of a page

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the document only if it has changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


def paths(folder: Path, name: str) -> tuple[Path, Path]:
    """Where body and record of `name` are kept; not .csv, so that no spreadsheet opens what a stranger wrote."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise RequestError(f"{name!r} is no id, and so no name of a file")
    return folder / f"{name}.body", folder / f"{name}.json"


def load(folder: Path, name: str, url: str, with_body: bool = True) -> Copy | None:
    """The copy of `name` from `url`, None where there is none, or it is damaged or of another address."""
    body, record = paths(folder, name)
    try:
        copy = Copy(**json.loads(record.read_text(encoding="utf-8")))
        whole = not with_body or digest(body.read_bytes()) == copy.sha256
        sound = all(isinstance(value, str) and value.isprintable() for value in asdict(copy).values())
    except (OSError, ValueError, TypeError):
        return None
    return copy if whole and sound and copy.url == url else None


def save(folder: Path, name: str, copy: Copy, content: bytes | None) -> None:
    """Keep a copy, body and record together or neither."""
    body, record = paths(folder, name)
    files = {} if content is None else {body: content}
    write_all({**files, record: json.dumps(asdict(copy), indent=1) + "\n"})


def digest(content: bytes) -> str:
    """SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """How one download went: its state, the copy in hand and where it lies, what to say."""

    name: str
    state: str  # new, unchanged, cached (not asked or not reached), faulty (the old copy stays), missing
    copy: Copy | None
    said: str
    before: frozenset[str] = frozenset()  # names in the copy that this one replaces

    @property
    def failed(self) -> bool:
        """Whether someone should look: what came was faulty, or there is nothing to work with."""
        return self.state in ("faulty", "missing")


def today() -> str:
    """The day, as copies are dated."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def validators(reply: Reply) -> tuple[str, str]:
    """ETag and Last-Modified of a reply, '' where it has none or they are odd."""
    told = (reply.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    first, second = (value if value.isascii() and value.isprintable() and len(value) < 200 else "" for value in told)
    return first, second
