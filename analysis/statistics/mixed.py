"""Lines by group as random effects: levels and slopes of groups scatter about a common line, fitted by REML.

    y_ij = (a + a_i) + (b + b_i) t_ij + e_ij,   (a_i, b_i) ~ N(0, G),   e ~ N(0, s^2)

The restricted likelihood is that of Bates, Maechler, Bolker & Walker 2015 (Fitting linear mixed-effects models using
lme4, J. Stat. Softw. 67(1)), with G = s^2 L L' and per group 2 x 2 matrices alone, so that a fit is some
milliseconds. statsmodels' MixedLM has the same likelihood; its optimisers stop short where the best G is singular, as it
is with few groups, so that here several starts must reach one optimum, and a singular G is told, not hidden.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize
from scipy.special import chdtri, stdtrit

from ..tables.errors import RequestError

SINGULAR = 1e-3  # of a relative standard deviation, or of 1 - |correlation|: G has lost a dimension
AGREED = 1e-4  # log likelihood by which starts may differ and still be one optimum
STARTS = tuple((level, slope, angle) for level in (0.3, 1.5) for slope in (0.1, 1.0) for angle in (-1.2, 0.0, 1.2))


class Sums(NamedTuple):
    """Sums over the rows of each of K groups, of the design X = (1, t), t centred and scaled, and of y."""

    xx: NDArray  # (K, 2, 2) X'X
    xy: NDArray  # (K, 2) X'y
    yy: float  # y'y of all
    n: int
    centre: float  # of t
    scale: float  # of t, so that levels and slopes are of one size


class Solved(NamedTuple):
    """What a relative factor L implies."""

    beta: NDArray  # (2,) common level at the centre, common slope, scaled
    precision: NDArray  # (2, 2) X' (V / s^2)^-1 X
    rest: float  # generalised residual sum of squares
    log_det: float  # log |V / s^2|


@dataclass(frozen=True)
class MixedLines:
    """Lines by group about a common line. Slopes are per unit of t."""

    slope: float  # common, b
    se: float
    slopes: dict[str, float]  # b + b_i of each group, shrunken towards b: the best linear unbiased predictions
    sd_slope: float  # standard deviation of the groups' slopes
    sd_level: float  # and of their levels at the mean of t
    correlation: float  # of level and slope; nan where one of them has no spread
    sigma: float  # standard deviation of a row about its group's line
    log_likelihood: float  # restricted
    sloped: int  # groups with rows at two dates or more, which alone tell of slopes
    n: int
    converged: bool  # whether several starts reached one optimum
    singular: bool  # whether G is on the boundary: no spread of slope or level, or a correlation of -1 or 1

    @property
    def df(self) -> float:
        """Degrees of freedom of the common slope: sloped groups less one.

        The slope varies between groups, so that groups, not rows, are what it is averaged over. Satterthwaite's degrees of
        freedom (Kuznetsova, Brockhoff & Christensen 2017, lmerTest) tend to this for balanced groups; their derivatives of
        the variances do not exist where G is singular. The tests hold both against this.
        """
        return float(self.sloped - 1)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The t interval of the common slope."""
        half = float(stdtrit(self.df, 0.5 + level / 2)) * self.se
        return self.slope - half, self.slope + half

    def of_another(self, level: float = 0.95) -> tuple[float, float]:
        """The interval of the slope of a group not seen, of both spreads, after Higgins, Thompson & Spiegelhalter 2009."""
        half = float(stdtrit(self.df, 0.5 + level / 2) * np.hypot(self.se, self.sd_slope))
        return self.slope - half, self.slope + half


def sums_of(t: ArrayLike, y: ArrayLike, labels: ArrayLike) -> tuple[tuple[str, ...], Sums]:
    """The groups' names and their sums; t (n,), y (n,), labels (n,)."""
    t, y = np.asarray(t, float), np.asarray(y, float)
    names, group = np.unique(np.asarray(labels, str), return_inverse=True)
    centre, scale = float(t.mean()), float(t.std())
    if scale == 0:
        raise RequestError("all rows have the same date, no growth rate can be told from them")
    x = np.column_stack([np.ones_like(t), (t - centre) / scale])
    xx, xy = np.zeros((len(names), 2, 2)), np.zeros((len(names), 2))
    np.add.at(xx, group, x[:, :, None] * x[:, None, :])
    np.add.at(xy, group, x * y[:, None])
    return tuple(names.tolist()), Sums(xx, xy, float(y @ y), len(y), centre, scale)


def factor(level: float, slope: float, angle: float) -> NDArray:
    """L (2, 2) of relative standard deviations of level and slope and the angle whose sine is their correlation."""
    return np.array([[abs(level), 0.0], [slope * np.sin(angle), slope * np.cos(angle)]])


def solve(sums: Sums, relative: NDArray) -> Solved:
    """The common line for a relative factor L: V_i / s^2 = I + X L L' X', inverted group by group (Woodbury)."""
    xl = sums.xx @ relative  # X'X L
    middle = np.linalg.inv(np.eye(2) + relative.T @ xl)
    precision = (sums.xx - xl @ middle @ xl.transpose(0, 2, 1)).sum(0)
    ly = sums.xy @ relative
    right = (sums.xy - np.einsum("kij,kjl,kl->ki", xl, middle, ly)).sum(0)
    beta = np.linalg.solve(precision, right)
    rest = sums.yy - float(np.einsum("ki,kij,kj->", ly, middle, ly)) - float(beta @ right)
    return Solved(beta, precision, max(rest, 1e-300), -float(np.linalg.slogdet(middle)[1].sum()))


def log_likelihood(sums: Sums, relative: NDArray, sigma: float | None = None) -> float:
    """Restricted log likelihood of the scaled design, s^2 at its best unless `sigma` is given."""
    solved, df = solve(sums, relative), sums.n - 2
    log_precision = float(np.linalg.slogdet(solved.precision)[1])
    variance = solved.rest / df if sigma is None else sigma**2
    fit = df * np.log(2 * np.pi * variance) + solved.rest / variance
    return -0.5 * float(solved.log_det + log_precision + fit)


def fit_lines(t: ArrayLike, y: ArrayLike, labels: ArrayLike) -> MixedLines:
    """Lines of y (n,) on t (n,) by the groups `labels` (n,), by REML; RequestError below three groups with two dates each."""
    names, sums = sums_of(t, y, labels)
    sloped = int((np.linalg.det(sums.xx) > 1e-9).sum())
    if sloped < 3:
        raise RequestError(f"{sloped} groups have rows at two dates; the spread of their slopes needs three")
    found = [_optimum(sums, start) for start in STARTS]
    best = max(found, key=lambda f: f[1])
    agreed = sum(best[1] - value < AGREED for _, value in found)
    return _lines(names, sums, best[0], sloped, agreed > 1)


def _optimum(sums: Sums, start: tuple[float, float, float]) -> tuple[NDArray, float]:
    """The relative factor that one start reaches, and its log likelihood; the angle is kept where its cosine is positive."""
    found = minimize(lambda p: -log_likelihood(sums, factor(*p)), start, method="Nelder-Mead", options=_EXACT, bounds=_BOUNDS)
    return factor(*found.x), -float(found.fun)


_EXACT = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000}
_NEAR = {"xatol": 1e-4, "fatol": 1e-6, "maxiter": 1000}  # enough for the end of an interval
_BOUNDS = ((0.0, None), (0.0, None), (-np.pi / 2, np.pi / 2))


def _lines(names: tuple[str, ...], sums: Sums, relative: NDArray, sloped: int, converged: bool) -> MixedLines:
    """The fit at the best relative factor, in the units of t."""
    solved = solve(sums, relative)
    sigma = float(np.sqrt(solved.rest / (sums.n - 2)))
    se = sigma * float(np.sqrt(np.linalg.inv(solved.precision)[1, 1]))
    sd_level, sd_slope = np.hypot(*relative.T)
    correlation = float(relative[1, 0] / sd_slope) if min(sd_level, sd_slope) > SINGULAR else float("nan")
    return MixedLines(
        slope=float(solved.beta[1]) / sums.scale,
        se=se / sums.scale,
        slopes=dict(zip(names, (shrunken(sums, relative, solved.beta) / sums.scale).tolist(), strict=True)),
        sd_slope=float(sd_slope) * sigma / sums.scale,
        sd_level=float(sd_level) * sigma,
        correlation=correlation,
        sigma=sigma,
        log_likelihood=log_likelihood(sums, relative) - float(np.log(sums.scale)),
        sloped=sloped,
        n=sums.n,
        converged=converged,
        singular=not 1 - abs(correlation) > SINGULAR,
    )


def shrunken(sums: Sums, relative: NDArray, beta: NDArray) -> NDArray:
    """The slopes b + b_i (K,) of the groups: best linear unbiased predictions (Henderson 1975)."""
    middle = np.linalg.inv(np.eye(2) + relative.T @ sums.xx @ relative)
    residual = sums.xy - sums.xx @ beta
    effects = np.einsum("ij,kjl,ml,km->ki", relative, middle, relative, residual)
    return beta[1] + effects[:, 1]


def spread_interval(
    t: ArrayLike, y: ArrayLike, labels: ArrayLike, level: float = 0.95, fit: MixedLines | None = None
) -> tuple[float, float | None]:
    """Profile likelihood interval of the standard deviation of the groups' slopes; its upper end None where none is found.

    The values whose best restricted likelihood lies within half a chi-squared quantile of the best of all; near 0, where the
    law of the ratio is a mixture (Self & Liang 1987), it is too wide, not too narrow. `fit` is that of the same rows, if known.
    """
    _, sums = sums_of(t, y, labels)
    fit = fit or fit_lines(t, y, labels)
    best = fit.sd_slope * sums.scale
    worth = fit.log_likelihood + float(np.log(sums.scale)) - float(chdtri(1, 1 - level)) / 2

    def above(sd: float) -> float:
        return profiled(sums, sd, fit.sigma) - worth

    low = 0.0 if best == 0 or above(0.0) >= 0 else brentq(above, 0.0, best, xtol=1e-4 * best)
    ends = (max(best, fit.sigma / 4) * k for k in (2.0, 4.0, 8.0, 16.0, 64.0))
    outside = next((end for end in ends if above(end) < 0), None)
    high = None if outside is None else float(brentq(above, best, outside, xtol=1e-4 * outside)) / sums.scale
    return float(low) / sums.scale, high


def profiled(sums: Sums, sd_slope: float, sigma: float) -> float:
    """The best restricted log likelihood with the standard deviation of the slopes (scaled) held; `sigma` is where to start."""

    def loss(p: NDArray) -> float:
        scatter = float(np.exp(p[0]))
        return -log_likelihood(sums, factor(p[1], sd_slope / scatter, p[2]), scatter)

    bounds = ((None, None), (0.0, None), (-np.pi / 2, np.pi / 2))
    starts = [(np.log(sigma), 1.0, angle) for angle in (-1.2, 1.2)]
    return max(-float(minimize(loss, s, method="Nelder-Mead", options=_NEAR, bounds=bounds).fun) for s in starts)
