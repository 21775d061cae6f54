"""Every defensible growth rate: where those of each quantity and precision lie, beside the rates that were published."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import rates as r
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..trends import catalogue, multiverse
from ..writing.figure_records import figure_record

PANELS = {  # quantity of the estimates -> (title, class of the published rates, colour of devices)
    "compute rate": ("Peak compute", "compute", "best"),
    "memory bandwidth": ("Memory bandwidth", "memory bandwidth", "memory"),
    "interconnect bandwidth": ("Scale-up bandwidth", "interconnect", "link"),
}
NAMES = {  # precision -> what it is called
    "fp64": "fp64",
    "fp32": "fp32",
    "fp16": "16 bit",
    "fp8": "fp8",
    "fp4": "fp4",
    "best": "best of each device",
    "device": "devices",
    "paper": "the paper's points",
}
FLEETS = {  # published rates of many devices together, whose number grows too
    "epoch-2025-supercomputers",
    "epoch-2026-fleet-bandwidth",
    "epoch-2026-largest-data-centre",
    "top500-1994-2008",
    "top500-2014",
}
TICKS = (0.25, 0.5, 1, 2, 5, 10, 20)


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The 5, 50 and 95% points of the estimates of each quantity and precision, and the published rates."""
    frame = multiverse.estimates(root)
    devices = frame[frame["series"].str.startswith(("accelerators/", "paper/"))]
    panels = {q: _panel(devices[devices["quantity"] == q], *told, root) for q, told in PANELS.items()}
    rows = [row for panel in panels.values() for row in panel["estimates"]]
    spans = {row["precision"]: _span(row) for row in rows}
    ids = {i for n in ("peak", "memory_bandwidth", "interconnect") for i in catalogue.load(f"accelerators/{n}", root).ids}
    return figure_record(
        title="By {:,} defensible fits compute grew {} every two years at 16 bit, {} at the best format".format(
            sum(row["n"] for row in rows), spans["fp16"], spans["best"]
        ),
        subtitle="Every two years, over data, selection, precision, window, estimator. Mark: median; bar: 5% to 95% of the"
        " estimates. Hollow: as published, of one device; fleets and totals apart.",
        description="Three panels, logarithmic: growth rates of compute by precision, memory and scale-up bandwidth. "
        + " ".join(f"{p['title']}, {NAMES[row['precision']]}: {row['told']}." for p in panels.values() for row in p["estimates"])
        + " Published: "
        + "; ".join(f"{p['name']}, {p['quantity']}: {multiple(p['growth'])}" for v in panels.values() for p in v["published"])
        + ".",
        panels=panels,
        rows=sorted(ids),
        source_ids=frames.load("published_trends", root)["source_id"],
        root=root,
    )


def _span(row: dict[str, Any]) -> str:
    return f"{multiple(row['low'])} to {multiple(row['high'])}"


def _panel(estimates: pd.DataFrame, title: str, kind: str, colour: str, root: Path) -> dict[str, Any]:
    """One quantity: the spread of its estimates by precision, and the published rates of its class that were read."""
    paper = estimates["series"].str.startswith("paper/")
    precision = estimates["precision"].replace("", "device").mask(paper, "paper")
    found = estimates.groupby(precision)["growth_per_2_years"]
    rows = [_spread(p, found.get_group(p), colour if p == "device" else p) for p in NAMES if p in found.groups]
    return {"title": title, "estimates": rows, "published": _published(kind, root)}


def _spread(precision: str, growth: pd.Series, colour: str) -> dict[str, Any]:
    """5, 50 and 95% points of the estimates of one precision."""
    low, median, high = (float(q) for q in growth.quantile([0.05, 0.5, 0.95]))
    told = f"{multiple(median)} ({significant(low, 3)} to {significant(high, 3)}), {len(growth)} estimates"
    return {"precision": precision, "colour": colour, "n": len(growth), "median": median, "low": low, "high": high, "told": told}


def _published(kind: str, root: Path) -> list[dict[str, Any]]:
    """The published rates of a class that were read, the lowest first; whether each is of one device or of a fleet."""
    trends = frames.load("published_trends", root)
    read = trends["growth_per_year"].notna() & (trends["verification"] != "unverified")
    rates = [
        {
            "id": row["id"],
            "name": _short(row["id"]),
            "growth": row["growth_per_year"] ** 2,
            "quantity": row["quantity"],
            "of": "fleet" if row["id"] in FLEETS else "device",
        }
        for row in trends[(trends["quantity_class"] == kind) & read].to_dict("records")
    ]
    return sorted(rates, key=lambda p: p["growth"])


def _short(rate: str) -> str:
    """'Epoch 2024' of 'epoch-2024-fp16'."""
    who, year = rate.split("-")[:2]
    return f"{who.upper() if who in ('kaist', 'top500') else who.title()} {year}"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """The panels below each other on one axis of growth."""
    panels = list(numbers["panels"].values())
    groups: list[r.Groups] = [{p["title"]: [*map(_row, p["estimates"]), *_others(p["published"])]} for p in panels]
    known = [e for g in groups for rows in g.values() for rate in rows for e in (*(rate.interval or ()), *rate.hollow)]
    heights = [r.height(theme, g) for g in groups]
    spare = 2.3  # em of an axis' numbers and the space above it
    figure, box = layout.page(theme, numbers, (1.45 * sum(heights) + spare * len(panels)) * theme.size.em)
    wide = [max(some) for some in zip(*(r.columns(theme, g) for g in groups), strict=True)]
    line = (box.height / theme.size.em - spare * len(panels)) / sum(heights)
    for group, part in zip(groups, layout.rows(box, theme, [h * line + spare for h in heights]), strict=True):
        where = part.inset(theme.size.em, top=0.4)
        limits = (min(known) / 1.1, max(known) * 1.15)
        r.rate_panel(figure, where, theme, group, ticks=TICKS, limits=limits, widths=(wide[0], wide[1], wide[2]))
    return figure


def _row(row: dict[str, Any]) -> r.Rate:
    return r.Rate(NAMES[row["precision"]], row["colour"], row["told"], row["median"], (row["low"], row["high"]))


def _others(published: list[dict[str, Any]]) -> list[r.Rate]:
    """A row for the published rates of devices, and one for those of fleets."""
    rows = []
    for of, name, colour in (("device", "published", "ink"), ("fleet", "published, fleets", "other")):
        rates = [p for p in published if p["of"] == of]
        if rates:
            ends = [f"{multiple(p['growth'])} {p['name']}" for p in (rates[0], rates[-1])]
            rows.append(r.Rate(name, colour, " to ".join(dict.fromkeys(ends)), hollow=tuple(p["growth"] for p in rates)))
    return rows
