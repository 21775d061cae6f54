"""The wheel that a test installs: built once for each process, from the files of the working tree."""

import functools
import io
import subprocess
import zipfile
from pathlib import Path

import distributions
import git_tree

from analysis.tables.paths import ROOT

DAY = 1_767_225_600  # 2026-01-01, any will do


@functools.cache
def built() -> dict[str, bytes]:
    """Name -> content of the wheel and the source distribution of the working tree."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *distributions.NEEDED]
    names = (
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True, env=git_tree.surroundings()).stdout.decode().split("\0")
    )
    return distributions.built({name: (ROOT / name).read_bytes() for name in names if name and (ROOT / name).is_file()}, DAY)


def wheel() -> bytes:
    """The wheel."""
    return next(content for name, content in built().items() if name.endswith(".whl"))


def installed(folder: Path) -> Path:
    """A folder for sys.path with the wheel in it, as an installer lays a wheel of Python alone."""
    zipfile.ZipFile(io.BytesIO(wheel())).extractall(folder)
    return folder
