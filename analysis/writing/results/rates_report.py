"""The recommended rates as people and programs read them, and how far other choices move them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from ...tables.paths import ROOT
from ...tables.units import multiple
from ...wall import recommended
from ...wall.recommended import Recommended
from .. import report, terminal
from ..terminal import terms


def record(found: Sequence[Recommended]) -> list[dict[str, Any]]:
    """One object a question, with every other choice."""
    return [
        asdict(r.question)
        | {
            "growth_per_2_years": r.fit.growth(2),
            "growth_per_2_years_ci": list(r.fit.growth_ci(2)),
            "level": r.fit.level,
            "n": r.fit.n,
            "selection": r.fit.selection,
            "covariance": r.fit.covariance,
            "df": r.fit.df,
            "contested": [r.contested.low, r.contested.high],
            "contested_rows": list(r.contested.rows),
            "other_choices": [asdict(c) for c in r.others],
            "moves_most": r.moves_most.choice,
        }
        for r in found
    ]


def span(rate: Recommended) -> str:
    """'1.02× to 1.34×': the least and the most that other choices make of a rate."""
    growths = [c.growth_per_2_years for c in rate.others]
    return f"{multiple(min(growths))} to {multiple(max(growths))}"


def contested(rate: Recommended) -> str:
    """'1.68× to 1.72×', one of them where both are printed alike, with any contested reading; '' where none is contested."""
    ends = dict.fromkeys(map(multiple, (rate.contested.low, rate.contested.high)))
    return " to ".join(ends) if rate.contested.rows else ""


def cells(rate: Recommended) -> dict[str, str]:
    """One line of a table."""
    low, high = map(multiple, rate.fit.growth_ci(2))
    return {
        "What": rate.question.words,
        "Every two years": multiple(rate.fit.growth(2)),
        "95% interval": f"{low} to {high}",
        "n": str(rate.fit.n),
        "Since": rate.question.since,
        "Contested readings": contested(rate),
        "By other choices": span(rate),
        "Moved most by": f"{rate.moves_most.choice}: {multiple(rate.moves_most.growth_per_2_years)}",
    }


def markdown(found: Sequence[Recommended]) -> str:
    """All rates as a Markdown table."""
    return report.markdown(pd.DataFrame([cells(r) for r in found]))


def text(found: Sequence[Recommended]) -> str:
    """All rates for a terminal."""
    rows = [{head.lower(): cell for head, cell in cells(rate).items()} for rate in found]
    told = "All data-centre devices that are sold or serve their owner; errors CR2 by vendor and generation."
    told += " Contested readings: the rate with every mix of the readings that documents leave open; `evidence ROW` shows them."
    return "\n".join([terminal.columns(rows, ""), terminal.paragraph(told), terms.explained("95% interval", "CR2", indent="")])


def sensitivity(root: Path = ROOT) -> pd.DataFrame:
    """What each choice makes of the balance at 16 bit and at the best precision, growth every two years with n."""
    columns = {}
    for precision, words in (("fp16", "16 bit"), ("best", "best precision")):
        asked = recommended.question("balance_16_bit" if precision == "fp16" else "balance_best")
        rate = recommended.recommended(asked, root)
        found = {"recommended": (rate.fit.growth(2), rate.fit.n)}
        found |= {c.choice: (c.growth_per_2_years, c.n) for c in rate.others}
        found |= {c.choice: (c.growth_per_2_years, c.n) for c in recommended.by_weight(asked, root)}
        columns[words] = {choice: f"{multiple(growth)} (n = {n})" for choice, (growth, n) in found.items()}
    table = pd.DataFrame(columns).fillna("")
    return table.rename_axis("Choice").reset_index()
