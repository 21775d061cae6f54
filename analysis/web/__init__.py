"""The page to explore the data: what it is made of, and its HTML, CSS and JavaScript.

Imports drawing's table of colours, writing and the wings before it. Start at `explorer`.
"""
