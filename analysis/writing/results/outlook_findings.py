"""Findings on what has changed and on what comes."""

from pathlib import Path

import numpy as np

from ...forecasts import calibration, compared
from ...tables.paths import ROOT
from ...tables.units import multiple
from ...trends.selection import Series
from ...wall import gap
from ...wall.projection import Projection, Target, project
from .. import gap_report
from .finding import Finding, survival

TENFOLD = Target("factor", 10.0, 2022.0)
SURE = 0.05  # p values below it decide


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
    order = (
        "first at the best precision, at 16 bit later or perhaps never" if found.holds else "at a date that depends on the format"
    )
    return Finding(
        f"A gap ten times that of 2022 comes {order}.",
        f"At the best precision (n = {n['best']}) in {best.trend} if the trend goes on, or {gap_report.walk_words(best)} by a"
        f" random walk with drift. At 16 bit (n = {n['fp16']}) in {half.trend}, or {half.walk}.",
        f"The intervals are widened by the record of other quantities; such intervals of the trend have held {held:.0%} on series"
        f" left out. For 16 bit by the trend: {found.told(_calendar)}",
        "gap_projection",
        "python -m analysis project",
        found,
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
    series = gap.devices("fp16", root=root)
    changes = {"all chips": gap.bend(series), "flagships alone": gap.bend(gap.devices("fp16", select="flagship", root=root))}
    told = [
        f"{multiple(c.factor)} ({multiple(c.factor_ci[0])} to {multiple(c.factor_ci[1])}) for {words} ({c.rows} chips after 2022,"
        f" p = {c.p_value:.2g})"
        for words, c in changes.items()
    ]
    found = survival(series, f"p is below {SURE} in every case", lambda some: gap.bend(some).p_value, lambda p: p < SURE, root)
    return Finding(
        _bend_sentence([c.factor for c in changes.values()], max(c.p_value for c in changes.values()) < SURE, found.holds),
        f"Growth every two years after 2022 over that before: {' and '.join(told)}.",
        "The date is the paper's, not one that was looked for; a date chosen by eye would make any p value smaller."
        f" The p value of all chips: {found.told(lambda p: f'{p:.2g}')}",
        "machine_balance",
        "python -m analysis gap --select flagship",
    )


def _bend_sentence(factors: list[float], sure: bool, survives: bool) -> str:
    """What the bend is, as surely as all chips, the flagships, and all but any one of them allow."""
    if not sure or min(factors) < 1 < max(factors):
        return "Whether the gap at 16 bit grows otherwise since 2022 cannot be decided."
    how = "more slowly" if max(factors) < 1 else "faster"
    if survives:
        return f"At 16 bit the gap grows {how} since 2022."
    return f"At 16 bit the gap seems to grow {how} since 2022, but a single chip or vendor decides that."


def hbm4(root: Path = ROOT) -> Finding:
    """Whether HBM4 lowers the wall."""
    series = gap.devices("fp16", root=root)
    step, announced = gap.memory_step(series, root=root), gap.coming("fp16", root=root)
    coming = gap.announced(announced, series.fit()) if announced else ()
    below, inside = sum(a.percentile < 0.5 for a in coming), sum(a.inside_95 for a in coming)
    scored = (
        f"Of {len(coming)} announced chips of any memory {below} are below the median forecast, {inside} in its 95% interval."
    )
    figure, command = "gap_projection", "python -m analysis gap --json"
    if step is None:
        return Finding("No chip with HBM4 is sold, so what it does to the gap is unknown.", scored, "", figure, command)
    low, high = step.factor_ci
    verdict = "cannot be decided" if step.rows < gap.FEWEST or step.p_value > SURE else "is decided"
    return Finding(
        f"Whether HBM4 lowers the wall {verdict} yet.",
        f"Chips sold with it: {step.rows}, at {multiple(step.factor)} ({multiple(low)} to {multiple(high)},"
        f" p = {step.p_value:.2f}, n = {len(series.ids)}) the others' trend at 16 bit. {scored}",
        f"A step needs at least {gap.FEWEST} chips on each side to be told from one odd chip.",
        figure,
        command,
    )
