"""How a fan, a reliability diagram and a coverage by horizon look."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, PercentFormatter

from .marks import points
from .style import Theme

Numbers = Mapping[str, Any]
Looks = Mapping[str, tuple[str, bool]]  # method -> colour, whether its marks are filled
LOWEST = 0.5  # share at the foot of the axes


def fan(ax: Axes, theme: Theme, colour: str, inner: Numbers, outer: Numbers) -> None:
    """A forecast: its median dashed, its narrower interval in a shade, the wider one in a lighter."""
    for one, alpha in ((outer, 0.12), (inner, 0.2)):
        ax.fill_between(one["year"], one["low"], one["high"], color=theme.hue[colour], alpha=alpha, lw=0)
    ax.plot(inner["year"], inner["median"], color=theme.hue[colour], lw=1.4 * theme.size.line, ls=(0, (4, 2.5)))


def reliability(ax: Axes, theme: Theme, coverage: Mapping[str, Sequence[Numbers]], looks: Looks) -> None:
    """Share held against share promised, which is a grey line across the methods at each level, with ranges."""
    for level in sorted({one["level"] for rows in coverage.values() for one in rows}):
        ax.plot((level - 0.055, level + 0.055), (level, level), color=theme.muted, lw=1.2 * theme.size.line)
    for i, (method, (colour, filled)) in enumerate(looks.items()):
        shift = 0.022 * (i - (len(looks) - 1) / 2)
        for one in coverage[method]:
            x = one["level"] + shift
            ax.plot((x, x), (one["low"], one["high"]), color=theme.hue[colour], lw=1.6 * theme.size.line, solid_capstyle="butt")
            points(ax, theme, colour, [{"year": x, "value": one["held"]}], fitted=filled, size=26)
    ax.set_xlim(0.73, 1.02)
    _shares(ax)
    ax.xaxis.set_major_locator(FixedLocator(sorted({one["level"] for rows in coverage.values() for one in rows})))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _shares(ax: Axes) -> None:
    """A y axis of shares."""
    ax.set_ylim(LOWEST, 1.03)
    ax.yaxis.set_major_locator(FixedLocator([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.grid(False, axis="x")


def coverage_by_horizon(ax: Axes, theme: Theme, horizon: Mapping[str, Numbers], looks: Looks) -> None:
    """Share held by nominal 95% intervals, year by year ahead; dashed and hollow where they are not widened."""
    ax.axhline(0.95, color=theme.muted, lw=0.8 * theme.size.line)
    for method, (colour, filled) in looks.items():
        rows = horizon[method]
        dash: Any = "-" if filled else (0, (4, 2.5))
        ax.plot(rows["horizon"], rows["coverage_95"], color=theme.hue[colour], lw=1.2 * theme.size.line, ls=dash)
        held = [{"year": h, "value": c} for h, c in zip(rows["horizon"], rows["coverage_95"], strict=True)]
        points(ax, theme, colour, held, fitted=filled, size=20)
    ax.set_xlim(0.5, 10.5)
    _shares(ax)
    ax.xaxis.set_major_locator(FixedLocator([2, 4, 6, 8, 10]))
