"""A chip of one's own is read as evidence is: as printed, asked about where it is unclear, held to the rules of the table."""

import pytest

import analysis as wall
from analysis.__main__ import main

X1 = """
name = "Made-up X1"
vendor = "NVIDIA"
released = "2028-06"
memory_bandwidth = "25 TB/s"
memory_capacity = "384 GB"
peak_matrix_bf16 = "5 PFLOP/s"
peak_matrix_fp8 = "10 PFLOP/s"
interconnect_bandwidth = "3.6 TB/s"
"""


@pytest.fixture
def written(tmp_path):
    """A function that writes a chip with some lines changed: key -> line, None takes it away."""

    def write(text: str = X1, **changed: str | None):
        lines = [line for line in text.strip().splitlines() if line.partition(" ")[0] not in changed]
        path = tmp_path / "x1.toml"
        path.write_text("\n".join([*lines, *(f"{k} = {v}" for k, v in changed.items() if v is not None)]), encoding="utf-8")
        return str(path)

    return write


def test_what_is_printed_becomes_a_chip(written):
    chip = wall.chip(written())
    assert (chip.id, chip.memory_bandwidth, chip.memory_capacity) == ("made-up-x1", 25e12, 384e9)
    assert (chip.peak("bf16"), chip.peak("fp8"), str(chip.released_on)) == (5e15, 10e15, "2028-06-01")
    assert chip.balance("fp16") == 200


def test_it_goes_wherever_a_name_goes(written, capsys):
    path = written()
    assert wall.profile("llama-3-70b", path, batch=32, context=8192).bound_by == "memory"
    for words in (["profile", "gpt-oss-20b", "--chip"], ["chip"], ["place"], ["levers", "gpt-oss-20b", "--chip"]):
        assert main([*words, path]) == 0, words
        assert "Made-up X1" in capsys.readouterr().out or words[0] == "levers"


def test_binary_units_and_bits_are_read_as_they_are(written):
    assert wall.chip(written(memory_capacity='"384 GiB"')).memory_capacity == 384 * 2**30
    bits = '{text = "200 Tbit/s", confirm = "the sheet adds up lanes in bits"}'
    assert wall.chip(written(memory_bandwidth=bits)).memory_bandwidth == 25e12


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("memory_bandwith", '"25 TB/s"', "did you mean memory_bandwidth"),
        ("memory_bandwidth", "25", "write it as a sheet prints it"),
        ("memory_bandwidth", '"25 TB"', "no quantity in byte/s"),
        ("memory_bandwidth", '"0 TB/s"', "zero is a value"),
        ("memory_bandwidth", '"25 or 26 TB/s"', "say which"),
        ("memory_bandwidth", '"1e400 TB/s"', "memory_bandwidth"),
        ("peak_matrix_fp8", '"20 PFLOP/s with sparsity"', "halve = true"),
        ("peak_matrix_fp8", '"21 PFLOP/s"', "4.2 times"),
        ("interconnect_bandwidth", '"1.8 TB/s per direction"', 'value = "3.6e12"'),
        ("memory_bandwidth", '"25 Tb/s"', "was B, bytes, meant?"),
        ("memory_bandwidth", '"200 TB/s (8 GPUs)"', "more than one device"),
        ("memory_bandwidth", '"25 TB/s with cache"', "may not be of DRAM"),
        ("released", '"soon"', "no date"),
        ("released", '"9999-99"', "no date"),
        ("name", '""', "a text is needed"),
        ("name", "3", "a text is needed"),
        ("memory_capacity", '{text = "384 GB", size = 3}', "may have text, halve, value, unit and confirm"),
        ("memory_capacity", "[1]", "write it as a sheet prints it"),
    ],
)
def test_what_is_unclear_is_one_line_with_file_key_and_what_to_do(written, capsys, key, value, said):
    path = written(**{key: value})
    assert main(["chip", path]) == 2
    told = capsys.readouterr().err
    assert told.startswith(path)
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(("key", "value", "peak"), [("halve", "true", 10e15), ("value", '"2e16"', 20e15)])
def test_the_answer_to_a_question_stands_in_its_place(written, key, value, peak):
    table = f'{{text = "20 PFLOP/s with sparsity", {key} = {value}}}'
    assert wall.chip(written(peak_matrix_bf16='"10 PFLOP/s"', peak_matrix_fp8=table)).peak("fp8") == peak


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"name = ", b"[" * 100_000, b"name = 'x'\nname = 'y'"])
def test_a_file_that_is_no_chip_is_one_line(tmp_path, capsys, content):
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    assert main(["chip", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line(tmp_path, capsys):
    assert main(["chip", str(tmp_path / "none.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().err
