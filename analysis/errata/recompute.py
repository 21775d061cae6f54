"""What a recomputation of an erratum works with: the tables of the paper and the register of checks.

A check takes the tables and returns the arithmetic as one line and whether it bears the erratum out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..statistics import growth
from ..tables import frames
from ..tables.paths import ROOT
from ..trends import catalogue

Outcome = tuple[str, bool]


@dataclass(frozen=True)
class Paper:
    """The tables of the paper that the checks read, each indexed by id."""

    points: pd.DataFrame
    models: pd.DataFrame
    memory: pd.DataFrame
    root: Path = ROOT

    def plotted(self, point_id: str) -> float:
        """Height of a point as drawn."""
        return float(self.points.loc[point_id, "plotted_value"])

    def value(self, point_id: str) -> float:
        """Height of a point in base units."""
        return float(self.points.loc[point_id, "value"])

    def day(self, point_id: str) -> str:
        """Day of a point, ISO."""
        return self.points.loc[point_id, "plotted_on"].date().isoformat()

    def model(self, model_id: str, column: str) -> float:
        """A number of the model tables."""
        return float(self.models.loc[model_id, column])

    def gb(self, model_id: str, column: str) -> float:
        """A number of the memory table, GB as printed."""
        return float(self.memory.loc["memory-" + model_id, column + "_gb"])

    def growth(self, series: str, without: tuple[str, ...] = ()) -> growth.TrendFit:
        """The fit of a series, some points left out."""
        whole = catalogue.paper(series, self.root)
        return whole.where(~pd.Series(whole.ids).isin(without).to_numpy()).fit()


def load(root: Path = ROOT) -> Paper:
    """The tables the checks read."""
    names = ("figure_points", "model_tables", "memory_footprint")
    points, models, memory = (frames.load(f"paper/{n}", root).set_index("id") for n in names)
    return Paper(points, models, memory, root)


CHECKS: dict[str, Callable[[Paper], Outcome]] = {}


def erratum(number: str) -> Callable:
    """Register a function of the tables as the recomputation of erratum `number`."""

    def register(check: Callable[[Paper], Outcome]) -> Callable[[Paper], Outcome]:
        CHECKS[number] = check
        return check

    return register


def near(value: float, expected: float, relative: float) -> bool:
    """Whether two numbers agree within a relative error."""
    return abs(value - expected) <= relative * abs(expected)


def ratio(p: Paper, model: str, column: str, other: str, low: float, high: float = float("inf")) -> Outcome:
    """Whether the ratio of two columns of a model lies between `low` and `high`."""
    stated, right = p.model(model, column), p.model(model, other)
    return f"{stated:.4g} / {right:.4g} = {stated / right:.3g}", low < stated / right < high


def dates(p: Paper, model: str) -> Outcome:
    """Whether README and first publication name different days."""
    stated, right = (p.models.loc[model, c].date() for c in ("dated_readme", "published_on"))
    return f"{stated} is {abs((stated - right).days)} days from {right}", stated != right
