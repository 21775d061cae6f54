"""The paper's model sizes against the memory of one accelerator, each in its own unit."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, point_records, trend_record

DECADE = 0.6  # inches, the same in both panels so that slopes compare


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Transformers, vision models and accelerator memory with their fits; the recommendation model is drawn only."""
    series = {s: trend_record(catalogue.paper(s, root), root) for s in ("params_transformer", "params_cv", "accel_memory")}
    hollow = catalogue.paper("recsys", root)
    models, memory = (multiple(series[s]["fit"]["growth_per_2_years"]) for s in ("params_transformer", "accel_memory"))
    return figure_record(
        title=f"Transformers grew {models} every two years, the memory of an accelerator {memory}",
        subtitle="The paper's own points, refitted. Line: least squares; bands: 95% of line and new point. Hollow: not fitted.",
        description="Two panels with logarithmic axes over 2015 to 2022: parameters of models, and memory of accelerators. "
        + " ".join(f"{p['title']}: {p['growth']}." for p in series.values()),
        series=series,
        not_fitted=point_records(hollow),
        rows=[*(r["id"] for p in series.values() for r in p["points"]), *hollow.ids],
        source_ids=[*(s for p in series.values() for s in p["fit"]["sources"]), *hollow.source_ids],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Parameters above, memory below; a decade and a year are equally long in both."""
    series, hollow = numbers["series"], numbers["not_fitted"]
    transformer, vision, memory = (series[s] for s in ("params_transformer", "params_cv", "accel_memory"))
    above = d.decades([r["value"] for r in [*transformer["points"], *vision["points"], *hollow]])
    below = d.decades([r["value"] for r in memory["points"]])
    tall = [(high - low) * DECADE for low, high in (above, below)]
    figure = d.canvas(theme, 10.9, 0.62 + sum(tall) + 0.9 + 1.2, numbers)
    lower = d.axes(figure, 1.15, 0.62, 9.4, tall[1])
    upper = d.axes(figure, 1.15, 0.62 + tall[1] + 0.9, 9.4, tall[0])
    for ax, limits, unit in ((upper, above, "parameter"), (lower, below, "byte")):
        d.log_axis(ax, limits, unit)
        d.year_axis(ax, 2015.4, 2022.9, 1)
    d.heading(upper, theme, "model", "Transformers, parameters", transformer["growth"])
    d.side_heading(upper, theme, "purple", "Vision models, parameters", vision["growth"])
    d.heading(lower, theme, "memory", "Memory of one accelerator", memory["growth"])
    for ax, parts in ((upper, ((transformer, "model"), (vision, "purple"))), (lower, ((memory, "memory"),))):
        rows = [(r, colour) for panel, colour in parts for r in panel["points"]]
        for panel, colour in parts:
            d.trend(ax, theme, colour, panel["band"])
            d.points(ax, theme, colour, panel["points"])
        if ax is upper:
            d.points(ax, theme, "ink", hollow, fitted=False)
            rows += [(r, "ink") for r in hollow]
        name_points(ax, theme, rows, [panel["band"] for panel, _ in parts])
    return figure
