"""On release day what is printed to impress is stopped, and what is odd and right is confirmed with a reason."""

import new_row
import pytest
from made_chip import ASKED, answers, contents, options

from analysis.evidence import validate

pytestmark = pytest.mark.walk

SPARSE = {  # the word is left out, and all its peaks are twice those of its generation
    "name": "AMD Made 9000", "vendor": "AMD", "generation": "CDNA 4", "design": "amd-made", "memory_type": "HBM3e", "value": None,
    "memory_capacity": "288 GB", "memory_bandwidth": "8 TB/s", "tdp": "1400 W", "released": "October 2025",
    "peak_matrix_fp16": "5.0 PFLOPS", "peak_matrix_fp8": "10 PFLOPS",
}  # fmt: skip
WORST = [  # words of a sheet -> what is said of them; the device is right in all else
    ({"interconnect_bandwidth": "450 GB/s per direction"}, "speaks of one direction", 2),
    ({"interconnect_bandwidth": "450 GB/s unidirectional"}, "speaks of one direction", 2),
    ({"interconnect_bandwidth": "450 GB/s each way"}, "speaks of one direction", 2),
    ({"interconnect_bandwidth": "450 GB/s one-way"}, "speaks of one direction", 2),
    ({"interconnect_bandwidth": "450 GB/s in each direction"}, "speaks of one direction", 2),
    ({"interconnect_bandwidth": "单向 450 GB/s"}, "speaks of one direction", 2),
    ({"peak_matrix_fp8": "724 TFLOPS with sparsity", "value": None}, "speaks of sparsity", 2),
    ({"peak_matrix_fp8": "724 TFLOPS (2:4 structured)", "value": None}, "speaks of sparsity", 2),
    (SPARSE, "does the figure count sparsity", 1),
    ({"memory_bandwidth": "864 Gb/s"}, "prints bits", 1),
    ({"memory_bandwidth": "0.786 TiB/s"}, "binary units", 1),
    ({"memory_bandwidth": "6,912 GB/s (8 GPUs)"}, "more than one device", 1),
    ({"interconnect_bandwidth": "50 GB/s per lane"}, "one lane", 1),
    ({"memory_bandwidth": "3.5 TB/s effective, with cache"}, "may not be of DRAM", 1),
    ({"memory_capacity": "48 GiB"}, "its siblings are in GB", 1),
    ({"peak_matrix_fp8": "0.362 TFLOPS", "value": None}, "peak-matrix-fp8", 1),
    ({"tdp": "300 kW"}, "tdp", 1),
]


@pytest.mark.parametrize(("change", "said", "code"), WORST, ids=str)
def test_what_means_another_number_is_stopped_with_a_line_that_says_what_to_do(whole, capsys, change, said, code):
    before = contents(whole)
    assert new_row.main([*options(**change), "--root", str(whole)]) == code
    told = capsys.readouterr().err
    assert said in told
    assert "--" in told, "an option to go on with"
    assert contents(whole) == before


def test_what_is_odd_and_right_is_confirmed_with_a_reason_that_is_kept(whole, capsys):
    words = options(memory_capacity="48 GiB")
    assert new_row.main([*words, "--confirm", 'memory-capacity=the "sheet" prints GiB', "--root", str(whole)]) == 0
    kept = (whole / "data/exceptions.toml").read_text(encoding="utf-8")
    assert 'rule = "plausible-memory_capacity_bytes"' in kept
    assert validate.exceptions(whole)[-1].reason == 'the "sheet" prints GiB'
    assert validate.check(whole) == []


def test_a_person_is_asked_and_answers_why(whole, monkeypatch, capsys):
    said = [("48 GiB" if a == "48 GB GDDR6 with ECC" else a) for a in ASKED]
    answers(monkeypatch, [*said[:-1], "y", "", "the sheet prints GiB", "y"])
    assert new_row.main(["chip", "--root", str(whole)]) == 0, capsys.readouterr().err
    assert validate.exceptions(whole)[-1].reason == "the sheet prints GiB"


def test_who_stops_halfway_gets_the_command_to_go_on_with(whole, monkeypatch, capsys):
    answers(monkeypatch, ASKED[:26])
    assert new_row.main(["chip", "--root", str(whole)]) == 2
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(".venv/bin/python"))
    assert "--name 'NVIDIA Made 9000'" in line
    assert "--memory-bandwidth 864GB/s" in line


def test_a_device_that_is_there_is_told_at_the_question_of_its_name(whole, monkeypatch, capsys):
    answers(monkeypatch, [*ASKED[:9], "NVIDIA L40S"])
    assert new_row.main(["chip", "--root", str(whole)]) == 2
    assert "is nvidia-l40s in accelerators already" in capsys.readouterr().out
