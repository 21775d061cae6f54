"""A model on a chip: what a Transformer counts, the roofline, the critical batch, the remedies, the paper's case study.

Imports wall and the wings before it. Start at `roofline`: the floor of one step.
"""
