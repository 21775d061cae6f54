"""How the folder analysis/ becomes the package ai_memory_wall, with the tables inside it. All else is in pyproject.toml."""

import json
import shutil
import sys
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent))
from analysis.tables import packed

NAME, CODE = "ai_memory_wall", "analysis"
LEFT_OUT = (
    "measurements.csv",
    "peak_tables.csv",
    "epoch_corrections.csv",
    "README.md",
)  # of data/: a wheel is small
PLAIN = ("accelerators.csv", "architectures.csv", "device_names.csv", "models.csv")  # what look-ups read; the rest is packed


class WithTables(build_py):
    """The code, and beside it data/ and datapackage.json without LEFT_OUT; an editable install reads them in place."""

    def run(self) -> None:
        """Copy both into the package that is built."""
        super().run()
        if not self.editable_mode:
            left_out = shutil.ignore_patterns(*LEFT_OUT)
            shutil.copytree("data", Path(self.build_lib, NAME, "data"), ignore=left_out, dirs_exist_ok=True)
            folder = Path(self.build_lib, NAME, "data")
            tables = [path for path in sorted(folder.rglob("*.csv")) if path.name not in PLAIN]
            texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in tables}
            texts = {name: text for name, text in texts.items() if packed.comes_back(text)}
            (folder / packed.FILE).write_bytes(packed.pack(texts))
            for name in texts:
                (folder / name).unlink()
            Path(self.build_lib, NAME, "datapackage.json").write_text(_descriptor(), encoding="utf-8", newline="\n")


def _descriptor() -> str:
    """The descriptor of the tables that travel: what it lists must be there, or nothing validates."""
    package = json.loads(Path("datapackage.json").read_text(encoding="utf-8"))
    travels = [r for r in package["resources"] if Path(r["path"]).name not in LEFT_OUT]
    return json.dumps(package | {"resources": travels}, ensure_ascii=False, indent=1) + "\n"


setup(
    packages=[NAME, *(f"{NAME}.{wing}" for wing in find_packages(CODE, exclude=["site", "web"]))],
    package_dir={NAME: CODE},
    include_package_data=False,
    package_data={NAME: ["py.typed"], f"{NAME}.measured": ["*.json"]},  # pages are made in the repository
    cmdclass={"build_py": WithTables},
)
