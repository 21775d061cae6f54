"""The gap vendor by vendor at 16 bit: the lines of those with most devices, each vendor's growth, and what is common to all."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import rates as r
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..drawing.theme import UNLISTED, VENDORS
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends.selection import Series
from ..wall import by_vendor, gap
from ..writing.figure_records import band_record, figure_record, named, point_records

APART = 3  # so many vendors, those with most devices, have colours of their own; all others are grey
OTHERS = ("other", "v")
HEADS = ("FLOP per byte, 16 bit", "Growth every two years")


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Each vendor's own growth, drawn towards the common one too, and the devices of those with most."""
    series = gap.devices("fp16", root=root)
    found = by_vendor.by_vendor(series, root=root)
    labels = gap.vendors(series, root)
    most = {v.vendor: VENDORS.get(v.vendor, UNLISTED) for v in found.vendors[:APART]}
    own = [v for v in found.vendors if v.growth_per_2_years is not None]
    first, *rest = [(v.vendor, multiple(v.growth_per_2_years)) for v in own[:APART]]  # type: ignore[arg-type]
    told = f"{first[0]}'s gap grew {first[1]} every two years, " + ", ".join(f"{name}'s {growth}" for name, growth in rest)
    low, high = map(multiple, found.common.growth_per_2_years_ci)
    common = multiple(found.common.growth_per_2_years)
    return figure_record(
        title=f"At 16 bit {told}; common to vendors is {common}",
        subtitle=f"FLOP per byte of one chip since {gap.SINCE}, {len(series.ids)} chips. Filled: a vendor's own line, its 95%"
        " interval. Hollow: drawn towards the common growth, which is the mean of vendors, by REML.",
        description="Left, logarithmic: FLOP per byte at 16 bit by vendor, with lines. Right: growth every two years. "
        + " ".join(f"{v.vendor}: {_told(v)}." for v in found.vendors)
        + f" Common to vendors: {common} ({low} to {high}).",
        unit=series.unit,
        vendors=[_vendor(v, *most.get(v.vendor, OTHERS)) for v in own],
        few=[v.vendor for v in found.vendors if v.growth_per_2_years is None],
        common={
            "growth_per_2_years": found.common.growth_per_2_years,
            "growth_per_2_years_ci": list(found.common.growth_per_2_years_ci),
            "told": f"{common} ({low} to {high})".replace("× to", " to").replace("×)", ")"),
            "method": found.common.method,
        },
        warnings=list(found.warnings),
        lines={name: _line(series, labels, name) for name in most},
        others=[p for p, name in zip(_points(series), labels, strict=True) if name not in most],
        rows=series.ids,
        source_ids=series.source_ids,
        root=root,
    )


def _told(vendor: by_vendor.Vendor) -> str:
    """'1.18× (0.985 to 1.42), n = 21'."""
    if vendor.growth_per_2_years is None or vendor.growth_per_2_years_ci is None:
        return f"too few for a line, n = {vendor.n}"
    low, high = (
        "<0.01" if g < 0.01 else ">100" if g > 100 else multiple(g).removesuffix("×")  # of three devices
        for g in vendor.growth_per_2_years_ci
    )
    return f"{multiple(vendor.growth_per_2_years)} ({low} to {high}), n = {vendor.n}"


def _vendor(vendor: by_vendor.Vendor, colour: str, marker: str) -> dict[str, Any]:
    return {
        "vendor": vendor.vendor,
        "colour": colour,
        "marker": marker,
        "n": vendor.n,
        "told": _told(vendor),
        "growth_per_2_years": vendor.growth_per_2_years,
        "growth_per_2_years_ci": list(vendor.growth_per_2_years_ci or ()),
        "drawn_towards_common_per_2_years": vendor.shrunken_growth_per_2_years,
    }


def _points(series: Series) -> list[dict[str, Any]]:
    """All devices; the highest two and the lowest three are named, which the eye goes to."""
    order = np.argsort(series.values, kind="stable")
    kept = {series.ids[i] for i in (*order[:3], *order[-2:])}
    return [p if p["id"] in kept else p | {"label": ""} for p in point_records(series)]


def _line(series: Series, labels: tuple[str, ...], name: str) -> dict[str, Any]:
    """The devices of a vendor, its last record named too, and its line."""
    own = series.where(np.array([label == name for label in labels]))
    kept = {p["id"] for p in _points(series) if p["label"]} | named(own, 2.0, 1)
    points = [p if p["id"] in kept else p | {"label": ""} for p in point_records(own)]
    return {"points": points, "band": band_record(own.fit(), float(own.years.min()), float(own.years.max()))}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Devices and lines on the left, growth of each vendor on the right; below each other if narrow."""
    size = theme.size
    rows = {"": [*(_row(v) for v in numbers["vendors"]), _common(numbers["common"])]}
    tall = (r.height(theme, rows) * 1.5 + 5) * size.em
    figure, box = layout.page(theme, numbers, 0.85 * size.width + tall if size.narrow else 0.44 * size.width)
    if size.narrow:
        left, right = layout.rows(box, theme, (0.85 * size.width, tall))
    else:
        left, right = layout.panels(box, theme, (1.0, 1.4))
    looks = {v["vendor"]: (v["colour"], v["marker"]) for v in numbers["vendors"] if v["vendor"] in numbers["lines"]}
    d.heading(
        ax := layout.panel(figure, left.inset(size.em, left=4.2, right=0.6, top=2.0, bottom=2.2)), theme, "ink", HEADS[0], ""
    )
    _devices(ax, theme, numbers, looks)
    widths = r.columns(theme, rows)
    where = right.inset(size.em, top=2.0, bottom=0.3)
    ax = r.rate_panel(figure, where, theme, rows, ticks=(0.5, 1, 2, 4), limits=(0.28, 4.3), widths=widths)
    d.heading(ax, theme, "ink", HEADS[1], "")
    return figure


def _devices(ax: Axes, theme: Theme, numbers: dict[str, Any], looks: dict[str, tuple[str, str]]) -> None:
    """All devices, those of the vendors with most in their colour and with their line."""
    points = [*numbers["others"], *(p for line in numbers["lines"].values() for p in line["points"])]
    low, high = d.decades([p["value"] for p in points], 0.15)
    d.log_axis(ax, (low, high + 0.5), "")
    d.year_axis(ax, min(p["year"] for p in points) - 0.4, max(p["year"] for p in points) + 2.2, 2)
    d.points(ax, theme, OTHERS[0], numbers["others"], size=14)
    for name, (colour, marker) in looks.items():
        d.plain_trend(ax, theme, colour, numbers["lines"][name]["band"])
        d.points(ax, theme, colour, numbers["lines"][name]["points"], marker=marker, size=20)
    d.key(ax, theme, [(f"{d.SYMBOLS[marker]} {name}", colour) for name, (colour, marker) in {**looks, "others": OTHERS}.items()])
    rows = [(p, looks[name][0]) for name, line in numbers["lines"].items() for p in line["points"]]
    name_points(ax, theme, rows + [(p, "other") for p in numbers["others"]], [n["band"] for n in numbers["lines"].values()])


def _row(vendor: dict[str, Any]) -> r.Rate:
    low, high = vendor["growth_per_2_years_ci"]
    drawn, own = vendor["drawn_towards_common_per_2_years"], vendor["growth_per_2_years"]
    return r.Rate(vendor["vendor"], vendor["colour"], vendor["told"], own, (low, high), hollow=(drawn,), marker=vendor["marker"])


def _common(common: dict[str, Any]) -> r.Rate:
    low, high = common["growth_per_2_years_ci"]
    return r.Rate("common", "ink", common["told"], common["growth_per_2_years"], (low, high))
