"""Rules of the field that no schema can state: what must hold between columns, rows and tables."""

from analysis.rules import evidence, hardware, models, paper
from analysis.rules.core import RULES, Finding, Rule, dates, numbers, slip

PARTS = (paper, hardware, models, evidence)  # importing a part registers its rules
__all__ = ["PARTS", "RULES", "Finding", "Rule", "dates", "numbers", "slip"]
