"""A new row from a data sheet: read in the sheet's words, placed in order, validated first, and written whole or not at all."""

import os
import shlex

import new_row
import pytest
from made_chip import ASKED, FILES, PAGE, answers, contents, options
from row_drafts import fields, grid

from analysis import RequestError
from analysis.evidence import validate
from analysis.evidence.printed_cell import Told, bracketed, canonical, flag, read, suggested_id
from analysis.tables import frames
from analysis.tables.paths import ROOT, write_all
from analysis.trends import catalogue

FIELDS = {name: fields(name, ROOT) for name in ("accelerators", "models", "memory", "interconnects")}


def number(column: str, text: str, table: str = "accelerators", **more: object) -> str:
    """The value that a printed text gives for a cell."""
    plain, unit = bracketed(text)
    return read(FIELDS[table][column], Told(plain, "made", unit=unit, **more)).value


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("memory_bandwidth_bytes_per_s", "3.35 TB/s", "3.35e12"),
        ("memory_bandwidth_bytes_per_s", "57,6 GByte/s", "5.76e10"),
        ("memory_capacity_bytes", "80GB HBM2e", "8e10"),
        ("memory_capacity_bytes", "16 GiB", "17179869184"),
        ("peak_matrix_fp16_flop_per_s", "1,979 teraFLOPS", "1.979e15"),
        ("peak_vector_fp32_flop_per_s", "90.5 [TFLOPS]", "9.05e13"),
        ("peak_matrix_bf16_flop_per_s", "190 FP16/BF16/TF32 TFLOPS", "1.9e14"),
        ("memory_bus_width_bits", "5120-bit", "5120"),
        ("tdp_watts", "1.4 kW", "1400"),
        ("tdp_watts", "700W (1.4 kW a pair)", None),
        ("released_on", "October 13, 2022", "2022-10-13"),
        ("released_on", "in the second quarter of 2024", "2024-04-01"),
    ],
)
def test_the_words_of_a_data_sheet_give_the_value_of_the_cell(column, text, value):
    if value is None:
        with pytest.raises(RequestError, match="say which"):
            number(column, text)
    else:
        assert number(column, text) == value


def test_models_are_counted_in_words():
    assert number("parameters_total", "a 671B-parameter model", "models") == "6.71e11"
    assert number("training_tokens", "14.8 trillion tokens", "models") == "1.48e13"
    assert number("training_flop", "3.8 × 10^25 FLOPs", "models") == "3.8e25"


def test_a_sparse_rate_is_halved_when_told_and_only_then():
    column, text = "peak_matrix_fp16_flop_per_s", "1,979 teraFLOPS with sparsity"
    with pytest.raises(RequestError, match="--halve peak-matrix-fp16"):
        number(column, text)
    halved = read(FIELDS["accelerators"][column], Told(text, "made", halve=True))
    assert (halved.value, halved.basis, halved.derivation) == ("9.895e14", "derived", "1979 TFLOP/s / 2")
    with pytest.raises(RequestError, match="only a peak"):
        number("memory_bandwidth_bytes_per_s", "3.35 TB/s", halve=True)


@pytest.mark.parametrize(
    ("column", "text", "more", "said"),
    [
        ("peak_matrix_fp8_flop_per_s", "362 | 724* [TFLOPS]", {}, "states 3.62e14 or 7.24e14"),
        ("peak_matrix_fp8_flop_per_s", "362 | 724* [TFLOPS]", {"value": "5e14"}, "does not state 5e14"),
        ("peak_vector_fp32_flop_per_s", "90.5", {}, "in brackets"),
        ("memory_bandwidth_bytes_per_s", "a lot", {}, "no quantity in byte/s"),
        ("memory_bandwidth_bytes_per_s", "80 GB", {}, "no quantity in byte/s"),
        ("released_on", "soon", {}, "no date"),
        ("released_on", "Announced in November 2023, in the second quarter of 2024", {}, "2023-11-01 or 2024-04-01"),
        ("released_on", "2022-10-13", {"value": "yesterday"}, "isoformat"),
        ("tdp_watts", "700 W", {"derivation": "__import__('os')"}, "no quantity"),
    ],
)
def test_what_is_unclear_is_asked_and_never_guessed(column, text, more, said):
    with pytest.raises(RequestError, match=said):
        number(column, text, **more)


def test_printed_numbers_of_this_data_set_are_read_right_or_asked_about():
    lines = [x for x in frames.load("evidence").to_dict("records") if x["basis"] == "stated"]
    right, wrong = 0, []
    for line in lines:
        field = FIELDS[line["table"]].get(line["column"], {"type": "string"})
        if field["type"] in ("number", "integer"):
            try:
                found = read(field, Told(line["text_as_published"], "made", unit=line["unit_as_published"]))
            except RequestError:
                continue
            near = abs(float(found.value) / float(line["value"]) - 1) < 0.006
            right, wrong = right + near, wrong + [line["id"]] * (not near)
    assert right > 1500
    assert len(wrong) <= 2, wrong  # "15 kilowatissa", Finnish, twice


@pytest.mark.parametrize(
    ("value", "text"), [(3.35e12, "3.35e12"), (170.9, "170.9"), (2.0**34, "17179869184"), (3.8 * 1e25, "3.8e25")]
)
def test_numbers_are_written_as_the_tables_write_them(value, text):
    assert canonical(value) == text


def test_names_of_options_and_suggested_ids_are_those_of_the_field():
    assert flag("memory_bandwidth_bytes_per_s") == "memory-bandwidth"
    assert [flag(c) for c in ("released_on", "released_on_meaning", "training_flop")] == [
        "released",
        "released-meaning",
        "training-flop",
    ]
    assert suggested_id("accelerators", {"name": "AMD Instinct MI355X", "vendor": "AMD"}) == "amd-mi355x"
    assert suggested_id("accelerators", {"name": "Gaudi 3 HL-325L", "vendor": "Intel"}) == "intel-gaudi-3-hl-325l"
    assert suggested_id("models", {"name": "Qwen3.8-2.4T-A95B"}) == "qwen3-8-2-4t-a95b"


def test_a_chip_of_a_data_sheet_is_added_in_order_with_its_proof_and_feeds_the_fits(whole, capsys):
    before = contents(whole)
    assert new_row.main([*options(), "--root", str(whole)]) == 0
    out = capsys.readouterr().out
    assert "+nvidia-made-9000,NVIDIA Made 9000" in out
    assert validate.check(whole) == []
    devices = grid((whole / FILES[0]).read_text(encoding="utf-8"))
    ids = devices.column("id")
    place = ids.index("nvidia-made-9000")
    assert devices.column("generation")[place - 1] == "Ada"
    assert devices.column("released_on_precision")[place] == "month"
    assert ids[:place] + ids[place + 1 :] == grid(before[FILES[0]].decode()).column("id")
    lines = grid((whole / "data/evidence.csv").read_text(encoding="utf-8")).column("row_id")
    mine = [i for i, row in enumerate(lines) if row == "nvidia-made-9000"]
    assert mine == list(range(mine[0], mine[0] + 5)), "one line for each number and date, together"
    assert ids.index(lines[mine[0] - 1]) < place < ids.index(lines[mine[-1] + 1])
    sources = grid((whole / "data/sources.csv").read_text(encoding="utf-8")).column("id")
    assert sources == sorted(sources)
    assert "nvidia-made-9000" in catalogue.load("accelerators/memory_bandwidth", whole).ids


def test_a_model_taken_out_and_told_again_is_the_same_row(whole):
    row_id = "mistral-large-4"
    for name in ("models", "evidence"):
        path = whole / f"data/{name}.csv"
        kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith(row_id)]
        path.write_text("".join(kept), encoding="utf-8")
    was = frames.load("models").set_index("id").loc[row_id]
    proof = frames.load("evidence").query("row_id == @row_id and column == 'parameters_total'").iloc[0]
    said = {"--name": was["name"], "--organisation": was["organisation"], "--domain": was["domain"], "--published": "2026-10-06",
            "--architecture": was["architecture"], "--task": was["task"], "--parameters-total": proof["text_as_published"],
            "--value": "parameters-total=1.05e12", "--has-open-weights": "true", "--note": was["note"]}  # fmt: skip
    words = [word for pair in said.items() for word in pair]
    assert new_row.main(["model", *words, "--source", proof["source_id"], "--root", str(whole)]) == 0
    now = frames.load("models", whole).set_index("id").loc[row_id]
    for column in ("name", "published_on", "parameters_total", "parameters_source_id", "verification", "has_open_weights"):
        assert now[column] == was[column], column


@pytest.mark.parametrize(
    ("change", "said", "code"),
    [
        ({"name": "NVIDIA L40S"}, "nvidia-l40s is in accelerators already", 2),
        ({"name": "Nvidia Tesla L40s GPU"}, "already", 2),
        ({"id": "nvidia-a40"}, "nvidia-a40 is in accelerators already", 2),
        ({"vendor": None}, "needed and not said: --vendor", 2),
        ({"released_meaning": None}, "--released-meaning", 2),
        ({"kind": "toaster"}, "'toaster' is none of cpu, gpu", 2),
        ({"vendor": "Nvidia"}, "is spelt 'NVIDIA'", 2),
        ({"vendor": "NVIDIA Corp."}, "is spelt 'NVIDIA'", 2),
        ({"generation": "ADA"}, "is spelt 'Ada'", 2),
        ({"memory_type": "gddr 6"}, "is spelt 'GDDR6'", 2),
        ({"memory_bandwidth": "864 Gbit"}, "no quantity in byte/s", 2),
        ({"halve": "peak-fp16"}, "did you mean peak-", 2),
        ({"halve": "peak-matrix-fp16"}, "nothing was said of --peak-matrix-fp16", 2),
        ({"source": "nobody-1900"}, "not an id of sources", 1),
        ({"id": "../../etc/passwd"}, "pattern", 1),
        ({"note": "=HYPERLINK(1)"}, "formula", 1),
        ({"peak_matrix_bf16": "362 [TFLOPS]", "peak_matrix_fp16": "181.05 [TFLOPS]"}, "sparsity", 1),
        ({"released": "2035-01-01"}, "in the future", 1),
        ({"bandwidth": "1"}, "unrecognized arguments", 2),
    ],
    ids=str,
)
def test_nothing_is_written_when_anything_is_wrong(whole, capsys, change, said, code):
    before = contents(whole)
    try:
        got = new_row.main([*options(**change), "--root", str(whole)])
    except SystemExit as exit:
        got = exit.code
    told = capsys.readouterr().err
    assert (got, contents(whole)) == (code, before)
    assert said in told
    assert "Nothing was written" in told
    assert "Traceback" not in told


def test_a_document_that_is_known_by_its_address_is_not_listed_twice(whole, capsys):
    known = frames.load("sources", whole).iloc[0]
    words = options()
    words[words.index(PAGE)] = known["url"]
    assert new_row.main([*words, "--root", str(whole)]) == 2
    assert f"say --source {known['id']}" in capsys.readouterr().err


def test_a_dry_run_shows_the_row_and_writes_nothing(whole, capsys):
    before = contents(whole)
    assert new_row.main([*options(), "--dry-run", "--root", str(whole)]) == 0
    assert "+nvidia-made-9000,NVIDIA Made 9000" in capsys.readouterr().out
    assert contents(whole) == before


@pytest.mark.walk
def test_asked_one_by_one_a_person_makes_the_same_row_as_with_options(whole, monkeypatch, capsys):
    answers(monkeypatch, ASKED)
    assert new_row.main(["chip", "--root", str(whole)]) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert "one of cpu, gpu" in told
    assert "no date in 'one day'" in told
    row = frames.load("accelerators", whole).set_index("id").loc["nvidia-made-9000"]
    assert (row["memory_bandwidth_bytes_per_s"], row["peak_matrix_fp8_flop_per_s"], row["tdp_watts"]) == (8.64e11, 3.62e14, 300)
    assert validate.check(whole) == []


@pytest.mark.parametrize("after", [0, 1, 9, len(ASKED) - 2, len(ASKED) - 1])
@pytest.mark.walk
def test_who_leaves_halfway_has_written_nothing(whole, monkeypatch, capsys, after):
    before = contents(whole)
    answers(monkeypatch, ASKED[:after])
    assert new_row.main(["chip", "--root", str(whole)]) == 2
    assert "Nothing was written" in capsys.readouterr().err
    assert contents(whole) == before


def test_who_says_no_at_the_end_has_written_nothing(whole, monkeypatch, capsys):
    before = contents(whole)
    answers(monkeypatch, [*ASKED[:-1], "no"])
    assert new_row.main(["chip", "--root", str(whole)]) == 2
    assert "+nvidia-made-9000,NVIDIA Made 9000" in capsys.readouterr().out
    assert contents(whole) == before


@pytest.mark.walk
def test_answers_that_end_in_a_fault_come_back_as_a_command_that_says_the_same(whole, monkeypatch, capsys):
    answers(monkeypatch, [*ASKED[:-2], "Not An Id", "y"])
    assert new_row.main(["chip", "--root", str(whole)]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(".venv/bin/python"))
    words = shlex.split(line)
    assert words[:3] == [".venv/bin/python", "scripts/new_row.py", "chip"]
    assert words[-2:] == ["--id", "Not An Id"]
    assert new_row.main([*words[2:-2], "--root", str(whole)]) == 0, "mended, it is written"
    assert validate.check(whole) == []


def test_a_command_made_of_a_draft_is_read_back_as_that_draft(whole):
    words = [
        *options(),
        "--halve",
        "peak-matrix-bf16",
        "--peak-matrix-bf16",
        "400* [TFLOPS]",
        "--remark",
        "tdp=with 'quotes' & $x",
    ]
    first = new_row.draft("chip", new_row.parser("chip", whole).parse_args(words[1:]))
    again = shlex.split(new_row.command("chip", first))[3:]
    assert new_row.draft("chip", new_row.parser("chip", whole).parse_args(again)) == first


def test_several_files_are_written_all_or_none(tmp_path, monkeypatch):
    write_all({tmp_path / "a": "old a", tmp_path / "b": "old b"})
    replace, calls = os.replace, []

    def fails_at_the_second(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError("disk full")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails_at_the_second)
    with pytest.raises(OSError, match="disk full"):
        write_all({tmp_path / "a": "new a", tmp_path / "b": "new b", tmp_path / "c": "new c"})
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a": "old a", "b": "old b"}
