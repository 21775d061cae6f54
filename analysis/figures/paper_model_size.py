"""The paper's model sizes against the memory of one accelerator, each in its own unit."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import figure_record, point_records, series_record, short_growth, trend_record

BYTES = 6  # of a parameter, by which the paper puts memory on the axis of parameters: series.csv


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Transformers and accelerator memory with their fits; vision and the recommendation model are drawn only."""
    series = {s: trend_record(catalogue.paper(s, root), root) for s in ("params_transformer", "accel_memory")}
    vision = catalogue.paper("params_cv", root)  # five points: their 95% interval spans four decades
    series["params_cv"] = series_record(vision, fitted=False)
    hollow = catalogue.paper("recsys", root)
    models, memory = (multiple(series[s]["fit"]["growth_per_2_years"]) for s in ("params_transformer", "accel_memory"))
    return figure_record(
        title=f"Transformers grew {models} every two years, the memory of an accelerator {memory}",
        subtitle="The paper's own points, refitted. Line: least squares; bands: 95% of line and new point. Hollow: not fitted.",
        description="Two panels with logarithmic axes over 2015 to 2022: parameters of models, and memory of accelerators. "
        + " ".join(f"{p['title']}: {p['growth']}." for p in series.values() if "growth" in p),
        series=series,
        not_fitted=point_records(hollow),
        memory_as_printed=_on_parameters(series["accel_memory"]),
        rows=[*(r["id"] for p in series.values() for r in p["points"]), *hollow.ids],
        source_ids=[
            *(s for p in series.values() if "fit" in p for s in p["fit"]["sources"]),
            *vision.source_ids,
            *hollow.source_ids,
        ],
        root=root,
    )


def _on_parameters(memory: dict[str, Any]) -> dict[str, Any]:
    """Points and line of the memory, in parameters of BYTES."""
    band = memory["band"]
    return {
        "points": [p | {"value": p["value"] / BYTES, "label": ""} for p in memory["points"]],
        "line": {"year": band["year"], "median": [v / BYTES for v in band["median"]]},
    }


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Parameters and memory; a decade and a year are equally long in both."""
    series, hollow, size = numbers["series"], numbers["not_fitted"], theme.size
    transformer, vision, memory = (series[s] for s in ("params_transformer", "params_cv", "accel_memory"))
    above = d.decades([r["value"] for r in [*transformer["points"], *vision["points"], *hollow]])
    below = d.decades([r["value"] for r in memory["points"]], 0.7)
    figure, box = layout.page(theme, numbers, (1.6 if size.narrow else 0.85) * size.width)
    upper, lower = layout.decade_panels(
        figure, box, theme, _heads(transformer, vision, memory), (above, below), left=6.4, beside=size.height is not None
    )
    for ax, limits, unit in ((upper, above, "parameter"), (lower, below, "byte")):
        d.log_axis(ax, limits, unit)
        d.year_axis(ax, 2015.4, 2022.9, 2 if size.narrow or size.height else 1)
    for ax, parts in ((upper, ((transformer, "model"), (vision, "purple"))), (lower, ((memory, "memory"),))):
        rows = [(r, colour) for panel, colour in parts for r in panel["points"]]
        for panel, colour in parts:
            if "band" in panel:
                d.trend(ax, theme, colour, panel["band"])
            d.points(ax, theme, colour, panel["points"])
        bands = [panel["band"] for panel, _ in parts if "band" in panel]
        if ax is upper:
            bands.append(_as_printed(ax, theme, numbers["memory_as_printed"]))
            d.points(ax, theme, "ink", hollow, fitted=False)
            rows += [(r, "ink") for r in [*hollow, *numbers["memory_as_printed"]["points"]]]
        name_points(ax, theme, rows, bands)
    return figure


def _as_printed(ax: Axes, theme: Theme, printed: dict[str, Any]) -> dict[str, list[float]]:
    """The memory of accelerators on the axis of parameters, as the paper draws it, with its line, which is returned."""
    d.dashed(ax, theme, "memory", printed["line"])
    d.points(ax, theme, "memory", printed["points"], size=12)
    return printed["line"]


def _heads(transformer: dict[str, Any], vision: dict[str, Any], memory: dict[str, Any]) -> tuple[list[layout.Line], ...]:
    """The lines above both panels."""
    return (
        [
            ("Parameters of a model", "ink", "bold"),
            (f"{d.symbol('model')} Transformers: {short_growth(transformer['growth'])}", "model", "normal"),
            (f"{d.symbol('purple')} vision models, {d.count(vision['points'])}: too few for a rate", "purple", "normal"),
            ("○ recommendation, not fitted", "ink", "normal"),
            (
                f"{d.symbol('memory')} memory of an accelerator at {BYTES} bytes a parameter, as the paper draws it",
                "memory",
                "normal",
            ),
        ],
        [
            ("Memory of one accelerator", "memory", "bold"),
            (f"{d.symbol('memory')} {short_growth(memory['growth'])}", "memory", "normal"),
        ],
    )
