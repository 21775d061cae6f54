"""The balance carried on: both views to 2040 at 16 bit and at the best precision, and the years targets are reached."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import forecasts as df
from ..drawing import gap as dg
from ..drawing import marks as d
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..trends.selection import Series
from ..wall import gap
from ..wall.projection import TARGETS
from ..wall.scenario import Scenario
from ..writing import gap_report
from ..writing.figure_records import fan_record, figure_record, named, point_records

END, LAST = 2040.0, 2060.0  # of the fans, and of the years of crossing
LEVEL = 0.8
PANELS = {"fp16": "16 bit", "best": "best precision"}
VIEWS = {"trend": "forecast", "random_walk": "walk"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """For each precision its chips, the announced, both fans, and the set of years of each target."""
    loaded = {p: gap.devices(p, root=root) for p in PANELS}
    coming = {p: gap.devices(p, announced=True, since=None, root=root) for p in PANELS}
    panels = {p: _panel(p, loaded[p], coming[p], root) for p in PANELS}
    tenfold = {p: next(t for t in panel["targets"] if t["words"].startswith("10 ")) for p, panel in panels.items()}
    return figure_record(
        title="Ten times the balance of 2022, by trend: at 16 bit {}, at best precision {}".format(
            *(_years(t["trend"]["text"]) for t in tenfold.values())
        ),
        subtitle="Fans, 80%: a new chip (gold, trend), a yearly median (brown, random walk; dotted: correlated)."
        " Right: 95% sets. Hatched: beyond the data's span.",
        description="Two rows, 16 bit and best precision: peak over memory bandwidth of data-centre chips with forecasts to "
        "2040, and the years in which targets are reached. "
        + " ".join(f"{PANELS[p]}: {t['words']}, trend {t['trend']['text']}." for p, q in panels.items() for t in q["targets"]),
        panels=panels,
        rows=[i for s in (*loaded.values(), *coming.values()) for i in s.ids],
        source_ids=[i for s in (*loaded.values(), *coming.values()) for i in s.source_ids],
        root=root,
    )


def _years(text: str) -> str:
    """'2033 to 2173' of '2042 (95%: 2033 to 2173)'."""
    return text.partition(": ")[2].rstrip(")")


def _panel(precision: str, series: Series, coming: Series, root: Path) -> dict[str, Any]:
    """Points, fans and crossing years of one precision."""
    record = gap_report.projection_record(series, gap.devices(precision, "word", root=root), Scenario(), TARGETS, 0.95)
    held = {s["method"]: s["coverage_95"] for s in record["hindcast"]}
    return {
        "title": f"Peak over memory bandwidth, {PANELS[precision]}",
        "unit": series.unit,
        "points": [p if p["id"] in named(series, 1.2) else p | {"label": ""} for p in point_records(series)],
        "announced": [p | {"label": ""} for p in point_records(coming)],
        "targets": [t | {"short": _short(t)} for t in record["targets"]],
        "held": {"trend": held["trend"], "random_walk": held["walk"]},
    } | fan_record(series, END, LEVEL)


def _short(target: dict[str, Any]) -> str:
    return f"{target['amount']:g}× 2022" if target["kind"] == "factor" else f"{target['amount']:,.0f}"


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """A row for each precision: fans on the left, years on the right."""
    figure = d.canvas(theme, 12.8, 9.0, numbers)
    for row, panel in enumerate(numbers["panels"].values()):
        bottom = 0.7 + 3.95 * (1 - row)
        left, right = d.axes(figure, 1.05, bottom, 6.3, 3.05), d.axes(figure, 8.35, bottom, 4.1, 3.05)
        df.fan_panel(left, theme, panel, {"trend": "forecast", "walk": "walk"}, end=END)
        d.points(left, theme, "ink", panel["announced"], fitted=False, size=40)
        d.key(left, theme, [("● fitted", "ink"), ("○ announced, in no fit", "ink")])
        dg.crossing_sets(right, theme, panel["targets"], VIEWS, span=(2020.0, LAST), told=panel["span_ends"])
        held = panel["held"]
        told = f"95% held so far: trend {held['trend']:.0%}, random walk {held['random_walk']:.0%}"
        d.heading(right, theme, "ink", f"Year it is reached (FLOP/byte; arrow: beyond {LAST:.0f})", told)
    return figure
