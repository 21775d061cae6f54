"""The balance carried on: the trend's fans to 2035 at 16 bit and at the best format, and the years targets are reached."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import forecasts as df
from ..drawing import gap as dg
from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..trends.selection import Series
from ..wall import gap
from ..wall.projection import Target
from ..wall.scenario import Scenario
from ..writing import gap_report
from ..writing.figure_records import fan_record, figure_record, named, point_records

END, LAST, CENTURY = 2035.0, 2060.0, 2100.0  # of the fans, of the years drawn, of those told
LEVELS = (0.8, 0.95)
TARGETS = (Target("factor", 2.0), Target("factor", 10.0))
PANELS = {"best": "best format", "fp16": "16 bit"}
VIEWS = {"trend": "trend", "random_walk": "random walk"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """For each precision its chips, the announced, the trend's fans, and the set of years of each target in both views."""
    loaded = {p: gap.devices(p, root=root) for p in PANELS}
    coming = {p: gap.devices(p, announced=True, since=None, root=root) for p in PANELS}
    panels = {p: _panel(p, loaded[p], coming[p], root) for p in PANELS}
    tenfold = {p: _range(panel["targets"][-1]["trend"]) for p, panel in panels.items()}
    return figure_record(
        title=f"By trend ten times the gap of 2022 comes {tenfold['best']} at the best format; at 16 bit, {tenfold['fp16']}",
        subtitle="Data-centre chips. Fans: 80% and 95% of a new chip; years and bars: 95%. All are widened by the record"
        " of forecasts of other quantities.",
        description="Left, logarithmic: peak over memory bandwidth of data-centre chips with forecasts to 2035. Right: the years"
        " in which multiples of the value of 2022 are reached. "
        + " ".join(
            f"{PANELS[p]}, {t['words']}: trend {t['trend']['text']}, random walk {t['random_walk_words']}."
            for p, q in panels.items()
            for t in q["targets"]
        ),
        panels=panels,
        rows=[i for s in (*loaded.values(), *coming.values()) for i in s.ids],
        source_ids=[i for s in (*loaded.values(), *coming.values()) for i in s.source_ids],
        root=root,
    )


def _range(crossing: dict[str, Any]) -> str:
    """'2028 to 2035', '2033 or long after' where the set runs beyond the century."""
    if not crossing["set"]:
        return "never on this evidence"
    low, high = crossing["set"][0][0], crossing["set"][-1][1]
    first = "before" if low is None else f"{int(low)}"
    if high is None:
        return f"not before {first}, may never"
    return f"{first} or long after" if high > CENTURY else f"{first} to {int(high)}"


def _panel(precision: str, series: Series, coming: Series, root: Path) -> dict[str, Any]:
    """Points, fans and crossing years of one precision."""
    word = gap.devices(precision, "word", root=root)
    record = gap_report.projection_record(series, word, Scenario(), TARGETS, 0.95, calibrated=True)
    names = named(series, 2.5, 3) if precision == "best" else frozenset()  # once is enough for a chip in both
    return {
        "title": PANELS[precision],
        "unit": series.unit,
        "points": [p if p["id"] in names else p | {"label": ""} for p in point_records(series)],
        "announced": [p | {"label": ""} for p in point_records(coming)],
        "targets": record["targets"],
        "calibrated": record["calibrated"],
        "last": float(series.years.max()),
        "fans": {f"{level:.0%}": fan_record(series, END, level, root) for level in LEVELS},
    }


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Fans on the left, years on the right; below each other if narrow."""
    size, panels = theme.size, numbers["panels"]
    figure, box = layout.page(theme, numbers, (2.0 if size.narrow else 0.5) * size.width)
    left, right = layout.panels(box, theme, (1.25, 1.0))
    heads = [("FLOP per byte", "ink", "bold"), *((f"{d.symbol(p)} {PANELS[p]}", p, "normal") for p in panels)]
    ax = layout.headed(figure, left, theme, [*heads, ("large, hollow: announced, in no fit", "ink", "normal")], left=5.2)
    _fans(ax, theme, panels)
    groups = {
        f"{t.amount:g}× the value of {t.from_year:.0f}": [
            (_told(p, view, panel["targets"][i]), p, view == "trend", _drawn(view, panel["targets"][i]))
            for p, panel in panels.items()
            for view in VIEWS
        ]
        for i, t in enumerate(TARGETS)
    }
    lower = layout.headed(figure, right, theme, [("Year it is reached (arrow: goes on)", "ink", "bold")], left=2.0, right=1.6)
    dg.crossing_rows(lower, theme, groups, (2022.0, LAST))
    return figure


def _told(precision: str, view: str, target: dict[str, Any]) -> str:
    """'■ trend: 2033 or long after'."""
    reached = view == "random_walk" and target["reached_by_last_median"]
    return f"{d.symbol(precision, hollow=view != 'trend')} {VIEWS[view]}: {'reached' if reached else _range(target[view])}"


def _drawn(view: str, target: dict[str, Any]) -> dict[str, Any]:
    """The crossing, without years where the walk has begun beyond the target."""
    reached = view == "random_walk" and target["reached_by_last_median"]
    return {"set": [], "year": None} if reached else target[view]


def _fans(ax: Axes, theme: Theme, panels: dict[str, Any]) -> None:
    """Chips, and beyond the last of them the fans of both formats on a shaded zone."""
    reach = [v for q in panels.values() for f in q["fans"].values() for v in (*f["low"], *f["high"])]
    chips = [(p, name) for name, q in panels.items() for kind in ("announced", "points") for p in q[kind]]
    d.log_axis(ax, d.decades([*reach, *(p["value"] for p, _ in chips)], 0.1), "")
    d.year_axis(ax, 2016.5, END + 0.6, 5)
    last = max(q["last"] for q in panels.values())
    ax.axvspan(last, END + 0.6, color=theme.grid, alpha=0.4, lw=0, zorder=0)
    for name, panel in panels.items():
        df.fan(ax, theme, name, *panel["fans"].values())
        d.points(ax, theme, name, panel["points"], size=13)
        d.points(ax, theme, name, panel["announced"], fitted=False, size=34)
    note = f"beyond the data of {int(last)}"
    ax.annotate(note, (last, 0), (4, 6), ("data", "axes fraction"), "offset points", color=theme.muted, size=theme.size.small)
    name_points(ax, theme, chips)
