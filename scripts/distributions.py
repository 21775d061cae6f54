"""The wheel, the source distribution and the pictures of a release: the same bytes from the same files anywhere."""

import gzip
import io
import os
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_tree import lay

from analysis import RequestError

NEEDED = ["analysis", "data", "datapackage.json", "setup.py", "MANIFEST.in", "pyproject.toml", "LICENSE"]
NEEDED += ["README.md", "METHODS.md", "RESULTS.md", "CHANGELOG.md", "CITATION.cff", "docs", "forecasts"]
BUILD = "from setuptools import build_meta; build_meta.build_wheel('out'); build_meta.build_sdist('out')"
MODE = 0o644
SIZES = ("readme", "slide")  # of the pictures; the others are drawn by whoever needs them


def built(found: Mapping[str, bytes], seconds: int) -> dict[str, bytes]:
    """Name -> content of the wheel and the sdist made of the files `found`, all of one date and mode."""
    with tempfile.TemporaryDirectory() as folder:
        lay(dict(found), Path(folder))
        os.mkdir(Path(folder, "out"))
        done = subprocess.run(
            [sys.executable, "-c", BUILD], cwd=folder, capture_output=True, text=True, env=_environment(seconds)
        )
        if done.returncode:
            raise RequestError(f"the package cannot be built: {(done.stderr.strip().splitlines() or ['no word why'])[-1]}")
        made = {path.name: path.read_bytes() for path in Path(folder, "out").iterdir()}
    return {
        name: _wheel(content) if name.endswith(".whl") else _sdist(content, seconds) for name, content in sorted(made.items())
    }


def pictures(found: Mapping[str, bytes], stems: Sequence[str] = ()) -> dict[str, bytes]:
    """Name -> content of the PDF and PNG of every figure, or of these, drawn by the files `found`, for pages and for slides.

    The bytes are those of the versions that requirements.lock names.
    """
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        lay(dict(found), Path(folder))
        for size in SIZES:
            words = ["-m", "analysis", "figures", *stems, "--size", size, "--format", "pdf,png", "--out", "drawn"]
            done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True)
            if done.returncode:
                raise RequestError(f"figures cannot be drawn: {(done.stderr.strip().splitlines() or ['no word why'])[-1]}")
        made = {path.name: path.read_bytes() for path in Path(folder, "drawn").iterdir() if path.suffix != ".json"}
    return dict(sorted(made.items()))


def _environment(seconds: int) -> dict[str, str]:
    """That of this process, with the date that tools of a build put on what they write."""
    return os.environ | {"SOURCE_DATE_EPOCH": str(seconds), "PYTHONHASHSEED": "0", "TZ": "UTC"}


def _wheel(content: bytes) -> bytes:
    """The same wheel, its entries in the order of their names, of one mode; their date is the build's."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in sorted(old.infolist(), key=lambda i: i.filename):
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, (stat.S_IFREG | MODE) << 16
            new.writestr(entry, old.read(info), compresslevel=9)
    return buffer.getvalue()


def _sdist(content: bytes, seconds: int) -> bytes:
    """The same archive, its entries in the order of their names, of one date, mode and owner."""
    buffer = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as old,
        gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted((m for m in old if m.isfile()), key=lambda m: m.name):
            entry = tarfile.TarInfo(member.name)
            entry.size, entry.mtime, entry.mode = member.size, seconds, MODE
            new.addfile(entry, old.extractfile(member))
    return buffer.getvalue()
