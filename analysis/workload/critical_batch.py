"""The critical batch of devices: tokens in flight at which a decoder that streams its weights stops being memory bound.

A weight of w bytes is read once for a batch and costs 2 FLOP for each token of it, so the batch B is compute bound where
2 B / w reaches the balance per byte: B = half the balance per word. The cache, which no batch shares, is left out: with it
the batch is larger, or no batch is enough (`workload.roofline`).
"""

from dataclasses import replace
from pathlib import Path

from ..tables.paths import ROOT
from ..trends.selection import Series
from ..wall import gap


def critical_batches(precision: str, since: str | None = gap.SINCE, root: Path = ROOT) -> Series:
    """The critical batch of each data-centre device that is sold, in tokens; weights and arithmetic of one precision."""
    words = gap.devices(precision, "word", since=since, root=root)
    title = f"Critical batch, {'16 bit' if precision == 'fp16' else precision}"
    return replace(words, title=title, quantity="critical batch", unit="tokens", values=words.values / 2)
