"""The growth rates the paper prints, refitted from its points, and to now: a row each, with intervals."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import rates as r
from ..drawing.style import Theme
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue, fitting
from ..writing import headline_rates, report
from ..writing.figure_records import figure_record

Now = tuple[str, str, str, str | None, str | None, str]  # name, colour, series, precision, since, selection
HARDWARE: dict[str, tuple[tuple[str, ...], tuple[Now, ...]]] = {  # quantity -> series of the paper, series to now
    "Compute": (
        ("flops",),
        (
            ("to now, best format", "best", "accelerators/peak", "best", headline_rates.SINCE, "all"),
            ("to now, 16 bit", "fp16", "accelerators/peak", "fp16", headline_rates.SINCE, "all"),
        ),
    ),
    "DRAM bandwidth": (
        ("dram",),
        (("to now", "memory", "accelerators/memory_bandwidth", None, headline_rates.SINCE, "all"),),
    ),
    "Memory capacity": (
        ("accel_memory",),
        (("to now", "memory", "accelerators/memory_capacity", None, headline_rates.SINCE, "all"),),
    ),
    "Interconnect": (
        ("interconnect",),
        (("to now, whole device", "link", "accelerators/interconnect", None, headline_rates.SINCE, "all"),),
    ),
}
MODELS: dict[str, tuple[tuple[str, ...], tuple[Now, ...]]] = {
    "Model size": (("params_transformer",), (("to now, all models", "model", "models/parameters", None, "2017", "all"),)),
    "Training compute": (
        ("compute_transformer", "compute_all"),
        (
            ("to now, all models", "model", "models/training_flop", None, None, "all"),
            ("to now, records", "model", "models/training_flop", None, None, "records"),
        ),
    ),
}
PANELS = {"hardware": HARDWARE, "models": MODELS}
NOTES = {"interconnect": ", one lane", "compute_transformer": ", Transformers", "compute_all": ", all points"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """For each quantity a row for each rate that is printed, refitted from its points, and one for each series to now."""
    panels = {
        name: {q: [*(_printed(s, root) for s in paper), *(_now(n, root) for n in now)] for q, (paper, now) in quantities.items()}
        for name, quantities in PANELS.items()
    }
    rates = [(q, rate) for panel in panels.values() for q, rows in panel.items() for rate in rows]
    compute, size = panels["hardware"]["Compute"], panels["models"]["Model size"]
    heads = [told for q in (compute, size) for told in (q[0]["printed"], multiple(q[1]["growth_per_2_years"]))]
    return figure_record(
        title="Every two years compute grows {1} to now, printed {0}; models grow {3}, printed {2}".format(*heads),
        subtitle="Bar and mark: least squares with its 95% interval; squares, of the paper's points; tick, the rate as printed."
        f" To now: data-centre devices since {headline_rates.SINCE}, models since 2017 (size) and 2012 (compute).",
        description="Two panels, logarithmic: growth every two years of hardware and of models. "
        + " ".join(f"{q}, {rate['name']}: {rate['told']}." for q, rate in rates),
        panels=panels,
        rows=(i for _, rate in rates for i in rate.pop("ids")),
        source_ids=[*(s for _, rate in rates for s in rate["sources"]), *_printing(root)["printed_source_id"]],
        root=root,
    )


def _printing(root: Path) -> Any:
    listed = frames.load("paper/series", root).set_index("id")
    return listed[listed["printed_as"] != ""]


def _printed(name: str, root: Path) -> dict[str, Any]:
    """A rate that the paper prints, with the fit to its points."""
    row = _printing(root).loc[name]
    printed = report.printed_growth(name, root)
    told = {"name": f"printed {printed}{NOTES.get(name, '')}", "printed": printed, "points_are": row["points_are"]}
    value = {"printed_growth_per_2_years": float(row["printed_growth_per_2_years"])}
    return _rate(catalogue.paper(name, root), "paper") | told | value


def _now(now: Now, root: Path) -> dict[str, Any]:
    """A series to now, as README recommends it."""
    name, colour, series, precision, since, selection = now
    where = headline_rates.WHERE if series.startswith("accelerators/") else None
    loaded = catalogue.load(series, root, precision=precision, where=where)
    return _rate((loaded.window(since, None) if since else loaded).select(selection), colour) | {"name": name}


def _rate(series: Any, colour: str) -> dict[str, Any]:
    fit = fitting.fit(series)
    low, high = map(multiple, fit.growth_ci(2))
    told = f"{multiple(fit.growth(2))} ({low} to {high}), n = {fit.n}".replace("× to", " to").replace("×)", ")")
    return {"colour": colour, "told": told, "ids": series.ids, **report.fit_record(series, fit)}


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Hardware above, models below, each on its own axis; columns of both are equally wide."""
    groups = {name: {q: [_row(rate) for rate in rows] for q, rows in panel.items()} for name, panel in numbers["panels"].items()}
    heights = {name: r.height(theme, g) for name, g in groups.items()}
    figure, box = layout.page(theme, numbers, (1.45 * sum(heights.values()) + 5.5) * theme.size.em)
    wide = [max(some) for some in zip(*(r.columns(theme, g) for g in groups.values()), strict=True)]
    spare = 2.6  # em of an axis' numbers and the space above it
    line = (box.height / theme.size.em - 2 * spare) / sum(heights.values())
    parts = layout.rows(box, theme, [h * line + spare for h in heights.values()])
    for (name, panel), part in zip(groups.items(), parts, strict=True):
        ends = [e for rows in panel.values() for rate in rows for e in (rate.interval or ())]
        limits = (min(0.95, min(ends) / 1.03), max(ends) * 1.1)
        ticks = (1, 1.5, 2, 2.5, 3, 4) if name == "hardware" else (1, 10, 100, 1000, 10000)
        where = part.inset(theme.size.em, top=0.7)
        r.rate_panel(figure, where, theme, panel, ticks=ticks, limits=limits, widths=(wide[0], wide[1], wide[2]))
    return figure


def _row(rate: dict[str, Any]) -> r.Rate:
    low, high = rate["growth_per_2_years_ci"]
    growth, printed = rate["growth_per_2_years"], rate.get("printed_growth_per_2_years")
    return r.Rate(rate["name"], rate["colour"], rate["told"], growth, (low, high), tick=printed)
