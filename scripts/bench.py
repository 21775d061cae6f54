"""Time the commands people wait for, each beside a named peer in the same run: wall seconds, the best of some runs."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis.growth import fit_trend

IMPORTS = "import pandas, scipy.special, matplotlib.backends.backend_svg, matplotlib.backends.backend_pdf"
BARE = f"""{IMPORTS}
from matplotlib.figure import Figure
for _ in range(5):
    figure = Figure((10.9, 6))
    figure.add_subplot().semilogy(range(1, 40), range(1, 40), 'o')
    for kind in ('svg', 'pdf', 'png'):
        figure.savefig(r'{{folder}}/x.' + kind, dpi=192)
"""


def best(action: Callable[[], object], runs: int = 3) -> float:
    """Shortest wall time of `action` in seconds; the first, cold run is not counted."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times[1:])


def command(*words: str) -> Callable[[], object]:
    """A command run in the root of the project, its output dropped."""
    return lambda: subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def statsmodels_fit(years: np.ndarray, values: np.ndarray) -> None:
    """Slope, error, interval and R2 by statsmodels."""
    import statsmodels.api as sm

    fit = sm.OLS(np.log10(values), sm.add_constant(years)).fit()
    _ = fit.params, fit.bse, fit.conf_int(), fit.rsquared


def main() -> None:
    """Print one line for each comparison."""
    python = sys.executable
    years = np.linspace(1997, 2023, 37)
    values = 10 ** (0.2 * (years - 2000))

    def many(fit: Callable) -> Callable[[], object]:
        return lambda: [fit(years, values) for _ in range(200)]

    with tempfile.TemporaryDirectory() as folder:
        figures = command(python, "-m", "analysis", "figures", "--out", folder)
        bare = command(python, "-c", BARE.format(folder=folder))
        frictionless = command(python, "-m", "frictionless", "validate", "datapackage.json")
        rows = [
            ("make figures, from nothing", figures, "matplotlib alone: five bare pictures, svg, pdf, png", bare),
            ("make figures, nothing to do", command("make", "figures"), "python -c pass", command(python, "-c", "pass")),
            (
                "python -m analysis --help",
                command(python, "-m", "analysis", "--help"),
                "import pandas",
                command(python, "-c", "import pandas"),
            ),
            ("python -m analysis validate", command(python, "-m", "analysis", "validate"), "frictionless validate", frictionless),
            ("200 fits with se, interval, R2", many(fit_trend), "statsmodels OLS", many(statsmodels_fit)),
        ]
        print(f"{'what':34} {'seconds':>8}   {'peer':52} {'seconds':>8}  ratio")
        for what, ours, peer, theirs in rows:
            mine, other = best(ours), best(theirs)
            print(f"{what:34} {mine:8.3f}   {peer:52} {other:8.3f}  {mine / other:5.2f}", flush=True)


if __name__ == "__main__":
    main()
