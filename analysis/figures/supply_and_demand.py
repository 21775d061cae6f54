"""Supply and demand: devices that the largest open model fills, device-years that the costliest training takes."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing.labels import name_points
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..trends import catalogue
from ..wall import demand
from ..writing import gap_report
from ..writing.figure_records import band_record, figure_record, short_growth

WIDTHS = {"16 bit": "fp16", "8 bit": "fp8", "4 bit": "fp4"}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both needs year by year as points, and how many models say their size and compute."""
    record = gap_report.demand_record(root)
    hold = {words: [_point(n) for n in needs] for words, needs in record["hold"].items()}
    hold |= {words: [p | {"label": ""} for p in hold[words]] for words in list(WIDTHS)[1:]}
    train = [_point(n) for n in record["train"]]
    needs = [*record["hold"]["16 bit"], *record["train"]]
    rows = list(dict.fromkeys([i for n in needs for i in (n["model"], n["device"])]))
    growth = {k: multiple(record[f"{k}_growth"]["growth_per_2_years"]) for k in ("hold", "train")}
    last = [r for r in record["disclosure"] if r["weights"] == "closed"][-1]
    return figure_record(
        title=f"Demand outgrows a device: {growth['hold']} every two years in memory, {growth['train']} in compute",
        subtitle="The largest open model of each year on the device of most memory then; the costliest training known on the"
        f" fastest at 16 bit. The true frontier is above: of {last['models']} closed models of {last['years']}"
        f" {last['with_parameters']} say their size. Bands are 95%, of the line and of the next year's value.",
        description="Left: devices whose memory the weights of the largest open model of each year fill. Right: device-years at "
        f"peak of the costliest training known. {record['hold_growth']['words']}; "
        f"{record['train_growth']['words']}.",
        hold=hold,
        train=train,
        hold_growth=record["hold_growth"]["words"],
        train_growth=record["train_growth"]["words"],
        bands={"hold": _band(demand.to_hold(2.0, root)), "train": _band(demand.to_train(root))},
        disclosure=record["disclosure"],
        rows=rows,
        source_ids=_sources(set(rows), root),
        root=root,
    )


def _band(needs: tuple[demand.Need, ...]) -> dict[str, Any]:
    """The line of the growth with its bands."""
    years = [n.year for n in needs]
    return band_record(demand.growth(needs, "devices"), min(years), max(years))


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
    """Devices to hold a model on the left, device-years to train one on the right, each with its line and bands."""
    size = theme.size
    figure, box = layout.page(theme, numbers, (1.8 if size.narrow else 0.5) * size.width)
    left, right = layout.panels(box, theme, (1.0, 1.0))
    growth = {k: short_growth(numbers[f"{k}_growth"]) for k in ("hold", "train")}
    widths = "  ".join(f"{d.symbol(c)} {words} a weight" for words, c in WIDTHS.items())
    hold = [
        ("Devices that the weights fill", "ink", "bold"),
        (f"16 bit: {growth['hold']}", "fp16", "normal"),
        (widths, "ink", "normal"),
    ]
    train = [("Device-years at the 16-bit peak", "ink", "bold"), (growth["train"], "model", "normal")]
    least = layout.count_lines(theme, hold, left.width - 4.8 * size.em)
    ax = layout.headed(figure, left, theme, hold, left=4.0, least=least)
    _panel(ax, theme, {WIDTHS[words]: rows for words, rows in numbers["hold"].items()}, numbers["bands"]["hold"])
    ax.axhline(1.0, color=theme.muted, lw=0.8 * size.line, zorder=1)
    ax = layout.headed(figure, right, theme, train, left=4.6, least=0 if size.narrow else least)
    _panel(ax, theme, {"model": numbers["train"]}, numbers["bands"]["train"])
    return figure


def _panel(ax: Axes, theme: Theme, groups: dict[str, list[dict[str, Any]]], band: dict[str, Any]) -> None:
    """Points of each colour, the line of the first with its bands, models named."""
    rows = [(p, colour) for colour, points in groups.items() for p in points]
    d.log_axis(ax, d.decades([p["value"] for p, _ in rows], 0.45), "")
    d.year_axis(ax, 2017.3, 2027.9, 4 if theme.size.narrow or theme.size.height else 2)
    d.trend(ax, theme, next(iter(groups)), band)
    for colour, points in groups.items():
        d.points(ax, theme, colour, points, size=24)
    name_points(ax, theme, rows, [band])
