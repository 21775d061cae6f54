"""Hardware to now: peak compute by precision, memory bandwidth and scale-up bandwidth of every device with evidence."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, named, series_record

PEAKS = {
    "fp64": ("fp64", "fp64"),
    "fp32": ("fp32", "fp32"),
    "fp16": ("fp16", "16 bit"),
    "fp8": ("fp8", "fp8"),
    "fp4": ("fp4", "fp4"),
}
FITTED = ("fp32", "fp16", "best")
BANDWIDTHS = {
    "memory_bandwidth": ("memory", "Memory bandwidth of a device (DRAM)"),
    "interconnect": ("link", "Scale-up bandwidth of a data-centre device, both directions"),
}
MARKERS = {"cpu": "v", "gpu": "o", "manycore": "o", "soc": "o", "asic": "s", "wafer": "s"}
DECADE = 0.6  # inches, the same in all panels so that slopes compare


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Peaks at five precisions, the fit to each device's best, and the two bandwidths."""
    kinds = frames.load("accelerators", root).set_index("id")["kind"]
    loaded = {p: catalogue.load("accelerators/peak", root, precision=p) for p in (*PEAKS, "best")}
    loaded["memory_bandwidth"] = catalogue.load("accelerators/memory_bandwidth", root)
    loaded["interconnect"] = catalogue.load("accelerators/interconnect", root, where={"segment": "datacenter"})
    series = {n: series_record(s, names=named(s, 2.0), fitted=n in (*FITTED, *BANDWIDTHS)) for n, s in loaded.items()}
    for record in series.values():
        record["points"] = [p | {"kind": kinds[p["id"]]} for p in record["points"]]
    best, half, memory = (multiple(series[n]["fit"]["growth_per_2_years"]) for n in ("best", "fp16", "memory_bandwidth"))
    devices = {i for s in loaded.values() for i in s.ids}
    return figure_record(
        title=f"Compute grew {best} every two years at its best precision, {half} at 16 bit, memory bandwidth {memory}",
        subtitle=f"{len(devices)} devices that are sold or serve their owner; cells with evidence. ▼ CPU  ● GPU  ■ ASIC."
        " Bands: 95% of line and new point.",
        description="Three panels, logarithmic, 1995 to 2026: dense peak compute by number format, memory bandwidth, "
        + "and scale-up bandwidth. "
        + " ".join(f"{s['title']}: {s['growth']}." for s in series.values() if "growth" in s),
        series=series,
        rows=sorted(devices),
        source_ids=(source for s in loaded.values() for source in s.source_ids),
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Compute on the left, the two bandwidths on the right; a decade and a year are equally long everywhere."""
    series = numbers["series"]
    limits = {n: d.decades([p["value"] for p in series[n]["points"]]) for n in ("best", *BANDWIDTHS)}
    tall = {n: (high - low) * DECADE for n, (low, high) in limits.items()}
    height = max(tall["best"], sum(tall[n] for n in BANDWIDTHS) + 0.95)
    limits["best"], tall["best"] = (limits["best"][1] - height / DECADE, limits["best"][1]), height
    figure = d.canvas(theme, 11.6, 0.62 + height + 1.2, numbers)
    lower = {"best": 0.62, "interconnect": 0.62, "memory_bandwidth": 0.62 + height - tall["memory_bandwidth"]}
    axes = {n: d.axes(figure, 1.0 if n == "best" else 6.75, lower[n], 4.7, tall[n]) for n in limits}
    for name, ax in axes.items():
        d.log_axis(ax, limits[name], series[name]["unit"])
        d.year_axis(ax, 1994.5, 2027.5, 5)
    _peaks(axes["best"], theme, series)
    for name, (colour, title) in BANDWIDTHS.items():
        d.heading(axes[name], theme, colour, title, series[name]["growth"])
        d.trend(axes[name], theme, colour, series[name]["band"])
        _devices(axes[name], theme, colour, series[name]["points"])
        name_points(axes[name], theme, [(p, colour) for p in series[name]["points"]], [series[name]["band"]])
    return figure


def _peaks(ax: Axes, theme: Theme, series: dict[str, Any]) -> None:
    """The panel of compute: points of each precision, lines for fp32, 16 bit and the best of each device."""
    d.heading(ax, theme, "best", "Dense peak compute of a device", f"best precision: {series['best']['growth']}")
    d.plain_trend(ax, theme, "best", series["best"]["band"])
    for precision in ("fp32", "fp16"):
        d.trend(ax, theme, PEAKS[precision][0], series[precision]["band"])
    rows, lines = [], []
    for precision, (colour, title) in PEAKS.items():
        _devices(ax, theme, colour, series[precision]["points"])
        rows += [(p, colour) for p in series[precision]["points"]]
        lines.append((f"{title}: {series[precision].get('growth') or d.count(series[precision]['points'])}", colour))
    d.key(ax, theme, lines)
    named = {(p["id"], p["value"]): p["label"] for p in series["best"]["points"]}
    name_points(ax, theme, [(r | {"label": named.get((r["id"], r["value"]), "")}, c) for r, c in rows], [series["best"]["band"]])


def _devices(ax: Axes, theme: Theme, colour: str, points: list[dict[str, Any]]) -> None:
    for marker in dict.fromkeys(MARKERS.values()):
        d.points(ax, theme, colour, [p for p in points if MARKERS[p["kind"]] == marker], marker=marker, size=13)
