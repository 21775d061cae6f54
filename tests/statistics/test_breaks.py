"""Broken lines: against R, against searches from everywhere, by exact recovery, and by what p-values promise."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, minimize_scalar

from analysis import RequestError
from analysis.statistics.breaks import KINDS, best_breaks, design, fit_breaks, sup_f, sup_f_p_value
from analysis.trends import catalogue


def cloud(n: int, seed: int, digits: int = 15) -> tuple[np.ndarray, np.ndarray]:
    """A bent trend with scatter; with few digits some points share their date."""
    rng = np.random.default_rng(seed)
    t = 2000 + np.sort(np.round(rng.uniform(0, 10, n), digits))
    return t, rng.normal(size=n) + rng.uniform(-2, 2) * np.maximum(t - 2005, 0)


def first_of_each_date() -> tuple[np.ndarray, np.ndarray]:
    """The paper's compute, the first point of each date."""
    series = catalogue.paper("flops")
    dates, first = np.unique(series.years, return_index=True)
    return dates, np.log10(series.values)[first]


def residual_sum(t: np.ndarray, y: np.ndarray, breaks: tuple[float, ...], kind: str) -> float:
    """Sum of squares of the regression with these breaks known."""
    columns = design(t - t.mean(), np.subtract(breaks, t.mean()), kind)
    return float(((y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]) ** 2).sum())


def allowed(dates: np.ndarray, one: float, two: float) -> bool:
    """Whether two bends leave each segment two dates of its own, a date at a bend counted to either side."""
    m = len(dates)
    pairs = [(i, j) for i in range(2, m - 3) for j in range(i + 2, m - 1)]
    return any(dates[i - 1] <= one <= dates[i] and dates[j - 1] <= two <= dates[j] for i, j in pairs)


@pytest.mark.parametrize(
    ("breaks", "kind", "least", "ss_residual"),
    [(1, "both", 4, 2.55947063294), (2, "both", 4, 1.91114821565), (1, "bend", 2, 3.35458860901), (2, "bend", 2, 2.35247859164)],
)
def test_broken_lines_through_the_papers_compute_are_those_of_r(breaks, kind, least, ss_residual):
    """R 4.2, strucchange 1.5-3 and, for bends, segmented 1.6-2.

    d <- read.csv("data/paper/figure_points.csv"); d <- d[d$series == "flops", ]; d <- d[!duplicated(d$plotted_year), ]
    t <- d$plotted_year; y <- log10(d$plotted_value); b <- breakpoints(y ~ t, h = 4, breaks = k)
    sum(residuals(lm(y ~ breakfactor(b) / t))^2)
    set.seed(1); deviance(segmented(lm(y ~ t), ~t, psi = 2015, control = seg.control(n.boot = 200)))
    deviance(segmented(lm(y ~ t), ~t, npsi = 2, control = seg.control(n.boot = 400)))
    """
    assert fit_breaks(*first_of_each_date(), breaks, kind, least).ss_residual == pytest.approx(ss_residual, rel=1e-8)


def test_the_bends_themselves_are_those_of_r():
    """As above: segmented's psi and slope()."""
    one, two = (fit_breaks(*first_of_each_date(), k) for k in (1, 2))
    assert one.breaks == pytest.approx((2013.001,), abs=1e-4)
    assert one.slopes == pytest.approx((0.2180426985, 0.3034745923), rel=1e-6)
    assert two.breaks == pytest.approx((2016.6349508, 2017.50641603), abs=1e-6)


def test_the_largest_f_is_that_of_r():
    """As above: max(Fstats(y ~ t, from = 4, to = 19)$Fstats), which is not divided by its two degrees of freedom."""
    assert 2 * sup_f(*first_of_each_date(), kind="both", least=4) == pytest.approx(10.1615229009, rel=1e-10)


@settings(max_examples=25)
@given(n=st.integers(5, 25), seed=st.integers(0, 10**6), digits=st.sampled_from([1, 15]))
def test_no_search_finds_a_better_bend(n, seed, digits):
    t, y = cloud(n, seed, digits)
    dates = np.unique(t)
    if len(dates) < 4:
        return
    fit = fit_breaks(t, y)
    grid = np.union1d(np.linspace(dates[1], dates[-2], 200), dates[1:-1])
    found = min(residual_sum(t, y, (place,), "bend") for place in grid)
    for low, high in pairwise(dates[1:-1]):
        searched = minimize_scalar(lambda place: residual_sum(t, y, (place,), "bend"), bounds=(low, high), method="bounded")
        found = min(found, searched.fun)
    assert fit.ss_residual <= found + 1e-9 * fit.ss_line
    assert fit.ss_residual == pytest.approx(float(best_breaks(t, y).ss_residual), abs=1e-9 * fit.ss_line)


@settings(max_examples=8)
@given(n=st.integers(8, 16), seed=st.integers(0, 10**6), digits=st.sampled_from([1, 15]))
def test_no_search_finds_two_better_bends(n, seed, digits):
    t, y = cloud(n, seed, digits)
    dates = np.unique(t)
    if len(dates) < 6:
        return
    fit = fit_breaks(t, y, 2)
    grid = np.union1d(np.linspace(dates[1], dates[-2], 20), dates[1:-1])
    sums = {places: residual_sum(t, y, places, "bend") for places in product(grid, grid) if allowed(dates, *places)}
    best = sorted(sums, key=sums.get)[:3]

    def cost(places: np.ndarray) -> float:
        return residual_sum(t, y, tuple(places), "bend") if allowed(dates, *places) else np.inf

    found = min([sums[best[0]]] + [minimize(cost, start, method="Nelder-Mead").fun for start in best])
    assert fit.ss_residual <= found + 1e-9 * fit.ss_line
    assert fit.ss_residual == pytest.approx(float(best_breaks(t, y, 2).ss_residual), abs=1e-9 * fit.ss_line)


@pytest.mark.parametrize("kind", ["shift", "both"])
@pytest.mark.parametrize("digits", [1, 15])
@pytest.mark.parametrize("seed", range(4))
def test_no_other_gap_is_better_for_a_shift(kind, digits, seed):
    t, y = cloud(14, seed, digits)
    dates = np.unique(t)
    m, middle = len(dates), lambda i: (dates[i - 1] + dates[i]) / 2
    ones = [residual_sum(t, y, (middle(i),), kind) for i in range(2, m - 1)]
    twos = [residual_sum(t, y, (middle(i), middle(j)), kind) for i in range(2, m - 3) for j in range(i + 2, m - 1)]
    for breaks, sums in ((1, ones), (2, twos)):
        fit = fit_breaks(t, y, breaks, kind)
        assert fit.ss_residual == pytest.approx(min(sums), rel=1e-9)
        assert float(best_breaks(t, y, breaks, kind).ss_residual) == pytest.approx(min(sums), rel=1e-9)


@given(
    first=st.floats(-1, 1),
    turn=st.floats(0.1, 2),
    place=st.floats(2003, 2007),
    step=st.floats(0.5, 2),
)
def test_a_broken_line_is_recovered_exactly(first, turn, place, step):
    t = 2000 + np.arange(21) / 2
    bent = first * (t - 2000) + turn * np.maximum(t - place, 0)
    bend = fit_breaks(t, bent)
    assert bend.breaks == pytest.approx((place,), abs=1e-6)
    assert bend.slopes == pytest.approx((first, first + turn), abs=1e-8)
    np.testing.assert_allclose(bend.at(t), bent, atol=1e-9)
    shift = fit_breaks(t, first * (t - 2000) + step * (t > place), kind="shift")
    assert shift.slopes == pytest.approx((first, first), abs=1e-8)
    assert abs(shift.breaks[0] - place) <= 0.5
    both = fit_breaks(t, bent + step * (t > place), kind="both")
    assert both.slopes == pytest.approx((first, first + turn), abs=1e-8)
    assert both.ss_residual < 1e-16


@settings(max_examples=30)
@given(places=st.tuples(st.floats(2002, 2004), st.floats(2006, 2008)), turns=st.tuples(st.floats(0.2, 2), st.floats(-2, -0.2)))
def test_two_bends_are_recovered_exactly(places, turns):
    t = 2000 + np.arange(21) / 2
    fit = fit_breaks(t, sum(turn * np.maximum(t - place, 0) for place, turn in zip(places, turns, strict=True)), 2)
    assert fit.breaks == pytest.approx(places, abs=1e-6)
    assert fit.slopes == pytest.approx((0, turns[0], turns[0] + turns[1]), abs=1e-8)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("breaks", [1, 2])
def test_many_fits_in_one_call_are_the_single_fits(kind, breaks):
    t, _ = cloud(13, seed=1)
    y = np.random.default_rng(0).normal(size=(3, 4, 13))
    many = best_breaks(t, y, breaks, kind)
    assert many.breaks.shape == (3, 4, breaks)
    for i in np.ndindex(3, 4):
        one = fit_breaks(t, y[i], breaks, kind)
        assert many.breaks[i] == pytest.approx(one.breaks)
        assert (many.ss_residual[i], many.ss_line[i]) == pytest.approx((one.ss_residual, one.ss_line), rel=1e-9)


def test_dates_a_day_apart_keep_their_digits():
    t, y = cloud(30, seed=2)
    t[:20] = 2000 + np.arange(20) / 365
    fit = fit_breaks(t, y)
    assert fit.ss_residual == pytest.approx(float(best_breaks(t, y).ss_residual), rel=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_a_p_value_depends_on_neither_the_line_nor_the_unit(kind):
    t, y = cloud(15, seed=4)
    one, other = (sup_f_p_value(t, v, np.random.default_rng(0), 199, kind=kind) for v in (y, 5 + 0.3 * (t - 2000) + 7 * y))
    assert one == other


def test_a_plain_bend_is_seen_and_a_plain_line_is_not():
    rng = np.random.default_rng(0)
    t = np.linspace(2000, 2020, 30)
    scatter = rng.normal(0, 0.3, 30)
    assert sup_f_p_value(t, 0.3 * np.maximum(t - 2010, 0) + scatter, rng, 999) == 0.001
    assert sup_f_p_value(t, 0.3 * t + scatter, rng, 999) > 0.05


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fit_breaks([1, 2, 3], [1, 2, 4]), "3 distinct dates, 2 segments of 2 need 4"),
        (lambda: fit_breaks([1, 2, 3, 4, 5], [1, 2, 4, 3, 5], 2), "need 6"),
        (lambda: fit_breaks([1, 2, 3, 4], [1, 2, 4, 3], 3), "no 3 breaks"),
        (lambda: fit_breaks([1, 2, 3, 4], [1, 2, 4, 3], kind="curve"), "bend, shift, both"),
        (lambda: sup_f([1, 2, 3, 4], [1, 2, 4, 3], kind="both"), "leave no scatter"),
        (lambda: best_breaks([1, 2, 3, 4], [[1, 2, 4]]), "each value needs its date"),
    ],
)
def test_what_cannot_be_broken_is_refused_in_one_line(call, said):
    with pytest.raises(RequestError, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(("breaks", "kind"), list(product([1, 2], KINDS)))
def test_p_values_of_plain_trends_are_as_rare_as_they_say(breaks, kind):
    rng = np.random.default_rng(breaks)
    t, _ = cloud(20, seed=5, digits=1)
    runs = 1000
    p = np.array([sup_f_p_value(t, rng.normal(size=20), rng, 199, breaks, kind) for _ in range(runs)])
    for level in (0.05, 0.2, 0.5):
        assert np.mean(p <= level) == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / runs))
