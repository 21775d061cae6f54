"""Machine balance of every data-centre chip at its best precision: per byte above, per word of that precision below."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.formats import OPERAND_BYTES
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends.selection import Series
from ..wall import gap
from ..writing import report
from ..writing.figure_records import figure_record, named, point_records, series_record

CONTEXT = "2010"  # devices before the fit's window are drawn from here on
PANELS = {"byte": "Peak over memory bandwidth, per byte", "word": "The same per word: an operand of the format of that peak"}
FORMATS = {  # colour and name of the format of a mark
    "fp64": ("fp64", "fp64"),
    "fp32": ("fp32", "fp32"),
    "fp16": ("fp16", "16 bit"),
    "fp8": ("fp8", "fp8"),
    "fp4": ("fp4", "fp4"),
}
DECADE = 1.05  # inches, the same in both panels so that slopes compare


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both panels: fitted, earlier and announced chips, each with the format of its peak, and the fit of the window."""
    fitted = {per: gap.devices("best", per, root=root) for per in PANELS}
    every = {per: gap.devices("best", per, since=CONTEXT, root=root) for per in PANELS}
    coming = {per: gap.devices("best", per, announced=True, since=None, root=root) for per in PANELS}
    panels = {per: _panel(fitted[per], every[per], coming[per], fitted, every, coming) for per in PANELS}
    half = gap.fit(gap.devices("fp16", root=root))
    byte, word = (multiple(panels[per]["fit"]["growth_per_2_years"]) for per in PANELS)
    low, high = half.growth_ci(2)
    return figure_record(
        title=f"Every two years the gap grows {byte} per byte, but {word} per word of the format",
        subtitle=f"One mark per chip at its best precision. Line from {gap.SINCE} on, band 95%, CR2 by generation."
        f" At 16 bit alone: {multiple(half.growth(2))} ({multiple(low)} to {multiple(high)}), n = {half.n}.",
        description="Two panels, logarithmic, 2010 to 2027: peak FLOP/s over memory bandwidth of data-centre chips, per byte and "
        "per word. " + " ".join(f"Per {per}: {p['growth']}." for per, p in panels.items()),
        panels=panels,
        rows=[*every["byte"].ids, *coming["byte"].ids],
        source_ids=[*every["byte"].source_ids, *coming["byte"].source_ids],
        root=root,
    )


def _panel(fitted: Series, every: Series, coming: Series, *widths: dict[str, Series]) -> dict[str, Any]:
    """The fit with its band, and all points, each with its format and whether it is fitted, earlier or announced."""
    record = series_record(fitted, names=named(fitted, 1.0))
    fit = gap.fit(fitted)
    formats: dict[str, str] = {}
    for series in widths:
        formats |= _formats(series["byte"], series["word"])
    kinds = {"fitted": record["points"], "earlier": point_records(_earlier(every, fitted)), "announced": point_records(coming)}
    for kind, points in kinds.items():
        kinds[kind] = [p | {"format": formats[p["id"]]} | ({} if kind == "fitted" else {"label": ""}) for p in points]
    kinds["announced"] = [p | {"label": label} for p, label in zip(kinds["announced"], _announced_labels(coming), strict=True)]
    words = {"growth": report.growth_range(fit), "fit": report.fit_record(fitted, fit), "band": gap.band(fitted)}
    return record | words | {"points": kinds["fitted"], "earlier": kinds["earlier"], "announced": kinds["announced"]}


def _earlier(every: Series, fitted: Series) -> Series:
    return every.where(~np.isin(every.ids, fitted.ids))


def _announced_labels(coming: Series, most: int = 4) -> list[str]:
    """Names of the announced devices of the highest peaks, few enough to be read."""
    best = set(np.argsort(-coming.merits)[:most])
    return [label if i in best else "" for i, label in enumerate(coming.labels)]


def _formats(byte: Series, word: Series) -> dict[str, str]:
    """The format of each row's peak, from the bytes of its operand."""
    names = {size: name for name, size in OPERAND_BYTES.items()}
    return {i: names[round(w / b, 6)] for i, b, w in zip(byte.ids, byte.values, word.values, strict=True)}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Per byte above, per word below; filled is fitted, hollow is before the window, a large ring is announced."""
    panels = numbers["panels"]
    drawn = {per: [*p["points"], *p["earlier"], *p["announced"]] for per, p in panels.items()}
    limits = {per: d.decades([p["value"] for p in points], 0.25) for per, points in drawn.items()}
    tall = {per: (high - low) * DECADE for per, (low, high) in limits.items()}
    figure = d.canvas(theme, 10.9, 0.62 + sum(tall.values()) + 0.85 + 1.25, numbers)
    bottom = {"word": 0.62, "byte": 0.62 + tall["word"] + 0.85}
    for per, panel in panels.items():
        ax = d.axes(figure, 1.15, bottom[per], 9.4, tall[per])
        d.log_axis(ax, limits[per], panel["unit"])
        d.year_axis(ax, float(CONTEXT) - 0.3, 2027.7, 2)
        d.heading(ax, theme, "ink", PANELS[per], panel["growth"])
        d.trend(ax, theme, "ink", panel["band"])
        for name, (colour, _) in FORMATS.items():
            for kind, size in (("points", 20), ("earlier", 16), ("announced", 52)):
                rows = [p for p in panel[kind] if p["format"] == name]
                d.points(ax, theme, colour, rows, fitted=kind == "points", size=size)
        rows = [(p, FORMATS[p["format"]][0]) for p in drawn[per]]
        if per == "byte":
            seen = {p["format"] for p in drawn[per]}
            d.key(ax, theme, [(f"{d.symbol(c)} {words}", c) for name, (c, words) in FORMATS.items() if name in seen] + [_KEY])
        name_points(ax, theme, rows, [panel["band"]])
    return figure


_KEY = ("filled: fitted; hollow: before the fit; large ring: announced, in no fit", "ink")
