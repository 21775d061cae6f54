"""Which rows make a series, and the trends fitted to it: the catalogue of series, selections, diagnostics, every estimate.

Imports tables, evidence, statistics. Start at `catalogue`: from the cells of a table to a `Series`.
"""
