"""Supply and demand: devices that the largest open model fills, device-years that the costliest training takes."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import gap as dg
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..writing import gap_report
from ..writing.figure_records import figure_record

WIDTHS = {"16 bit": "fp16", "8 bit": "fp8", "4 bit": "fp4"}
WEIGHTS = {"open": "model", "closed": "purple"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both needs year by year as points, and how many models say their size and compute."""
    record = gap_report.demand_record(root)
    hold = {words: [_point(n) for n in needs] for words, needs in record["hold"].items()}
    hold |= {words: [p | {"label": ""} for p in hold[words]] for words in list(WIDTHS)[1:]}
    train = [_point(n) for n in record["train"]]
    needs = [*record["hold"]["16 bit"], *record["train"]]
    rows = list(dict.fromkeys([i for n in needs for i in (n["model"], n["device"])]))
    growth = {k: multiple(record[f"{k}_growth"]["growth_per_2_years"]) for k in ("hold", "train")}
    return figure_record(
        title=f"Demand outgrows a device: {growth['hold']} every two years in memory, {growth['train']} in compute",
        subtitle="The largest open model of each year on the device of most memory then; the costliest training known on the"
        " fastest at 16 bit, at its peak.",
        description="Left: devices whose memory the weights of the largest open model of each year fill. Middle: device-years at "
        f"peak of the costliest training known. Right: models that say their size. {record['hold_growth']['words']}; "
        f"{record['train_growth']['words']}.",
        hold=hold,
        train=train,
        hold_growth=record["hold_growth"]["words"],
        train_growth=record["train_growth"]["words"],
        disclosure=record["disclosure"],
        rows=rows,
        source_ids=_sources(set(rows), root),
        root=root,
    )


def _point(need: dict[str, Any]) -> dict[str, Any]:
    """A need as a point of a figure, named by its model."""
    label = need["name"].partition(" (")[0]
    return {"id": need["model"], "name": need["name"], "label": label, "date": need["date"], "year": need["year"]} | {
        "value": need["devices"],
        "device": need["device"],
    }


def _sources(rows: set[str], root: Path) -> list[str]:
    """The documents of the models' sizes and compute and of the devices' memory and peak."""
    device: dict[str, Any] = {"where": {"segment": "datacenter"}}
    loaded = (
        catalogue.load("models/parameters", root),
        catalogue.load("models/training_flop", root),
        catalogue.load("accelerators/memory_capacity", root, **device),
        catalogue.load("accelerators/peak", root, precision="fp16", **device),
    )
    return [s for series in loaded for i, told in zip(series.ids, series.sources, strict=True) if i in rows for s in told]


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Needs on the left and in the middle, what is not disclosed on the right."""
    figure = d.canvas(theme, 13.0, 6.0, numbers)
    panels = ((0.95, 4.3, "hold", numbers["hold"]), (6.0, 3.6, "train", {"": numbers["train"]}))
    for x, width, name, groups in panels:
        ax = d.axes(figure, x, 0.62, width, 4.05)
        points = [p for rows in groups.values() for p in rows]
        d.log_axis(ax, d.decades([p["value"] for p in points], 0.45), "")
        d.year_axis(ax, 2017.3, 2027.6, 2)
        title = "Devices that the weights fill" if name == "hold" else "Device-years at peak, 16 bit"
        d.heading(ax, theme, "ink", title, numbers[f"{name}_growth"].replace("every two years", "in 2 years"))
        colours = {words: WIDTHS.get(words, "model") for words in groups}
        for words, rows in groups.items():
            d.points(ax, theme, colours[words], rows, size=24)
        if name == "hold":
            ax.axhline(1.0, color=theme.muted, lw=0.8, zorder=1)
            d.key(ax, theme, [(f"{d.symbol(c)} {words} a weight", c) for words, c in WIDTHS.items()])
        name_points(ax, theme, [(p, colours[words]) for words, rows in groups.items() for p in rows])
    right = d.axes(figure, 10.4, 0.62, 2.35, 4.05)
    dg.shares(right, theme, numbers["disclosure"], "with_parameters", "Models that say their size", WEIGHTS)
    d.remark(right, theme, "ink", "{} open weights  {} closed".format(*map(d.symbol, WEIGHTS.values())))
    return figure
