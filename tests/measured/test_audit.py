"""A run that beats the sheet of its device cannot be; one from on-chip memory may; a bad cell is named by its line."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as wall
from analysis import RequestError
from analysis.__main__ import main
from analysis.measured import audit, highest
from analysis.tables import frames

H100 = wall.chip("H100")
HEAD = "id,device,precision,flop,bytes,seconds\n"


@pytest.fixture
def written(tmp_path):
    """A function that writes runs below the header and returns the file."""

    def write(rows: str, head: str = HEAD):
        path = tmp_path / "runs.csv"
        path.write_text(head + rows, encoding="utf-8")
        return path

    return write


def kinds(found: audit.Audit) -> dict[str, str]:
    return {v.id: kind for kind in ("impossible", "unlikely", "unknown") for v in getattr(found, kind)}


@pytest.mark.parametrize(
    ("run", "kind"),
    [
        ("NVIDIA H100 80GB HBM3,bf16,9.7e14,,1", None),
        ("NVIDIA H100 80GB HBM3,bf16,9.85e14,,1", "unlikely"),  # nobody measured so much of any sheet
        ("NVIDIA H100 80GB HBM3,bf16,1.0e15,,1", "impossible"),
        ("H100,bfloat16,1.0e15,,1", "impossible"),
        ("H100,fp8,1.8e15,,1", None),
        ("H100,,1.8e15,,1", None),  # a blank precision is judged by the highest peak
        ("H100,,2.1e15,,1", "impossible"),
        ("H200,,,4.7e12,1", None),
        ("H200,,,4.85e12,1", "unlikely"),  # two per cent for rounding
        ("H200,,,4.95e12,1", "impossible"),
        ("H100,,,3e7,2e-6", "unlikely"),  # 30 MB stay in the cache
        ("H100,bf16,1.0e15,3e7,1", "impossible"),
        ("AMD Instinct MI250X,bf16,1.8e14,,1", None),  # of one of its two dies
        ("AMD Instinct MI250X,bf16,2.0e14,,1", "impossible"),
        ("nobody's chip,bf16,1e12,,1", "unknown"),
        ("H100,int4,1e12,,1", "unknown"),
        ("V100 SXM2 16GB,fp8,1e12,,1", "unknown"),
    ],
)
def test_a_run_is_judged_by_the_sheet_of_its_device(written, run, kind):
    assert kinds(audit.audit(written(f"a,{run}\n"))).get("a") == kind


def test_a_verdict_says_which_limit_by_how_much_and_what_may_have_happened(written, capsys):
    path = written("a,H100,bf16,1.5e15,,1\nb,H100,fp32,3e14,,1\nc,H100,,,1e13,1\n")
    assert main(["audit", str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    first, second, third = found["impossible"]
    assert (first["id"], first["limit"], first["times"]) == ("a", "peak bf16", pytest.approx(1.5e15 / H100.peak("bf16")))
    assert "with sparsity" in first["told"]
    assert "tf32 would allow it" in second["told"]
    assert (third["limit"], third["allowed"]) == ("memory bandwidth", H100.memory_bandwidth)
    assert (found["runs"], found["judged"], found["unknown"]) == (3, 3, [])


def test_several_devices_share_a_run(written):
    head = HEAD.replace("seconds", "seconds,devices")
    assert kinds(audit.audit(written("a,H100,bf16,7e15,,1,8\nb,H100,bf16,9e15,,1,8\n", head))) == {"b": "impossible"}


def test_what_is_read_again_and_again_is_named_by_its_own_column(written):
    head = HEAD.replace("seconds", "seconds,working_set_bytes")
    found = audit.audit(written("a,H100,,1e13,1e13,1,1e6\nb,H100,,1e13,1e13,1,8e9\n", head))
    assert kinds(found) == {"a": "unlikely", "b": "impossible"}
    assert "on-chip memory" in found.unlikely[0].told


def test_honest_runs_exit_with_0(written, capsys):
    assert main(["audit", str(written("a,H100,bf16,7e14,,1\nb,H200,,,4.4e12,1\n"))]) == 0
    assert "0 impossible" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('a,H100,bf16,"1,000",,1\n', "line 2, column flop: '1,000' has a comma; leave out thousands separators"),
        ("a,H100,bf16,1,,1\nb,,bf16,1,,1\n", "line 3, column device: the cell is empty"),
        ("a,H100,bf16,1,,0\n", "line 2, column seconds: 0 is not above 0"),
        ("a,H100,bf16,1,,-1\n", "line 2, column seconds: -1 is not above 0"),
        ("a,H100,bf16,1,,\n", "line 2, column seconds: the cell is empty"),
        ("a,H100,bf16,,,1\n", "line 2, neither flop nor bytes"),
        ("a,H100,bf16,inf,,1\n", "no finite number"),
        ("a,H100,bf16,many,,1\n", "'many' is no number"),
        ("", "no run below the header"),
        ('a,"H100\n",bf16,1,,1\nb,,bf16,1,,1\n', "line 4, column device"),
        (",H100,bf16,1,,0\nb,,bf16,x,,1\nc,,,,,\n", "and 4 more"),
    ],
)
def test_a_bad_cell_is_named_by_its_line(written, capsys, rows, said):
    path = written(rows)
    assert main(["audit", str(path)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(str(path))
    assert said in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id;device;seconds\n1;H100;3\n", "separated by ';'"),
        (b"id,device\n1,H100\n", "no column seconds"),
        (b"id,device,seconds\n1,H100,2\n", "no column flop or bytes"),
        (HEAD.encode("utf-16"), "UTF-8"),
        (b"", "no CSV"),
    ],
)
def test_a_file_that_is_no_table_of_runs_is_one_line(tmp_path, capsys, content, said):
    path = tmp_path / "runs.csv"
    path.write_bytes(content)
    assert main(["audit", str(path)]) == 2
    assert said in capsys.readouterr().err


@given(st.floats(1e-9, 1e3), st.floats(1e-3, 0.999), st.sampled_from(["bf16", "fp8", "fp32", "fp64"]))
def test_no_run_within_the_sheet_is_called_impossible(tmp_path_factory, seconds, share, precision):
    path = tmp_path_factory.mktemp("runs") / "x.csv"
    flop, moved = share * H100.peak(precision) * seconds, share * H100.memory_bandwidth * seconds
    path.write_text(f"{HEAD}a,H100,{precision},{flop!r},{moved!r},{seconds!r}\n", encoding="utf-8")
    assert "impossible" not in kinds(audit.audit(path)).values()


def test_a_hundred_thousand_runs_are_one_call(tmp_path):
    frame = pd.DataFrame(
        {"id": range(100_000), "device": "H100", "precision": "bf16", "flop": 1e14, "bytes": 1e12, "seconds": 1.0}
    )
    frame.loc[77_777, "flop"] = 1e16
    frame.to_csv(tmp_path / "x.csv", index=False)
    found = audit.audit(tmp_path / "x.csv")
    assert (found.runs, found.judged, [v.id for v in found.impossible]) == (100_000, 100_000, ["77777"])


def test_no_honest_run_of_the_data_set_is_called_impossible(tmp_path):
    rows = frames.load("measurements")
    rows = rows[(rows["quantity"] == "seconds") & (rows["flop"].notna() | rows["bytes"].notna())]
    columns = {"id": "id", "device_id": "device", "format": "precision", "value": "seconds"}
    runs = rows.rename(columns=columns)[[*columns.values(), "flop", "bytes", "devices"]]
    runs.to_csv(tmp_path / "x.csv", index=False)
    found = audit.audit(tmp_path / "x.csv")
    assert found.runs == len(runs) > 300
    assert kinds(found) == {}


def test_a_share_that_nobody_measured_is_set_beside_the_most_that_was_measured(written):
    most = highest.highest()
    found = audit.audit(written(f"a,B300,fp4,{0.9 * wall.chip('B300').peak('fp4')},,1\n")).unlikely
    assert f"measured on any of {most['fp4'].devices} chips is {most['fp4'].share_of_sheet:.3g}" in found[0].told
    assert set(most) == {"fp16", "bf16", "fp8", "fp4", "memory_bandwidth"}
    assert all(0.5 < one.share_of_sheet < 1 and one.devices >= highest.ENOUGH for one in most.values())


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(RequestError, match="cannot be read"):
        audit.audit(tmp_path / "none.csv")
