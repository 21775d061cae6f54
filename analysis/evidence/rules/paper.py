"""Rules of the tables of the paper: parts sum to totals, what is printed twice agrees, values are heights times bases."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...tables import units
from .core import Finding, Frame, rule, slip


@rule("series-union", "paper/series")
def series_unions(frame: Frame) -> Iterator[Finding]:
    """The members of a union are series of the same unit and axis."""
    axis = frame.set_index("id")[["unit", "value_per_plotted_unit"]]
    for row, union in enumerate(frame["members"]):
        for member in union.split():
            if member not in axis.index or not axis.loc[member].equals(axis.iloc[row]):
                problem = f"{member} is no series of the same unit and axis"
                yield Finding("paper/series", row, "members", problem, "name series of this table, separated by a space")


@rule("series-printed", "paper/series")
def series_printed(frame: Frame) -> Iterator[Finding]:
    """A printed growth has its text, which says the same, and its source."""
    for row, (growth, text, source) in enumerate(
        zip(frame["printed_growth_per_2_years"], frame["printed_as"], frame["printed_source_id"], strict=True)
    ):
        said = re.fullmatch(r"([\d.]+)x/2yrs", text)
        whole = pd.isna(growth) and not text and not source
        if not whole and not (said and source and float(said[1]) == growth):
            problem = f"printed growth {growth:g}, text {text!r}, source {source!r} do not belong together"
            yield Finding(
                "paper/series",
                row,
                "printed_growth_per_2_years",
                problem,
                "write the text as printed, 3.0x/2yrs, or leave all blank",
            )


@rule("point-value", "paper/figure_points", "paper/series")
def point_values(points: Frame, catalogue: Frame) -> Iterator[Finding]:
    """The value in base units is the plotted height times the base of the axis."""
    base = points["series"].map(catalogue.set_index("id")["value_per_plotted_unit"]).to_numpy(float)
    ratio = points["value"].to_numpy(float) / (points["plotted_value"].to_numpy(float) * base)
    for row in np.flatnonzero(abs(np.log(ratio)) > 1e-4):
        problem = f"{points['value'][row]:g} is {ratio[row]:.4g} times plotted_value x {base[row]:g}"
        yield Finding(
            "paper/figure_points", row, "value", problem, f"probably {slip(ratio[row])}; one of value and plotted_value is wrong"
        )


@rule("point-date", "paper/figure_points")
def point_dates(points: Frame) -> Iterator[Finding]:
    """The plotted day is the whole day nearest to the plotted year: half a day and the rounding apart at most."""
    for row, (day, year) in enumerate(zip(points["plotted_on"], points["plotted_year"], strict=True)):
        if abs(units.decimal_year(day) - year) > 0.5 / 365 + 1e-4:
            problem = f"{day:%Y-%m-%d} is {units.decimal_year(day):.4f}, plotted_year is {year:.4f}"
            yield Finding("paper/figure_points", row, "plotted_on", problem, "month and day exchanged, or a slip in the year?")


@rule("point-repeated", "paper/figure_points")
def repeated_points(points: Frame) -> Iterator[Finding]:
    """No point of a series is there twice."""
    for row in np.flatnonzero(points.duplicated(["series", "plotted_year", "plotted_value"])):
        yield Finding(
            "paper/figure_points", row, "plotted_value", "a row above has the same series, date and value", "was the row copied?"
        )


@rule("model-parameters", "paper/model_tables", "paper/figure_points")
def model_parameters(models: Frame, points: Frame) -> Iterator[Finding]:
    """The README, the figure and the primary source agree on the parameters within a factor of 1.5."""
    yield from _agree(models, points, "parameters", "1.5", ("parameters_readme", "parameters_primary"))


@rule("model-training-flop", "paper/model_tables", "paper/figure_points")
def model_training_flop(models: Frame, points: Frame) -> Iterator[Finding]:
    """The README, the figure, the primary source and Epoch AI agree on the training compute within a factor of 3."""
    yield from _agree(
        models, points, "training_flop", "3", ("training_flop_readme", "training_flop_primary", "training_flop_epoch")
    )


def _agree(models: Frame, points: Frame, quantity: str, factor: str, columns: tuple[str, ...]) -> Iterator[Finding]:
    drawn = models[f"{quantity}_point_id"].map(points.set_index("id")["value"]).to_numpy(float)
    values = np.column_stack([models[c].to_numpy(float) for c in columns] + [drawn])
    for row in np.flatnonzero(np.isfinite(values).sum(1) >= 2):
        known = values[row][np.isfinite(values[row])]
        ratio = known.max() / known.min() if known.min() else np.inf  # of a zero the schema speaks
        if ratio > float(factor) * (1 + 1e-9):
            problem = f"{', '.join(f'{v:g}' for v in known)} differ by a factor of {ratio:.3g}, more than {factor}"
            yield Finding(
                "paper/model_tables",
                row,
                columns[0],
                problem,
                f"probably {slip(ratio)}; compare README, primary source and figure",
            )


@rule("model-inference-flop", "paper/model_tables")
def model_inference_flop(models: Frame) -> Iterator[Finding]:
    """The forward pass of a language model is 2 x parameters x tokens within a factor of 3."""
    for row in np.flatnonzero((models["domain"] == "language") & models["inference_flop_readme"].notna()):
        flop = models["inference_flop_readme"][row]
        expected = 2 * models["parameters_readme"][row] * int(models["input_size_readme"][row])
        if not 1 / 3 <= flop / expected <= 3:
            problem = f"{flop:g} FLOP is {flop / expected:.3g} times 2 x parameters x tokens"
            yield Finding("paper/model_tables", row, "inference_flop_readme", problem, f"probably {slip(flop / expected)}")


@rule("footprint-total", "paper/memory_footprint")
def footprint_totals(frame: Frame) -> Iterator[Finding]:
    """The printed parts sum to the printed total, to rounding."""
    parts = frame[["parameters_printed_gb", "optimizer_printed_gb", "activations_printed_gb"]].sum(axis=1)
    for row in np.flatnonzero(abs(parts - frame["total_printed_gb"]) > 0.0151):
        problem = f"the parts sum to {parts[row]:.2f}, the total is {frame['total_printed_gb'][row]:.2f}"
        yield Finding("paper/memory_footprint", row, "total_printed_gb", problem, "digits exchanged in a part or in the total?")


@rule("footprint-drawn", "paper/memory_footprint")
def footprint_drawn(frame: Frame) -> Iterator[Finding]:
    """The table prints what the bars show."""
    for part in ("parameters", "optimizer", "activations"):
        printed, drawn = frame[f"{part}_printed_gb"], frame[f"{part}_drawn_gb"]
        for row in np.flatnonzero(abs(printed - drawn) > 0.0051):
            problem = f"{printed[row]:g} printed, {drawn[row]:g} drawn"
            yield Finding("paper/memory_footprint", row, f"{part}_printed_gb", problem, "one of the two is wrong, see the total")


@rule("footprint-parameters", "paper/memory_footprint")
def footprint_parameters(frame: Frame) -> Iterator[Finding]:
    """The memory of the parameters is 4 bytes each, the optimizer's 4 bytes for each of its values, within 8%."""
    counted = frame["parameters_counted"].astype(float).to_numpy()
    for column, expected in (
        ("parameters_printed_gb", 4 * counted / 1e9),
        ("optimizer_printed_gb", frame["optimizer_states"].astype(float) * frame["parameters_printed_gb"]),
    ):
        printed = frame[column].to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):  # a zero is told by the rule number-known
            ratio = printed / np.asarray(expected, float)
            wrong = abs(np.log(ratio)) > 0.08 + 0.005 / printed
        for row in np.flatnonzero(wrong):
            yield Finding(
                "paper/memory_footprint",
                row,
                column,
                f"{frame[column][row]:g} GB is {ratio[row]:.3g} times what the parameters need",
                f"probably {slip(ratio[row])}",
            )


@rule("line-growth", "paper/lines")
def line_growths(frame: Frame) -> Iterator[Finding]:
    """A line climbs from end to end by the growth printed beside it, within 1%."""
    span = (frame["last_on"] - frame["first_on"]).dt.days.to_numpy(float) / 365.25
    drawn = (frame["last_value"] / frame["first_value"]).to_numpy(float) ** (2 / span)
    for row in np.flatnonzero(abs(drawn / frame["printed_growth_per_2_years"].to_numpy(float) - 1) > 0.01):
        problem = f"the ends give {drawn[row]:.3g} every two years, {frame['printed_as'][row]!r} is printed"
        yield Finding("paper/lines", row, "last_value", problem, "a slip in an end, or in its date?")


@rule("case-study-printed", "paper/case_study")
def case_study_printed(frame: Frame) -> Iterator[Finding]:
    """The number is the printed text; a share is at most the whole."""
    for row in np.flatnonzero(frame["printed"].map(float) != frame["value"]):
        yield Finding(
            "paper/case_study",
            row,
            "value",
            f"{frame['value'][row]:g} is not the printed {frame['printed'][row]}",
            f"probably {slip(frame['value'][row] / float(frame['printed'][row]))}",
        )
    whole = frame["unit"].map({"%": 100.0, "1": 1.0})
    for row in np.flatnonzero(frame["metric"].str.startswith("share") & (frame["value"] > whole)):
        yield Finding(
            "paper/case_study",
            row,
            "value",
            f"a share of {frame['value'][row]:g} is more than the whole",
            "percent for a fraction?",
        )


def half_unit(printed: str) -> float:
    """Half a unit in the last printed decimal: '0.10' -> 0.005."""
    return 0.5 * 10.0 ** -len(printed.partition(".")[2])


@rule("case-study-intensity", "paper/case_study")
def case_study_intensity(frame: Frame) -> Iterator[Finding]:
    """The printed intensity is the printed FLOP over the printed bytes, as far as their digits tell."""
    keys = ["locator", "model", "sequence_length", "operator"]
    tables = frame[frame["locator"].str.startswith("Table")]
    for _, group in tables.groupby(keys, sort=False, dropna=False):
        of = {
            m: (i, v, half_unit(p))
            for i, m, v, p in zip(group.index, group["metric"], group["value"], group["printed"], strict=True)
        }
        if not {"flop", "bytes", "arithmetic_intensity"} <= set(of):
            continue
        (row, flop, df), (_, size, ds), (_, intensity, di) = of["flop"], of["bytes"], of["arithmetic_intensity"]
        low, high = (flop - df) / (size + ds), (flop + df) / max(size - ds, 1e-9)
        if intensity + di < low or intensity - di > high:
            problem = f"{flop:g} / {size:g} is between {low:.4g} and {high:.4g}, the printed intensity is {intensity:g}"
            yield Finding("paper/case_study", row, "value", problem, "one of the three printed numbers cannot be right")


@rule("erratum-location", "paper/errata")
def erratum_locations(frame: Frame) -> Iterator[Finding]:
    """Stated and expected differ, or there is no erratum."""
    for row in np.flatnonzero(frame["stated"].map(_bare) == frame["expected"].map(_bare)):
        yield Finding("paper/errata", row, "expected", "stated and expected are the same", "say what it should be")


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text.lower())
