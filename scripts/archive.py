"""The zip of a release: the same bytes from the same commit anywhere, unpacked with suspicion, checked after unpacking."""

import datetime as dt
import hashlib
import io
import stat
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import croissant
import database
from git_tree import commit, files, git, is_plain, lay

from analysis import RequestError
from analysis.evidence import validate
from analysis.tables.paths import ROOT
from analysis.writing import bibliography, cite

KEPT = ["data", "datapackage.json", "figures", "forecasts", "CITATION.cff", "CHANGELOG.md", "RESULTS.md", "LICENSE"]
DATABASE, DESCRIPTION = "data/ai_memory_wall.sqlite", "croissant.json"
SUMS = "SHA256SUMS"
MOST_FILES, MOST_BYTES = 2_000, 300_000_000  # of an archive that is unpacked


def contents(ref: str, root: Path = ROOT) -> dict[str, bytes]:
    """Name -> content of the files of a release: data, codebook, figures, citation as of the commit `ref`, and checksums.

    Beside the tables stand all of them in one SQLite file, and their description in Croissant.
    """
    found = files(ref, KEPT, root)
    with tempfile.TemporaryDirectory() as folder:
        lay(found, Path(folder))
        found["citation.bib"] = bibliography.bibtex(cite.references([], Path(folder))).encode()
    found[DESCRIPTION] = croissant.described(found, dated(ref, root), found["citation.bib"].decode())
    found[DATABASE] = database.built(found)
    return found | {SUMS: checksums(found).encode()}


def checksums(found: dict[str, bytes]) -> str:
    """SHA-256 of every file, as `sha256sum --check` takes it."""
    return "".join(f"{hashlib.sha256(found[name]).hexdigest()}  {name}\n" for name in sorted(found))


def packed(found: dict[str, bytes], folder: str, moment: dt.datetime) -> bytes:
    """A zip of the files in one folder, all of one date and mode, in the order of their names.

    They are stored, not compressed: what a compressor makes depends on its version.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(found):
            entry = zipfile.ZipInfo(f"{folder}/{name}", moment.timetuple()[:6])
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, found[name])
    return buffer.getvalue()


def build(ref: str, folder: str, root: Path = ROOT) -> bytes:
    """The zip of the commit `ref`, dated as that commit is."""
    return packed(contents(ref, root), folder, dated(ref, root))


def dated(ref: str, root: Path = ROOT) -> dt.datetime:
    """When the commit `ref` was made."""
    return dt.datetime.fromtimestamp(int(git("show", "-s", "--format=%ct", commit(ref, root), root=root)), dt.UTC)


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Name -> content of a zip, its one folder taken off; RequestError where a name, a size or a kind is not what ours are."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            entries = zipped.infolist()
            _suspect(entries)
            return {e.filename.partition("/")[2]: zipped.read(e) for e in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise RequestError(f"the archive cannot be read: {error}") from error


def _suspect(entries: list[zipfile.ZipInfo]) -> None:
    """Raise RequestError unless every entry is a plain file of moderate size in one common folder, and none is there twice."""
    names = [e.filename for e in entries]
    if len(names) > MOST_FILES or sum(e.file_size for e in entries) > MOST_BYTES:
        raise RequestError(f"the archive is larger than {MOST_FILES:,} files or {MOST_BYTES:,} bytes")
    if len(set(names)) != len(names) or len({name.partition("/")[0] for name in names}) != 1:
        raise RequestError("the archive has a name twice, or more than one folder at its top")
    for entry in entries:
        mode = entry.external_attr >> 16
        if not is_plain(entry.filename) or entry.is_dir() or (mode and not stat.S_ISREG(mode)):
            raise RequestError(f"the archive holds {entry.filename!r}, which is no plain file of its folder")


def verify(archive: bytes) -> int:
    """How many files the archive holds, if all are as their checksums say and the data are valid; else RequestError."""
    found = unpacked(archive)
    if found.get(SUMS, b"").decode() != checksums({n: c for n, c in found.items() if n != SUMS}):
        raise RequestError("the files of the archive are not those that its checksums name")
    with tempfile.TemporaryDirectory() as folder:
        lay(found, Path(folder))
        if faults := validate.check(Path(folder)):
            raise RequestError(f"the data of the archive have {len(faults)} faults, the first: {faults[0]}")
    return len(found)
