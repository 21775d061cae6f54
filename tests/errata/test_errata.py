"""The paper: its growth rates come out of its own points, and what is wrong with it is recomputed."""

import json

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import OLSInfluence

from analysis.errata import CHECKS, errata, load
from analysis.tables import frames
from analysis.tables.paths import ROOT
from analysis.trends import catalogue, diagnostics
from analysis.writing import report

PRINTED = {
    "flops": (37, 3.026, "3.0×"),
    "dram": (12, 1.592, "1.6×"),
    "interconnect": (10, 1.415, "1.4×"),
    "params_transformer": (10, 413.4, "410×"),
    "accel_memory": (7, 1.863, "2×"),
    "compute_transformer": (10, 755.1, "750×"),
    "compute_all": (21, 14.8, "15×"),
}


@pytest.mark.parametrize("series", PRINTED)
def test_the_printed_growth_comes_out_of_the_points(series):
    n, growth, printed = PRINTED[series]
    fit = catalogue.load(f"paper/{series}").fit()
    digits = len(str(growth).partition(".")[2])
    assert fit.n == n
    assert round(fit.growth(2), digits) == growth
    assert report.printed_growth(series) == printed


def test_ten_points_leave_two_orders_of_magnitude():
    low, high = catalogue.load("paper/compute_transformer").fit().growth_ci(2)
    assert 75 < low < 80
    assert 7000 < high < 7500
    low, high = catalogue.load("paper/params_transformer").fit().growth_ci(2)
    assert 90 < low < 100
    assert 1700 < high < 1800


def test_vision_models_of_one_year_show_no_growth():
    fit = catalogue.load("paper/params_cv").fit()
    assert fit.doubling_time_years is None
    assert fit.growth_ci(2)[0] < 1 < fit.growth_ci(2)[1]


def test_all_points_are_there():
    points = frames.load("paper/figure_points")
    assert points.groupby("series").size().to_dict() == {
        "accel_memory": 7,
        "compute_nontransformer": 11,
        "compute_transformer": 10,
        "dram": 12,
        "flops": 37,
        "interconnect": 10,
        "params_cv": 5,
        "params_transformer": 10,
        "recsys": 1,
    }
    assert [len(frames.load(f"paper/{t}")) for t in ("model_tables", "memory_footprint", "case_study")] == [29, 8, 354]


@pytest.mark.parametrize("number", CHECKS)
def test_the_erratum_is_borne_out_by_its_arithmetic(number):
    line, holds = CHECKS[number](load())
    assert holds, line


def test_every_arithmetic_erratum_has_a_recomputation_and_only_those():
    table = frames.load("paper/errata")
    assert set(table["id"][table["is_arithmetic"]]) == set(CHECKS)
    assert all((e.holds is None) == (e.arithmetic is None) for e in errata())


@pytest.mark.parametrize(
    ("number", "file", "old", "new"),
    [
        ("M1", "memory_footprint.csv", ",0.23,0.23,0.71,1.71,", ",0.23,0.23,1.25,1.71,"),
        ("N1", "model_tables.csv", "1.5e9,3.553597e8", "3.5e8,3.553597e8"),
        ("H2", "figure_points.csv", ",33.6842,5.12e11,", ",33.9842,5.12e11,"),
        ("F10", "figure_points.csv", "2020.4041,2020-05-28,314000000,", "2020.4041,2020-05-28,31400000,"),
    ],
)
def test_a_recomputation_notices_when_a_number_changes(replace, number, file, old, new):
    root = replace(f"data/paper/{file}", old, new)
    assert not CHECKS[number](load(root))[1]


def test_leaving_one_out_is_what_statsmodels_computes():
    series = catalogue.load("paper/compute_transformer")
    ours = diagnostics.leave_one_out(series)
    design = sm.add_constant(series.years - series.years.mean())
    influence = OLSInfluence(sm.OLS(np.log10(series.values), design).fit())
    slopes = influence.results.params[1] - influence.dfbeta[:, 1]
    assert ours.low == pytest.approx(10 ** (2 * slopes.min()), rel=1e-10)
    assert ours.high == pytest.approx(10 ** (2 * slopes.max()), rel=1e-10)
    assert ours.high_without == series.ids[int(np.argmax(slopes))] == "compute-electra-large-2020"


def test_a_window_keeps_both_of_its_ends():
    series = catalogue.load("paper/dram")
    year = series.window("2016", "2016")
    assert [d.isoformat() for d in year.days] == ["2016-06-20", "2016-09-27"]
    assert year.window("2016-06-20", "2016-06").ids == ("dram-nvidia-p100-pcie-16gb-2016",)
    assert series.window(None, None).ids == series.ids


def test_a_series_cannot_be_changed_in_place():
    series = catalogue.load("paper/dram")
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 1.0


def test_the_fits_drawn_are_the_fits_printed():
    drawn = json.loads((ROOT / "figures/paper_hardware_scaling.json").read_text(encoding="utf-8"))
    for name, panel in drawn["panels"].items():
        assert panel["fit"]["growth_per_2_years"] == pytest.approx(catalogue.paper(name).fit().growth(2), rel=1e-7)
