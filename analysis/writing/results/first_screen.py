"""The first screen of README: five rates in words, what was found in short sentences, how far it can be trusted."""

from pathlib import Path

import numpy as np
import pandas as pd

from ...evidence import proved_cells
from ...forecasts import calibration, compared
from ...measured import attained, balance, expected
from ...tables import frames
from ...tables.paths import ROOT
from ...tables.units import multiple
from ...wall import by_vendor, gap, recommended
from .. import coverage_report, report
from . import census_report

DOUBLES = "Doubles every {months} months"


def rates(root: Path = ROOT) -> str:
    """The recommended rates that a stranger asks for first, as a Markdown table."""
    words = {
        "compute_best": DOUBLES,
        "memory_bandwidth": DOUBLES,
        "link": DOUBLES,
        "balance_16_bit": f"Vendors differ: {_vendors(root)}",
        "balance_best": f"Narrower number formats are {_share_of_formats(root):.0%} of it",
    }
    return report.markdown(pd.DataFrame([_rate(key, text, root) for key, text in words.items()]))


def _rate(key: str, words: str, root: Path) -> dict[str, str]:
    """One line of the table."""
    asked = recommended.question(key)
    fit = recommended.fit(asked, root=root)
    low, high = map(multiple, fit.growth_ci(2))
    months = 12 * np.log(2) / np.log(fit.growth(1))
    told = words.format(months=f"{months:.0f}")
    return {"What": asked.words, "Every two years": multiple(fit.growth(2)), "95% interval": f"{low} to {high}", "In words": told}


def _vendors(root: Path) -> str:
    """'NVIDIA 1.18×, AMD 1.67×, Google 1.40×': the three vendors of most devices."""
    three = by_vendor.by_vendor(gap.devices("fp16", root=root), root=root).vendors[:3]
    return ", ".join(f"{v.vendor} {multiple(v.growth_per_2_years)}" for v in three if v.growth_per_2_years)


def _share_of_formats(root: Path) -> float:
    """How much of the growth of the balance per byte is gone per word."""
    asked = map(recommended.question, ("balance_best", "balance_word"))
    byte, word = (recommended.fit(question, root=root).growth(2) for question in asked)
    return float(np.log(byte / word) / np.log(byte))


def found(root: Path = ROOT) -> str:
    """What was found, one sentence a line."""
    return "\n".join(f"- {sentence}" for sentence in (_common(root), _delivered(root), _narrow(root)))


def _common(root: Path) -> str:
    """The paper's gap beside what vendors share."""
    paper = multiple(gap.paper_rate("flops", "dram", root).growth_per_2_years)
    common = by_vendor.by_vendor(gap.devices("fp16", root=root), root=root).common
    low, high = common.growth_per_2_years_ci
    verdict = "cannot be told from none" if low <= 1 <= high else "is told from none"
    told = f"{multiple(common.growth_per_2_years)} ({multiple(low)} to {multiple(high)}) every two years"
    return (
        f"The paper's two lines part by {paper} every two years. On one and the same chip at 16 bit, the growth common to all"
        f" vendors {verdict}: {told}."
    )


def _delivered(root: Path) -> str:
    """The measured gap beside the printed one."""
    best = balance.measured_gap("best", root=root)
    measured, sheet = (multiple(fit.growth(2)) for fit in (best.measured, best.sheet))
    return (
        f"Chips deliver less of the gap than their sheets print: {measured} of {sheet} every two years, on the {len(best.pairs)}"
        " chips where both were measured."
    )


def _narrow(root: Path) -> str:
    """What narrow formats reach."""
    every = attained.everything(root)
    told = {
        form: f"{np.median([a.peak[form].share_of_sheet for a in every if form in a.peak]):.0%}"
        for form in ("bf16", "fp8", "fp4")
    }
    return f"Narrow formats reach least of the printed peak: {told['fp4']} at fp4, {told['fp8']} at fp8, {told['bf16']} at bf16."


def trust(root: Path = ROOT) -> str:
    """How far the numbers can be trusted, in six lines."""
    lines = (_provenance(root), _census(root), _measured(root), _forecasts(root), _times())
    choices = (
        "*Choices*: what other windows, selections and vendors make of each rate is in [Results](RESULTS.md#recommended-rates)."
    )
    return "\n".join(f"- {line}" for line in (*lines, choices))


def _provenance(root: Path) -> str:
    """How many cells behind the headlines are proved."""
    kinds = proved_cells.headline_coverage(root)
    backed, filled = sum(k.proved for k in kinds), sum(k.filled for k in kinds)
    return (
        f"*Provenance*: {backed} of {filled} cells behind the headlines are held to a quotation that is read with its units."
        f" {coverage_report.sentence(root)} [Coverage](docs/coverage.md) has it by vendor."
    )


def _census(root: Path) -> str:
    """What public code carries beside this table."""
    return f"*Other tables*: {census_report.sentence(root)} [The census](docs/census.md) names them."


def _measured(root: Path) -> str:
    """How much was measured."""
    rows, chips = frames.load("measurements", root), attained.everything(root)
    return (
        f"*Measured*: {len(rows):,} measurements of {rows['device_id'].nunique()} devices stand beside the sheets, for"
        f" {len(chips)} of them a roof. What beats its sheet was not let in."
    )


def _forecasts(root: Path) -> str:
    """What intervals of forecasts have held."""
    kept = compared.table(compared.scored(calibration.recorded(root), root, (compared.KEPT,))).iloc[0]
    return (
        f"*Forecasts*: on series left out, 95% intervals have held {kept['coverage_95']:.0%} and 80% intervals"
        f" {kept['coverage_80']:.0%}. Today's are [on record](forecasts)."
    )


def _times() -> str:
    """How well times are foretold."""
    score = next(s for s in expected.stored()["scores"] if s["left_out"] == "model")
    return (
        f"*Expected times*: models that the fit has not seen are met within {score['median_error']:.0%} in the median,"
        f" {score['largest_error']:.0%} at most (n = {score['n']})."
    )
