"""Answers in a terminal: lines and tables of its width, and words that are explained where they stand. Plain Python.

Imports nothing. Start at `layout`.
"""

from .layout import GAP, Tie, breakable, bullets, columns, fitted, heights, named, paragraph, width

__all__ = ["GAP", "Tie", "breakable", "bullets", "columns", "fitted", "heights", "named", "paragraph", "width"]
