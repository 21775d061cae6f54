"""The paper's training compute: Transformers, other models, and all together."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables import frames, units
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing import report
from ..writing.figure_records import figure_record, short_growth, trend_record

SERIES = ("compute_transformer", "compute_nontransformer", "compute_all")


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The two series and their union, each with its fit."""
    series = {s: trend_record(catalogue.paper(s, root), root) for s in SERIES}
    transformers, everything = (multiple(series[s]["fit"]["growth_per_2_years"]) for s in ("compute_transformer", "compute_all"))
    dropped = report.leave_one_out_record(catalogue.paper("compute_transformer", root))
    low, high = map(multiple, dropped["growth_per_2_years"])
    moore = frames.load("paper/lines", root).set_index("id").loc["moore"]
    return figure_record(
        title=f"Training compute grew {transformers} every two years on ten Transformers, {everything} on all points",
        subtitle=f"The paper's own points, refitted. Without one of the ten Transformers: {low} to {high}."
        " Bands: 95% of line and new point.",
        description="One panel with a logarithmic axis over 2012 to 2021: operations to train a model. "
        + " ".join(f"{p['title']}: {p['growth']}." for p in series.values()),
        series=series,
        leave_one_out=dropped,
        moore={
            "title": f"{moore['title']} as drawn, printed {moore['printed_as']}",
            "year": [units.decimal_year(moore[f"{end}_on"]) for end in ("first", "last")],
            "median": [float(moore[f"{end}_value"]) for end in ("first", "last")],
        },
        rows=(r["id"] for r in series["compute_all"]["points"]),
        source_ids=[*(s for p in series.values() for s in p["fit"]["sources"]), moore["source_id"]],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel; the fit to all points is a line without bands, behind the two series."""
    series, size = numbers["series"], theme.size
    transformer, earlier, both = (series[s] for s in SERIES)
    figure, box = layout.page(theme, numbers, (1.0 if size.narrow else 0.55) * size.width)
    lines = [
        ("Training compute of a model, FLOP", "ink", "bold"),
        (f"{d.symbol('model')} Transformers: {short_growth(transformer['growth'])}", "model", "normal"),
        (f"{d.symbol('purple')} vision, speech, recurrent: {short_growth(earlier['growth'])}", "purple", "normal"),
        (f"line without a band, all points: {short_growth(both['growth'])}", "ink", "normal"),
        (f"dashed: {numbers['moore']['title']}", "paper", "normal"),
    ]
    ax = layout.headed(figure, box, theme, lines, left=4.4)
    d.power_axis(ax, d.decades([*(r["value"] for r in both["points"]), *numbers["moore"]["median"]]), 2)
    d.year_axis(ax, 2011.6, 2021.4, 2)
    d.plain_trend(ax, theme, "ink", both["band"])
    d.dashed(ax, theme, "paper", numbers["moore"])
    for panel, colour in ((earlier, "purple"), (transformer, "model")):
        d.trend(ax, theme, colour, panel["band"])
        d.points(ax, theme, colour, panel["points"])
    rows = [(r, colour) for panel, colour in ((earlier, "purple"), (transformer, "model")) for r in panel["points"]]
    name_points(ax, theme, rows, [*(p["band"] for p in series.values()), numbers["moore"]])
    return figure
