"""How well the forecasts would have done: what their intervals held, against what they promised, and horizon by horizon."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..drawing import forecasts as df
from ..drawing import layout
from ..drawing import marks as d
from ..drawing.style import SIZES as SIZES
from ..drawing.style import Theme
from ..forecasts import hindcast
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..trends import catalogue
from ..trends.selection import Series
from ..writing.figure_records import figure_record

LEVELS = (50, 80, 95)
METHODS = {"trend": ("forecast", "trend"), "walk": ("walk", "random walk with drift"), "no change": ("grey", "no change")}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Coverage by level and by horizon, over the hindcasts of all series that are long enough."""
    loaded = [catalogue.load(n, root) for n in catalogue.names(root, ratios=False)]
    whole = hindcast.shared(pd.concat([f for f in map(_hindcast, loaded) if f is not None], ignore_index=True))
    overall = hindcast.scores(whole, by=("method",)).set_index("method")
    by_horizon = hindcast.scores(whole)
    used = [s for s in loaded if s.name in set(whole["series"])]
    trend, walk = (f"{overall.loc[m, 'coverage_95']:.0%}" for m in ("trend", "walk"))
    return figure_record(
        title=f"Nominal 95% intervals held {trend} with the trend, {walk} with the random walk",
        subtitle=f"{int(overall['forecasts'].max()):,} forecasts of {whole['series'].nunique()} series from rolling origins, to"
        " ten years ahead; they overlap, so they are worth far fewer.",
        description="Two panels: share held by nominal 50, 80 and 95% intervals, and that of 95% by horizon.",
        coverage={m: [float(overall.loc[m, f"coverage_{level}"]) for level in LEVELS] for m in METHODS},
        horizon={m: _column(by_horizon, m, ("horizon", "coverage_95", "forecasts", "bias", "crps")) for m in METHODS},
        scores=overall.reset_index().to_dict("records"),
        series=sorted(set(whole["series"])),
        rows=(i for s in used for i in s.ids),
        source_ids=(i for s in used for i in s.source_ids),
        root=root,
    )


def _hindcast(series: Series) -> pd.DataFrame | None:
    try:
        frame = hindcast.hindcast(series)
    except RequestError:
        return None
    return frame if len(frame) else None


def _column(frame: pd.DataFrame, method: str, columns: tuple[str, ...]) -> dict[str, list[float]]:
    mine = frame[frame["method"] == method].sort_values("horizon")
    return {c: mine[c].tolist() for c in columns}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Promise against truth on the left, horizons on the right; below each other if narrow."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (1.7 if size.narrow else 0.47) * size.width)
    left, right = layout.panels(box, theme, (1.0, 1.0), gap=1.0)
    heads: list[list[layout.Line]] = [
        [
            ("Share held, by the level promised", "ink", "bold"),
            ("on the diagonal an interval deserves its name", "ink", "normal"),
        ],
        [("Share held by 95% intervals, by years ahead", "ink", "bold"), ("grey line: 95%", "ink", "normal")],
    ]
    for head in heads:
        head += [(f"{d.symbol(colour)} {name}", colour, "normal") for colour, name in METHODS.values()]
    df.reliability(layout.headed(figure, left, theme, heads[0], left=4.4), theme, LEVELS, numbers["coverage"], METHODS)
    df.coverage_by_horizon(layout.headed(figure, right, theme, heads[1], left=4.4), theme, numbers["horizon"], METHODS)
    return figure
