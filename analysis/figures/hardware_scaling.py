"""Data-centre chips to now, quantity by quantity: peak compute format by format, memory bandwidth and scale-up bandwidth."""

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
from ..tables.units import multiple
from ..trends import catalogue
from ..trends.selection import Series
from ..wall import recommended
from ..writing.figure_records import figure_record, named, series_record, short_growth

PEAKS = {"fp64": "fp64", "fp32": "fp32", "fp16": "16 bit", "fp8": "fp8", "fp4": "fp4"}
BANDWIDTHS = {"memory": "Memory bandwidth", "link": "Link, both directions"}
MARKERS = {"cpu": "v", "gpu": "o", "manycore": "o", "soc": "o", "asic": "s", "wafer": "s"}
KINDS = {"v": "▼ CPU", "o": "● GPU", "s": "■ ASIC"}
FEWEST_YEARS = 4.0  # that a series must span for a line: over two years a slope says nothing


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Peaks format by format and the two bandwidths, each with its fit; of each device's best format the growth alone."""
    kinds = frames.load("accelerators", root).set_index("id")["kind"]
    loaded = {p: _loaded("peak", root, p) for p in PEAKS}
    loaded |= {"memory": _loaded("memory_bandwidth", root), "link": _loaded("interconnect", root)}
    series = {n: _series(s) for n, s in loaded.items()}
    for record in series.values():
        record["points"] = [p | {"kind": kinds[p["id"]]} for p in record["points"]]
    best = series_record(_loaded("peak", root, "best"))
    rates = [
        recommended.fit(recommended.question(q), root=root).growth(2) for q in ("compute_16_bit", "memory_bandwidth", "link")
    ]
    half, memory, link = map(multiple, rates)
    devices = {i for s in loaded.values() for i in s.ids}
    return figure_record(
        title=f"Data-centre chips since {recommended.SINCE}: every two years compute at 16 bit grew {half},"
        f" memory bandwidth {memory}, links {link}",
        subtitle=f"{len(devices)} devices that are sold or serve their owner; {_key(series)}. Intervals and bands are 95%, of the"
        " line and of the next device.",
        description="Seven panels, logarithmic, from 2010 on: dense peak compute at five number formats, memory bandwidth, "
        + "and scale-up bandwidth. "
        + " ".join(f"{s['title']}: {s['growth']}." for s in series.values() if "growth" in s),
        series=series,
        best={"growth": best["growth"], "fit": best["fit"]},
        rows=sorted(devices),
        source_ids=(source for s in loaded.values() for source in s.source_ids),
        root=root,
    )


def _key(series: dict[str, Any]) -> str:
    """What the markers that are drawn mean."""
    drawn = {MARKERS[p["kind"]] for record in series.values() for p in record["points"]}
    return "  ".join(told for marker, told in KINDS.items() if marker in drawn)


def _loaded(name: str, root: Path, precision: str | None = None) -> Series:
    """A series of the devices that the recommended rates are fitted to."""
    series = catalogue.load(f"accelerators/{name}", root, precision=precision, where=recommended.WHERE)
    return series.window(recommended.SINCE, None)


def _series(series: Series) -> dict[str, Any]:
    """Points, few of them named, and the fit where the series is long enough."""
    long = float(series.years.max() - series.years.min()) >= FEWEST_YEARS
    return series_record(series, names=named(series, 4.0, 4), fitted=long)


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A panel for each format above, the two bandwidths below; a decade and a year are equally long in each row."""
    series, size = numbers["series"], theme.size
    figure, box = layout.page(theme, numbers, (2.1 if size.narrow else 0.66) * size.width)
    above, below = layout.rows(box, theme, (2.0, 1.3) if size.narrow else (1.45, 1.0))
    _row(figure, above, theme, {n: series[n] for n in PEAKS}, PEAKS, 2 if size.narrow else 5)
    _row(figure, below, theme, {n: series[n] for n in BANDWIDTHS}, BANDWIDTHS, 1 if size.narrow else 2)
    return figure


def _row(figure: Figure, box: layout.Box, theme: Theme, series: dict[str, Any], names: dict[str, str], across: int) -> None:
    """Panels of one unit and one scale; the first of each row of panels says what its heights are."""
    limits = d.decades([p["value"] for s in series.values() for p in s["points"]], 0.35)
    em, left = theme.size.em, 6.6
    room = box._replace(left=box.left + left * em, width=box.width - left * em)
    heads = {n: _head(names[n], n, s) for n, s in series.items()}
    parts = layout.grid(room, theme, len(series), across)
    least = max(layout.count_lines(theme, head, parts[0].width - 1.6 * em) for head in heads.values())
    for i, ((name, record), part) in enumerate(zip(series.items(), parts, strict=True)):
        ax = layout.headed(figure, part, theme, heads[name], left=0.8, least=least)
        d.log_axis(ax, limits, record["unit"])
        d.year_axis(ax, 2009.5, 2028.5, 10 if across > 2 else 5)
        if i % across:
            ax.tick_params(labelleft=False)
        _panel(ax, theme, name, record)


def _head(title: str, colour: str, record: dict[str, Any]) -> list[layout.Line]:
    told = short_growth(record["growth"]) if "growth" in record else f"{d.count(record['points'])}, too short a time for a line"
    return [(title, colour, "bold"), (told, colour, "normal")]


def _panel(ax: Axes, theme: Theme, colour: str, record: dict[str, Any]) -> None:
    if "band" in record:
        d.trend(ax, theme, colour, record["band"])
    for marker in dict.fromkeys(MARKERS.values()):
        d.points(ax, theme, colour, [p for p in record["points"] if MARKERS[p["kind"]] == marker], marker=marker, size=13)
    name_points(ax, theme, [(p, colour) for p in record["points"]], [record["band"]] if "band" in record else [])
