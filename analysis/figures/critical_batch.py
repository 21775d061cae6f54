"""Critical batch over time, format by format: the tokens in flight that a device needs before compute binds it, not memory."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..wall import gap
from ..workload import critical_batch
from ..writing import report
from ..writing.figure_records import band_record, figure_record, point_records

PANELS = {"fp32": ("fp32", "fp32"), "fp16": ("fp16", "16 bit"), "fp8": ("fp8", "fp8"), "fp4": ("fp4", "fp4")}
NAMED = {"V100", "A100", "H100", "B200", "MI100", "MI300X", "MI455X", "Gaudi 3", "TPU v6e", "H20", "Trainium3"}
FIRST, LAST = 2016.5, 2027.5


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The critical batch of every device at each format it has, fitted with errors by generation."""
    series = {p: critical_batch.critical_batches(p, root=root) for p in PANELS}
    fits = {p: gap.fit(s) for p, s in series.items()}
    panels = {
        p: {
            "title": PANELS[p][1],
            "points": [r | {"label": r["label"] if r["label"] in NAMED else ""} for r in point_records(s)],
            "growth": report.growth_range(fits[p]),
            "fit": report.fit_record(s, fits[p]),
            "band": band_record(s.fit(), float(s.years.min()), float(s.years.max())) | gap.band(s),  # the line's by generation
        }
        for p, s in series.items()
    }
    return figure_record(
        title=_title(fits),
        subtitle=f"Half the balance per word of data-centre devices since {gap.SINCE}. Intervals by generation; by vendor 16 bit"
        f" is {_by_vendor(root)}.",
        description="Four panels, one a number format, of the tokens in flight at which weights streamed from memory no longer "
        "bound a device. " + " ".join(f"{panel['title']}: {panel['growth']}." for panel in panels.values()),
        panels=panels,
        rows=(i for s in series.values() for i in s.ids),
        source_ids=(source for s in series.values() for source in s.source_ids),
        root=root,
    )


def _by_vendor(root: Path) -> str:
    """The interval at 16 bit with errors by vendor."""
    low, high = gap.rate("fp16", "word", root=root, by_vendor=True).growth_per_2_years_ci
    return f"{multiple(low)} to {multiple(high)}"


def _title(fits: dict[str, Any]) -> str:
    """The finding: the growth at 16 bit, and whether any other format tells growth from none."""
    rising = [PANELS[p][1] for p, fit in fits.items() if fit.growth_ci(2)[0] > 1]
    grew = f"The critical batch grew {multiple(fits['fp16'].growth(2))} every two years at 16 bit"
    if "16 bit" not in rising:
        return f"{grew}, which may be none"
    return f"{grew}, at others perhaps not at all" if len(rising) == 1 else f"{grew}, and at more formats too"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Four panels of one scale, two by two."""
    figure = d.canvas(theme, 10.9, 8.1, numbers)
    values = [p["value"] for panel in numbers["panels"].values() for p in panel["points"]]
    for i, (precision, panel) in enumerate(numbers["panels"].items()):
        colour = PANELS[precision][0]
        ax = d.axes(figure, 0.95 + 5.3 * (i % 2), 4.2 - 3.5 * (i // 2), 4.45, 2.7)
        d.log_axis(ax, d.decades(values, 0.3), "")
        ax.set_ylabel("tokens")
        d.year_axis(ax, FIRST, LAST, 2)
        d.heading(ax, theme, colour, panel["title"], panel["growth"])
        d.trend(ax, theme, colour, panel["band"])
        d.points(ax, theme, colour, panel["points"])
        name_points(ax, theme, [(p, colour) for p in panel["points"]], [panel["band"]])
        last = panel["band"]["median"][-1]
        d.remark(ax, theme, colour, f"the line ends at {significant(last, 2)} tokens")
    return figure
