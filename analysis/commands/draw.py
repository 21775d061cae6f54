"""A picture of any series: ours by name, or one's own from a CSV file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .options import Commands, add_csv, add_row_options, chosen, file_to_write, new, whole_number

if TYPE_CHECKING:
    from ..trends.selection import Series

KINDS = ("svg", "png", "pdf")


def add(commands: Commands) -> None:
    """Add this command to the parser."""
    draw = new(commands, "draw")
    draw.add_argument(
        "series", metavar="SERIES", nargs="*", help="as memory/bandwidth; accelerators/peak@fp8 for one at a precision"
    )
    add_csv(draw)
    draw.add_argument("--out", type=file_to_write, required=True, metavar="FILE", help="as wall.svg, wall.png or wall.pdf")
    draw.add_argument("--index", type=float, metavar="YEAR", help="each as a multiple of its trend in this year")
    draw.add_argument(
        "--size",
        choices=("readme", "slide", "column"),
        default="readme",
        help="where it is shown: readme, a page; slide, 16:9; column, 88 mm (default readme)",
    )
    draw.add_argument("--theme", choices=("light", "dark"), default="light", help="the ground that it stands on (default light)")
    add_row_options(draw)
    draw.set_defaults(run=run_draw)

    roofs = new(commands, "rooflines")
    roofs.add_argument(
        "chips", metavar="CHIP", nargs="+", help="a row of data/accelerators.csv, as H100, or a TOML file of a chip"
    )
    roofs.add_argument(
        "--model", action="append", default=[], help="a row of data/architectures.csv or a config.json; may be repeated"
    )
    roofs.add_argument("--batch", type=whole_number, default=1, help="sequences of the models (default 1)")
    roofs.add_argument("--context", type=whole_number, default=1, help="tokens that each attends to (default 1)")
    roofs.add_argument("--out", type=file_to_write, required=True, metavar="FILE", help="as roofs.svg, roofs.png or roofs.pdf")
    roofs.set_defaults(run=run_rooflines)


def run_draw(options: argparse.Namespace) -> int:
    """Draw the series asked for."""
    from ..tables.errors import RequestError
    from ..writing import series_chart

    kind_of(options.out)
    if not options.series and not options.csv:
        raise RequestError("say a SERIES, as memory/bandwidth, or --csv FILE; `list series` has all")
    asked = [_named(options, name) for name in options.series]
    if options.csv:
        asked.append(chosen(argparse.Namespace(**vars(options) | {"series": None}), None))
    written(series_chart.record(asked, index=options.index, level=options.level), options.out, options.size, options.theme)
    return 0


def run_rooflines(options: argparse.Namespace) -> int:
    """Draw the roofs of chips."""
    from ..drawing import style
    from ..figures import rooflines
    from ..tables.paths import write
    from ..writing.figure_records import rounded

    kind = kind_of(options.out)
    numbers = rounded(rooflines.of_chips(options.chips, options.model, options.batch, options.context))
    with style.themed(style.LIGHT.at(style.SIZES["readme"])) as theme:
        content = style.render(rooflines.draw(numbers, theme), kind, numbers["title"], numbers["description"])
    write(options.out, content)
    print(f"{options.out}: {numbers['title']}")
    return 0


def _named(options: argparse.Namespace, name: str) -> "Series":
    """One of our series, with the precision that its name may carry."""
    from ..trends import catalogue

    name, _, precision = name.partition("@")
    takes = name in catalogue.SPECS and not catalogue.SPECS[name].columns
    used = {"csv": None, "precision": precision or (options.precision if takes else None)}
    return chosen(argparse.Namespace(**vars(options) | used), name)


def kind_of(path: Path) -> str:
    """The kind of file that a name asks for; RequestError where none is drawn."""
    from ..tables.errors import RequestError

    kind = path.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise RequestError(f"{path}: a picture is .svg, .png or .pdf")
    if not path.absolute().parent.is_dir():
        raise RequestError(f"{path.parent} is no folder")
    return kind


def written(record: dict[str, Any], path: Path, size: str = "readme", theme: str = "light") -> None:
    """Write one picture, and say what is on it."""
    from ..drawing import series_chart, style
    from ..tables.paths import write
    from ..writing.figure_records import rounded

    numbers = rounded(record)
    with style.themed({"light": style.LIGHT, "dark": style.DARK}[theme]) as chosen_theme:
        content = style.render(
            series_chart.draw(numbers, chosen_theme, size), kind_of(path), numbers["title"], numbers["description"]
        )
    write(path, content)
    print(f"{path}: {numbers['title']}")
