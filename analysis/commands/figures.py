"""The pictures: draw them, all or some."""

import argparse
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..tables.paths import ROOT, output_folder, write
from .options import Commands, file_name, folder_to_write, new

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ..tables.csv_file import Fault

SIZES = ("readme", "phone", "slide", "column", "double", "card")  # as drawing.style has them, which takes matplotlib to ask
FORMATS = ("svg", "pdf", "png")


def formats(text: str) -> tuple[str, ...]:
    """The kinds of files of 'svg,pdf'; ArgumentTypeError where one is not drawn."""
    asked = tuple(dict.fromkeys(text.lower().split(",")))
    if unknown := set(asked) - set(FORMATS):
        raise argparse.ArgumentTypeError(f"{text!r}: {', '.join(sorted(unknown))} is not drawn; {', '.join(FORMATS)} are")
    return asked


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    draw = new(commands, "figures")
    draw.add_argument("stems", metavar="FIGURE", nargs="*", help="as paper_hardware_scaling (default: all)")
    draw.add_argument("--root", type=file_name, default=ROOT, help="folder with the data (default: this one)")
    draw.add_argument(
        "--size",
        choices=SIZES,
        metavar="SIZE",
        default="readme",
        help="where it is shown: readme, 880 px; phone, 360 px; slide, 16:9; column, 88 mm; double, 180 mm; "
        "card, 1200 x 630 px, of memory_wall alone (default readme)",
    )
    draw.add_argument(
        "--width", type=float, metavar="MM", help="lay column or double out for this width, as 80 of LaTeX's article"
    )
    draw.add_argument("--format", type=formats, default=FORMATS, metavar="svg,pdf,png", help="kinds of files (default: all)")
    draw.add_argument("--out", type=folder_to_write, help="folder to write to (default: figures/)")
    draw.add_argument("--pgf", action="store_true", help="also PGF, for LaTeX documents to draw; takes pdflatex")
    draw.set_defaults(run=run_figures)


def run_figures(options: argparse.Namespace) -> int:
    """Draw the figures asked for on all processors while the data are validated; write only if they are valid."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from .. import figures
    from ..tables.errors import InvalidData

    for stem in options.stems:
        figures.require_known(stem)
    wanted = options.stems or figures.stems()
    if options.size != "readme":  # asking takes matplotlib
        wanted = options.stems or [stem for stem in wanted if options.size in figures.sizes(stem)]
        for stem in wanted:
            figures.require_size(stem, options.size)
    figures.size_of(options.size, options.width)
    if options.pgf:
        from ..drawing import pgf

        pgf.require()
    out = options.out or output_folder("figures", options.root)
    _collect_seldom()
    with ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn"), _collect_seldom) as pool:
        faults = pool.submit(_faults, options.root)
        draw = pool.submit if len(wanted) > 1 else _done_here
        how = (options.root, options.format, options.pgf, options.size, options.width)
        rendered = {stem: draw(figures.render, stem, *how) for stem in wanted}
        if faults.result():
            pool.shutdown(cancel_futures=True)
            raise InvalidData(faults.result())
        for stem, files in rendered.items():
            made = files.result()
            for ending, content in made.items():
                write(out / f"{stem}{ending}", content)
            print(f"{os.path.relpath(out / stem)}{', '.join(made)}")
    return 0


def _collect_seldom() -> None:
    """Look for cycles of objects seldom: what is loaded stays to the end, and to look through it takes a tenth of the time."""
    gc.set_threshold(100_000, 20, 20)


def _faults(root: Path) -> "list[Fault]":
    """The faults of the data; imported where it runs, since the process that asks does not need what finds them."""
    from ..evidence import validate

    return validate.check(root)


def _done_here(work: Callable[..., Any], *arguments: Any) -> "Future[Any]":
    """What `work` gives or raises, done by this process: a single picture is not worth starting another Python."""
    from concurrent.futures import Future

    done: Future[Any] = Future()
    try:
        done.set_result(work(*arguments))
    except Exception as error:
        done.set_exception(error)
    return done
