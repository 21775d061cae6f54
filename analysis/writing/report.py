"""Fits as people and programs read them: the JSON record, the text of the command line, Markdown tables."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..evidence import proved_cells
from ..statistics.breaks import Kind, fit_breaks, sup_f_p_value
from ..statistics.covariance import FEWEST_DF
from ..statistics.growth import Interval, TrendFit
from ..statistics.resample import SEED
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..trends import catalogue, diagnostics
from ..trends.selection import Series
from . import terminal
from .terminal import terms


def fit_record(series: Series, fit: TrendFit) -> dict[str, Any]:
    """The keys of `fit --json`, an interface: they may be added to, never renamed."""
    return {
        "series": fit.series,
        "title": series.title,
        "unit": series.unit,
        "selection": fit.selection,
        "since": fit.since,
        "until": fit.until,
        "n": fit.n,
        "first": fit.first,
        "last": fit.last,
        "estimator": fit.estimator,
        "covariance": fit.covariance,
        "slope_log10_per_year": fit.slope_log10_per_year,
        "se": fit.se,
        "df": fit.df,
        "sigma_log10": fit.sigma_log10,
        "r2": fit.r2,
        "growth_per_year": fit.growth(1),
        "growth_per_year_ci": fit.growth_ci(1),
        "growth_per_2_years": fit.growth(2),
        "growth_per_2_years_ci": fit.growth_ci(2),
        "doubling_time_years": fit.doubling_time_years,
        "doubling_time_years_ci": fit.doubling_time_years_ci,
        "level": fit.level,
        "sources": list(series.source_ids),
    }


def left_out_record(dropped: diagnostics.LeaveOneOut | None) -> dict[str, Any]:
    """Range of the growth per two years when something is dropped; empty where too little would be left."""
    if dropped is None:
        return {}
    return {
        "growth_per_2_years": [dropped.low, dropped.high],
        "without": [dropped.low_without, dropped.high_without],
    }


def leave_one_out_record(series: Series) -> dict[str, Any]:
    """Range of the growth per two years when any one row is dropped; empty below four rows."""
    return left_out_record(diagnostics.leave_one_out(series))


def diagnostics_record(series: Series) -> dict[str, Any]:
    """What speaks against a fit: the range with contested readings and when one row is dropped, and tests of the residuals."""
    return {
        "contested": asdict(diagnostics.contested(series)),
        "leave_one_out": leave_one_out_record(series) or None,
        "date_jitter_growth_per_2_years": diagnostics.date_jitter(series, np.random.default_rng(SEED)),
        "residual_tests": asdict(diagnostics.residual_tests(series)),
    }


def contested(series: Series) -> str:
    """'1.65× to 1.69× (amd-mi455x)': growth every two years with any contested reading, and of which rows; '' for none."""
    found = diagnostics.contested(series)
    ends = dict.fromkeys(map(multiple, (found.low, found.high)))
    return f"{' to '.join(ends)} ({', '.join(found.rows)})" if found.rows else ""


def growth_range(fit: TrendFit) -> str:
    """Growth per two years with its interval and n: '3.03× every two years (95%: 2.68× to 3.41×), n = 37'."""
    low, high = fit.growth_ci(2)
    return f"{multiple(fit.growth(2))} every two years ({fit.level:.0%}: {multiple(low)} to {multiple(high)}), n = {fit.n}"


def doubling(fit: TrendFit) -> str:
    """The doubling time in words, with its interval."""
    return f"{_years(fit.doubling_time_years)} ({fit.level:.0%}: {_bounds(fit.doubling_time_years_ci)})"


def _years(years: float | None) -> str:
    return "none, the fitted line falls" if years is None else f"{significant(years)} years"


def _bounds(interval: Interval) -> str:
    low, high = interval
    if low is None:
        return "no doubling on this evidence"
    if high is None:
        return f"at least {significant(low)} years, perhaps never"
    return f"{significant(low)} to {significant(high)} years"


def _method(fit: TrendFit) -> str:
    """The method in words: 'OLS of log10 on decimal years, cr2 errors, 11.5 degrees of freedom'."""
    if fit.estimator != "ols":
        return f"{fit.estimator} line of log10 on decimal years, with its own interval; the lines below are of OLS"
    warning = ": too few clusters for a reliable interval" if fit.df < FEWEST_DF and fit.covariance == "cr2" else ""
    errors = {"cr2": "CR2", "hc3": "HC3", "newey-west": "Newey-West"}.get(fit.covariance, fit.covariance)
    return f"OLS of log10 on decimal years, {errors} errors, {fit.df:.3g} degrees of freedom{warning}"


def fit_text(series: Series, fit: TrendFit) -> str:
    """One fit for a terminal."""
    loo = diagnostics.leave_one_out(series)
    jitter = diagnostics.date_jitter(series, np.random.default_rng(SEED))
    tests, dropped = diagnostics.residual_tests(series), "too few rows"
    if loo:
        dropped = f"{multiple(loo.low)} (without {loo.low_without}) to {multiple(loo.high)} (without {loo.high_without})"
    rows = {
        "growth": growth_range(fit),
        "": f"{multiple(fit.growth(1))} a year ({multiple(fit.growth_ci(1)[0])} to {multiple(fit.growth_ci(1)[1])})",
        "doubling time": doubling(fit),
        **({"scatter": f"{fit.sigma_log10:.3f} decades about the line, R² = {fit.r2:.3f}"} if fit.estimator == "ols" else {}),
        "rows": f"{fit.n}, {fit.first} to {fit.last}, selection {fit.selection}",
        "method": _method(fit),
        "one row dropped": dropped,
        **({"contested readings": disputed} if (disputed := contested(series)) else {}),
        "dates redrawn": f"{multiple(jitter[0])} to {multiple(jitter[1])}, each within its precision",
        "residuals": f"Breusch-Pagan p {tests.breusch_pagan_p:.2g} (even scatter), Durbin-Watson {tests.durbin_watson:.2f} (2: no"
        f" serial correlation), Jarque-Bera p {tests.jarque_bera_p:.2g} (normal)",
        "sources": ", ".join(series.source_ids[:5]) + (f" and {more} more" if (more := len(series.source_ids) - 5) > 0 else ""),
    }
    head = terminal.paragraph(f"{series.name}: {series.title}, {series.unit}")
    told = [terms.explained("CR2")] if fit.covariance == "cr2" and fit.estimator == "ols" else []
    return "\n".join([head, terminal.named(rows), *told])


def printed_growth(name: str, root: Path = ROOT) -> str:
    """The growth per two years that the authors print for a series, as '3.0×', or ''."""
    listed = frames.load("paper/series", root).set_index("id")
    return listed.loc[name.removeprefix("paper/"), "printed_as"].replace("x/2yrs", "×")


def growth_table(root: Path = ROOT) -> pd.DataFrame:
    """The paper's growth rates beside ours: one row for each rate that is printed."""
    listed = frames.load("paper/series", root)
    rows = []
    for row in listed[listed["printed_as"] != ""].to_dict("records"):
        fit = catalogue.paper(row["id"], root).fit()
        low, high = fit.growth_ci(2)
        rows.append(
            {
                "Series": f"`paper/{row['id']}`",
                "Printed": printed_growth(row["id"], root),
                "Refitted": multiple(fit.growth(2)),
                "95% interval": f"{multiple(low)} to {multiple(high)}",
                "n": fit.n,
                "What the points are": row["points_are"],
            }
        )
    return pd.DataFrame(rows)


def breaks_record(series: Series, count: int, kind: Kind) -> dict[str, Any]:
    """The best broken line of a series: dates, growth per two years of each part, and the simulated p-value against one line."""
    years, logs = series.years, np.log10(series.values)
    line = fit_breaks(years, logs, count, kind)
    p_value = sup_f_p_value(years, logs, np.random.default_rng(SEED), breaks=count, kind=kind)
    return {
        "series": series.name,
        "selection": series.selection,
        "n": line.n,
        "kind": kind,
        "breaks": list(line.breaks),
        "growth_per_2_years": [10 ** (2 * slope) for slope in line.slopes],
        "share_of_scatter_explained": 1 - line.ss_residual / line.ss_line,
        "p_value": p_value,
    }


def breaks_text(record: dict[str, Any]) -> str:
    """The broken line in words."""
    at = " and ".join(f"{b:.1f}" for b in record["breaks"])
    rates = ", then ".join(map(multiple, record["growth_per_2_years"]))
    told = f"{record['series']}, best {record['kind']} at {at}: {rates} every two years, n = {record['n']}"
    kind = terms.explained(record["kind"])
    verdict = "beats one line" if record["p_value"] < 0.05 else "does not beat one line on this evidence"
    test = f"{verdict}: p = {record['p_value']:.3f}, simulated, the place of the break chosen anew each time"
    return "\n".join([terminal.paragraph(told), terminal.paragraph(test, "  "), kind])


def coverage_table(root: Path = ROOT) -> pd.DataFrame:
    """How many cells are proved by evidence: of the flagships' headline cells by kind, then of all numbers of each table."""
    headline = [(f"Data-centre flagships 2006-2026: {c.kind}", c) for c in proved_cells.headline_coverage(root)]
    rows = headline + [(f"All numbers and dates of `{c.kind}`", c) for c in proved_cells.table_coverage(root)]
    return pd.DataFrame(
        [{"Cells": name, "Filled": c.filled, "With evidence": c.proved, "Share": f"{c.share:.1%}"} for name, c in rows]
    )


def markdown(frame: pd.DataFrame) -> str:
    """`frame` as a Markdown table; text of cells is escaped, so that none of it is markup."""
    escaped = frame.map(lambda cell: markdown_text(cell) if isinstance(cell, str) else cell)
    return escaped.to_markdown(index=False, disable_numparse=True)


def markdown_text(text: str) -> str:
    """`text` with the characters escaped that end a cell, or start HTML, a link, an image or emphasis; code stays code."""
    return re.sub(r"([\\|\[\]*])", r"\\\1", text).replace("<", "&lt;").replace("\n", " ")
