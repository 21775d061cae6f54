"""The version, of code and data alike; `make release` writes it here and in every other place that states it."""

__version__ = "1.0.0"
