"""Every defensible growth rate: thousands of estimates in order, each with its interval, beside the rates that were published."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..drawing import charts
from ..drawing import marks as d
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue, multiverse
from ..writing.figure_records import figure_record

PANELS = {  # quantity of the estimates -> (title, class of the published rates)
    "compute rate": ("Peak compute", "compute"),
    "memory bandwidth": ("Memory bandwidth", "memory bandwidth"),
    "interconnect bandwidth": ("Scale-up bandwidth", "interconnect"),
}
COLOURS = {
    "fp64": "fp64",
    "fp32": "fp32",
    "fp16": "fp16",
    "fp8": "fp8",
    "fp4": "fp4",
    "best": "best",
    "paper": "paper",
}
DEVICES = {"Peak compute": "best", "Memory bandwidth": "memory", "Scale-up bandwidth": "link"}  # of a panel without precisions
NAMES = {"fp16": "16 bit", "best": "best of each device", "paper": "the paper's points", "device": "devices"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The estimates of devices and of the paper's series, sorted within each quantity, and the published rates."""
    frame = multiverse.estimates(root)
    devices = frame[frame["series"].str.startswith(("accelerators/", "paper/"))]
    panels = {q: _panel(devices[devices["quantity"] == q], title, kind, root) for q, (title, kind) in PANELS.items()}
    drawn = sum(len(panel["estimates"]["growth"]) for panel in panels.values())
    half = devices[devices["precision"] == "fp16"]["growth_per_2_years"].quantile([0.05, 0.95])
    best = devices[devices["precision"] == "best"]["growth_per_2_years"].quantile([0.05, 0.95])
    rows = {i for n in ("peak", "memory_bandwidth", "interconnect") for i in catalogue.load(f"accelerators/{n}", root).ids}
    spans = (" to ".join(map(multiple, (q[0.05], q[0.95]))) for q in (half, best))
    return figure_record(
        title="One set of devices, {:,} growth rates: {} at 16 bit, {} at the best precision".format(drawn, *spans),
        subtitle="Growth every two years, 95% intervals; title: 5% and 95% points. Over data, selection, precision, window,"
        " estimator. Right: as published.",
        description="Three panels: growth rates in order, of compute by precision, memory and scale-up bandwidth, beside "
        "published rates.",
        panels=panels,
        rows=sorted(rows),
        source_ids=frames.load("published_trends", root)["source_id"],
        root=root,
    )


def _panel(estimates: pd.DataFrame, title: str, kind: str, root: Path) -> dict[str, Any]:
    """One quantity: estimates in order of growth, and the published rates of its class that were read."""
    trends = frames.load("published_trends", root)
    trends = trends[
        (trends["quantity_class"] == kind) & trends["growth_per_year"].notna() & (trends["verification"] != "unverified")
    ]
    paper = estimates["series"].str.startswith("paper/")
    estimates = estimates.assign(precision=estimates["precision"].replace("", "device").mask(paper, "paper"))
    near = estimates["growth_per_2_years"].round(9)  # ties that processors break differently keep the order of the table
    ordered = estimates.loc[near.sort_values(kind="stable").index]
    published = [
        {
            "id": r["id"],
            "name": " ".join(r["id"].split("-")[:2]).title(),
            "growth": r["growth_per_year"] ** 2,
            "quantity": r["quantity"],
        }
        for r in trends.to_dict("records")
    ]
    columns = {"growth": "growth_per_2_years", "low": "low", "high": "high", "precision": "precision"}
    return {
        "device": DEVICES[title],
        "title": f"{title}, {len(ordered):,} estimates",
        "median": float(ordered["growth_per_2_years"].median()),
        "estimates": {short: ordered[name].tolist() for short, name in columns.items()},
        "published": sorted(published, key=lambda p: p["growth"]),
    }


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """The panels share their axis of growth; published rates stand at the right of each."""
    panels = list(numbers["panels"].values())
    known = [g for p in panels for g in p["estimates"]["growth"]]
    limits = (min(known) / 1.2, max(*known, *(r["growth"] for p in panels for r in p["published"])) * 1.2)
    figure = d.canvas(theme, 13.4, 7.2, numbers)
    for i, panel in enumerate(panels):
        ax = d.axes(figure, 0.65 + 4.35 * i, 0.5, 2.45, 5.5)
        charts.specification_curve(ax, theme, panel, COLOURS | {"device": panel["device"]}, NAMES, limits=limits)
    return figure
