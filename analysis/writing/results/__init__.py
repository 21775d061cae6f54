"""What was found, in words: the findings, the recommended rates, the answers to a referee, the first screen of README.

Imports writing and the wings before it. Start at `findings`.
"""
