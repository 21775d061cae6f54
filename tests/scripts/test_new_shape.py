"""The shape of a new model is written from its configuration, or nothing is."""

import json
import shutil
from pathlib import Path

import new_row
import pytest

from analysis.tables import architectures, frames
from analysis.tables.paths import ROOT

CONFIGS = json.loads((Path(__file__).parents[1] / "model_configs.json").read_text(encoding="utf-8"))
ASKED = ["model", "--name", "Qwen3-30B-A3B", "--organisation", "Alibaba", "--published", "April 29, 2025"]
ASKED += ["--source", "transformers-5-24-0", "--parameters", "30.5B", "--active", "3.3B"]


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "config.json"
    file.write_text(json.dumps(CONFIGS["Qwen/Qwen3-30B-A3B"]["config"]), encoding="utf-8")
    return str(file)


def test_a_row_is_written_in_order_and_has_the_shape_of_the_configuration(whole, config, capsys):
    shutil.rmtree(whole / "figures", ignore_errors=True)
    assert new_row.main([*ASKED, "--config", config, "--root", str(whole)]) == 0
    assert "30.53 billion parameters" in capsys.readouterr().out
    rows = frames.load("architectures", whole)
    assert len(rows) == len(frames.load("architectures")) + 1
    assert rows["published_on"].is_monotonic_increasing
    ours, theirs = architectures.architecture("qwen3-30b-a3b", whole), architectures.architecture(config)
    assert {k: float(v) for k, v in vars(ours.shape).items()} == {k: float(v) for k, v in vars(theirs.shape).items()}
    assert ours.released_words == "bf16"


def test_no_path_of_this_machine_goes_into_the_table(whole, config, tmp_path, capsys):
    quantised = json.loads(Path(config).read_text(encoding="utf-8")) | {"quantization_config": {"quant_method": "unheard-of"}}
    Path(config).write_text(json.dumps(quantised), encoding="utf-8")
    assert new_row.main([*ASKED, "--config", config, "--root", str(whole)]) == 0
    assert str(tmp_path) in capsys.readouterr().out, "else the next statement says nothing"
    row = frames.load("architectures", whole).set_index("id").loc["qwen3-30b-a3b"]
    assert "the method 'unheard-of' is not known" in row["not_modelled"]
    assert str(tmp_path) not in row["not_modelled"]


@pytest.mark.parametrize(
    ("changed", "said", "code"),
    [
        (["--parameters", "40B"], "the published 4e+10", 1),
        (["--published", "soon"], "no date in 'soon'", 2),
        (["--parameters", "many"], "no number in 'many'", 2),
        (["--source", "nobody"], "nobody", 1),
        (["--name", "Llama 3 70B"], "is in data/architectures.csv already", 2),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(whole, config, capsys, changed, said, code):
    before = (whole / "data/architectures.csv").read_bytes()
    assert new_row.main([*ASKED, *changed, "--config", config, "--root", str(whole)]) == code
    captured = capsys.readouterr()
    assert said in captured.err + captured.out
    assert (whole / "data/architectures.csv").read_bytes() == before


def test_a_dry_run_writes_nothing(config, capsys):
    before = (ROOT / "data/architectures.csv").read_bytes()
    assert new_row.main([*ASKED, "--config", config, "--dry-run"]) == 0
    assert "+qwen3-30b-a3b," in capsys.readouterr().out
    assert (ROOT / "data/architectures.csv").read_bytes() == before
