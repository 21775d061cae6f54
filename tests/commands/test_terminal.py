"""Every answer fits the terminal, every help teaches, and every example in it runs."""

import concurrent.futures
import re
import shlex
from concurrent.futures import Future
from functools import cache

import pytest
from parsers import options, subparsers

from analysis import errata as errors
from analysis.__main__ import main, parser
from analysis.commands import guide
from analysis.evidence import validate
from analysis.measured import serving
from analysis.tables.formats import PRECISIONS
from analysis.tables.paths import ROOT
from analysis.trends import multiverse
from analysis.writing import terminal
from analysis.writing.terminal import terms

SMALL = {"measure": "--repeats 3 --elements 4194304 --size 512 --seconds 0.01"}  # quicker, and the same otherwise
SLOW = ((validate, "check"), (validate, "warnings"), (multiverse, "estimates"), (errors, "errata"), (serving, "serving"))
FILES = {"multiverse"}  # whose answer is a file, to be read by a program
ALONE = re.compile(r"\W*(url\{)?(https?://|@preamble)\S.*")  # what is not broken


class AtOnce:
    """A pool of processes that is none."""

    def __init__(self, *_: object) -> None:
        self.submit = lambda call, *asked: (done := Future()).set_result(call(*asked)) or done

    def __enter__(self) -> "AtOnce":
        return self

    def __exit__(self, *_: object) -> None: ...


def too_wide(text: str, most: int) -> list[str]:
    """The lines that do not fit, an address on a line of its own apart."""
    return [line for line in text.splitlines() if len(line) > most and not ALONE.fullmatch(line.partition("= ")[2] or line)]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder that holds data/, as examples name it, and takes what they write; what takes seconds is computed once a test."""
    for module, name in SLOW:
        monkeypatch.setattr(module, name, cache(getattr(module, name)))
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", AtOnce)
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "datapackage.json").symlink_to(ROOT / "datapackage.json")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", guide.ENTRIES)
def test_every_example_runs_and_its_answer_fits(command, here, monkeypatch, capsys):
    for example in dict.fromkeys(guide.ENTRIES[command].examples):
        words = shlex.split(f"{command} {example} {SMALL.get(command, '')}")
        text = command not in FILES and not {"--json", "latex"} & set(words)
        for width in (80, 100) if text and command != "figures" else (80,):
            monkeypatch.setenv("COLUMNS", str(width))
            assert main(words) == 0, example
            out = capsys.readouterr().out
            assert out, "a command says what it did"
            assert not text or too_wide(out, width) == []


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("command", guide.ENTRIES)
def test_help_fits_and_has_two_examples_and_every_default(command, width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    with pytest.raises(SystemExit):
        main([command, "--help"])
    out = capsys.readouterr().out
    assert too_wide(out, width) == []
    entry = guide.ENTRIES[command]
    assert " ".join(entry.told.split()) in " ".join(out.split())
    assert out.count(f"  {parser().prog} {command}") == len(entry.examples) == 2
    for action in options(subparsers()[command]):
        assert action.help, action.dest
        if action.default not in (None, [], "", ROOT):
            assert re.search(r"\(default:? ", action.help), action.dest
        if (
            action.choices
            and action.dest != "activations"
            and not action.help.startswith(("how many", "whose", "the ground", "FORMAT"))
        ):
            told = action.help.partition("(default")[0]
            unsaid = [choice for choice in action.choices if choice not in told and choice not in PRECISIONS]
            assert not unsaid, (action.dest, unsaid)


def test_every_command_is_in_a_group_and_the_list_of_them_fits(monkeypatch, capsys):
    assert set(subparsers()) == set(guide.ENTRIES)
    for width in (80, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        assert main([]) == 0
        out = capsys.readouterr().out
        assert too_wide(out, width) == []
        assert all(re.search(rf"^  {name} ", out, re.MULTILINE) for name in guide.ENTRIES)
        assert all(title in out for title in guide.GROUPS)


@pytest.mark.parametrize(
    "words",
    ["hindcast", "hindcast memory/bandwidth", "gap --measured", "place data/examples/chip.toml", "list models", "list chips",
     "list figures", "table models", "table evidence", "table headlines", "cite hardware_scaling", "evidence H200"],
)  # fmt: skip
def test_long_answers_fit_too(words, here, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(words.split()) == 0
    assert too_wide(capsys.readouterr().out, 80) == []


def test_without_a_terminal_an_answer_has_a_hundred_columns(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("sys.__stdout__", None)
    assert terminal.width() == 100
    monkeypatch.setenv("COLUMNS", "250")
    assert terminal.width() == 100
    monkeypatch.setenv("COLUMNS", "64")
    assert terminal.width() == 64


ROWS = [
    {"name": "a name of several words", "n": "1,000", "growth": "1.24× (1.03× to 1.49×)", "note": "at 23.3 TB/s, said twice"},
    {"name": "b", "n": "2", "growth": "1.50×", "note": ""},
]


@pytest.mark.parametrize("width", range(40, 101, 4))
def test_a_table_keeps_every_word_at_any_width(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    text = terminal.columns(ROWS)
    assert max(map(len, text.splitlines())) <= width
    for row in ROWS:
        for word in " ".join([*row, *row.values()]).split():
            assert word in text, "no word or number is cut"


def test_numbers_stand_right_and_with_their_units(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    lines = terminal.columns(ROWS, "").splitlines()
    place = lines[0].index("n ")
    assert {line[place] for line in lines if line.startswith(("a name", "b "))} == {"0", "2"}
    assert "23.3 TB/s" in "\n".join(lines)


def test_a_row_becomes_a_block_where_a_table_cannot_be(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    rows = [{f"column {i}": f"word-{i}" * 2 for i in range(9)}]
    assert terminal.columns(rows).splitlines()[0] == "  column 0  word-0word-0"


def test_terms_are_explained_once_and_the_same_everywhere(capsys):
    assert main(["gap"]) == 0
    assert " ".join(terms.explained("CR2").split()) in " ".join(capsys.readouterr().out.split())
