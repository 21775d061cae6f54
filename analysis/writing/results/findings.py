"""What was found: fifteen sentences, each a number with its interval, selection and n, its picture and its command.

A headline makes a claim; it is tried again without each device and without each vendor, and says whether it survives.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ...forecasts import calibration, compared
from ...tables.paths import ROOT
from ...tables.units import multiple, quantity
from ...trends import catalogue
from ...trends.selection import Series
from ...wall import gap
from ...wall.gap import Rate
from ...wall.projection import Projection, Target, project
from .. import gap_report
from . import measured_findings
from .finding import Finding, Survival

TENFOLD = Target("factor", 10.0, 2022.0)


def findings(root: Path = ROOT) -> tuple[Finding, ...]:
    """All of them, the headlines first."""
    return (
        same_chip(root),
        narrower_formats(root),
        tenfold(root),
        bend_after_2022(root),
        hbm4(root),
        wide_formats(root),
        link(root),
        reading_time(root),
        made_of(root),
        supply_and_demand(root),
        *measured_findings.measured(root),
    )


def survival(
    series: Series, claim: str, number: Callable[[Series], float], holds: Callable[[float], bool], root: Path
) -> Survival:
    """`number` of `series` without each device and each vendor, and whether `holds` is true of every one of them."""
    vendors, n = np.array(gap.vendors(series, root)), np.arange(len(series.ids))
    devices = [number(series.where(n != i)) for i in n]
    dropped = [number(series.where(vendors != v)) for v in dict.fromkeys(vendors)]
    by_device, by_vendor = ((min(values), max(values)) for values in (devices, dropped))
    return Survival(claim, by_device, by_vendor, all(holds(v) for v in (*devices, *dropped)))


def _growth(series: Series) -> float:
    return series.fit().growth(2)


def _told(found: Survival, words: Callable[[float], str]) -> str:
    """The ranges in words, and the verdict."""
    device, vendor = (f"{words(low)} to {words(high)}" for low, high in (found.by_device, found.by_vendor))
    verdict = "It survives" if found.holds else "It does not survive"
    return f"Without any one chip {device}, without any one vendor {vendor}. {verdict}: {found.claim}."


def interval(rate: Rate) -> str:
    """'1.25× (1.03× to 1.51×; all, n = 67)'."""
    low, high = rate.growth_per_2_years_ci
    return f"{multiple(rate.growth_per_2_years)} ({multiple(low)} to {multiple(high)}; {rate.selection}, n = {rate.n})"


def same_chip(root: Path = ROOT) -> Finding:
    """The paper's gap against that of the same device at a held format."""
    paper, own = gap.paper_rate("flops", "dram", root), gap.rate("fp16", root=root)
    vendor = gap.rate("fp16", root=root, by_vendor=True)
    slower = f"slower than the paper's {multiple(paper.growth_per_2_years)} in every case"
    found = survival(gap.devices("fp16", root=root), slower, _growth, lambda g: g < paper.growth_per_2_years, root)
    low, high = (multiple(v) for v in vendor.growth_per_2_years_ci)
    doubt = (
        "" if vendor.decided else f"; with vendors as the clusters, few as they are, {low} to {high}, even growth is undecided"
    )
    return Finding(
        f"The paper's two trends put compute over DRAM bandwidth at {interval(paper)} every two years; on the same data-centre "
        f"device at 16 bit, since {own.since}, it is {interval(own)}{doubt}.",
        "machine_balance",
        "python -m analysis gap",
        found,
        _told(found, multiple),
        "On the same chip at 16 bit the gap grows more slowly than in the paper." if found.holds else "",
    )


def narrower_formats(root: Path = ROOT) -> Finding:
    """Growth per byte at the best precision, and how much of it is the format."""
    byte, word = gap.rate("best", root=root), gap.rate("best", "word", root=root)
    series = gap.devices("best", root=root)
    found = survival(series, "it grows in every case", _growth, lambda g: g > 1, root)
    share = np.log(byte.growth_per_2_years / word.growth_per_2_years) / np.log(byte.growth_per_2_years)
    return Finding(
        f"At each device's best precision the balance per byte grows {interval(byte)} every two years, per word of that format "
        f"{interval(word)}: narrower formats are {share:.0%} of the growth per byte.",
        "machine_balance",
        "python -m analysis gap --precision best",
        found,
        _told(found, multiple),
        f"At each chip's best precision it does grow, and {share:.0%} of that is narrower formats." if found.holds else "",
    )


def tenfold(root: Path = ROOT) -> Finding:
    """When the balance is ten times that of 2022, at 16 bit and at the best precision."""
    half, best = (_tenfold(precision, root) for precision in ("fp16", "best"))
    series, target = gap.devices("fp16", root=root), _or_never(best.trend.year)

    def year(some: Series) -> float:
        return _or_never(project(some, some, targets=(TENFOLD,))[0].trend.year)  # nothing supposed: words are not looked at

    later = f"later than the {_calendar(target)} of the best precision in every case"
    found = survival(series, later, year, lambda y: y > target, root)
    held = compared.table(compared.scored(calibration.recorded(root), root, (compared.KEPT,))).iloc[0]["coverage_95"]
    n = {p: len(gap.devices(p, root=root).ids) for p in ("fp16", "best")}
    return Finding(
        f"Ten times the balance of 2022 comes, at 16 bit (all, n = {n['fp16']}), in {half.trend} if the trend goes on, or "
        f"{half.walk} by a random walk with drift; at the best precision (all, n = {n['best']}) in {best.trend} or "
        f"{gap_report.walk_words(best)}. The intervals are widened by the record of other quantities; of the trend such have "
        f"held {held:.0%} on series left out.",
        "gap_projection",
        "python -m analysis project",
        found,
        _told(found, _calendar),
        "Ten times the gap of 2022 comes first at the best precision, later or perhaps never at 16 bit." if found.holds else "",
    )


def _or_never(year: float | None) -> float:
    return np.inf if year is None else year


def _calendar(year: float) -> str:
    return f"{np.floor(year):.0f}" if np.isfinite(year) else "never"


def _tenfold(precision: str, root: Path) -> Projection:
    series, word = (gap.devices(precision, per, root=root) for per in ("byte", "word"))
    widenings = {method: calibration.widening_for(series, method, root) for method in calibration.CALIBRATED}
    return project(series, word, targets=(TENFOLD,), widenings=widenings)[0]


def bend_after_2022(root: Path = ROOT) -> Finding:
    """Whether the growth at 16 bit changed after the paper's last points."""
    changes = {select: gap.bend(gap.devices("fp16", select=select, root=root)) for select in ("all", "flagship")}
    told = [
        f"{multiple(c.factor)} ({multiple(c.factor_ci[0])} to {multiple(c.factor_ci[1])}; {select}, {c.rows} devices after,"
        f" p = {c.p_value:.2f})"
        for select, c in changes.items()
    ]
    verdict = "cannot be decided" if max(c.p_value for c in changes.values()) > 0.05 else "is decided"
    slower = "; if anything the gap grows more slowly since" if max(c.factor for c in changes.values()) < 1 else ""
    return Finding(
        f"Whether growth at 16 bit changed after 2022 {verdict}: after over before, it is {' and '.join(told)}{slower}.",
        "machine_balance",
        "python -m analysis gap --select flagship",
    )


def hbm4(root: Path = ROOT) -> Finding:
    """Whether HBM4 lowers the wall."""
    series = gap.devices("fp16", root=root)
    step = gap.memory_step(series, root=root)
    announced = gap.coming("fp16", root=root)
    coming = gap.announced(announced, series.fit()) if announced else ()
    below, inside = sum(a.percentile < 0.5 for a in coming), sum(a.inside_95 for a in coming)
    scored = (
        f"of {len(coming)} announced devices of any memory {below} are below the median forecast, {inside} in its 95% interval"
    )
    figure, command = "gap_projection", "python -m analysis gap --json"
    if step is None:
        return Finding(f"No device with HBM4 is sold; {scored}.", figure, command)
    low, high = step.factor_ci
    sold = "1 device is" if step.rows == 1 else f"{step.rows} devices are"
    verdict = "cannot be decided" if step.rows < gap.FEWEST or step.p_value > 0.05 else "is decided"
    return Finding(
        f"Whether HBM4 lowers the wall {verdict}: {sold} sold with it, at {multiple(step.factor)} "
        f"({multiple(low)} to {multiple(high)}; all, n = {len(series.ids)}, p = {step.p_value:.2f}) the others' trend at "
        f"16 bit; {scored}.",
        figure,
        command,
    )


def wide_formats(root: Path = ROOT) -> Finding:
    """fp32 and fp64."""
    single, double = gap.rate("fp32", root=root), gap.rate("fp64", root=root)
    verdict = "no growth can be told" if not (single.decided or double.decided) else "growth differs from none"
    return Finding(
        f"On the same device at fp32 and fp64 {verdict}: {interval(single)} and {interval(double)} every two years.",
        "no_growth",
        "python -m analysis gap --precision fp32",
    )


def link(root: Path = ROOT) -> Finding:
    """The link."""
    paper, own = gap.paper_rate("flops", "interconnect", root), gap.rate("fp16", "link", root=root)
    return Finding(
        f"Compute over a link's lane grows {interval(paper)} every two years in the paper's trends; over the whole scale-up "
        f"bandwidth of the same device at 16 bit {interval(own)}.",
        "memory_wall",
        "python -m analysis gap --per link",
    )


def reading_time(root: Path = ROOT) -> Finding:
    """The time to read all memory once."""
    series = catalogue.load("accelerators/read_time", root, where={"segment": "datacenter"}).window(gap.SINCE, None)
    fit = gap.fit(series)
    low, high = fit.growth_ci(2)
    last = np.sort(series.values[series.years >= np.floor(series.years.max())])
    verdict = "has not measurably changed" if low <= 1 <= high else "has changed"
    median = quantity(float(np.median(last)), "s", 2)
    return Finding(
        f"The time to read all memory of a device once {verdict}: {multiple(fit.growth(2))} every two years ({multiple(low)} to "
        f"{multiple(high)}; all, n = {fit.n}), {median} at the median device of the last year. That is the least time between "
        "two tokens of a decoder whose weights fill the memory.",
        "no_growth",
        "python -m analysis fit accelerators/read_time --segment datacenter --since 2017 --cov cr2",
    )


def made_of(root: Path = ROOT) -> Finding:
    """The parts along NVIDIA's flagships."""
    record = gap_report.decomposition_record("NVIDIA", "best", "2016", root)
    sold = [d for d in record["devices"] if not d["announced"]]
    part = {k: multiple(10**v) for k, v in record["total"].items() if isinstance(v, float)}
    return Finding(
        f"From {sold[0]['label']} to {sold[-1]['label']} (flagships, n = {len(sold)}, exact, so without interval) the balance "
        f"rose {part['balance']}: number format {part['number_format']}, matrix units {part['matrix_units']}, rest of compute "
        f"{part['rest_of_compute']}, bandwidth {part['bandwidth']}.",
        "gap_decomposition",
        "python -m analysis decompose --vendor NVIDIA",
    )


def supply_and_demand(root: Path = ROOT) -> Finding:
    """Models against one device."""
    record = gap_report.demand_record(root)
    closed = [d for d in record["disclosure"] if d["weights"] == "closed"][-1]
    hold, train = (record[f"{k}_growth"]["words"].replace(", n =", "; best of each year, n =") for k in ("hold", "train"))
    return Finding(
        f"The largest open model outgrows the memory of one device {hold}, and the costliest known training its 16-bit peak "
        f"{train}; of {closed['models']} closed models of {closed['years']} in the table {closed['with_parameters']} say their "
        "size, so the true frontier is above this.",
        "supply_and_demand",
        "python -m analysis demand",
    )
