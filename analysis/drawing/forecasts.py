"""How a fan, a reliability diagram, a coverage by horizon and a PIT histogram look."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, PercentFormatter

from .labels import name_points
from .marks import decades, heading, key, log_axis, points, year_axis
from .style import Theme

Numbers = Mapping[str, Any]
Methods = Mapping[str, tuple[str, str]]
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)


def fan_panel(ax: Axes, theme: Theme, panel: Numbers, colours: Mapping[str, str], *, end: float) -> None:
    """Points, and beyond the last of them each view's median, dashed, with its interval; hatched where the data end to tell."""
    fans = panel["fans"]
    reach = [v for f in fans.values() for v in (*f["low"], *f["high"])] + [p["value"] for p in panel["points"]]
    log_axis(ax, decades(np.clip(reach, 1e-300, 1e300), 0.2), panel["unit"])
    first = min(p["year"] for p in panel["points"])
    year_axis(ax, first - 0.6, end + 0.4, 5)
    heading(ax, theme, "ink", panel["title"], "")
    ax.axvspan(panel["last"], end + 0.4, color=theme.grid, alpha=0.4, lw=0, zorder=0)
    if panel["span_ends"] < end:
        ax.axvspan(
            panel["span_ends"], end + 0.4, facecolor="none", edgecolor=theme.muted, alpha=0.35, hatch="///", lw=0, zorder=0
        )
    for view, colour in colours.items():
        fan = fans[view]
        ax.fill_between(fan["year"], fan["low"], fan["high"], color=theme.hue[colour], alpha=0.16, lw=0)
        ax.plot(fan["year"], fan["median"], color=theme.hue[colour], lw=1.4, ls=(0, (4, 2.5)))
    for end_of in ("low", "high"):
        ax.plot(
            fans["correlated"]["year"], fans["correlated"][end_of], color=theme.hue[colours["walk"]], lw=0.9, ls=(0, (1, 1.6))
        )
    points(ax, theme, "ink", panel["points"], size=15)
    name_points(ax, theme, [(p, "ink") for p in panel["points"]])


def fan(ax: Axes, theme: Theme, colour: str, inner: Numbers, outer: Numbers) -> None:
    """A forecast: its median dashed, its narrower interval in a shade, the wider one in a lighter."""
    for one, alpha in ((outer, 0.12), (inner, 0.2)):
        ax.fill_between(one["year"], one["low"], one["high"], color=theme.hue[colour], alpha=alpha, lw=0)
    ax.plot(inner["year"], inner["median"], color=theme.hue[colour], lw=1.4 * theme.size.line, ls=(0, (4, 2.5)))


def reliability(ax: Axes, theme: Theme, levels: Sequence[int], coverage: Mapping[str, Sequence[float]], methods: Methods) -> None:
    """Share held against share promised; on the diagonal an interval deserves its name."""
    heading(ax, theme, "ink", "Held, against promised", "")
    ax.plot((0, 1), (0, 1), color=theme.muted, lw=0.8)
    for method, (colour, _) in methods.items():
        points(
            ax,
            theme,
            colour,
            [{"year": level / 100, "value": c} for level, c in zip(levels, coverage[method], strict=True)],
            size=34,
        )
    ax.set_xlim(0.3, 1.02)
    ax.set_ylim(0.2, 1.04)
    ax.yaxis.set_major_locator(FixedLocator(SHARES))
    ax.xaxis.set_major_locator(FixedLocator([level / 100 for level in levels]))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlabel("nominal level of the interval", size=theme.size.label)
    ax.set_ylabel("share of what came that it held", size=theme.size.label)
    key(ax, theme, [(name, colour) for colour, name in methods.values()])


def coverage_by_horizon(ax: Axes, theme: Theme, horizon: Mapping[str, Numbers], methods: Methods) -> None:
    """Share held by nominal 95% intervals, year by year ahead."""
    heading(ax, theme, "ink", "Held by 95% intervals, by years ahead", "")
    ax.axhline(0.95, color=theme.muted, lw=0.8)
    for method, (colour, _) in methods.items():
        rows = horizon[method]
        ax.plot(rows["horizon"], rows["coverage_95"], color=theme.hue[colour], lw=1.2)
        points(
            ax,
            theme,
            colour,
            [{"year": h, "value": c} for h, c in zip(rows["horizon"], rows["coverage_95"], strict=True)],
            size=20,
        )
    ax.set_ylim(0.2, 1.04)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.xaxis.set_major_locator(FixedLocator([2, 4, 6, 8, 10]))
    ax.yaxis.set_major_locator(FixedLocator(SHARES))
    ax.set_xlim(0.5, 10.5)
    ax.set_xlabel("calendar years ahead", size=theme.size.label)
    ax.annotate(
        "95%",
        (1, 0.95),
        (-2, 3),
        ("axes fraction", "data"),
        "offset points",
        ha="right",
        color=theme.muted,
        size=theme.size.small,
    )


def pit_histogram(ax: Axes, theme: Theme, pit: Mapping[str, Sequence[float]], methods: Methods) -> None:
    """Where in its forecast distribution what came has fallen: flat is calibrated, a U too sure, a slope biased."""
    heading(ax, theme, "ink", "Where in the forecast what came has fallen", "")
    bins = len(next(iter(pit.values())))
    edges = np.linspace(0, 1, bins + 1)
    ax.axhline(1 / bins, color=theme.muted, lw=0.8)
    for method, (colour, _) in methods.items():
        ax.stairs(pit[method], edges, color=theme.hue[colour], lw=1.4)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.08 * max(max(p) for p in pit.values()))
    ax.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    ax.yaxis.set_major_locator(FixedLocator([t for t in np.arange(0, 1, 0.1) if t <= ax.get_ylim()[1]]))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlabel("percentile of the forecast (PIT)", size=theme.size.label)
    ax.set_ylabel("share of the forecasts", size=theme.size.label)
