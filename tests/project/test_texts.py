"""What the texts tell people to type works as it stands there."""

import re
import shlex
import subprocess
import sys

import pytest

from analysis.__main__ import main
from analysis.tables.paths import ROOT

SMALL = [
    "--repeats",
    "3",
    "--elements",
    "4194304",
    "--size",
    "512",
    "--context",
    "16",
    "--seconds",
    "0.01",
]  # of what `measure` times
TEXTS = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))


def typed() -> list[str]:
    """Every line of the shell blocks, without its comment."""
    blocks = [b for t in TEXTS for b in re.findall(r"```sh\n(.*?)```", (ROOT / t).read_text(encoding="utf-8"), re.DOTALL)]
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return list(dict.fromkeys(shlex.join(shlex.split(line, comments=True)) for line in lines if line.strip()))


ANALYSIS = [c for c in typed() if " -m analysis " in c]
MAKE = [c for c in typed() if c.startswith("make ")]


def test_the_first_page_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 200


def test_the_texts_have_commands():
    assert len(ANALYSIS) > 10
    assert MAKE


@pytest.mark.walk
@pytest.mark.parametrize("command", ANALYSIS)
def test_a_command_of_the_texts_runs(command, tmp_path, monkeypatch, capsys):
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)  # where it writes, it writes here
    shorter = SMALL if " measure " in command else []
    assert main([*shlex.split(command.partition(" -m analysis ")[2]), *shorter]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", MAKE)
def test_a_make_target_of_the_texts_is_one(command):
    done = subprocess.run(["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.walk
@pytest.mark.parametrize("script", sorted(p.name for p in (ROOT / "scripts").glob("*.py")))
def test_every_script_says_what_it_does(script):
    text = (ROOT / "scripts" / script).read_text(encoding="utf-8")
    if '__name__ == "__main__"' not in text:
        return
    done = subprocess.run([sys.executable, f"scripts/{script}", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "usage:" in done.stdout
