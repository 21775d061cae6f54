"""Rules of models, shapes, levers and published trends."""

from collections.abc import Iterator

import numpy as np

from ...tables import architectures
from ...tables.shapes import parameters
from .core import Finding, Frame, rule, slip


@rule("active-parameters", "models")
def active_parameters(frame: Frame) -> Iterator[Finding]:
    """A token passes at most all parameters."""
    for row in np.flatnonzero(frame["parameters_active"] > frame["parameters_total"]):
        problem = f"{frame['parameters_active'][row]:g} active of {frame['parameters_total'][row]:g}"
        yield Finding("models", row, "parameters_active", problem, "total and active swapped?")


@rule("training-flop", "models")
def training_flop(frame: Frame) -> Iterator[Finding]:
    """Training compute is 6 x parameters x tokens within a factor of 3, or the note says why not."""
    used = frame["parameters_active"].fillna(frame["parameters_total"])
    ratio = (frame["training_flop"] / (6 * used * frame["training_tokens"])).to_numpy(float)
    for row in np.flatnonzero((abs(np.log(ratio)) > np.log(3)) & (frame["note"] == "")):
        problem = f"{frame['training_flop'][row]:g} is {ratio[row]:.3g} times 6 x parameters x tokens"
        yield Finding(
            "models", row, "training_flop", problem, f"probably {slip(ratio[row])}; if it is right, the note must say why"
        )


@rule("model-sources", "models")
def model_sources(frame: Frame) -> Iterator[Finding]:
    """A number has its document."""
    for quantity, source in (("parameters_total", "parameters_source_id"), ("training_flop", "training_flop_source_id")):
        for row in np.flatnonzero(frame[quantity].notna() & (frame[source] == "")):
            yield Finding("models", row, source, f"{quantity} without a source", "name the document, or leave the number blank")


@rule("shape-model", "architectures", "models")
def shape_models(shapes: Frame, models: Frame) -> Iterator[Finding]:
    """The model of a shape is in models.csv, with the same total within 5%."""
    totals = models.set_index("id")["parameters_total"]
    for row, model in enumerate(shapes["model_id"]):
        if model and model not in totals.index:
            yield Finding("architectures", row, "model_id", f"models has no row {model}", "a typing slip, or leave it blank")
        elif model and abs(np.log(totals[model] / shapes["parameters_total_published"][row])) > 0.05:
            problem = f"{shapes['parameters_total_published'][row]:g}, in models.csv {totals[model]:g}"
            yield Finding("architectures", row, "parameters_total_published", problem, "two models of one name, or a slip?")


@rule("shape-sense", "architectures")
def shape_sense(frame: Frame) -> Iterator[Finding]:
    """Key-value heads divide query heads; a mixture has its experts' width; tokens pass no more experts than there are."""
    for row in np.flatnonzero((frame["heads"] % frame["kv_heads"]).fillna(0) != 0):
        yield Finding(
            "architectures",
            row,
            "kv_heads",
            f"{frame['kv_heads'][row]} do not divide {frame['heads'][row]} heads",
            "cells swapped?",
        )
    for row in np.flatnonzero(frame["experts"].notna() & frame["moe_ffn_size"].isna()):
        yield Finding("architectures", row, "moe_ffn_size", "experts without a width", "see the configuration")
    for row in np.flatnonzero((frame["active_experts"] > frame["experts"]).fillna(False)):
        yield Finding("architectures", row, "active_experts", "more active experts than experts", "cells swapped?")


@rule("shape-parameters", "architectures")
def shape_parameters(frame: Frame) -> Iterator[Finding]:
    """The parameters that the shape gives are the published total within 2%."""
    counted = np.asarray(parameters(architectures.stack(frame)), float)
    published = frame["parameters_total_published"].to_numpy(float)
    for row in np.flatnonzero(abs(counted / published - 1) > 0.02):
        problem = (
            f"the shape gives {counted[row]:.4g}, {counted[row] / published[row] - 1:+.1%} of the published {published[row]:g}"
        )
        advice = "a slip in layers, widths or experts? if the shape is right, data/exceptions.toml says why"
        yield Finding("architectures", row, "parameters_total_published", problem, advice)


@rule("shape-layer-kinds", "architectures")
def shape_layer_kinds(frame: Frame) -> Iterator[Finding]:
    """Layers with a window have its width and the other way round; layers of a special kind are no more than all."""
    for row in np.flatnonzero(frame["window_layers"].notna() != frame["window_tokens"].notna()):
        yield Finding("architectures", row, "window_tokens", "layers with a window and its width go together", "fill in both")
    special = frame["window_layers"].fillna(0) + frame["linear_layers"].fillna(0)
    for row in np.flatnonzero((special > frame["layers"]).fillna(False)):
        yield Finding("architectures", row, "window_layers", f"{special[row]} of {frame['layers'][row]} layers", "cells swapped?")


@rule("lever-order", "levers")
def lever_order(frame: Frame) -> Iterator[Finding]:
    """low <= typical <= high."""
    for row in np.flatnonzero((frame["factor_low"] > frame["factor_typical"]) | (frame["factor_typical"] > frame["factor_high"])):
        yield Finding("levers", row, "factor_typical", "low, typical and high are not in order", "cells swapped?")


@rule("trend-interval", "published_trends")
def trend_intervals(frame: Frame) -> Iterator[Finding]:
    """A published interval holds its rate, a period has two ends in order."""
    growth = frame["growth_per_year"]
    for row in np.flatnonzero((frame["interval_low"] > growth) | (frame["interval_high"] < growth)):
        yield Finding(
            "published_trends", row, "growth_per_year", "the rate is outside its interval", "per year or per two years?"
        )
    for row in np.flatnonzero(frame["period_start"] > frame["period_end"]):
        yield Finding("published_trends", row, "period_end", "the period ends before it starts", "cells swapped?")


@rule("correction-differs", "epoch_corrections")
def corrections_differ(frame: Frame) -> Iterator[Finding]:
    """A correction changes something."""
    for row in np.flatnonzero((frame["epoch_value"] == frame["right_value"]) & (frame["right_value"] != "")):
        yield Finding("epoch_corrections", row, "right_value", "both values are the same", "delete the row")
