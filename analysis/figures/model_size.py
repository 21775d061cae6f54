"""Models to now against the memory of one device: parameters, dense and mixtures of experts, total and used for a token."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, named, series_record, short_growth

SINCE = "2017"
EXPERTS = {"architecture": "mixture of experts"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """All models, those of experts apart by all and by active parameters, and the memory of data-centre devices."""
    everything = catalogue.load("models/parameters", root).window(SINCE, None)
    total = catalogue.load("models/parameters", root, where=EXPERTS).window(SINCE, None)
    active = catalogue.load("models/parameters_active", root, where=EXPERTS).window(SINCE, None)
    memory = catalogue.load("accelerators/memory_capacity", root, where={"segment": "datacenter"}).window("2015", None)
    series = {
        "all": series_record(everything, names=named(everything, 0.5)),
        "total": series_record(total, names=named(everything, 0.5)),
        "active": series_record(active, names=frozenset()),
        "memory": series_record(memory, names=named(memory, 1.2)),
    }
    experts = set(total.ids)
    series["dense"] = {"points": [p for p in series["all"].pop("points") if p["id"] not in experts]}
    size, device = (multiple(series[n]["fit"]["growth_per_2_years"]) for n in ("all", "memory"))
    return figure_record(
        title=f"Since {SINCE} models grew {size} every two years, a device's memory {device}",
        subtitle="Models with known size and date, not the largest alone: closed models of 2023 on do not say theirs."
        " Intervals and bands are 95%: of the line and of the next model.",
        description="Two panels, logarithmic, 2015 to 2026: parameters of models, and memory of data-centre devices. "
        + " ".join(f"{n}: {s['growth']}." for n, s in series.items() if "growth" in s),
        series=series,
        rows=[*everything.ids, *memory.ids],
        source_ids=[*everything.source_ids, *active.source_ids, *memory.source_ids],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Parameters above, memory below; a decade and a year are equally long in both."""
    series, size = numbers["series"], theme.size
    above = d.decades([p["value"] for n in ("dense", "total", "active") for p in series[n]["points"]], 0.45)
    below = d.decades([p["value"] for p in series["memory"]["points"]], 0.45)
    figure, box = layout.page(theme, numbers, (1.6 if size.narrow else 0.8) * size.width)
    heads = _heads(series)
    upper, lower = layout.decade_panels(figure, box, theme, heads, (above, below), left=6.4, beside=size.height is not None)
    for ax, limits, unit in ((upper, above, "parameter"), (lower, below, "byte")):
        d.log_axis(ax, limits, unit)
        d.year_axis(ax, 2014.8, 2028.6 if size.height else 2027.4, 4 if size.narrow or size.height else 2)
    d.trend(upper, theme, "model", series["all"]["band"])
    d.points(upper, theme, "model", series["dense"]["points"], size=14)
    d.points(upper, theme, "purple", series["active"]["points"], size=14, fitted=False)
    d.points(upper, theme, "purple", series["total"]["points"], size=14)
    d.trend(lower, theme, "memory", series["memory"]["band"])
    d.points(lower, theme, "memory", series["memory"]["points"], size=14)
    colours = {"dense": "model", "total": "purple", "active": "purple"}
    rows = [(p, colour) for n, colour in colours.items() for p in series[n]["points"]]
    name_points(upper, theme, rows, [series["all"]["band"]])
    name_points(lower, theme, [(p, "memory") for p in series["memory"]["points"]], [series["memory"]["band"]])
    return figure


def _heads(series: dict[str, Any]) -> tuple[list[layout.Line], list[layout.Line]]:
    """The lines above both panels."""
    dense, active = (f"n = {len(series[n]['points'])}" for n in ("dense", "active"))
    return (
        [
            ("Parameters of a model, all experts counted", "model", "bold"),
            (
                f"{d.symbol('model')} dense or not said, {dense}; line, all models: {short_growth(series['all']['growth'])}",
                "model",
                "normal",
            ),
            (f"{d.symbol('purple')} mixtures of experts: {short_growth(series['total']['growth'])}", "purple", "normal"),
            (f"◇ the same, parameters used for a token, {active}", "purple", "normal"),
        ],
        [
            ("Memory of one data-centre device", "memory", "bold"),
            (f"{d.symbol('memory')} {short_growth(series['memory']['growth'])}", "memory", "normal"),
        ],
    )
