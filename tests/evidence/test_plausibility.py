"""A number is asked about where it stands apart, and only there; a slip of ten is nearly always seen without a proof."""

import numpy as np
import pytest

from analysis.evidence import plausibility, validate, wordings
from analysis.tables import frames

TABLES = ("accelerators", "memory", "interconnects")


def comparison(table):
    return plausibility.Comparison(table, frames.load(table))


@pytest.mark.parametrize("table", TABLES)
def test_a_slip_of_ten_in_any_number_is_asked_about_in_nineteen_of_twenty_cases(table):
    assert np.mean(plausibility.trial(table, frames.load(table))) >= 0.95


def test_most_numbers_that_are_right_are_not_asked_about():
    likes = comparison("accelerators")
    cells = [(row, c) for c in likes.columns for row in np.flatnonzero(np.isfinite(likes.logs[c]))]
    asked = sum(bool(likes.standing(row, column).doubts) for row, column in cells)
    assert asked / len(cells) < 0.12


@pytest.mark.parametrize(
    "row_id", ["nvidia-h100-sxm5-80gb", "nvidia-h200-sxm5-141gb", "amd-mi355x", "google-tpu-v7", "aws-trainium2"]
)
def test_flagships_pass_without_a_question(row_id):
    frame = frames.load("accelerators")
    found = plausibility.of_row("accelerators", frame, frame["id"].tolist().index(row_id))
    asked = {s.column for s in found if s.doubts}
    assert asked <= {"dies"}  # packages of many chiplets are few, so one more or less moves what is expected


def test_a_number_is_beside_the_maker_s_row_before_its_siblings_and_the_trend():
    likes = comparison("accelerators")
    row = likes.frame["id"].tolist().index("nvidia-h200-sxm5-141gb")
    found = likes.standing(row, "memory_bandwidth_bytes_per_s")
    assert found.value == 4.8e12
    assert found.previous[1] > 0
    assert likes.frame.set_index("name")["vendor"][found.previous[0]] == "NVIDIA"
    hopper = likes.frame[likes.frame["design"] == "nvidia-gh100"].drop(index=row)["memory_bandwidth_bytes_per_s"]
    assert found.siblings == pytest.approx(np.exp(np.median(np.log(hopper.dropna()))))
    assert 0.01 < found.percentile < 0.99


def test_the_percentile_is_that_of_statsmodels_for_the_same_line():
    import statsmodels.api as sm
    from scipy import stats

    likes = comparison("accelerators")
    column, row = "memory_bandwidth_bytes_per_s", likes.frame["id"].tolist().index("nvidia-h200-sxm5-141gb")
    peers = (likes.frame["segment"].eq("datacenter") & likes.frame["memory_level"].eq("dram")).to_numpy()
    used = peers & np.isfinite(likes.logs[column]) & np.isfinite(likes.years) & (np.arange(len(peers)) != row)
    fit = sm.OLS(likes.logs[column][used], sm.add_constant(likes.years[used] - 2020)).fit()
    expected = fit.get_prediction(np.array([[1.0, likes.years[row] - 2020]]))
    t = (likes.logs[column][row] - expected.predicted_mean[0]) / expected.se_obs[0]
    assert likes.standing(row, column).percentile == pytest.approx(stats.t.cdf(t, fit.df_resid), rel=1e-9)


def test_a_value_that_is_no_quantity_has_no_standing():
    likes = comparison("memory")
    for value in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(ValueError, match="not a positive number"):
            likes.standing(0, "width_bits", value)


def test_the_data_set_has_no_fault_and_its_warnings_are_of_unproved_numbers(whole):
    odd = validate.warnings(whole)
    proved = validate.proved_cells(whole)
    for fault in odd:
        table = fault.file.removeprefix("data/").removesuffix(".csv")
        row_id = frames.load(table, whole)["id"][fault.line - 2]
        assert (table, row_id, fault.column) not in proved
        assert fault.problem.startswith(f"{row_id}: ")


def test_a_confirmation_takes_the_warning_off_and_one_of_no_number_is_a_fault(whole):
    first = validate.warnings(whole)[0]
    table = first.file.removeprefix("data/").removesuffix(".csv")
    row_id = frames.load(table, whole)["id"][first.line - 2]
    path = whole / "data/exceptions.toml"
    entry = f'\n[[exception]]\nrule = "plausible-{first.column}"\ntable = "{table}"\nrow = "{row_id}"\nreason = "seen"\n'
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert validate.check(whole) == []
    assert first not in validate.warnings(whole)
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{row_id}"\nreason = "seen"', '"nobody"\nreason = "seen"'))
    assert [fault.file for fault in validate.check(whole)] == ["data/exceptions.toml"]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("interconnect_bandwidth_bytes_per_s", "1.8 TB/s total bidirectional"),
        ("memory_bandwidth_bytes_per_s", "up to 8 TB/s HBM3E"),
        ("memory_capacity_bytes", "24GB of 19.5Gbps GDDR6X memory"),
        ("peak_matrix_fp8_flop_per_s", "2 PFLOPS FP8 without sparsity"),
        ("tdp_watts", "configurable up to 1,000 W"),
    ],
)
def test_ordinary_words_are_no_doubt(column, text):
    assert list(wordings.doubts(column, text)) == []
    assert not wordings.speaks(wordings.SPARSITY, column, text)
    assert not wordings.speaks(wordings.DIRECTION, column, text)
