"""Machine balance of every data-centre chip: at 16 bit, and beside it at the best format of each chip."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.formats import OPERAND_BYTES
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends.selection import Series
from ..wall import gap
from ..writing import report
from ..writing.figure_records import (
    BAND_POINTS,
    band_record,
    figure_record,
    named,
    point_records,
    series_record,
    short_growth,
)

CONTEXT = "2012"  # devices before the fit's window are drawn from here on
PANELS = {"fp16": "FLOP per byte at 16 bit", "best": "FLOP per byte at each chip's best format"}
FORMATS = {"fp64": "fp64", "fp32": "fp32", "fp16": "16 bit", "fp8": "fp8", "fp4": "fp4"}
FAR = 2  # chips named for lying farthest above their line, and as many below


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both panels: fitted, earlier and announced chips, each with the format of its peak, and the fit of the window."""
    panels = {p: _panel(p, root) for p in PANELS}
    half, best = (multiple(panels[p]["fit"]["growth_per_2_years"]) for p in PANELS)
    word = gap.fit(gap.devices("best", "word", root=root))
    return figure_record(
        title=f"FLOP per byte grew {half} every two years at 16 bit, {best} at each chip's best format",
        subtitle=f"Lines from {gap.SINCE} on; bands: 95% of the line (errors by generation) and of the next chip. Hollow: before"
        f" the line; large: announced, in no fit. Per word of the best format: {short_growth(report.growth_range(word))}.",
        description="Two panels, logarithmic, 2012 to 2027: peak FLOP/s over memory bandwidth of data-centre chips, at 16 bit "
        "and at the best format. " + " ".join(f"{PANELS[p]}: {q['growth']}." for p, q in panels.items()),
        panels=panels,
        rows=[p["id"] for q in panels.values() for kind in ("points", "earlier", "announced") for p in q[kind]],
        source_ids=_sources(root),
        root=root,
    )


def _series(precision: str, per: str, root: Path) -> dict[str, Series]:
    """The fitted, all since the context, and the announced devices."""
    return {
        "points": gap.devices(precision, per, root=root),
        "earlier": gap.devices(precision, per, since=CONTEXT, root=root),
        "announced": gap.devices(precision, per, announced=True, since=None, root=root),
    }


def _sources(root: Path) -> list[str]:
    return [i for p in PANELS for name, s in _series(p, "byte", root).items() if name != "points" for i in s.source_ids]


def _panel(precision: str, root: Path) -> dict[str, Any]:
    """The fit with its bands, and all points, each with its format."""
    found, words = _series(precision, "byte", root), _series(precision, "word", root)
    formats = {i: f for name in found for i, f in _formats(found[name], words[name]).items()}
    fitted, fit = found["points"], gap.fit(found["points"])
    record = series_record(fitted, names=named(fitted, 1.2) | _far(fitted))
    earlier = found["earlier"].where(~np.isin(found["earlier"].ids, fitted.ids))
    points = {
        "points": record["points"],
        "earlier": [p | {"label": ""} for p in point_records(earlier)],
        "announced": _announced(found["announced"]),
    }
    band = band_record(fitted.fit(), float(fitted.years.min()), float(fitted.years.max())) | gap.band(fitted, BAND_POINTS)
    told = {"growth": report.growth_range(fit), "fit": report.fit_record(fitted, fit), "band": band}
    return record | told | {kind: [p | {"format": formats[p["id"]]} for p in rows] for kind, rows in points.items()}


def _far(series: Series) -> frozenset[str]:
    """Ids of the chips that have a name and lie farthest from the line, on both sides."""
    away = np.log10(series.values) - np.log10([series.fit().predict(float(t)).median for t in series.years])
    order = [i for i in np.argsort(away, kind="stable") if series.labels[i]]
    return frozenset(series.ids[i] for i in (*order[:FAR], *order[-FAR:]))


def _announced(coming: Series, most: int = 2) -> list[dict[str, Any]]:
    """The announced chips, the highest named, few enough to be read."""
    best = set(np.argsort(-coming.values, kind="stable")[:most])
    return [p if i in best else p | {"label": ""} for i, p in enumerate(point_records(coming))]


def _formats(byte: Series, word: Series) -> dict[str, str]:
    """The format of each row's peak, from the bytes of its operand."""
    names = {size: name for name, size in OPERAND_BYTES.items()}
    return {i: names[round(w / b, 6)] for i, b, w in zip(byte.ids, byte.values, word.values, strict=True)}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One scale for both panels; filled is fitted, hollow before the window, large announced."""
    panels, size = numbers["panels"], theme.size
    limits = d.decades([p["value"] for panel in panels.values() for p in _all(panel)], 0.25)
    figure, box = layout.page(theme, numbers, (1.7 if size.narrow else 0.5) * size.width)
    boxes = layout.panels(box, theme, (1.0, 1.0))
    heads = {p: _head(p, panel) for p, panel in panels.items()}
    least = max(layout.count_lines(theme, head, boxes[0].width - 4.8 * size.em) for head in heads.values())
    for (name, panel), place in zip(panels.items(), boxes, strict=True):
        ax = layout.headed(figure, place, theme, heads[name], left=4.0, least=least)
        d.log_axis(ax, limits, "")
        d.year_axis(ax, float(CONTEXT) - 0.3, 2027.8, 4)
        _draw_panel(ax, theme, name, panel)
    return figure


def _all(panel: dict[str, Any]) -> list[dict[str, Any]]:
    return [*panel["points"], *panel["earlier"], *panel["announced"]]


def _head(name: str, panel: dict[str, Any]) -> list[layout.Line]:
    """The name of a panel with its growth, and below it the formats of its marks."""
    seen = [f for f in FORMATS if f in {p["format"] for p in _all(panel)}]
    formats = "  ".join(f"{d.symbol(f)} {FORMATS[f]}" for f in seen) if len(seen) > 1 else ""
    lines = [(PANELS[name], name, "bold"), (short_growth(panel["growth"]), name, "normal")]
    return [*lines, (formats, "ink", "normal")] if formats else lines


def _draw_panel(ax: Axes, theme: Theme, name: str, panel: dict[str, Any]) -> None:
    d.trend(ax, theme, name, panel["band"])
    for precision in FORMATS:
        for kind, size in (("points", 18), ("earlier", 14), ("announced", 44)):
            rows = [p for p in panel[kind] if p["format"] == precision]
            d.points(ax, theme, precision, rows, fitted=kind == "points", size=size)
    name_points(ax, theme, [(p, p["format"]) for p in _all(panel)], [panel["band"]])
