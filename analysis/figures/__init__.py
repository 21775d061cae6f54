"""The pictures, one module each: `numbers(root)` says what is on it, `draw(numbers, theme)` draws exactly that.

Module, files and make target share one stem. Imports drawing and the wings before it. Start at `machine_balance`.
"""

import difflib
import importlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..tables.errors import RequestError
from ..tables.paths import ROOT

if TYPE_CHECKING:
    from ..drawing.theme import Size

KINDS = (".svg", ".pdf", ".png", ".json")
PHONE = ("memory_wall", "measured_balance")  # the figures in README: their drawing for phones is kept beside the other
PRINTED, MM = ("column", "double"), (70, 250)  # the sizes whose width may be given, and its range
CARD = "memory_wall"  # the figure that stands beside a link to the site


def stems() -> tuple[str, ...]:
    """The stems of all figures."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__"))


def require_known(stem: str) -> None:
    """Raise RequestError, which lists the figures, unless `stem` is one."""
    if stem not in stems():
        near = difflib.get_close_matches(stem, stems(), n=1)
        guess = f" (did you mean {near[0]}?)" if near else ""
        raise RequestError(f"no figure {stem!r}{guess}; figures: {', '.join(stems())}")


def sizes(stem: str) -> tuple[str, ...]:
    """The sizes that a figure is laid out for: those of `theme.SIZES`; a card too where it has one main panel."""
    from ..drawing.theme import SIZES

    return (*SIZES, "card") if stem == CARD else tuple(SIZES)


def require_size(stem: str, size: str) -> None:
    """Raise RequestError, which says the sizes, where a figure has no layout for this one."""
    if size not in sizes(stem):
        raise RequestError(f"{stem} is laid out for {', '.join(sizes(stem))}, not for {size}")


def is_drawn(stem: str, root: Path = ROOT) -> bool:
    """Whether the numbers of a figure lie under `root`, as they do in the repository."""
    return (root / f"figures/{stem}.json").exists()


def documents(stem: str, root: Path = ROOT) -> set[str]:
    """Ids of the documents behind a figure, from its numbers computed anew."""
    return {source["id"] for source in importlib.import_module(f"{__name__}.{stem}").numbers(root)["sources"]}


def size_of(name: str, width_mm: float | None = None) -> "Size":
    """The size of this name, laid out for a width in mm if one is given. Raises RequestError where its width is fixed."""
    from ..drawing.theme import CARD, SIZES

    size = (SIZES | {CARD.name: CARD})[name]
    if width_mm is None:
        return size
    if name not in PRINTED:
        raise RequestError(f"--width is for {' and '.join(PRINTED)}; {name} has a fixed width")
    if not MM[0] <= width_mm <= MM[1]:
        raise RequestError(f"--width {width_mm:g}: a picture is laid out for {MM[0]} to {MM[1]} mm")
    return replace(size, width=width_mm / 25.4)


def render(
    stem: str,
    root: Path = ROOT,
    kinds: tuple[str, ...] = ("svg", "pdf", "png"),
    pgf: bool = False,
    size: str = "readme",
    width_mm: float | None = None,
) -> dict[str, bytes]:
    """The files of one figure: ending -> content, its numbers among them. Nothing is written.

    With `pgf` also the drawing for LaTeX, which takes a LaTeX to make; a figure of README has its drawing for phones with it.
    Raises RequestError where it has no layout for `size`.
    """
    from ..drawing import style
    from ..writing import figure_records

    module = importlib.import_module(f"{__name__}.{stem}")
    require_size(stem, size)
    record = figure_records.as_json(figure_records.rounded(module.numbers(root)))
    drawn, files = json.loads(record), {".json": record.encode()}
    with style.themed(style.LIGHT.at(size_of(size, width_mm))) as theme:
        figure = module.draw(drawn, theme)
        for kind in kinds:
            files[f".{kind}"] = style.render(figure, kind, drawn["title"], drawn["description"], both=True)
        if pgf:
            from ..drawing import pgf as papers

            files[".pgf"] = papers.render(module.draw(drawn, theme))
    if stem in PHONE and size == "readme" and "svg" in kinds:
        files |= render(stem, root, ("svg",), size="phone")
    return files if size == "readme" else {f".{size}{ending}": content for ending, content in files.items() if ending != ".json"}
