"""Frozen records made into text: reports, findings, tables, references, the record that a picture is drawn from.

Imports errata and the wings before it; knows no matplotlib. Start at `report`.
"""
