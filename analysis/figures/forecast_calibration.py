"""How well intervals of forecasts have held: as they are computed, and widened by the record of other quantities."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import forecasts as df
from ..drawing import layout
from ..drawing import marks as d
from ..drawing.style import Theme
from ..forecasts import calibration, compared
from ..tables.paths import ROOT
from ..writing.figure_records import figure_record

LEVELS = (80, 95)
METHODS = {  # of `forecasts.compared` -> colour, whether it is widened, name
    "trend": ("forecast", False, "trend, as computed"),
    "trend, widened": ("forecast", True, "trend, widened"),
    "walk": ("walk", False, "random walk, as computed"),
    "walk, widened": ("walk", True, "random walk, widened"),
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """What intervals held by level, with the range over draws of series, and those of 95% by horizon; means over series."""
    recorded = calibration.recorded(root)
    frame = compared.scored(recorded, root, tuple(METHODS))
    table = compared.table(frame).set_index("method")
    ahead = frame.groupby(["method", "horizon", "series"])["inside_95"].mean().groupby(["method", "horizon"]).mean()
    used = [s for s in recorded if s.name in set(frame["series"])]
    held = {m: table.loc[m, "coverage_95"] for m in METHODS}
    return figure_record(
        title=f"Widened by the record of other quantities, 95% intervals of the trend held {held['trend, widened']:.0%},"
        f" as computed {held['trend']:.0%}",
        subtitle=f"{table['forecasts'].max():,} forecasts of {len(used)} series, to ten years ahead; means over series, which"
        " are what is independent. Bars: 95% of draws of series.",
        description="Two panels: share held by 80 and 95% intervals, and that of 95% by years ahead. "
        + " ".join(f"{name}: {held[m]:.0%} of 95%." for m, (_, _, name) in METHODS.items()),
        coverage={m: [_held(table.loc[m], level) for level in LEVELS] for m in METHODS},
        horizon={m: {"horizon": ahead[m].index.tolist(), "coverage_95": ahead[m].tolist()} for m in METHODS},
        scores=table.reset_index().to_dict("records"),
        series=sorted(set(frame["series"])),
        rows=(i for s in used for i in s.ids),
        source_ids=(i for s in used for i in s.source_ids),
        root=root,
    )


def _held(scores: Any, level: int) -> dict[str, float]:
    """The share that intervals of a level held, and its range."""
    low, high = scores[f"coverage_{level}_range"]
    return {"level": level / 100, "held": float(scores[f"coverage_{level}"]), "low": low, "high": high}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Promise against truth on the left, horizons on the right; below each other if narrow."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (1.7 if size.narrow else 0.47) * size.width)
    left, right = layout.panels(box, theme, (1.0, 1.0), gap=1.0)
    key: list[layout.Line] = [
        (f"{d.symbol(colour, hollow=not filled)} {name}", colour, "normal") for colour, filled, name in METHODS.values()
    ]
    heads: list[list[layout.Line]] = [
        [
            ("Share held, by the share promised", "ink", "bold"),
            ("on its grey line an interval deserves its name", "ink", "normal"),
        ],
        [("Share held by 95% intervals, by years ahead", "ink", "bold"), ("grey line: 95%", "ink", "normal")],
    ]
    least = 0 if size.narrow else len(key) + 2
    looks = {m: (colour, filled) for m, (colour, filled, _) in METHODS.items()}
    df.reliability(layout.headed(figure, left, theme, heads[0] + key, left=4.4), theme, numbers["coverage"], looks)
    ax = layout.headed(figure, right, theme, heads[1], left=4.4, least=least)
    df.coverage_by_horizon(ax, theme, numbers["horizon"], looks)
    return figure
