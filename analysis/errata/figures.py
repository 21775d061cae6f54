"""Errata of the figures of models and training, F1 to F11."""

import datetime as dt

from ..trends import catalogue
from .recompute import Outcome, Paper, erratum, near


@erratum("F1")
def figure_only(p: Paper) -> Outcome:
    rows = p.models.loc[["xlnet", "wav2vec-2-0", "moco-resnet50"]]
    line = ", ".join(f"{p.plotted(i):,.0f} PFLOP" for i in rows["training_flop_point_id"])
    return line, bool(rows["training_flop_readme"].isna().all())


@erratum("F2")
def unlabelled(p: Paper) -> Outcome:
    points = p.points[p.points["series"] == "compute_transformer"]
    count = int((points["identification"] != "certain").sum())
    return f"{count} of {len(points)} points have no label", (count, len(points)) == (3, 10)


@erratum("F5")
def all_models(p: Paper) -> Outcome:
    fit = p.growth("compute_all")
    return f"{fit.growth(2):.1f}x every two years, n = {fit.n}", near(fit.growth(2), 14.8, 2e-3)


@erratum("F6")
def megatron_turing_date(p: Paper) -> Outcome:
    drawn, right = p.day("params-megatron-turing-2021"), p.models.loc["megatron-turing-nlg-530b", "published_on"].date()
    return f"drawn on {drawn}, announced on {right}", drawn == "2021-09-11" and right == dt.date(2021, 10, 11)


@erratum("F7")
def memory_over_six(p: Paper) -> Outcome:
    points = p.points[p.points["series"] == "accel_memory"]
    ratio = points["value"] / 1e9 / points["plotted_value"]
    return f"GB / plotted value is {ratio.min():.4f} to {ratio.max():.4f}", all(near(r, 6, 1e-4) for r in ratio)


@erratum("F8")
def v100_32_gb_date(p: Paper) -> Outcome:
    day = p.day("memory-v100-32-gb-2017")
    return f"drawn on {day}, the 32 GB part is of 2018-03-27", day < "2018-03-27"


@erratum("F10")
def training_compute_interval(p: Paper) -> Outcome:
    whole = p.growth("compute_transformer")
    ids = catalogue.paper("compute_transformer", p.root).ids
    without = [p.growth("compute_transformer", (i,)).growth(2) for i in ids]
    low, high = whole.growth_ci(2)
    line = f"{whole.growth(2):.0f}x, 95% interval {low:.0f}x to {high:.0f}x"
    line += f"; without one point {min(without):.0f}x to {max(without):.0f}x"
    return line, high / low > 90 and near(min(without), 403, 5e-3) and near(max(without), 1865, 5e-3)


@erratum("F11")
def model_size_interval(p: Paper) -> Outcome:
    whole = p.growth("params_transformer")
    low, high = whole.growth_ci(2)
    return f"{whole.growth(2):.0f}x, 95% interval {low:.0f}x to {high:.0f}x", high / low > 10
