"""The commands of `python -m analysis`, one module for each kind of question; each adds its own options and prints its answer."""
