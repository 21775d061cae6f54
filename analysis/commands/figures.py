"""The pictures: draw them, all or some."""

import argparse
import os

from ..tables.paths import ROOT, output_folder, write
from .options import Commands, file_name, folder_to_write


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    draw = commands.add_parser("figures", help="draw figures; the data are validated first")
    draw.add_argument("stems", metavar="FIGURE", nargs="*", help="as paper_hardware_scaling (default: all)")
    draw.add_argument("--root", type=file_name, default=ROOT, help="folder with the data (default: this one)")
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

    wanted = options.stems or figures.stems()
    for stem in wanted:
        figures.require_known(stem)
    if options.pgf:
        from ..drawing import pgf

        pgf.require()
    out = options.out or output_folder("figures", options.root)
    with ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn")) as pool:
        faults = pool.submit(validate.check, options.root)
        rendered = {stem: pool.submit(figures.render, stem, options.root, pgf=options.pgf) for stem in wanted}
        if faults.result():
            pool.shutdown(cancel_futures=True)
            raise InvalidData(faults.result())
        for stem, files in rendered.items():
            for ending, content in files.result().items():
                write(out / f"{stem}{ending}", content)
            print(f"{os.path.relpath(out / stem)}.svg, .dark.svg, .pdf, .png, .json{', .pgf' * options.pgf}")
    return 0
