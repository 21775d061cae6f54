"""Rules of the field that no schema can state: what must hold between columns, rows and tables."""

from . import checks, device_names, hardware, measurements, models, paper, peak_tables, provenance, quotations, systems
from .core import RULES, Finding, Rule, dates, numbers, slip

PARTS = (
    paper,
    hardware,
    device_names,
    measurements,
    peak_tables,
    models,
    quotations,
    provenance,
    systems,
    checks,
)  # importing a part registers its rules
__all__ = ["PARTS", "RULES", "Finding", "Rule", "dates", "numbers", "slip"]
