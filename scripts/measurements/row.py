"""One row of data/measurements.csv, and how it is written: as `measure --out` writes its own."""

from analysis.measured.measurement_row import DIGITS, NAMES, Measurement, table

__all__ = ["DIGITS", "NAMES", "Measurement", "table"]
