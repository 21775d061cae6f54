"""What the gap is made of along the flagships of three vendors: the factors from the first to the last."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import gap as dg
from ..drawing import layout
from ..drawing import workload as w
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..trends import catalogue
from ..writing import gap_report
from ..writing.figure_records import figure_record

VENDORS = ("NVIDIA", "AMD", "Google")
PRECISION, SINCE = "best", "2016"


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The chain, steps and total of each vendor."""
    vendors = {v: gap_report.decomposition_record(v, PRECISION, SINCE, root) for v in VENDORS}
    rows = [device["id"] for v in vendors.values() for device in v["devices"]]
    first = vendors[VENDORS[0]]
    rose, up, rest, down = (_times(10**v) for v in _parts(first["total"]))
    return figure_record(
        title=f"{VENDORS[0]}'s FLOP per byte rose {rose}: {up} by matrix units and narrow formats, {rest} by other compute,"
        f" ÷ {down[:-1]} by faster memory",
        subtitle="Peak over memory bandwidth at each flagship's best format, from the first sold to the last, as factors that"
        " multiply: exact ratios, so no interval. An arrow to the right widens the gap, to the left it narrows it.",
        description="For NVIDIA, AMD and Google: the factors from the first flagship's balance to the last, as arrows on a "
        "logarithmic axis. " + " ".join(_words(v) for v in vendors.values()),
        vendors=vendors,
        rows=rows,
        source_ids=_sources(rows, root),
        root=root,
    )


def _parts(total: dict[str, Any]) -> tuple[float, float, float, float]:
    """log10 of the change, of matrix units with formats, of the rest of compute, and of bandwidth as a divisor."""
    return total["balance"], total["matrix_units"] + total["number_format"], total["rest_of_compute"], -total["bandwidth"]


def _times(factor: float) -> str:
    return f"{significant(factor, 2)}×"


def _words(record: dict[str, Any]) -> str:
    names = [x["label"] for x in record["devices"] if not x["announced"]]
    return f"{record['vendor']}, {names[0]} to {names[-1]}: balance {multiple(10 ** record['total']['balance'])}."


def _sources(rows: list[str], root: Path) -> list[str]:
    """The documents of the balances of these rows."""
    statuses = (*catalogue.IN_A_FIT, "announced")
    series = catalogue.load("accelerators/balance", root, precision=PRECISION, statuses=statuses)
    return [s for i, documents in zip(series.ids, series.sources, strict=True) if i in set(rows) for s in documents]


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A block of arrows for each vendor, all on one axis; announced devices are in the numbers alone."""
    groups = {}
    for vendor, record in numbers["vendors"].items():
        sold = [x for x in record["devices"] if not x["announced"]]
        years = "{} to {}".format(*(x["date"][:4] for x in (sold[0], sold[-1])))
        groups[f"{vendor}, {years}"] = dg.factor_rows(sold[0], sold[-1], record["total"])
    size = theme.size
    lines = sum(len(rows) + 1.5 for rows in groups.values())
    figure, box = layout.page(theme, numbers, (1.75 * lines + 5) * size.em)
    sides = [layout.width(text, size.small, "bold") for text in groups]
    sides += [layout.width(name, size.small) for rows in groups.values() for *_, name, _ in rows]
    ax = layout.panel(figure, box.inset(size.em, left=max(sides) / size.em + 1.6, right=3.0, top=0.5, bottom=4.2))
    values = [v for rows in groups.values() for start, end, *_ in rows for v in (start, end)]
    w.decade_axis(ax, values, 0.25, "", "FLOP per byte at the best format of each flagship")
    ax.xaxis.label.set_size(size.small)
    dg.factor_arrows(ax, theme, groups)
    return figure
