"""The first product's bandwidth and that of the standard are two cells: a series takes the first, the figure says so."""

import numpy as np

from analysis.evidence import proved_cells
from analysis.figures import generations
from analysis.tables import frames
from analysis.trends import catalogue

BANDWIDTH, STANDARD = "bandwidth_launch_bytes_per_s", "bandwidth_standard_bytes_per_s"


def test_a_series_takes_what_the_first_product_has():
    rows = frames.load("memory").set_index("id")
    hbm4 = rows.loc["memory-hbm4"]
    series = catalogue.load("memory/bandwidth", where={"family": "HBM"})
    drawn = dict(zip(series.ids, series.values, strict=True))
    assert drawn["memory-hbm4"] == hbm4[BANDWIDTH] < hbm4[STANDARD]
    assert np.isclose(hbm4[BANDWIDTH] * 12, 23.3e12, rtol=1e-4)


def test_the_standard_is_told_only_where_it_is_another_and_is_proved():
    rows = frames.load("memory")
    told = rows.dropna(subset=[STANDARD])
    assert (told[STANDARD] != told[BANDWIDTH]).all()
    proved = proved_cells.proved_cells()
    assert all(("memory", row, STANDARD) in proved for row in told["id"])


def test_the_figure_says_which_it_draws():
    assert "in the first product of a generation (HBM4 1.94 TB/s, its standard 2.05 TB/s)" in generations.numbers()["subtitle"]
