"""How a run is timed: alone after a rest, which is a burst, and back to back until clocks settle, which is sustained."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

LEAST_INTERVAL = 1e-4  # seconds between two marks: marking costs microseconds
MOST_INTERVALS = 20_000
ENERGY_SECONDS = 3.0  # least window of an energy: the counters of boards step by tens of milliseconds


@dataclass(frozen=True)
class Timing:
    """Seconds of each run, and the energy of one where the device counts it."""

    burst: tuple[float, ...]
    sustained: tuple[float, ...]
    joules: float | None = None

    @property
    def median(self) -> float:
        """The median of the sustained runs, seconds."""
        return float(np.median(self.sustained))

    @property
    def best(self) -> float:
        """The fastest of the burst, seconds."""
        return min(self.burst)

    @property
    def spread(self) -> float:
        """Distance of the quartiles of the sustained runs over their median."""
        low, high = np.quantile(self.sustained, (0.25, 0.75))
        return float((high - low) / self.median)


@dataclass(frozen=True)
class Kernel:
    """One kernel: what it did, and its timing."""

    workload: str  # as the column of data/measurements.csv has it
    format: str
    shape: str
    flop: float | None
    bytes: float | None
    timing: Timing
    operands: str = ""
    note: str = ""

    @property
    def amount(self) -> float | None:
        """What its rate counts: FLOP of a product, bytes of a stream; None of what only takes time."""
        return self.flop if self.workload == "matrix_product" else self.bytes

    @property
    def rate(self) -> float:
        """The sustained rate, FLOP/s or byte/s."""
        return (self.amount or 0.0) / self.timing.median

    @property
    def intensity(self) -> float:
        """FLOP per byte counted."""
        return (self.flop or 0.0) / self.bytes if self.bytes else 0.0


@dataclass(frozen=True)
class Clock:
    """How a device tells time, and what it takes to wait for it."""

    now: Callable[[], Any]  # a mark after all that was asked for so far
    between: Callable[[Any, Any], float]  # seconds from one mark to another, once they have passed
    wait: Callable[[], object]  # until everything is done
    joules: Callable[[], float] | None = None  # a counter that only grows
    rest: float = 0.0  # seconds of idleness before a burst
    warm: int = 1  # runs that are not counted


CPU = Clock(time.perf_counter, lambda start, end: end - start, lambda: None)


def timing(run: Callable[[], object], clock: Clock, repeats: int, seconds: float) -> Timing:
    """`repeats` runs each by itself, then runs back to back for at least `seconds`, more where energy is counted."""
    for _ in range(clock.warm):
        run()
    clock.wait()
    time.sleep(clock.rest)
    burst = tuple(_alone(run, clock) for _ in range(repeats))
    window = max(seconds, ENERGY_SECONDS if clock.joules else 0.0)
    together = max(1, math.ceil(LEAST_INTERVAL / min(burst)))
    intervals = min(MOST_INTERVALS, max(repeats, math.ceil(window / (together * min(burst)))))
    before = clock.joules() if clock.joules else 0.0
    sustained = _back_to_back(run, clock, intervals, together)
    joules = (clock.joules() - before) / (intervals * together) if clock.joules else None
    return Timing(burst, sustained, joules)


def _alone(run: Callable[[], object], clock: Clock) -> float:
    """Seconds of one run that nothing precedes."""
    start = clock.now()
    run()
    end = clock.now()
    clock.wait()
    return clock.between(start, end)


def _back_to_back(run: Callable[[], object], clock: Clock, intervals: int, together: int) -> tuple[float, ...]:
    """Seconds of a run in each interval of `together` runs, none of which is waited for."""
    marks = [clock.now()]
    for _ in range(intervals):
        for _ in range(together):
            run()
        marks.append(clock.now())
    clock.wait()
    return tuple(clock.between(a, b) / together for a, b in pairwise(marks))


def timed(run: Callable[[], object], repeats: int) -> tuple[float, ...]:
    """Seconds of each of `repeats` runs on the CPU, after one that warms up."""
    run()
    return tuple(_alone(run, CPU) for _ in range(repeats))
