"""What the gap is made of along the flagships of three vendors: the whole as a waterfall, and every step."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import gap as dg
from ..drawing import marks as d
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
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
    total = {k: multiple(10**v) for k, v in first["total"].items() if isinstance(v, float)}
    sold = [x for x in first["devices"] if not x["announced"]]
    return figure_record(
        title=f"{sold[0]['label']} to {sold[-1]['label']}, balance {total['balance']}: {total['number_format']} format, "
        f"{total['matrix_units']} matrix, {total['rest_of_compute']} rest, {total['bandwidth']} bandwidth",
        subtitle="Peak over memory bandwidth at each flagship's best precision, as factors. Left: first to last sold."
        " Right: each step; black: the change left over.",
        description="For NVIDIA, AMD and Google: a waterfall of the factors from the first flagship's balance to the last, and "
        "the parts of every step. " + " ".join(_words(v) for v in vendors.values()),
        vendors=vendors,
        rows=rows,
        source_ids=_sources(rows, root),
        root=root,
    )


def _words(record: dict[str, Any]) -> str:
    names = [x["label"] for x in record["devices"] if not x["announced"]]
    return f"{record['vendor']}, {names[0]} to {names[-1]}: balance {multiple(10 ** record['total']['balance'])}."


def _sources(rows: list[str], root: Path) -> list[str]:
    """The documents of the balances of these rows."""
    statuses = (*catalogue.IN_A_FIT, "announced")
    series = catalogue.load("accelerators/balance", root, precision=PRECISION, statuses=statuses)
    return [s for i, documents in zip(series.ids, series.sources, strict=True) if i in set(rows) for s in documents]


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A row for each vendor: waterfall on the left, steps on the right, both in decades of one height."""
    vendors = numbers["vendors"]
    figure = d.canvas(theme, 12.6, 10.1, numbers)
    steps = [s for v in vendors.values() for s in v["steps"]]
    ups = [sum(max(p, 0.0) for p in dg.parts_of(s).values()) for s in steps]
    downs = [sum(min(p, 0.0) for p in dg.parts_of(s).values()) for s in steps]
    step_limits = (min(downs) - 0.12, max(ups) + 0.2)
    for row, record in enumerate(vendors.values()):
        bottom = 0.85 + 2.95 * (len(vendors) - 1 - row)
        left, right = d.axes(figure, 0.95, bottom, 4.6, 2.05), d.axes(figure, 6.45, bottom, 5.9, 2.05)
        sold = [x for x in record["devices"] if not x["announced"]]
        dg.waterfall(left, theme, sold[0], sold[-1], record["total"], _limits(sold[0], record["total"]))
        labels = {x["id"]: x["label"] for x in record["devices"]}
        dg.step_parts(right, theme, record["steps"], labels, step_limits)
        d.heading(left, theme, "ink", f"{record['vendor']}, FLOP/byte", "")
        d.heading(right, theme, "ink", f"Steps from {sold[0]['label']}", "")
        if row == 0:
            names = {name: colour for part, (colour, name) in dg.PARTS.items() if part != "compute"}
            dg.part_key(right, theme, names | {"change of the balance": "ink"})
    return figure


def _limits(start: dict[str, Any], total: dict[str, Any]) -> tuple[float, float]:
    """Decades that hold every level of the waterfall."""
    levels = np.log10(start["balance_flop_per_byte"]) + np.cumsum([0.0, *dg.parts_of(total).values()])
    return float(min(levels)) - 0.5, float(max(levels)) + 0.45
