"""How sure a least-squares slope is when scatter is uneven, follows on in time, or comes in families of products.

Four standard errors, each with the degrees of freedom of its t interval, and for few clusters the wild bootstrap.
"""

import math
from collections.abc import Hashable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..tables.errors import RequestError
from .estimators import Slope, check_share, points
from .growth import least_squares

Covariance = Literal["iid", "hc3", "newey-west", "cr2"]
COVARIANCES: tuple[Covariance, ...] = ("iid", "hc3", "newey-west", "cr2")
FEWEST_DF = 4.0  # degrees of freedom below which a CR2 interval is not to be relied on (Pustejovsky & Tipton 2018)
WEBB = np.sqrt([0.5, 1.0, 1.5])  # and their negatives: six points of mean 0 and variance 1 (Webb 2014)


class SlopeError(NamedTuple):
    """The standard error of a slope and the degrees of freedom of its t interval."""

    se: float  # y units per t unit
    df: float
    covariance: str


def slope_error(
    t: ArrayLike, y: ArrayLike, covariance: Covariance = "iid", clusters: Sequence[Hashable] | None = None
) -> SlopeError:
    """Standard error and degrees of freedom of the least-squares slope of y (n,) on t (n,), by name.

    iid: even and independent scatter. hc3: uneven (MacKinnon & White 1985). newey-west: also correlated with the
    scatter of neighbours in time (Newey & West 1987). cr2: alike within each of `clusters` (n,), labels of any kind.
    """
    t, y = points(t, y)
    if covariance not in COVARIANCES:
        raise RequestError(f"no covariance {covariance!r}; there are {', '.join(COVARIANCES)}")
    if covariance == "cr2":
        se, df = last_coefficient(np.column_stack([np.ones_like(t), t - t.mean()]), y, clusters)[1:]
    else:
        se, df = _by_statsmodels(t, y, covariance), float(len(t) - 2)
    if not math.isfinite(se):
        raise RequestError(f"{covariance}: one point alone decides the slope, its scatter cannot be told")
    return SlopeError(se, df, covariance)


class Coefficient(NamedTuple):
    """One coefficient of a regression with its cluster-robust standard error."""

    value: float
    se: float
    df: float


def last_coefficient(x: NDArray, y: NDArray, clusters: Sequence[Hashable] | None) -> Coefficient:
    """The coefficient of the last column of x (n, k), of y (n,), with its CR2 error; RequestError where nothing judges it."""
    fit = cr2(x, y[:, None], cluster_numbers(clusters, len(y)))
    if not np.isfinite(fit.df[-1]):
        raise RequestError("cr2: the clusters leave nothing to judge the slope by, each is at one date of its own")
    return Coefficient(float(fit.coefficients[-1, 0]), float(np.sqrt(fit.covariance[-1, 0, -1, 0])), float(fit.df[-1]))


def newey_west_lag(n: int) -> int:
    """How many neighbours of each of n rows may err alike: floor(4 (n/100)^(2/9)) (Newey & West 1994)."""
    return int(4 * (n / 100) ** (2 / 9))


def _by_statsmodels(t: NDArray, y: NDArray, covariance: Covariance) -> float:
    """Standard error of the slope by statsmodels; Newey-West with Bartlett weights and the factor n / (n - 2)."""
    from statsmodels.regression.linear_model import OLS  # here: it takes half a second to import

    order = np.argsort(t, kind="stable")
    model = OLS(y[order], np.column_stack([np.ones_like(t), t[order] - t.mean()]))
    with np.errstate(divide="ignore", invalid="ignore"):
        if covariance == "newey-west":
            lags = {"maxlags": newey_west_lag(len(t)), "use_correction": True}
            return float(model.fit(cov_type="HAC", cov_kwds=lags).bse[1])
        return float(model.fit(cov_type={"iid": "nonrobust", "hc3": "HC3"}[covariance]).bse[1])


def cluster_numbers(clusters: Sequence[Hashable] | None, n: int) -> NDArray:
    """The number (n,), from 0 up, of the cluster of each of n rows; RequestError where these are no clusters."""
    if clusters is None or len(clusters) != n:
        raise RequestError(f"{0 if clusters is None else len(clusters)} cluster labels for {n} rows, each needs one")
    number = {label: i for i, label in enumerate(dict.fromkeys(clusters))}
    if len(number) < 2:
        raise RequestError("all rows are in one cluster, at least 2 are needed")
    return np.array([number[label] for label in clusters])


class ClusterFit(NamedTuple):
    """Least squares of m outcomes on k columns, with the bias-reduced cluster covariance of all k x m coefficients."""

    coefficients: NDArray  # (k, m)
    covariance: NDArray  # (k, m, k, m)
    df: NDArray  # (k,) Satterthwaite degrees of freedom of each coefficient, the same for every outcome


def cr2(x: NDArray, y: NDArray, cluster: NDArray) -> ClusterFit:
    """Least squares of y (n, m) on the columns of x (n, k), rows alike within each `cluster` (n,), numbered from 0.

    CR2 of Bell & McCaffrey 2002 and Pustejovsky & Tipton 2018, the working model being even and independent scatter.
    Outcomes of the same rows share their shocks, so that the variance of any combination of coefficients follows.
    """
    basis, upper = np.linalg.qr(x)
    inverse = np.linalg.inv(upper)
    weights = np.stack([_cluster_weights(basis, cluster == g) for g in range(cluster.max() + 1)])  # (G, n, k)
    per_coefficient = weights @ inverse.T
    parts = np.einsum("gnk,nm->gkm", per_coefficient, y)
    df = np.array([_satterthwaite(per_coefficient[..., j], float(inverse[j] @ inverse[j])) for j in range(x.shape[1])])
    return ClusterFit(inverse @ basis.T @ y, np.einsum("gkm,gln->kmln", parts, parts), df)


def _satterthwaite(weights: NDArray, variance: float) -> float:
    """Degrees of freedom of one coefficient from its weights (clusters, n); `variance` is that of even, independent scatter."""
    expected = weights @ weights.T  # the covariance of the clusters' parts under the working model
    if np.trace(expected) < 1e-12 * variance:  # of the order of variance: rounding alone is left
        return float("nan")
    return float(np.trace(expected) ** 2 / (expected**2).sum())


def _cluster_weights(basis: NDArray, inside: NDArray) -> NDArray:
    """(I - H) A Q (n, k) for the rows of one cluster: basis Q (n, k) orthonormal, H = QQ'.

    A is the symmetric inverse root of I - H within the cluster, a pseudo-inverse where the cluster decides the line.
    """
    own = basis[inside]
    values, vectors = np.linalg.eigh(np.eye(len(own)) - own @ own.T)  # values from 0 to 1
    kept = values > 1e-12
    adjusted = vectors[:, kept] / np.sqrt(values[kept]) @ (vectors[:, kept].T @ own)
    weights = -basis @ (own.T @ adjusted)
    weights[inside] += adjusted
    return weights


class WildTest(NamedTuple):
    """The restricted wild cluster bootstrap of a slope, ready to test any value of it.

    Of a trial slope b + delta each resample's statistic is a ratio: a numerator linear in delta to the root of a
    sum of squares quadratic in delta. The resamples are drawn once, so each test costs a few operations.
    """

    numerator: NDArray  # (2, resamples): constant, and coefficient of -delta
    squares: NDArray  # (3, resamples): constant, coefficients of -2 delta and of delta squared
    ss_t: float
    scores: float  # sum over clusters of the squared scores of the fit itself

    def p_value(self, delta: float) -> float:
        """Two-sided p of the hypothesis that the true slope is `delta` above the fitted one; ties count against it."""
        numerator = self.numerator[0] - delta * self.numerator[1]
        squares = self.squares[0] - 2 * delta * self.squares[1] + delta**2 * self.squares[2]
        smaller = numerator**2 * self.scores < (1 - 1e-9) * (delta * self.ss_t) ** 2 * squares  # 1e-9: rounding
        return float((1 + np.sum(~smaller)) / (1 + len(smaller)))


def wild_test(t: NDArray, y: NDArray, cluster: NDArray, rng: np.random.Generator, resamples: int) -> WildTest:
    """Draw Webb's weights and reduce the data to sums of clusters (Cameron, Gelbach & Miller 2008; Roodman et al. 2019).

    Residuals under the trial slope are e - delta (t - mean), e those of the fit; each cluster's are multiplied by one
    weight, the line is fitted again, and its cluster-robust t statistic for the trial slope taken.
    """
    line = least_squares(t, y)
    away = t - line.mean_t
    residual = y - line.mean_y - line.slope * away
    sums = [np.bincount(cluster, v) for v in (residual, away, away * residual, away * away)]
    residuals, aways, scores, squares = sums
    weights = rng.choice(np.concatenate([-WEBB, WEBB]), (resamples, len(squares)))

    def refitted(total: NDArray, score: NDArray) -> NDArray:
        """Scores (resamples, clusters) after the refit, of cluster sums (clusters,) of residuals and of their scores."""
        mean, slope = weights @ total / len(t), weights @ score / float(line.ss_t)
        return weights * score - np.outer(mean, aways) - np.outer(slope, squares)

    constant, per_delta = refitted(residuals, scores), refitted(aways, squares)
    per_delta[np.abs(per_delta) < 1e-12 * line.ss_t] = 0.0  # rounding where all weights of a resample are equal
    numerator = np.stack([weights @ scores, weights @ squares])
    quadratic = np.stack([(constant**2).sum(1), (constant * per_delta).sum(1), (per_delta**2).sum(1)])
    return WildTest(numerator, quadratic, float(line.ss_t), float(scores @ scores))


def wild_cluster_interval(
    t: ArrayLike,
    y: ArrayLike,
    clusters: Sequence[Hashable],
    rng: np.random.Generator,
    level: float = 0.95,
    resamples: int = 9_999,
) -> Slope:
    """The least-squares slope with the slopes that the restricted wild cluster bootstrap-t does not reject.

    For few clusters (Cameron, Gelbach & Miller 2008, section III), with the six-point weights of Webb (2014). A
    bound is infinite where no slope on its side is ever rejected, as with two clusters at 95%.
    """
    t, y = points(t, y)
    check_share(level, "level")
    test = wild_test(t, y, cluster_numbers(clusters, len(t)), rng, resamples)
    line = least_squares(t, y)
    slope = float(line.slope)
    low, high = (slope + _last_accepted(test, 1 - level, side) for side in (-1, 1))
    return Slope(slope, float(line.mean_y - line.slope * line.mean_t), low, high, level, "ols, wild cluster bootstrap")


def _last_accepted(test: WildTest, alpha: float, side: int) -> float:
    """How far from the fitted slope, on one side, p falls to alpha; infinite where it stays above."""
    from scipy.optimize import bisect

    step = side * math.sqrt(test.scores) / test.ss_t  # the standard error without small-sample factors
    reach = next((step * 2**k for k in range(21) if test.p_value(step * 2**k) < alpha), side * math.inf)
    if step == 0 or math.isinf(reach):
        return reach if step else 0.0
    return float(bisect(lambda delta: test.p_value(delta) - alpha, 0, reach, xtol=abs(step) * 1e-9))
