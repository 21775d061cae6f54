"""Training compute to now: what models took, and the line of the paper's ten Transformers carried on beside it."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables import units
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing.figure_records import band_record, figure_record, named, series_record, short_growth


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """All models with known compute, the records among them, and the paper's fit carried on to the last of them."""
    everything = catalogue.load("models/training_flop", root)
    records = everything.select("records")
    paper = catalogue.paper("compute_transformer", root)
    series = {
        "all": series_record(everything, names=named(everything, 0.6)),
        "records": series_record(records),
        "paper": series_record(paper, names=frozenset()),
    }
    end = float(everything.years.max())
    del series["records"]["points"]  # they are among all
    series["paper"]["carried_on"] = band_record(paper.fit(), float(paper.years.max()), end)
    records_growth, paper_growth = (multiple(series[n]["fit"]["growth_per_2_years"]) for n in ("records", "paper"))
    return figure_record(
        title=f"Training compute grew {records_growth} every two years at its records, not the paper's {paper_growth}",
        subtitle="Most values are estimates of Epoch AI, few of 2025 on are known. Intervals and bands are 95%: of the line and"
        " of the next model."
        f" Dashed: the paper's line after its last point, {max(paper.days):%Y-%m}.",
        description="One panel, logarithmic, 2012 to 2026: operations to train a model, beside the line of the paper carried on. "
        + " ".join(f"{n}: {s['growth']}." for n, s in series.items()),
        series=series,
        last_paper_year=units.decimal_year(max(paper.days)),
        rows=[*everything.ids, *paper.ids],
        source_ids=[*everything.source_ids, *paper.source_ids],
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel; beyond the paper's last point its line is dashed and leaves the panel where the data do not follow."""
    series, size = numbers["series"], theme.size
    low, high = d.decades([p["value"] for p in series["all"]["points"]], 0.5)
    figure, box = layout.page(theme, numbers, (1.0 if size.narrow else 0.55) * size.width)
    lines = [
        ("Training compute of a model, FLOP", "model", "bold"),
        (f"{d.symbol('model')} all models: {short_growth(series['all']['growth'])}", "model", "normal"),
        (f"{d.symbol('paper')} the paper's ten Transformers: {short_growth(series['paper']['growth'])}", "paper", "normal"),
        (f"line without a band, the records: {short_growth(series['records']['growth'])}", "ink", "normal"),
    ]
    ax = layout.headed(figure, box, theme, lines, left=4.4)
    d.power_axis(ax, (low, high + 1.5), 3)
    d.year_axis(ax, 2011.8, 2027.3, 4 if size.narrow else 2)
    d.trend(ax, theme, "model", series["all"]["band"])
    d.plain_trend(ax, theme, "ink", series["records"]["band"])
    d.trend(ax, theme, "paper", {k: v for k, v in series["paper"]["band"].items() if not k.startswith("prediction")})
    d.carried_on(ax, theme, "paper", series["paper"]["carried_on"], numbers["last_paper_year"])
    d.points(ax, theme, "model", series["all"]["points"], size=14)
    d.points(ax, theme, "paper", series["paper"]["points"], size=16)
    rows = [(p, "model") for p in series["all"]["points"]] + [(p, "paper") for p in series["paper"]["points"]]
    name_points(ax, theme, rows, [*(series[n]["band"] for n in ("all", "records")), series["paper"]["carried_on"]])
    return figure
