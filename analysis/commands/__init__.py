"""The commands of `python -m analysis`, one module for each kind of question; each adds its own options and prints its answer.

Imports any wing, inside the command that needs it, so that `--help` is quick. Start at `options`: what several commands share.
"""
