"""What several tests need: a copy of the data set to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.paths import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of data/ and datapackage.json, free to be broken."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    return tmp_path


@pytest.fixture
def replace(copy: Path) -> Callable[[str, str, str], Path]:
    """A function that replaces a text, which must be there, once in a file of the copy."""

    def change(file: str, old: str, new: str) -> Path:
        path = copy / file
        data = path.read_bytes()
        assert old.encode() in data, f"{old!r} is not in {file}"
        path.write_bytes(data.replace(old.encode(), new.encode(), 1))
        return copy

    return change
