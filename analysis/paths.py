"""Where things are, and a way to write that never leaves half a file behind."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def descriptor_file(root: Path = ROOT) -> Path:
    """The Frictionless descriptor, the one schema of all tables."""
    return root / "datapackage.json"


def write(path: Path, content: str | bytes) -> None:
    """Write `path` whole or not at all: a temporary file beside it, flushed to disk, then renamed.

    An interrupted run leaves the old file; text is UTF-8 with LF on every system.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
