"""Time the commands people wait for, each beside a named peer in the same run: wall seconds, the best of some runs."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis.forecasts import views
from analysis.measured import timing
from analysis.statistics.breaks import best_breaks
from analysis.statistics.growth import fit_trend
from analysis.statistics.resample import bootstrap_slope
from analysis.tables import frames
from analysis.trends import catalogue, multiverse
from analysis.workload import chips, roofline

Row = tuple[str, Callable[[], object], str, Callable[[], object]]

BARE = """
import json, sys
from pathlib import Path
import matplotlib
from matplotlib.figure import Figure

def lists(value):
    if isinstance(value, list) and value and isinstance(value[0], dict) and {'year', 'value'} <= set(value[0]):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from lists(part)

for path in sorted(Path('figures').glob('*.json')):
    told = json.loads(path.read_text())
    panels = [p for p in lists(told)] or [[{'year': x, 'value': x, 'label': str(x)} for x in range(1, 40)]]
    figure = Figure((9.17, 5), layout='constrained')
    figure.suptitle(told['title'])
    for axes, rows in zip(figure.subplots(1, min(4, len(panels)), squeeze=False)[0], panels):
        axes.semilogy([r['year'] for r in rows], [r['value'] for r in rows], 'o')
        for row in rows:
            if row.get('label'):
                axes.annotate(row['label'], (row['year'], row['value']))
    for kind in ('svg', 'pdf', 'png'):
        figure.savefig(Path(sys.argv[1]) / f'{path.stem}.{kind}', dpi=192)
"""  # what somebody would write who has the numbers already: every point and name, no bands, no placing, no checks


def best(action: Callable[[], object], runs: int = 3) -> float:
    """Shortest wall time of `action` in seconds; the first, cold run is not counted."""
    return min(timing.timed(action, runs))


def command(*words: str) -> Callable[[], object]:
    """A command run in the root of the project, its output dropped."""
    return lambda: subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def statsmodels_fit(years: np.ndarray, values: np.ndarray) -> None:
    """Slope, error, interval and R2 by statsmodels."""
    import statsmodels.api as sm

    fit = sm.OLS(np.log10(values), sm.add_constant(years)).fit()
    _ = fit.params, fit.bse, fit.conf_int(), fit.rsquared


def scipy_bootstrap(years: np.ndarray, logs: np.ndarray) -> None:
    """Ten thousand pairs bootstraps of a slope by scipy, vectorised."""
    from scipy.stats import bootstrap

    def slope(t: np.ndarray, y: np.ndarray, axis: int) -> np.ndarray:
        away = t - t.mean(axis, keepdims=True)
        return (away * y).sum(axis) / (away**2).sum(axis)

    bootstrap((years, logs), slope, paired=True, vectorized=True, n_resamples=10_000, method="percentile", batch=500, rng=1)


def cloud(n: int, sets: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Years (n,) and log10 values (sets, n) scattered about a trend."""
    rng = np.random.default_rng(n)
    years = np.sort(rng.uniform(1997, 2023, n))
    return years, 0.2 * (years - 2000) + rng.normal(0, 0.4, (sets, n))


def command_rows(folder: str) -> list[Row]:
    """Commands people wait for, each beside a named peer."""
    python = sys.executable
    drawn = command(python, "-m", "analysis", "figures", "--out", folder)
    bare = command(python, "-c", BARE, folder)
    one = command(python, "-m", "analysis", "figures", "memory_wall", "--format", "svg", "--out", folder)
    look_up = "import analysis as wall; [wall.chip(n) for n in ('H100', 'NVIDIA H200', 'nvidia-a100-sxm4-80gb', 'MI300X') * 5]"
    frictionless = command(python, "-m", "frictionless", "validate", "datapackage.json")
    return [
        ("make figures, from nothing", drawn, "matplotlib alone: the points of their .json, svg, pdf, png", bare),
        ("one figure redrawn, svg", one, "import matplotlib.figure", command(python, "-c", "import matplotlib.figure")),
        ("make figures, nothing to do", command("make", "figures"), "python -c pass", command(python, "-c", "pass")),
        (
            "python -m analysis --help",
            command(python, "-m", "analysis", "--help"),
            "import pandas",
            command(python, "-c", "import pandas"),
        ),
        ("import and twenty look-ups", command(python, "-c", look_up), "import numpy", command(python, "-c", "import numpy")),
        ("python -m analysis validate", command(python, "-m", "analysis", "validate"), "frictionless validate", frictionless),
    ]


def method_rows() -> list[Row]:
    """The statistics, each beside the library that does the same; pwlf where it is installed."""
    years, logs = cloud(37)
    many_years, many_logs = cloud(2000)
    rows = [
        (
            "200 fits with se, interval, R2",
            repeat(fit_trend, years, 10 ** logs[0]),
            "statsmodels OLS",
            repeat(statsmodels_fit, years, 10 ** logs[0]),
        ),
    ]
    for t, y in ((years, logs[0]), (many_years, many_logs[0])):
        ours = partial(bootstrap_slope, t, y, np.random.default_rng(1))
        rows.append(
            (
                f"10,000 pairs bootstraps, n = {len(t):,}",
                ours,
                "scipy.stats.bootstrap, vectorised",
                partial(scipy_bootstrap, t, y),
            )
        )
    _, sets = cloud(37, 10_000)
    try:
        from pwlf import PiecewiseLinFit
    except ImportError:
        return rows

    def pwlf_once() -> None:
        PiecewiseLinFit(years, logs[0]).fit(2)

    rows.append(
        (
            "10,000 exact one-break fits, n = 37",
            partial(best_breaks, years, sets),
            "one fit by pwlf (x 10,000 to compare)",
            pwlf_once,
        )
    )
    return rows


def linear_cost() -> None:
    """Print what one vectorised fit costs as the number of rows grows: the cost for each row must not grow."""
    for n in (10**3, 10**4, 10**5, 10**6):
        years, logs = cloud(n)
        seconds = best(partial(fit_trend, years, 10 ** logs[0]))
        print(f"one fit, n = {n:>9,}: {seconds * 1e3:8.2f} ms, {seconds / n * 1e9:6.1f} ns a row")


def repeat(fit: Callable, years: np.ndarray, values: np.ndarray) -> Callable[[], object]:
    """200 fits of one kind."""
    return lambda: [fit(years, values) for _ in range(200)]


def main() -> None:
    """Print one line for each comparison, then the whole computations and the cost of a row."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'what':36} {'seconds':>8}   {'peer':52} {'seconds':>8}  ratio")
        for what, ours, peer, theirs in [*command_rows(folder), *method_rows()]:
            mine, other = best(ours), best(theirs)
            print(f"{what:36} {mine:8.3f}   {peer:52} {other:8.3f}  {mine / other:5.2f}", flush=True)
        for what, run in (
            ("multiverse", multiverse.estimates),
            ("all hindcasts", every_hindcast),
            ("workload grid", workload_grid),
        ):
            print(f"{what:36} {best(run, 1):8.3f}", flush=True)
    linear_cost()


def workload_grid() -> None:
    """Every architecture on 10 chips at 20 batches and 20 contexts."""
    names = ("V100", "A100", "H100", "H200", "B200", "GB200", "MI300X", "MI355X", "TPU v7", "MI455X")
    contexts = np.geomspace(128, 1 << 20, 20).round()
    roofline.grid(frames.load("architectures"), [chips.find(n) for n in names], 2.0 ** np.arange(20), contexts, "fp16")


def every_hindcast() -> None:
    """The hindcasts of all series."""
    views.hindcast_scores([catalogue.load(name) for name in catalogue.names(ratios=False)])


if __name__ == "__main__":
    main()
