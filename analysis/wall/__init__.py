"""The memory wall: compute over bandwidth of one device, its growth, its parts, its dates, what models demand of it.

Imports forecasts and the wings before it. Start at `gap`.
"""
