"""The memory wall to now: the best chip so far in units of the P100 of 2016, and the balance of named flagships beside it."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import steps as s
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..trends import catalogue, fitting
from ..trends.selection import Series
from ..wall import decomposition, gap
from ..writing import headline_rates, report
from ..writing.figure_records import figure_record, named, point_records, short_growth

BASE = headline_rates.BASE
SERIES = {  # meaning -> series, precision, name
    "best": ("accelerators/peak", "best", "compute, best"),
    "fp16": ("accelerators/peak", "fp16", "compute, 16 bit"),
    "memory": ("accelerators/memory_bandwidth", None, "memory bandwidth"),
    "link": ("accelerators/interconnect", None, "link between chips"),
}
VENDORS = {  # marker and dash tell vendors apart, the colour is that of 16 bit
    "NVIDIA": ("s", "-"),
    "AMD": ("^", (0, (4, 2))),
    "Google": ("o", (0, (1, 1.4))),
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Each series as multiples of the base device, its best so far; the balance at 16 bit of every device and of flagships."""
    loaded = {
        m: catalogue.load(name, root, precision=p, where=headline_rates.WHERE).window(headline_rates.SINCE, None)
        for m, (name, p, _) in SERIES.items()
    }
    lines = {m: _line(series, SERIES[m][2]) for m, series in loaded.items()}
    half = gap.devices("fp16", since="2016", root=root)
    base = next(p for p in lines["best"]["points"] if p["id"] == BASE)
    return figure_record(
        title="Since {} chips gained {} compute, {} memory bandwidth".format(
            base["date"][:4], *(lines[m]["told"] for m in ("best", "memory"))
        ),
        subtitle="Data-centre chips that are sold or in use, dense peaks. Growth with its 95% interval.",
        description="Left, logarithmic: the largest value so far, in units of the NVIDIA P100 of 2016. "
        + " ".join(f"{n['title'].capitalize()}: {n['told']} by {n['best']['label']}; {n['growth']}." for n in lines.values())
        + f" Right, logarithmic: peak at 16 bit over memory bandwidth of flagships. All: {_growth(root)}.",
        base=base["id"],
        base_label=f"{base['label']} of {base['date'][:4]}",
        lines=lines,
        balance={
            "unit": half.unit,
            "growth": _growth(root),
            "points": [p | {"label": ""} for p in point_records(half)],
            "vendors": {v: _flagships(v, half, root) for v in VENDORS},
        },
        rows=[*(i for s in loaded.values() for i in s.ids), *half.ids],
        source_ids=[*(i for s in loaded.values() for i in s.source_ids), *half.source_ids],
        root=root,
    )


def _line(series: Series, title: str) -> dict[str, Any]:
    """One series over the base device: every device, and the records among them in order."""
    base = float(series.values[series.ids.index(BASE)])
    points = [p | {"value": p["value"] / base} for p in point_records(series)]
    ids = series.select("records").ids
    records = sorted((p for p in points if p["id"] in ids), key=lambda p: p["year"])
    shown = named(series, 1.5, 8) | {BASE} if title.startswith("compute, best") else frozenset()
    return {
        "title": title,
        "told": f"{records[-1]['value']:,.0f}×",
        "growth": report.growth_range(fitting.fit(series)),
        "best": records[-1],
        "records": [p["id"] for p in records],
        "steps": _steps(records),
        "base_year": next(p["year"] for p in points if p["id"] == BASE),
        "points": [p if p["id"] in shown else p | {"label": ""} for p in points],
    }


def _steps(records: list[dict[str, Any]]) -> dict[str, list[float]]:
    """The corners of the line that stays at each record until the next."""
    corners = [(records[0]["year"], records[0]["value"])]
    for before, after in pairwise(records):
        corners += [(after["year"], before["value"]), (after["year"], after["value"])]
    return {"year": [y for y, _ in corners], "median": [v for _, v in corners]}


def _growth(root: Path) -> str:
    return report.growth_range(gap.fit(gap.devices("fp16", root=root)))


def _flagships(vendor: str, half: Series, root: Path) -> list[dict[str, Any]]:
    """The flagships of a vendor among these devices, in order of time; its first, last, least and most are named."""
    ids = [x.id for x in decomposition.chain(vendor, "fp16", root=root) if not x.announced]
    points = [p for p in point_records(half) if p["id"] in ids]
    by_value = sorted(points, key=lambda p: p["value"])
    shown = [p["id"] for p in (points[0], points[-1], by_value[0], by_value[-1])]
    return [p if p["id"] in shown or vendor == "NVIDIA" else p | {"label": ""} for p in points]


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """The wall on the left with its multiples at the right end, named flagships on the right; below each other if narrow."""
    size = theme.size
    figure, box = layout.page(theme, numbers, 2 * 2.9 if size.narrow else 0.47 * size.width)
    left, *right = [box] if size.single else layout.panels(box, theme, (1.7, 1.0))
    wide = layout.end_room(theme, [(_told(n), _short(n["growth"])) for n in numbers["lines"].values()])
    top = 2.4 if size.single or size.narrow else 3.7  # panels beside each other begin at one height
    _wall(layout.panel(figure, left.inset(size.em, left=4.6, right=wide + 1.8, top=top, bottom=2.2)), theme, numbers)
    for part in right:
        _balance(layout.panel(figure, part.inset(size.em, left=4.6, right=0.8, top=3.7, bottom=2.2)), theme, numbers["balance"])
    return figure


def _told(line: dict[str, Any]) -> str:
    """'32× memory bandwidth'."""
    return f"{line['told']} {line['title']}"


def _wall(ax: Axes, theme: Theme, numbers: dict[str, Any]) -> None:
    """Every series as steps, the wedge between compute and memory, what each line has reached and its growth."""
    lines = numbers["lines"]
    s.multiples_axis(ax, theme, d.decades([p["value"] for line in lines.values() for p in line["points"]], 0.3))
    end = max(line["steps"]["year"][-1] for line in lines.values())
    d.year_axis(ax, float(headline_rates.SINCE) - 0.3, end + 0.2, 4 if theme.size.narrow else 5)
    steps = {m: line["steps"] for m, line in lines.items()}
    s.wedge(ax, theme, steps["best"], steps["memory"], lines["best"]["base_year"], end)
    for meaning, line in lines.items():
        s.faint(ax, theme, meaning, line["points"])
        s.steps(ax, theme, meaning, line["steps"], end)
    apart = lines["best"]["best"]["value"] / lines["memory"]["best"]["value"]
    s.wedge_name(ax, theme, f"gap\n{apart:.0f}×", end - 1.8, steps["fp16"], (steps["memory"], steps["link"]), 2.4)
    told = [(n["best"]["value"], m, _told(n), _short(n["growth"])) for m, n in lines.items()]
    d.heading(ax, theme, "ink", f"Best chip so far, {numbers['base_label']} = 1", "")
    layout.end_labels(ax, theme, told, at=end)
    records = {m: [p for p in n["points"] if p["id"] in n["records"]] for m, n in lines.items()}
    rows = [(p if m == "best" else p | {"label": ""}, m) for m, points in records.items() for p in points]
    name_points(ax, theme, rows, list(steps.values()))


def _short(growth: str) -> str:
    """'3.00× in 2 years (2.70 to 3.34)'."""
    return short_growth(growth).partition(", n =")[0]


def _balance(ax: Axes, theme: Theme, balance: dict[str, Any]) -> None:
    """All devices faint, flagships joined and named."""
    d.log_axis(ax, d.decades([p["value"] for p in balance["points"]], 0.2), "")
    d.year_axis(ax, 2015.8, max(p["year"] for p in balance["points"]) + 1.3, 4 if theme.size.narrow else 5)
    d.heading(ax, theme, "fp16", "FLOP per byte, 16 bit", _short(balance["growth"]))
    s.faint(ax, theme, "fp16", balance["points"])
    s.chains(ax, theme, "fp16", balance["vendors"], VENDORS)
    rows = [(p, "fp16") for points in balance["vendors"].values() for p in points]
    lines = [{"year": [p["year"] for p in v], "median": [p["value"] for p in v]} for v in balance["vendors"].values()]
    d.key(ax, theme, [(f"{d.SYMBOLS[marker]} {name}", "fp16") for name, (marker, _) in VENDORS.items()])
    name_points(ax, theme, rows, lines)
