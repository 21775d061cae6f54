"""Where a trend breaks: lines that bend or jump once or twice, at the exact optimum, and whether that beats one line.

Three kinds of break: "bend" joins its lines; "shift" moves the level and keeps the slope, as a change of precision
does; "both" is two lines free of each other. Of many sets of values at the same dates all are fitted in one call.

A t test at a break that was chosen to look best is wrong (Davies 1987; Andrews 1993): the p-value here is simulated,
each simulated trend having its own best break.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..tables.errors import RequestError
from .estimators import points

Kind = Literal["bend", "shift", "both"]
KINDS: tuple[Kind, ...] = ("bend", "shift", "both")
LEAST = 2  # dates in a segment: fewer make no line


class BestBreaks(NamedTuple):
    """The best breaks of one set of values or of many (leading axes of the values)."""

    breaks: NDArray  # (..., breaks), ascending; of a shift or of both, the middle of the gap between two dates
    ss_residual: NDArray  # (...), least sum of squares
    ss_line: NDArray  # (...), of one line through all points


class Segments(NamedTuple):
    """Least-squares lines through stretches of the dates, arrays (..., stretches) or without the axes of the values."""

    weight: NDArray
    t: NDArray  # mean date
    y: NDArray  # mean value
    ss_t: NDArray
    slope: NDArray
    ss_residual: NDArray

    def at(self, t: NDArray) -> NDArray:
        """Values of the lines at `t`."""
        return self.y + self.slope * (t - self.t)

    def covariance(self, t: NDArray, other: NDArray) -> NDArray:
        """Covariance of the lines' values at two dates, where one point has variance 1."""
        return 1 / self.weight + (t - self.t) * (other - self.t) / self.ss_t

    def pulled(self, t: NDArray, gap: NDArray, variance: NDArray) -> "Segments":
        """The lines after taking up their share of a `gap` of this `variance` at `t`, the least-squares way."""
        share = gap / variance
        return self._replace(y=self.y + share / self.weight, slope=self.slope + share * (t - self.t) / self.ss_t)


class Grid(NamedTuple):
    """Points gathered by date, less the line through all of them: every model here contains that line."""

    t: NDArray  # (dates,), distinct, ascending, centred
    weight: NDArray  # (dates,), points at each date
    y: NDArray  # (..., dates), sums of the residual
    yy: NDArray  # (..., dates), sums of its square

    def segments(self, start: ArrayLike, stop: ArrayLike) -> Segments:
        """The lines through dates number `start` to `stop`, the last not included; both broadcast to (stretches,).

        Each slope is a fixed sum of the values, so one matrix product gives all lines of all sets of values.
        """
        start, stop = np.atleast_1d(start)[:, None], np.atleast_1d(stop)[:, None]
        inside = ((np.arange(len(self.t)) >= start) & (np.arange(len(self.t)) < stop)).astype(float)
        weight = inside @ self.weight
        t = inside @ (self.weight * self.t) / weight
        away = inside * (self.t - t[:, None])  # centred in each stretch: two dates a day apart keep their digits
        ss_t = away**2 @ self.weight
        y, slope = self.y @ inside.T / weight, self.y @ away.T / ss_t
        ss_residual = self.yy @ inside.T - weight * y**2 - ss_t * slope**2
        return Segments(weight, t, y, ss_t, slope, np.maximum(ss_residual, 0))


def gathered(t: NDArray, y: NDArray) -> tuple[Grid, float]:
    """The points t (n,), y (..., n) as a Grid, and the mean date that its dates are counted from."""
    mean = float(t.mean())
    away = t - mean
    y = y - y.mean(-1, keepdims=True)
    y = y - (y @ away / (away @ away))[..., None] * away
    dates, number = np.unique(away, return_inverse=True)
    at = np.eye(len(dates))[number]  # (n, dates)
    return Grid(dates, at.sum(0), y @ at, y**2 @ at), mean


def best_breaks(t: ArrayLike, y: ArrayLike, breaks: int = 1, kind: Kind = "bend", least: int = LEAST) -> BestBreaks:
    """The least-squares optimum of y (..., n) at t (n,) over all places of one or two breaks.

    Each segment has at least `least` distinct dates of its own; a date where lines join counts to either side. All
    splits of the dates are scanned; in each the best place of a bend is a crossing of two lines or a date (Hudson 1966).
    """
    t, y = np.asarray(t, float), np.asarray(y, float)
    _check(t, y, breaks, kind, least)
    grid, mean = gathered(t, y)
    place, ss = np.zeros((*y.shape[:-1], breaks)), np.full(y.shape[:-1], np.inf)
    for places, sums in _candidates(grid, breaks, kind, least):
        best = sums.argmin(-1)[..., None]
        found = np.take_along_axis(sums, best, -1)[..., 0]
        spot = [np.take_along_axis(np.broadcast_to(one, sums.shape), best, -1)[..., 0] for one in places]
        place, ss = np.where((found < ss)[..., None], np.stack(spot, -1), place), np.minimum(found, ss)
    return BestBreaks(place + mean, ss, grid.yy.sum(-1))


def _check(t: NDArray, y: NDArray, breaks: int, kind: str, least: int) -> None:
    """Raise RequestError where there is no such fit."""
    if kind not in KINDS or breaks not in (1, 2) or least < LEAST:
        raise RequestError(f"no {breaks} breaks of kind {kind!r}; 1 or 2, {', '.join(KINDS)}, at least {LEAST} dates a segment")
    if t.ndim != 1 or y.shape[-1:] != t.shape or not (np.all(np.isfinite(t)) and np.all(np.isfinite(y))):
        raise RequestError("each value needs its date, and neither may be missing")
    dates, needed = len(np.unique(t)), least * (breaks + 1)
    if dates < needed:
        raise RequestError(f"{dates} distinct dates, {breaks + 1} segments of {least} need {needed}")


Candidate = tuple[tuple[NDArray, ...], NDArray]  # a place of each break, sums of squares: all broadcast to (..., splits)


def _candidates(grid: Grid, breaks: int, kind: Kind, least: int) -> Iterator[Candidate]:
    """Candidates with the optimum among them; of two breaks one first split after the other, to spare memory."""
    dates = len(grid.t)
    last = dates - least
    splits: list[tuple[NDArray, ...]]
    if breaks == 1:
        splits = [(np.arange(least, last + 1),)]
    else:
        splits = [(np.array([first]), np.arange(first + least, last + 1)) for first in range(least, last - least + 1)]
    for split in splits:
        edges: list[ArrayLike] = [0, *split, dates]
        lines = [grid.segments(start, stop) for start, stop in pairwise(edges)]
        gaps = [(grid.t[s - 1], grid.t[s]) for s in split]
        if kind == "bend":
            yield from _bend(lines[0], lines[1], gaps[0]) if breaks == 1 else _bend_twice(lines[0], lines[1], lines[2], *gaps)
        else:
            ss = np.asarray(sum(line.ss_residual for line in lines))
            if kind == "shift":
                ss = ss + _cost_of_one_slope(lines)
            yield tuple((low + high) / 2 for low, high in gaps), ss


def _cost_of_one_slope(lines: list[Segments]) -> NDArray:
    """What the sum of squares gains when the lines must be parallel: the scatter of their slopes about the common one."""
    weight = sum(line.ss_t for line in lines)
    common = sum(line.ss_t * line.slope for line in lines) / weight
    return sum(line.ss_t * (line.slope - common) ** 2 for line in lines)


Gap = tuple[NDArray, NDArray]  # the dates before and after a split


def _crossing(left: Segments, right: Segments, gap: Gap) -> tuple[NDArray, NDArray]:
    """Where two lines cross, and the cost of joining them there: none, or infinite where that is outside the gap."""
    with np.errstate(divide="ignore", invalid="ignore"):
        place = left.t + (right.at(left.t) - left.y) / (left.slope - right.slope)
    inside = (gap[0] <= place) & (place <= gap[1])
    return np.where(inside, place, gap[0]), np.where(inside, 0.0, np.inf)


def _bend(left: Segments, right: Segments, gap: Gap) -> Iterator[Candidate]:
    """One bend in each gap: where the free lines cross, else at a date, whichever costs less (Hudson 1966)."""
    free = left.ss_residual + right.ss_residual
    place, cost = _crossing(left, right, gap)
    yield (place,), free + cost
    for date in gap:
        apart, variance = right.at(date) - left.at(date), left.covariance(date, date) + right.covariance(date, date)
        yield (date,), free + apart**2 / variance


def _bend_twice(left: Segments, middle: Segments, right: Segments, first: Gap, second: Gap) -> Iterator[Candidate]:
    """Two bends, each in its gap: both at crossings, one at a date and one at a crossing, or both at dates."""
    free = left.ss_residual + middle.ss_residual + right.ss_residual
    (one, cost), (two, other) = _crossing(left, middle, first), _crossing(middle, right, second)
    yield (one, two), free + cost + other
    for date in first:
        pulled, paid, _, _ = _joined(middle, left, date)
        place, cost = _crossing(pulled, right, second)
        yield (date, place), free + paid + cost
    for date in second:
        pulled, paid, _, _ = _joined(middle, right, date)
        place, cost = _crossing(left, pulled, first)
        yield (place, date), free + paid + cost
    for one, two in product(first, second):
        _, _, apart, variance = _joined(middle, left, one)
        _, _, apart_two, variance_two = _joined(middle, right, two)
        both = middle.covariance(one, two)
        paid = apart**2 * variance_two - 2 * apart * apart_two * both + apart_two**2 * variance
        yield (one, two), free + paid / (variance * variance_two - both**2)


def _joined(line: Segments, other: Segments, date: NDArray) -> tuple[Segments, NDArray, NDArray, NDArray]:
    """The line made to meet another at a date, what that costs, and the gap there was with its variance."""
    apart = other.at(date) - line.at(date)
    variance = line.covariance(date, date) + other.covariance(date, date)
    return line.pulled(date, apart, variance), apart**2 / variance, apart, variance


@dataclass(frozen=True)
class BrokenLine:
    """One fitted broken line."""

    kind: Kind
    breaks: tuple[float, ...]  # dates, ascending
    slopes: tuple[float, ...]  # of each segment, y units per t unit
    coefficients: tuple[float, ...]  # of the columns of `design`, t counted from `origin`
    origin: float
    ss_residual: float
    ss_line: float  # of one line through all points
    n: int

    def at(self, t: ArrayLike) -> NDArray:
        """Values of the broken line at dates t (...,)."""
        return design(np.asarray(t, float) - self.origin, np.subtract(self.breaks, self.origin), self.kind) @ self.coefficients


def design(t: NDArray, breaks: ArrayLike, kind: Kind) -> NDArray:
    """Columns (..., k) of the regression with known breaks: 1, t, then per break the bend and, or, the step after it."""
    after = [t > place for place in np.asarray(breaks)]
    bends = [np.where(late, t - place, 0.0) for late, place in zip(after, np.asarray(breaks), strict=True)]
    steps = [late.astype(float) for late in after]
    extra = {"bend": bends, "shift": steps, "both": bends + steps}[kind]
    return np.stack([np.ones_like(t), t, *extra], -1)


def fit_breaks(t: ArrayLike, y: ArrayLike, breaks: int = 1, kind: Kind = "bend", least: int = LEAST) -> BrokenLine:
    """The best broken line of y (n,) at t (n,) with one or two breaks; see `best_breaks` for what is scanned."""
    t, y = points(t, y)
    best = best_breaks(t, y, breaks, kind, least)
    origin = float(t.mean())
    columns = design(t - origin, best.breaks - origin, kind)
    coefficients = np.linalg.lstsq(columns, y, rcond=None)[0]
    turns = coefficients[2 : 2 + breaks] if kind != "shift" else np.zeros(breaks)
    return BrokenLine(
        kind=kind,
        breaks=tuple(best.breaks.tolist()),
        slopes=tuple((coefficients[1] + np.cumsum([0.0, *turns])).tolist()),
        coefficients=tuple(coefficients.tolist()),
        origin=origin,
        ss_residual=float(((y - columns @ coefficients) ** 2).sum()),
        ss_line=float(best.ss_line),
        n=len(t),
    )


def sup_f(t: ArrayLike, y: ArrayLike, breaks: int = 1, kind: Kind = "bend", least: int = LEAST) -> NDArray:
    """The largest F statistic (...) over all places of the breaks, of y (..., n) against one line (Andrews 1993).

    At known breaks F has q and n - 2 - q degrees of freedom, q the number of bends and steps.
    """
    best = best_breaks(t, y, breaks, kind, least)
    q = breaks * (2 if kind == "both" else 1)
    df = np.shape(y)[-1] - 2 - q
    if df < 1:
        raise RequestError(f"{np.shape(y)[-1]} points, {breaks} breaks of kind {kind} leave no scatter to judge by")
    with np.errstate(divide="ignore", invalid="ignore"):
        return (best.ss_line - best.ss_residual) / q / (best.ss_residual / df)


def sup_f_p_value(
    t: ArrayLike,
    y: ArrayLike,
    rng: np.random.Generator,
    simulations: int = 9_999,
    breaks: int = 1,
    kind: Kind = "bend",
    least: int = LEAST,
) -> float:
    """How often one line with even normal scatter at these dates (n,) gives as large a `sup_f` as these values (n,).

    The statistic depends on neither the line nor the scatter's size, so (1 + larger) / (1 + simulations) is an exact
    p-value at any n (Davies 1987 and Andrews 1993 for the problem; Davison & Hinkley 1997, section 4.2, for the count).
    """
    t, y = points(t, y)
    observed = float(sup_f(t, y, breaks, kind, least))
    blocks = [min(1_000, simulations - start) for start in range(0, simulations, 1_000)]
    larger = sum(np.sum(sup_f(t, rng.normal(size=(some, len(t))), breaks, kind, least) >= observed) for some in blocks)
    return float((1 + larger) / (1 + simulations))
