"""Findings on the gap between compute and what feeds it, on one and the same chip."""

from pathlib import Path

import numpy as np

from ...tables.paths import ROOT
from ...tables.units import multiple, quantity
from ...trends import catalogue
from ...wall import by_vendor, gap
from .. import gap_report
from .finding import Finding, growth, interval, survival

ENOUGH = 7  # devices of a vendor whose own line is printed


def same_chip(root: Path = ROOT) -> Finding:
    """The paper's gap against that of the same chip at 16 bit."""
    paper, own = gap.paper_rate("flops", "dram", root), gap.rate("fp16", root=root)
    slower = f"slower than the paper's {multiple(paper.growth_per_2_years)} in every case"
    found = survival(gap.devices("fp16", root=root), slower, growth, lambda g: g < paper.growth_per_2_years, root)
    more = "grows more slowly than" if found.holds else "may grow as fast as"
    low, high = (multiple(v) for v in gap.rate("fp16", root=root, by_vendor=True).growth_per_2_years_ci)
    return Finding(
        f"On one and the same chip at 16 bit, compute per byte of memory bandwidth {more} the paper's two trends say.",
        f"The same chip since {own.since}: {interval(own)} every two years. The paper's two trends: {interval(paper)}.",
        f"With vendors as the clusters, few as they are, the interval is {low} to {high}. {found.told()}",
        "machine_balance",
        "python -m analysis gap",
        found,
    )


def vendors_differ(root: Path = ROOT) -> Finding:
    """The growth at 16 bit by vendor, and what is common to them."""
    found = by_vendor.by_vendor(gap.devices("fp16", root=root), root=root)
    own = [v for v in found.vendors if v.growth_per_2_years_ci and v.n >= ENOUGH]
    told = ", ".join(
        f"{v.vendor} {multiple(v.growth_per_2_years or np.nan)}"
        f" ({' to '.join(multiple(x) for x in v.growth_per_2_years_ci or ())}, n = {v.n})"
        for v in own
    )
    low, high = found.common.growth_per_2_years_ci
    verdict = "cannot be told from none" if low <= 1 <= high else "differs from none"
    return Finding(
        f"Vendors differ at 16 bit, and the growth common to all of them {verdict}.",
        f"Every two years since {gap.SINCE}: {told}. Common to all vendors: {multiple(found.common.growth_per_2_years)}"
        f" ({multiple(low)} to {multiple(high)}).",
        f"The common growth is that of {len(found.vendors)} vendors, most of them with few chips. Its interval takes each of them"
        " for one draw, so it narrows with vendors, not with chips.",
        "vendors",
        "python -m analysis gap --pool vendor",
    )


def narrower_formats(root: Path = ROOT) -> Finding:
    """Growth per byte at the best precision, and how much of it is the format."""
    byte, word = gap.rate("best", root=root), gap.rate("best", "word", root=root)
    found = survival(gap.devices("best", root=root), "it grows in every case", growth, lambda g: g > 1, root)
    share = np.log(byte.growth_per_2_years / word.growth_per_2_years) / np.log(byte.growth_per_2_years)
    grows = "grows" if found.holds else "may grow"
    return Finding(
        f"Counted at each chip's best precision the gap {grows}, and {share:.0%} of that is narrower number formats.",
        f"Per byte {interval(byte)} every two years; per word of the format, which is what narrower formats shrink,"
        f" {interval(word)}.",
        f"Chips reach less of their printed peak in narrow formats, as a finding below says. {found.told()}",
        "machine_balance",
        "python -m analysis gap --precision best",
        found,
    )


def made_of(root: Path = ROOT) -> Finding:
    """The parts along NVIDIA's flagships."""
    record = gap_report.decomposition_record("NVIDIA", "best", "2016", root)
    sold = [d for d in record["devices"] if not d["announced"]]
    parts = {k: 10**v for k, v in record["total"].items() if isinstance(v, float)}
    names = {"number_format": "narrower formats", "matrix_units": "matrix units", "rest_of_compute": "other compute"}
    most = max(names, key=lambda k: parts[k])
    return Finding(
        f"From the {sold[0]['label']} to the {sold[-1]['label']} NVIDIA's balance rose {multiple(parts['balance'])};"
        f" {names[most]} did most of it.",
        f"Number format {multiple(parts['number_format'])}, matrix units {multiple(parts['matrix_units'])}, other compute"
        f" {multiple(parts['rest_of_compute'])}; memory bandwidth grew {multiple(1 / parts['bandwidth'])} and divides it.",
        f"The product of {len(sold)} flagships, exact by the sheets and so without an interval; other chips give other parts.",
        "gap_decomposition",
        "python -m analysis decompose --vendor NVIDIA",
    )


def wide_formats(root: Path = ROOT) -> Finding:
    """fp32 and fp64."""
    single, double = gap.rate("fp32", root=root), gap.rate("fp64", root=root)
    verdict = "no growth of the gap can be told" if not (single.decided or double.decided) else "growth differs from none"
    return Finding(
        f"At fp32 and fp64, on the same chip, {verdict}.",
        f"fp32 {interval(single)}, fp64 {interval(double)} every two years.",
        "Many new chips leave fp64 out, so those that still have it are not the same kind of chip over the years.",
        "no_growth",
        "python -m analysis gap --precision fp32",
    )


def link(root: Path = ROOT) -> Finding:
    """The link between chips."""
    paper, own = gap.paper_rate("flops", "interconnect", root), gap.rate("fp16", "link", root=root)
    verdict = "outgrows" if own.decided and own.growth_per_2_years > 1 else "does not measurably outgrow"
    return Finding(
        f"Compute {verdict} the links between chips, too.",
        f"16-bit peak over all scale-up links of the same chip: {interval(own)} every two years. The paper divides by one lane of"
        f" a link: {interval(paper)}.",
        "A chip also gets more lanes over the years, so a lane and all links of a chip are two questions.",
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
    return Finding(
        f"The time to read all of a chip's memory once {verdict} since {gap.SINCE}.",
        f"{multiple(fit.growth(2))} every two years ({multiple(low)} to {multiple(high)}, n = {fit.n});"
        f" {quantity(float(np.median(last)), 's', 2)} at the median chip of the last year. It is the least time between two"
        " tokens of a decoder whose weights fill the memory.",
        "By the sheets: chips reach less of their printed bandwidth, as a finding below says.",
        "no_growth",
        "python -m analysis fit accelerators/read_time --segment datacenter --since 2017 --cov cr2",
    )
