"""How a fan, a reliability diagram and a coverage by horizon look."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, PercentFormatter

from .marks import points
from .style import Theme

Numbers = Mapping[str, Any]
Methods = Mapping[str, tuple[str, str]]
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)


def fan(ax: Axes, theme: Theme, colour: str, inner: Numbers, outer: Numbers) -> None:
    """A forecast: its median dashed, its narrower interval in a shade, the wider one in a lighter."""
    for one, alpha in ((outer, 0.12), (inner, 0.2)):
        ax.fill_between(one["year"], one["low"], one["high"], color=theme.hue[colour], alpha=alpha, lw=0)
    ax.plot(inner["year"], inner["median"], color=theme.hue[colour], lw=1.4 * theme.size.line, ls=(0, (4, 2.5)))


def reliability(ax: Axes, theme: Theme, levels: Sequence[int], coverage: Mapping[str, Sequence[float]], methods: Methods) -> None:
    """Share held against share promised; on the diagonal an interval deserves its name. Methods stand a little apart."""
    ax.plot((0, 1), (0, 1), color=theme.muted, lw=0.8 * theme.size.line)
    for i, (method, (colour, _)) in enumerate(methods.items()):
        shift = 0.014 * (i - (len(methods) - 1) / 2)
        held = [{"year": level / 100 + shift, "value": c} for level, c in zip(levels, coverage[method], strict=True)]
        points(ax, theme, colour, held, size=26)
    ax.set_xlim(0.42, 1.02)
    _shares(ax)
    ax.xaxis.set_major_locator(FixedLocator([level / 100 for level in levels]))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _shares(ax: Axes) -> None:
    """A y axis of shares."""
    ax.set_ylim(0.2, 1.04)
    ax.yaxis.set_major_locator(FixedLocator(SHARES))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.grid(False, axis="x")


def coverage_by_horizon(ax: Axes, theme: Theme, horizon: Mapping[str, Numbers], methods: Methods) -> None:
    """Share held by nominal 95% intervals, year by year ahead."""
    ax.axhline(0.95, color=theme.muted, lw=0.8 * theme.size.line)
    for method, (colour, _) in methods.items():
        rows = horizon[method]
        ax.plot(rows["horizon"], rows["coverage_95"], color=theme.hue[colour], lw=1.2 * theme.size.line)
        held = [{"year": h, "value": c} for h, c in zip(rows["horizon"], rows["coverage_95"], strict=True)]
        points(ax, theme, colour, held, size=20)
    ax.set_xlim(0.5, 10.5)
    _shares(ax)
    ax.xaxis.set_major_locator(FixedLocator([2, 4, 6, 8, 10]))
