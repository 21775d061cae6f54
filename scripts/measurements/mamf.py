"""The highest matrix rates that Stas Bekman's mamf-finder found: one line of his tables each, facts alone."""

import re
from collections.abc import Iterator

from . import devices
from .row import Measurement
from .upstream import Upstream

PAGE = "compute/accelerator/README.md"
TABLE = re.compile(r"^\*\*(BF16|FP8)[^\n]*\*\*:\n\n((?:\|[^\n]*\n)+)", re.MULTILINE)


def rows(source: Upstream, source_id: str, left_out: list[str]) -> Iterator[Measurement]:
    """One rate of each line that has a number; names of no row go to `left_out`."""
    text = source.read([PAGE])[PAGE].decode()
    for form, lines in TABLE.findall(text):
        for line in lines.splitlines()[2:]:
            name, rate, _, _, shape, torch, note = (cell.strip() for cell in line.strip("|").split("|"))
            found = devices.find(name)
            if rate and not found:
                left_out.append(f"{name}: no row of this device")
            elif rate and found:
                yield _made(found[0], form.lower(), float(rate), shape, torch, note, source, source_id)


def _made(
    device: str, form: str, rate: float, shape: str, torch: str, note: str, source: Upstream, source_id: str
) -> Measurement:
    """The row of one line: the mean of 100 products of the best shape, after 50 that warm up."""
    return Measurement(
        device_id=device,
        devices=1,
        quantity="flop_per_s",
        value=rate * 1e12,
        workload="matrix_product",
        format=form,
        shape=shape,
        protocol="best",
        operands="random",
        statistic="mean",
        software=f"PyTorch {torch}",
        measured_on=source.day(PAGE),
        measured_on_meaning="published",
        source_id=source_id,
        locator=f"{PAGE}, Maximum Achievable Matmul FLOPS comparison table",
        note=note,
    )
