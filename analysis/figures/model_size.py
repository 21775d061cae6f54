"""Models to now against the memory of one device: parameters, dense and mixtures of experts, total and used for a token."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, named, series_record

SINCE = "2017"
EXPERTS = {"architecture": "mixture of experts"}
DECADE = 0.6  # inches, the same in both panels so that slopes compare


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
        title=f"Since {SINCE}, models grew {size} every two years, the memory of a device {device}",
        subtitle="Models with known size and date, not the largest alone: closed models of 2023 on do not say theirs."
        " Bands: 95% of line and new point.",
        description="Two panels, logarithmic, 2015 to 2026: parameters of models, and memory of data-centre devices. "
        + " ".join(f"{n}: {s['growth']}." for n, s in series.items() if "growth" in s),
        series=series,
        rows=[*everything.ids, *memory.ids],
        source_ids=[*everything.source_ids, *active.source_ids, *memory.source_ids],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Parameters above, memory below; a decade and a year are equally long in both."""
    series = numbers["series"]
    above = d.decades([p["value"] for n in ("dense", "total", "active") for p in series[n]["points"]], 0.3)
    below = d.decades([p["value"] for p in series["memory"]["points"]], 0.3)
    tall = [(high - low) * DECADE for low, high in (above, below)]
    figure = d.canvas(theme, 10.9, 0.62 + sum(tall) + 0.9 + 1.3, numbers)
    lower = d.axes(figure, 1.15, 0.62, 9.4, tall[1])
    upper = d.axes(figure, 1.15, 0.62 + tall[1] + 0.9, 9.4, tall[0])
    for ax, limits, unit in ((upper, above, "parameter"), (lower, below, "byte")):
        d.log_axis(ax, limits, unit)
        d.year_axis(ax, 2014.8, 2027.4, 1)
    d.heading(upper, theme, "model", "Parameters of a model", f"all models: {series['all']['growth']}")
    d.side_heading(upper, theme, "purple", "Mixtures of experts", f"all experts: {series['total']['growth']}")
    d.heading(lower, theme, "memory", "Memory of one data-centre device", series["memory"]["growth"])
    d.trend(upper, theme, "model", series["all"]["band"])
    d.points(upper, theme, "model", series["dense"]["points"], size=14)
    d.points(upper, theme, "purple", series["active"]["points"], size=14, fitted=False)
    d.points(upper, theme, "purple", series["total"]["points"], size=14)
    d.key(
        upper,
        theme,
        [
            (f"{d.symbol('model')} dense or not said, n = {len(series['dense']['points'])}", "model"),
            (f"{d.symbol('purple')} mixture of experts, all parameters, n = {len(series['total']['points'])}", "purple"),
            (f"◇ the same, parameters used for a token, n = {len(series['active']['points'])}", "purple"),
        ],
    )
    d.trend(lower, theme, "memory", series["memory"]["band"])
    d.points(lower, theme, "memory", series["memory"]["points"], size=14)
    colours = {"dense": "model", "total": "purple", "active": "purple"}
    rows = [(p, colour) for n, colour in colours.items() for p in series[n]["points"]]
    name_points(upper, theme, rows, [series["all"]["band"]])
    name_points(lower, theme, [(p, "memory") for p in series["memory"]["points"]], [series["memory"]["band"]])
    return figure
