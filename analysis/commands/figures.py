"""The pictures: draw them, all or some."""

import argparse
import os

from ..tables.paths import ROOT, output_folder, write
from .options import Commands, file_name, folder_to_write, new

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
        default="readme",
        help="where it is shown: readme, 880 px; phone, 360 px; slide, 16:9; column, 88 mm; double, 180 mm; "
        "card, 1200 x 630 px, of memory_wall alone (default readme)",
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
    from ..evidence import validate
    from ..tables.errors import InvalidData

    for stem in options.stems:
        figures.require_known(stem)
    wanted = options.stems or figures.stems()
    if options.size != "readme":  # asking takes matplotlib
        wanted = options.stems or [stem for stem in wanted if options.size in figures.sizes(stem)]
        for stem in wanted:
            figures.require_size(stem, options.size)
    if options.pgf:
        from ..drawing import pgf

        pgf.require()
    out = options.out or output_folder("figures", options.root)
    with ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn")) as pool:
        faults = pool.submit(validate.check, options.root)
        rendered = {
            stem: pool.submit(figures.render, stem, options.root, options.format, options.pgf, options.size) for stem in wanted
        }
        if faults.result():
            pool.shutdown(cancel_futures=True)
            raise InvalidData(faults.result())
        for stem, files in rendered.items():
            made = files.result()
            for ending, content in made.items():
                write(out / f"{stem}{ending}", content)
            print(f"{os.path.relpath(out / stem)}{', '.join(made)}")
    return 0
