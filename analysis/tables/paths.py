"""Where things are, and a way to write that never leaves half a file behind."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .errors import RequestError

PACKAGE = Path(__file__).resolve().parents[1]
INSTALLED = (PACKAGE / "datapackage.json").exists()  # the tables travel inside; in the repository they stand beside it
ROOT = PACKAGE if INSTALLED else PACKAGE.parent


def output_folder(name: str, root: Path = ROOT) -> Path:
    """Where a command writes what it makes, as "figures": under `root`, or in the working folder where this is installed."""
    return Path(name) if INSTALLED and root == ROOT else root / name


def descriptor_file(root: Path = ROOT) -> Path:
    """The Frictionless descriptor, the one schema of all tables."""
    return root / "datapackage.json"


def require_writable(folder: Path) -> None:
    """Raise RequestError where nothing can be written into a folder, so that this is said before any work."""
    there = next((p for p in (folder, *folder.absolute().parents) if p.exists()), folder)
    if not there.is_dir():
        raise RequestError(f"{folder}: {there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise RequestError(f"{folder}: nothing can be written there; choose another folder")


def require_file(path: Path) -> None:
    """Raise RequestError where no file of this name can be written, so that this is said before any work."""
    if path.is_dir():
        raise RequestError(f"{path} is a folder; name a file in it")
    if path.exists() and not os.access(path, os.W_OK):
        raise RequestError(f"{path} may not be written to; choose another file")
    if _is_plain(_target(path)):
        require_writable(_target(path).parent)


def write(path: Path, content: str | bytes) -> None:
    """Write `path` whole or not at all: a temporary file beside it, flushed to disk, then renamed.

    An interrupted run leaves the old file; text is UTF-8 with LF on every system. A link is followed; what is no plain file, as a
    device or a pipe, is written through.
    """
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write several files, all or none: every one is on disk before the first is renamed, and a failed rename undoes the rest."""
    made = {_target(path): content.encode() if isinstance(content, str) else content for path, content in contents.items()}
    staged: dict[Path, Path] = {}
    done: dict[Path, bytes | None] = {}
    try:
        for path, content in made.items():
            if _is_plain(path):
                staged[path] = _stage(path, content)
        for path, temporary in staged.items():
            old = path.read_bytes() if len(staged) > 1 and path.exists() else None
            os.replace(temporary, path)
            done[path] = old
        for path in made.keys() - staged.keys():
            with _naming(path), path.open("wb") as file:
                file.write(made[path])
    except BaseException:
        for path, old in done.items():
            path.unlink() if old is None else os.replace(_stage(path, old), path)
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """An error of the system, as of a full disk, names the file; of itself it does not."""
    try:
        yield
    except OSError as error:
        raise error if error.filename else OSError(error.errno, error.strerror, str(path)) from error


def _target(path: Path) -> Path:
    """What a link leads to; any other path as it is."""
    return path.resolve() if path.is_symlink() else path


def _is_plain(path: Path) -> bool:
    """Whether a path is a plain file, or nothing yet."""
    return path.is_file() or not path.exists()


def _stage(path: Path, content: bytes) -> Path:
    """A temporary file beside `path` with `content`, flushed to disk."""
    import tempfile  # here: a look-up writes nothing, and it takes as long to import as all the rest

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with _naming(path), os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)
