"""The pictures, one module each: `numbers(root)` says what is on it, `draw(numbers, theme)` draws exactly that.

Module, files and make target share one stem. Imports drawing and the wings before it. Start at `machine_balance`.
"""

import difflib
import importlib
import json
from pathlib import Path

from ..tables.errors import RequestError
from ..tables.paths import ROOT

KINDS = (".svg", ".dark.svg", ".pdf", ".png", ".json")


def stems() -> tuple[str, ...]:
    """The stems of all figures."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__"))


def require_known(stem: str) -> None:
    """Raise RequestError, which lists the figures, unless `stem` is one."""
    if stem not in stems():
        near = difflib.get_close_matches(stem, stems(), n=1)
        guess = f" (did you mean {near[0]}?)" if near else ""
        raise RequestError(f"no figure {stem!r}{guess}; figures: {', '.join(stems())}")


def is_drawn(stem: str, root: Path = ROOT) -> bool:
    """Whether the numbers of a figure lie under `root`, as they do in the repository."""
    return (root / f"figures/{stem}.json").exists()


def documents(stem: str, root: Path = ROOT) -> set[str]:
    """Ids of the documents behind a figure, from its numbers computed anew."""
    return {source["id"] for source in importlib.import_module(f"{__name__}.{stem}").numbers(root)["sources"]}


def render(stem: str, root: Path = ROOT, kinds: tuple[str, ...] = ("svg", "pdf", "png"), pgf: bool = False) -> dict[str, bytes]:
    """The files of one figure: ending -> content, its numbers and the dark drawing among them. Nothing is written.

    With `pgf` also the drawing for LaTeX, which takes a LaTeX to make.
    """
    from ..drawing import style
    from ..writing import figure_records

    module = importlib.import_module(f"{__name__}.{stem}")
    record = figure_records.as_json(figure_records.rounded(module.numbers(root)))
    drawn, files = json.loads(record), {".json": record.encode()}
    with style.themed(style.LIGHT):
        figure = module.draw(drawn, style.LIGHT)
        for kind in kinds:
            files[f".{kind}"] = style.render(figure, kind, drawn["title"], drawn["description"])
        if pgf:
            from ..drawing import pgf as papers

            files[".pgf"] = papers.render(module.draw(drawn, style.LIGHT))
    return files | {".dark.svg": style.recolour(files[".svg"], style.LIGHT, style.DARK)}
