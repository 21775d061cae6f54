"""What comes after the last row: the trend and the random walk, and how such forecasts would have done.

Imports trends and the wings before it. Start at `forecast`.
"""
