"""The growth rates the paper prints beside the same points refitted, with intervals: a table that is a picture."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import charts
from ..drawing import marks as d
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing import report
from ..writing.figure_records import figure_record

COLOURS = {"hardware_scaling": "ink", "model_size": "model", "training_compute": "purple"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """One record for each printed rate: printed, refitted, interval, n, and what the points are."""
    listed = frames.load("paper/series", root)
    printing = listed[listed["printed_as"] != ""]
    rates: list[dict[str, Any]] = []
    rows: list[str] = []
    for row in printing.to_dict("records"):
        series = catalogue.paper(row["id"], root)
        fit = series.fit()
        rows += series.ids
        rates.append(
            {
                "title": row["title"],
                "colour": COLOURS[row["figure"]],
                "printed": report.printed_growth(row["id"], root),
                "printed_growth_per_2_years": row["printed_growth_per_2_years"],
                "points_are": row["points_are"],
                **report.fit_record(series, fit),
            }
        )
    widest = max(rates, key=lambda r: r["growth_per_2_years_ci"][1] / r["growth_per_2_years_ci"][0])
    low, high = map(multiple, widest["growth_per_2_years_ci"])
    apart = max(abs(r["growth_per_2_years"] / r["printed_growth_per_2_years"] - 1) for r in rates)
    told = (f"{r['title']}: printed {r['printed']}, refitted {multiple(r['growth_per_2_years'])}, n = {r['n']}." for r in rates)
    return figure_record(
        title=f"The printed rates are within {apart:.0%} of their points; “{widest['printed']}” spans {low} to {high}",
        subtitle="Growth every two years. Tick: as printed. Point and bar: least squares on the same points, 95% interval.",
        description="A row for each growth rate that is printed, beside the rate refitted and its 95% interval. "
        + " ".join(told),
        rates=rates,
        rows=rows,
        source_ids=[*(s for r in rates for s in r["sources"]), *printing["printed_source_id"]],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A logarithmic axis of growth; what the points are stands below each name."""
    rates = numbers["rates"]
    figure = d.canvas(theme, 10.9, 1.55 + 0.78 * len(rates), numbers)
    ax = d.axes(figure, 5.0, 0.62, 3.3, 0.78 * len(rates))
    charts.interval_rows(ax, theme, rates)
    return figure
