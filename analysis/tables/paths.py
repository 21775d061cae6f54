"""Where things are, and a way to write that never leaves half a file behind."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def descriptor_file(root: Path = ROOT) -> Path:
    """The Frictionless descriptor, the one schema of all tables."""
    return root / "datapackage.json"


def write(path: Path, content: str | bytes) -> None:
    """Write `path` whole or not at all: a temporary file beside it, flushed to disk, then renamed.

    An interrupted run leaves the old file; text is UTF-8 with LF on every system.
    """
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write several files, all or none: every one is on disk before the first is renamed, and a failed rename undoes the rest."""
    staged: dict[Path, Path] = {}
    done: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            staged[path] = _stage(path, content.encode() if isinstance(content, str) else content)
        for path, temporary in staged.items():
            old = path.read_bytes() if len(staged) > 1 and path.exists() else None
            os.replace(temporary, path)
            done[path] = old
    except BaseException:
        for path, old in done.items():
            path.unlink() if old is None else os.replace(_stage(path, old), path)
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        raise


def _stage(path: Path, content: bytes) -> Path:
    """A temporary file beside `path` with `content`, flushed to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)
