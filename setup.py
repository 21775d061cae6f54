"""How the folder analysis/ becomes the package ai_memory_wall, data and forecasts inside it. All else is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

NAME, CODE = "ai_memory_wall", "analysis"


class WithTables(build_py):
    """The code, and beside it data/, forecasts/ and datapackage.json; an editable install reads them where they stand."""

    def run(self) -> None:
        """Copy both into the package that is built."""
        super().run()
        if not self.editable_mode:
            shutil.copytree("data", Path(self.build_lib, NAME, "data"), dirs_exist_ok=True)
            shutil.copytree("forecasts", Path(self.build_lib, NAME, "forecasts"), dirs_exist_ok=True)  # beside the wing
            shutil.copy("datapackage.json", Path(self.build_lib, NAME))


setup(
    packages=[NAME, *(f"{NAME}.{wing}" for wing in find_packages(CODE))],
    package_dir={NAME: CODE},
    include_package_data=False,
    package_data={NAME: ["py.typed"]},  # the page of web/ is made in the repository
    cmdclass={"build_py": WithTables},
)
