"""Measurements are read from what their publishers print: names, units, counts of devices, and what is left out."""

from dataclasses import replace

import pytest
import repository
from measurements import __main__ as reduce
from measurements import babelstream, devices, mamf, mlperf, row, upstream

STREAM = """BabelStream
Version: 3.4
Implementation: CUDA
Precision: double
Array size: 268.4 MB (=0.3 GB)
Using CUDA device {device}
Function    MBytes/sec  Min (sec)   Max         Average
Copy        {rate} 0.00039     0.00039     0.00039
Mul         1344920.919 0.00040     0.00040     0.00040
"""
LOG = """MLPerf Results Summary
Scenario : Server
Scheduled samples per second : 20001.64
Result is : {verdict}
Completed samples per second    : 19999.87
"""
SYSTEM = {
    "accelerator_model_name": "NVIDIA H100-SXM-80GB",
    "accelerators_per_node": "8",
    "number_of_nodes": 2,
    "system_type": "datacenter",
    "status": "available",
    "framework": "TensorRT 10.2.0, CUDA 12.4, cuDNN 9",
}
TOLD = {"submitter": "Made", "system": "H100x8", "model": "resnet50", "scenario": "Server"}
PAGE = """**BF16**:

| Accelerator | MAMF | Theory | Efficiency | Best Shape MxNxK | torch version | Notes |
| :--- | ---: | ---: | ---: | :--- | :--- | :--- |
| NVIDIA H100 SXM | 794.5 | 989 | 80.3% | 2048x2048x13312 | 2.7.0 | |
| Made Up 9 | 1.0 | 2 | 50% | 1x1x1 | 2.7.0 | |
"""


@pytest.fixture
def clone(tmp_path):
    """A repository of git with some files."""

    def make(files: dict[str, str]) -> upstream.Upstream:
        repository.git(tmp_path, "init", "-q")
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        repository.git(tmp_path, "add", "-A")
        repository.git(tmp_path, "commit", "-qm", "made")
        return upstream.Upstream(tmp_path)

    return make


def test_files_are_read_as_committed(clone):
    source = clone({"a/one.txt": "1\n", "two.txt": "", "b.bin": "x\ny"})
    assert source.read(["a/one.txt", "none.txt", "two.txt", "b.bin"]) == {"a/one.txt": b"1\n", "two.txt": b"", "b.bin": b"x\ny"}
    assert list(source.like(r"a/(\w+)\.txt")) == ["a/one.txt"]
    assert len(source.commit) == 40


def test_babelstream_prints_megabytes_and_its_device(clone):
    name = "results/v3.3/made/cuda.txt"
    left_out: list[str] = []
    (made,) = babelstream.rows(clone({name: STREAM.format(device="Tesla P100-PCIE-16GB", rate=541000.5)}), "made", left_out)
    assert (made.device_id, made.devices, made.value) == ("nvidia-tesla-p100-pcie-16gb", 1, pytest.approx(5.410005e11))
    assert (made.workload, made.format, made.software) == ("copy", "fp64", "BabelStream 3.4, CUDA")
    assert not left_out


def test_a_device_of_no_row_is_told_and_left_out(clone):
    left_out: list[str] = []
    source = clone({"results/v3.3/made/cuda.txt": STREAM.format(device="TITAN Xp", rate=1.0)})
    assert list(babelstream.rows(source, "made", left_out)) == []
    assert left_out == ["TITAN Xp: no row of this device"]


def test_a_program_runs_on_one_of_the_two_processors_of_a_k80():
    assert devices.find("Tesla K80") == ("nvidia-tesla-k80", 0.5)
    assert devices.find("NVIDIA H100") is None, "the name does not say which"


def test_every_alias_names_a_row():
    from analysis.tables import rows

    assert set(devices.ALIASES.values()) <= {r["id"] for r in rows.read("accelerators")}


def test_a_result_of_mlperf_counts_completed_samples_of_all_nodes():
    made = mlperf._result(LOG.format(verdict="VALID"), TOLD, SYSTEM, "v4.1", "mlperf-v4-1", [])
    assert (made.value, made.quantity, made.devices) == (19999.87, "samples_per_s", 16)
    assert (made.locator, made.note) == ("datacenter/closed/Made/H100x8", "MLPerf Inference v4.1, closed")
    assert made.software == "TensorRT 10.2.0, CUDA 12.4"


def test_an_invalid_result_and_a_preview_are_told_apart():
    assert mlperf._result(LOG.format(verdict="INVALID"), TOLD, SYSTEM, "v4.1", "mlperf-v4-1", []) is None
    preview = mlperf._result(LOG.format(verdict="VALID"), TOLD, SYSTEM | {"status": "preview"}, "v4.1", "mlperf-v4-1", [])
    assert preview.note == "MLPerf Inference v4.1, closed, preview"


def test_a_table_of_rates_is_read_line_by_line(clone):
    left_out: list[str] = []
    (made,) = mamf.rows(clone({mamf.PAGE: PAGE}), "made", left_out)
    assert (made.device_id, made.format, made.value) == ("nvidia-h100-sxm5-80gb", "bf16", 7.945e14)
    assert left_out == ["Made Up 9: no row of this device"]


def made_row(**told) -> row.Measurement:
    fixed = {"device_id": "nvidia-h100-sxm5-80gb", "devices": 1, "workload": "read", "protocol": "burst", "source_id": "made"}
    return row.Measurement(**(fixed | {"quantity": "memory_bandwidth_bytes_per_s", "value": 3e12} | told))


def test_what_beats_the_sheet_is_left_out_with_its_factor():
    left_out: list[str] = []
    assert len(reduce.kept([made_row(), made_row(value=3.41e12)], left_out)) == 2, "2% for rounding and clock"
    assert reduce.kept([made_row(value=2.6e15)], left_out) == []
    assert "776 times its sheet" in left_out[0]


def test_two_devices_may_reach_twice_the_sheet_of_one():
    assert len(reduce.kept([made_row(value=6e12, devices=2)], [])) == 1


def test_an_id_stays_when_the_value_changes_and_differs_where_the_run_does():
    one = made_row()
    assert one.cells["id"] == replace(one, value=2e12).cells["id"]
    assert one.cells["id"] != replace(one, batch=4).cells["id"]
    assert replace(one, value=1 / 3, flop=2.0**41).cells | {"id": ""} == one.cells | {
        "id": "",
        "value": "0.333333",
        "flop": "2199023255552",
    }
