"""Arrays in, frozen records out: growth, its errors, breaks, crossings, the random walk, scores. Knows no table.

Imports nothing of the other wings but a name or two of tables. Start at `growth`: the straight line through log10(value).
"""
