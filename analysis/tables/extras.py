"""What to install where a package is missing: look-ups need none, all else an extra of pyproject.toml."""

import sys
from types import TracebackType

OF_PACKAGE = {"matplotlib": "figures", "frictionless": "figures"}  # package -> extra; any other: fits
OF_COMMAND = {"figures": "figures", "validate": "figures"}  # what needs more than the first package that it misses
CHECKOUT = "analysis"  # the name of this package in the repository; elsewhere it is ai_memory_wall


def how_to_install(package: str, what: str = "") -> str:
    """The command that installs the extra which has `package`, and all that `what` needs; here or in a checkout."""
    if __name__.partition(".")[0] == CHECKOUT:
        return f"{package} is missing; `make figures` makes an environment in .venv, or: pip install -r requirements.lock"
    extra = OF_COMMAND.get(what) or OF_PACKAGE.get(package, "fits")
    return f"{package} is missing; pip install 'ai-memory-wall[{extra}]'"


class needs_more:
    """Inside this block a missing package of an extra is said in one line: ImportError, 'fit: numpy is missing; ...'."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say which extra has what is missing; any other error passes."""
        if missing := missing_package(error):
            raise ImportError(f"{self.what}: {how_to_install(missing)}", name=missing) from None


def missing_package(error: BaseException | None) -> str:
    """The top name of the package that an import lacks, '' where that is none of the extras'."""
    package = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    return "" if package in sys.stdlib_module_names or package == __name__.partition(".")[0] else package
