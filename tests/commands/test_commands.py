"""The command line, as people and programs meet it."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.tables.paths import ROOT
from analysis.trends.catalogue import names

FIT_KEYS = {
    "series", "n", "first", "last", "estimator", "covariance", "slope_log10_per_year", "se", "df", "sigma_log10", "r2",
    "growth_per_year", "growth_per_2_years", "growth_per_2_years_ci", "doubling_time_years", "doubling_time_years_ci",
    "level", "sources",
}  # fmt: skip


@pytest.mark.parametrize("series", names())
def test_fit_prints_one_object_with_the_keys_of_the_interface(series, capsys):
    assert main(["fit", series, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert set(record) >= FIT_KEYS
    assert record["series"] == series
    assert record["n"] == len(record["rows"])
    assert len(record["growth_per_2_years_ci"]) == len(record["doubling_time_years_ci"]) == 2


def test_fit_reads_well_in_a_terminal(capsys):
    assert main(["fit", "paper/dram"]) == 0
    out = capsys.readouterr().out
    assert "1.59× every two years (95%: 1.45× to 1.75×), n = 12" in out
    assert max(map(len, out.splitlines())) <= 140


def test_a_window_and_a_level_are_in_the_record(capsys):
    assert main(["fit", "paper/flops", "--since", "2010", "--until", "2016-06", "--level", "0.8", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["since"], record["until"], record["level"]) == ("2010-01-01", "2016-06-30", 0.8)
    assert record["first"] >= "2010-01-01"
    assert record["last"] <= "2016-06-30"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fit", "paper/flop"], "did you mean paper/flops"),
        (["fit", "nonsense"], "paper/compute_all"),
        (["fit", "paper/recsys"], "known series"),
        (["fit", "paper/dram", "--since", "2032"], "it runs from 2003-10-01 to 2022-03-22"),
        (["fit", "paper/dram", "--until", "2006"], "at least 3"),
        (["fit", "paper/dram", "--since", "yesterday"], "is no date"),
        (["fit", "paper/dram", "--since", "2010-02-31"], "is no date"),
        (["fit", "paper/dram", "--level", "95"], "between 0 and 1"),
        (["fit", "paper/dram", "--since", "2015", "--until", "2010"], "no rows"),
        (["forecast", "paper/dram", "--at", "2020"], "future"),
        (["forecast", "paper/dram", "--at", "2030", "--until", "2007"], "at least 3"),
        (["crossing", "--pair", "paper/flops", "paper/dram", "--factor", "-1"], "never reached"),
        (["crossing", "--pair", "paper/flops", "paper/dam"], "did you mean paper/dram"),
        (["fit", "paper/dram", "--estimator", "theil-sen", "--cov", "hc3"], "interval of its own"),
        (["fit", "paper/dram", "--estimator", "quantile", "--tau", "2"], "between 0 and 1"),
        (["fit", "accelerators/peak", "--cov", "cr2", "--cluster", "colour"], "no column"),
        (["figures", "paper_hardware"], "did you mean paper_hardware_scaling"),
        (["figures", "../x"], "no figure"),
    ],
)
def test_a_bad_request_gets_one_line_and_exit_2(arguments, said, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize(
    "options",
    [
        ["--estimator", "theil-sen"],
        ["--estimator", "quantile", "--tau", "0.5"],
        ["--cov", "hc3"],
        ["--cov", "newey-west"],
        ["--cov", "cr2"],
        ["--cov", "cr2", "--cluster", "vendor"],
    ],
    ids=" ".join,
)
def test_other_estimators_keep_the_keys_and_print_no_nan(options, capsys):
    assert (
        main(["fit", "accelerators/memory_bandwidth", "--segment", "datacenter", "--select", "flagship", "--json", *options]) == 0
    )
    out = capsys.readouterr().out
    record = json.loads(out)
    assert set(record) >= FIT_KEYS
    assert "NaN" not in out
    assert "Infinity" not in out
    low, high = record["growth_per_2_years_ci"]
    assert low < record["growth_per_2_years"] < high
    assert main(["fit", "accelerators/memory_bandwidth", "--segment", "datacenter", *options]) == 0
    assert "nan" not in capsys.readouterr().out.split()


def test_a_forecast_comes_in_two_views_with_its_score(capsys):
    assert main(["forecast", "paper/dram", "--at", "2030", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    for view in ("trend", "random_walk", "random_walk_correlated"):
        assert record[view]["low"] < record[view]["median"] < record[view]["high"]
    assert {row["method"] for row in record["hindcast"]} == {"trend", "walk", "no change"}
    assert not record["beyond_span"]
    assert main(["forecast", "paper/dram", "--at", "2060"]) == 0
    assert "not to be relied on" in capsys.readouterr().out


def test_a_crossing_is_a_set_of_years(capsys):
    assert main(["crossing", "--pair", "paper/flops", "paper/dram", "--factor", "10", "--from", "2022", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert {"year", "set", "level", "method"} <= set(record)
    ((low, high),) = record["set"]
    assert 2022 < low < record["year"] < high
    assert main(["crossing", "--pair", "paper/params_cv", "paper/dram", "--json"]) == 0
    assert any(None in part for part in json.loads(capsys.readouterr().out)["set"])


def test_a_break_comes_with_its_p_value(capsys):
    assert main(["breaks", "paper/flops", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert len(record["breaks"]) == 1
    assert len(record["growth_per_2_years"]) == 2
    assert 0 < record["p_value"] <= 1
    assert main(["breaks", "paper/interconnect", "--kind", "shift"]) == 0
    assert "every two years, n = 10" in capsys.readouterr().out


def test_a_hindcast_scores_every_method(capsys):
    assert main(["hindcast", "accelerators/memory_bandwidth", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert {s["method"] for s in scores} == {"trend", "walk", "no change"}
    assert all(0 <= s["coverage_95"] <= 1 for s in scores)


def test_the_multiverse_has_thousands_of_rates_that_a_reader_can_tell_apart(tmp_path, capsys):
    assert main(["multiverse", "--csv", str(tmp_path / "m.csv")]) == 0
    frame = pd.read_csv(tmp_path / "m.csv", keep_default_na=False)
    assert len(frame) >= 2000
    choices = ["series", "precision", "rows", "selection", "since", "until", "estimator", "n"]
    assert not frame.duplicated(choices).any()
    low, high = (pd.to_numeric(frame[c]) for c in ("low", "high"))
    assert ((low <= frame["growth_per_2_years"]) | low.isna()).all()
    assert ((frame["growth_per_2_years"] <= high) | high.isna()).all()
    assert low.notna().mean() > 0.8


def test_errata_are_printed_with_their_arithmetic(capsys):
    assert main(["errata"]) == 0
    out = capsys.readouterr().out
    assert "0.23 + 0.23 + 0.71 = 1.17, not 1.71" in " ".join(out.split())
    assert main(["errata", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 75


def test_validate_says_how_much_was_checked(capsys):
    assert main(["validate"]) == 0
    assert "no fault" in capsys.readouterr().out


def test_help_loads_nothing_that_is_slow():
    code = "import sys; sys.argv = ['x']\nimport analysis.__main__ as m\nm.parser()\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "numpy", "scipy", "matplotlib", "statsmodels", "frictionless"} & set(loaded)


def test_drawing_does_not_load_statsmodels():
    code = "import sys\nfrom analysis import figures\nfigures.render('paper_memory_footprint')\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not {"statsmodels", "frictionless"} & set(loaded)


def test_a_closed_pipe_is_no_fault():
    command = f"{sys.executable} -m analysis errata | head -n 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["validate", "figures"])
def test_a_folder_that_holds_no_data_set_is_named_in_one_line(capsys, tmp_path, command):
    assert main([command, "--root", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "datapackage.json" in error
    assert error.count("\n") == 1


def test_a_forecast_beyond_fifty_years_is_refused_in_a_line(capsys):
    assert main(["forecast", "paper/dram", "--at", "1e9"]) == 2
    assert "over 50 years after its last row" in capsys.readouterr().err
