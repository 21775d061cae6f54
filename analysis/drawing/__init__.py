"""How things look: the only wing that knows matplotlib, beside the figures themselves. Says nothing of what is drawn.

Imports writing and the wings before it. Start at `style`.
"""
