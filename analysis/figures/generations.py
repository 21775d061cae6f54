"""Generations of memory and of links: bandwidth of a stack, chip or module, and of a device or port, family by family."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple, quantity
from ..writing.figure_records import figure_record, short_growth
from ..writing.generation_figures import FIT_FROM, family_records

FAMILIES = {
    "memory": {"HBM": "memory", "GDDR": "blue", "DDR": "brown", "LPDDR": "rose"},
    "links": {"NVLink": "link", "PCIe": "ink", "InfiniBand": "blue", "Google ICI": "purple", "Infinity Fabric": "crimson"},
}
PANELS = {  # panel -> series of the whole, series of one pin or lane, title
    "memory": ("memory/bandwidth", "memory/data_rate", "Memory stack, module (DDR) or chip"),
    "links": (
        "interconnects/port_bandwidth",
        "interconnects/signalling_rate",
        "Link port (PCIe x16, IB x4) or device",
    ),
}
LANES = {"memory": "pin", "links": "lane"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The bandwidth of each generation by family, and the growth of a pin or lane of the same."""
    panels = {name: family_records(whole, FAMILIES[name], root) for name, (whole, _, _) in PANELS.items()}
    lanes = {name: family_records(lane, FAMILIES[name], root) for name, (_, lane, _) in PANELS.items()}
    for name, families in panels.items():
        for family, record in families.items():
            record["points"] = _named(record["points"], family)
            record["lane"] = _growth(lanes[name].get(family, {}))
    every = [f for families in panels.values() for f in families.values()]
    hbm, nvlink = panels["memory"]["HBM"], panels["links"]["NVLink"]
    return figure_record(
        title="An HBM stack gained {} every two years, its pins {}; NVLink of a device {}, its lanes {}".format(
            _growth(hbm), hbm["lane"], _growth(nvlink), nvlink["lane"]
        ),
        subtitle=f"Bandwidth in the first product of a generation{_of_standard(root)}, links both ways. After each family growth"
        f" every two years with its 95% interval. Fewer than {FIT_FROM} are not fitted.",
        description="Two panels, logarithmic, 1999 to 2027: bandwidth by generation, of memory and of links. "
        + " ".join(f"{name}: {f['growth']}." for p in panels.values() for name, f in p.items() if "growth" in f),
        panels=panels,
        rows=(p["id"] for f in every for p in f["points"]),
        source_ids=[
            s for name in PANELS for families in (panels[name], lanes[name]) for f in families.values() for s in f["sources"]
        ],
        root=root,
    )


def _of_standard(root: Path) -> str:
    """' (HBM4 1.94 TB/s, its standard 2.05 TB/s)': the last generation whose standard names another bandwidth."""
    rows = frames.load("memory", root).dropna(subset=["bandwidth_standard_bytes_per_s", "first_product_on"])
    if not len(rows):
        return ""
    last = rows.sort_values("first_product_on").iloc[-1]
    told = (quantity(last[f"bandwidth_{kind}_bytes_per_s"], "byte/s") for kind in ("launch", "standard"))
    return " ({} {}, its standard {})".format(last["generation"], *told)


def _named(points: list[dict[str, Any]], family: str) -> list[dict[str, Any]]:
    """The points of a family; of links, which meet in a few years, the first and the last are named, of memory those apart."""
    order = sorted(points, key=lambda p: -p["year"])
    kept = [order[0]["id"], order[-1]["id"]] if family in FAMILIES["links"] else _apart(order, 0.0 if family == "HBM" else 2.4)
    return [p if p["id"] in kept else p | {"label": ""} for p in points]


def _apart(order: list[dict[str, Any]], years: float) -> list[str]:
    """Ids of points, the last first, at least so many years apart."""
    kept: list[dict[str, Any]] = []
    for point in order:
        if all(abs(point["year"] - k["year"]) >= years for k in kept):
            kept.append(point)
    return [p["id"] for p in kept]


def _growth(record: Mapping[str, Any]) -> str:
    """'1.58×' of a family that is fitted."""
    return multiple(record["fit"]["growth_per_2_years"]) if "fit" in record else ""


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Memory and links beside each other, below each other if narrow; a decade and a year are equally long in both."""
    size, panels = theme.size, numbers["panels"]
    values = [p["value"] for families in panels.values() for f in families.values() for p in f["points"]]
    figure, box = layout.page(theme, numbers, (2.0 if size.narrow else 0.55) * size.width)
    parts = dict(zip(panels, layout.panels(box, theme, (1.0, 1.15)), strict=True))
    heads = {name: _head(name, families, theme) for name, families in panels.items()}
    room = min(part.width for part in parts.values()) - (LEFT + 0.8) * size.em
    least = max(layout.count_lines(theme, head, room) for head in heads.values())
    for name, families in panels.items():
        ax = layout.headed(figure, parts[name], theme, heads[name], left=LEFT, least=least)
        _panel(ax, theme, families, d.decades(values, 0.3))
    return figure


LEFT = 6.0  # em for the heights of an axis


def _head(name: str, families: dict[str, Any], theme: Theme) -> list[layout.Line]:
    """What a panel is, and the growth of each family, the one with the highest last point first."""
    order = sorted(families, key=lambda f: -max(p["value"] for p in families[f]["points"]))
    lines: list[layout.Line] = [(PANELS[name][2], "ink", "bold")]
    for family in order:
        record = families[family]
        told = f"{d.symbol(record['colour'])} {family} "
        told += short_growth(record["growth"]).replace(" in 2 years", "") if "growth" in record else d.count(record["points"])
        told += f"; {LANES[name]} {record['lane']}" if record["lane"] else ""
        lines.append((told, record["colour"], "normal"))
    return lines


def _panel(ax: Axes, theme: Theme, families: dict[str, Any], limits: tuple[float, float]) -> None:
    """Points named by generation, a line with its band where one is fitted."""
    d.log_axis(ax, limits, next(iter(families.values()))["unit"])
    d.year_axis(ax, 1998.5, 2034.5, 10)
    for family in families.values():
        if "band" in family:
            d.plain_trend(ax, theme, family["colour"], family["band"])
        d.points(ax, theme, family["colour"], family["points"], size=16)
    rows = [(p, f["colour"]) for f in families.values() for p in f["points"]]
    name_points(ax, theme, rows, [f["band"] for f in families.values() if "band" in f])
