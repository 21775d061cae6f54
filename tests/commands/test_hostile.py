"""Every option of every command with hostile values: done, or refused in a line; never a traceback, nothing a terminal obeys."""

import argparse
import random
import zlib

import pytest
from parsers import options, subparsers

from analysis.__main__ import main

# Words that a command needs before an option is looked at; quick ones.
BASE = {
    "profile": ["llama-3-8b", "--chip", "H100"],
    "place": ["H100"],
    "levers": ["llama-3-8b"],
    "measure": ["--device", "cpu", "--repeats", "1", "--elements", "1000", "--size", "8", "--seconds", "0.001"],
    "chip": ["H100"],
    "evidence": ["H100"],
    "fit": ["memory/bandwidth"],
    "forecast": ["memory/bandwidth", "--at", "2030"],
    "breaks": ["memory/bandwidth"],
    "crossing": ["--quantity", "balance"],
    "decompose": ["--vendor", "NVIDIA"],
    "cite": ["H100"],
    "table": ["growth"],
    "list": ["chips"],
    "draw": ["memory/bandwidth", "--out", "drawn.svg"],
    "rooflines": ["H100", "--out", "drawn.svg"],
}
SLOW = {"figures", "validate", "errata", "case-study", "multiverse", "demand", "hindcast"}  # seconds a call: drawn less often
HOSTILE = [
    "", "  ", "nan", "inf", "-inf", "-1", "0", "-0", "1e400", "9" * 400, "1e-400", "٣", "１２", "a" * 5_000, "../../etc/passwd",
    "/dev/null", ".", "1,000", "%s{}", "=cmd()", "\x1b[31mred", "\u202e", "é×", "\x00", "None", "999999999999", "2.5", "[1]",
    "x.toml", "x.json", "0.0000001", "2031", "1800", "--", "a=b", "vendor=", "=", "a=b=c", "NVIDIA",
]  # fmt: skip


def words(command: str, action: argparse.Action, value: str) -> list[str]:
    """A call with this value for this option, or in place of the first argument."""
    base = BASE.get(command, [])
    if not action.option_strings:
        return [command, value, *base[1:]]
    times = action.nargs if isinstance(action.nargs, int) else 1
    name = action.option_strings[0]
    rest = base[: base.index(name)] + base[base.index(name) + 2 :] if name in base else base
    return [command, *rest, name, *[value] * times]


def call(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Call it, and hold its answer against what is promised."""
    try:
        code = main(asked)
    except SystemExit as refused:
        code = refused.code
    out, err = capsys.readouterr()
    assert code in (0, 2), (asked, err)
    assert "Traceback" not in err
    assert all(c.isprintable() or c in "\n\t" for c in out + err), asked
    if code == 2:
        assert len(err.splitlines()) == 1, (asked, err)


@pytest.mark.parametrize("command", sorted(set(subparsers()) - SLOW))
def test_a_hostile_value_is_an_answer_or_a_refusal(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = random.Random(zlib.crc32(command.encode()))
    for action in options(subparsers()[command]):
        for value in rng.sample(HOSTILE, 1 if action.choices else 3):
            call(words(command, action, value), capsys)


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(subparsers()))
def test_every_hostile_value_is_an_answer_or_a_refusal(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for action in options(subparsers()[command]):
        for value in HOSTILE[:4] if action.choices else HOSTILE:
            call(words(command, action, value), capsys)


def test_no_command_at_all_and_an_unknown_one_are_refused(capsys):
    call([], capsys)
    call(["\x1b[31m"], capsys)
