"""What a machine reaches: its memory and its arithmetic timed, a small model beside its floor.

Imports workload and the wings before it. Start at `measure`.
"""
