"""What several tests need: a small and a whole copy of the data set to break."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.tables.paths import ROOT

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

Change = Callable[[str, str, str], Path]


@pytest.fixture(autouse=True)
def as_wide_as_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers have the same lines in whatever terminal the tests run."""
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A folder with a copy of data/ and datapackage.json, free to be broken."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    return tmp_path


@pytest.fixture
def copy(whole: Path) -> Path:
    """The same with the tables of the paper and the sources alone, which is quick to validate."""
    package = json.loads((whole / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] == "sources" or r["name"].startswith("paper-")]
    (whole / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return whole


def replacer(root: Path) -> Change:
    """A function that replaces a text, which must be there, once in a file under `root`."""

    def change(file: str, old: str, new: str) -> Path:
        path = root / file
        data = path.read_bytes()
        assert old.encode() in data, f"{old!r} is not in {file}"
        path.write_bytes(data.replace(old.encode(), new.encode(), 1))
        return root

    return change


@pytest.fixture
def replace(copy: Path) -> Change:
    """Replace a text in the small copy."""
    return replacer(copy)


@pytest.fixture
def replace_in_whole(whole: Path) -> Change:
    """Replace a text in the whole copy."""
    return replacer(whole)
