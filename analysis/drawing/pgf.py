"""Figures as PGF, drawn by the LaTeX document that inputs them, in its own fonts. A LaTeX must be there, to measure texts."""

import io
import shutil

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from ..tables.errors import RequestError
from ..writing.bibliography import PREAMBLE, latex_text

ENGINE = "pdflatex"
NEEDS = r"\usepackage[T1]{fontenc}\usepackage{amssymb}"


class Escaped(Formatter):
    """What another formatter says, with nothing in it that LaTeX would run."""

    def __init__(self, plain: Formatter) -> None:
        self.plain = plain

    def __call__(self, x: float, pos: int | None = None) -> str:
        return latex_text(self.plain(x, pos))

    def set_locs(self, locs: list[float]) -> None:
        """The places of all ticks, which some formatters look at."""
        self.plain.set_locs(locs)


def require() -> None:
    """Raise RequestError where there is no LaTeX."""
    if not shutil.which(ENGINE):
        raise RequestError(f"PGF needs {ENGINE} to measure texts, and it is not installed; the .pdf of a figure needs nothing")


def render(figure: Figure) -> bytes:
    r"""`figure` as PGF for \input in a document with pgf and amssymb; every text is escaped. That changes `figure` itself."""
    require()
    for artist in figure.findobj():
        artist.set_rasterized(False)  # PGF in one file holds no pictures
    for text in figure.findobj(Text):
        text.set_text(latex_text(text.get_text()))
        text.set_parse_math(False)
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(Escaped(axis.get_major_formatter()))
    buffer = io.BytesIO()
    settings = {"pgf.texsystem": ENGINE, "pgf.rcfonts": False, "pgf.preamble": NEEDS + PREAMBLE, "font.family": "sans-serif"}
    with matplotlib.rc_context(settings):
        figure.savefig(buffer, format="pgf")
    return f"% needs \\usepackage{{pgf}} and {NEEDS}\n{PREAMBLE}%\n".encode() + buffer.getvalue()
