"""Every question about the gap can be asked of some rows alone, as of one vendor."""

import json

import pytest

from analysis.__main__ import main
from analysis.tables import frames
from analysis.trends import catalogue
from analysis.wall import gap

VENDORS = frames.load("accelerators").set_index("id")["vendor"]


def asked(capsys, *arguments):
    """The JSON that a command prints."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("vendor", ["NVIDIA", "AMD", "Google"])
def test_the_gap_of_a_vendor_rests_on_its_devices_alone_and_those_announced_are_its_own(vendor, capsys):
    record = asked(capsys, "gap", "--where", f"vendor={vendor}")
    every = asked(capsys, "gap")
    assert record["where"] == {"vendor": vendor}
    assert record["rows"] == [i for i in every["rows"] if VENDORS[i] == vendor]
    assert all(VENDORS[a["id"]] == vendor for a in record["announced"])
    assert record["leave_one_vendor_out"] is None
    assert record["growth_per_2_years"] == pytest.approx(gap.devices("fp16", where={"vendor": vendor}).fit().growth(2))


def test_the_gap_the_fit_and_the_projection_of_a_vendor_are_of_the_same_rows(capsys):
    amd, rows = ("--where", "vendor=AMD"), gap.devices("fp16", where={"vendor": "AMD"})
    fit = asked(capsys, "fit", "accelerators/balance", *amd, "--segment", "datacenter", "--since", "2017")
    assert tuple(fit["rows"]) == rows.ids
    project, every = asked(capsys, "project", *amd), asked(capsys, "project")
    assert (project["n"], project["last"]) == (len(rows.ids), max(rows.days).isoformat())
    assert [t["trend"] for t in project["targets"]] != [t["trend"] for t in every["targets"]]
    crossing = asked(capsys, "crossing", "--quantity", "balance", "--factor", "10", *amd)
    assert crossing["year"] == next(t["trend"]["year"] for t in project["targets"] if t["kind"] == "factor" and t["amount"] == 10)


def test_where_names_a_vendor_as_well_as_its_own_option_does(capsys):
    assert asked(capsys, "decompose", "--where", "vendor=AMD") == asked(capsys, "decompose", "--vendor", "AMD")


def test_a_chain_of_flagships_can_be_narrowed(capsys):
    kind = dict(zip(*(frames.load("accelerators")[c] for c in ("id", "memory_type")), strict=True))
    record = asked(capsys, "decompose", "--vendor", "NVIDIA", "--where", "memory_type=HBM3e")
    assert len(record["devices"]) > 1
    assert {kind[d["id"]] for d in record["devices"]} == {"HBM3e"}


@pytest.mark.parametrize("command", [["gap"], ["project"], ["fit", "accelerators/balance"]])
@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["colour=red"], "it has name, vendor"),
        (["vendor=nvidea"], "did you mean NVIDIA?"),
        (["memory_type=nonsense"], "there are "),
        (["vendor"], "COLUMN=VALUE"),
        (["vendor=AMD", "vendor=Intel"], "at once"),
    ],
)
def test_rows_that_are_not_there_are_refused_in_a_line_that_names_what_is(command, where, said, capsys):
    assert main([*command, *(part for w in where for part in ("--where", w))]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_chain_needs_a_vendor_and_a_pair_takes_no_rows(capsys):
    assert main(["decompose"]) == 2
    assert "--where vendor=NVIDIA" in capsys.readouterr().err
    assert main(["decompose", "--vendor", "AMD", "--where", "colour=red"]) == 2
    assert "it has name, vendor" in capsys.readouterr().err
    assert main(["crossing", "--pair", "paper/flops", "paper/dram", "--where", "vendor=AMD"]) == 2
    assert "--where" in capsys.readouterr().err


def test_what_a_value_is_called_in_the_table_is_what_is_asked_for():
    assert catalogue.load("accelerators/balance", where={"vendor": "AWS"}).ids  # not Amazon
