"""Writing: whole or not at all; what is no plain file is written through; what cannot be is said before any work."""

import os
import subprocess
import sys
import threading

import pytest

from analysis.__main__ import main
from analysis.tables.paths import ROOT, write

DRAW = ["draw", "memory/bandwidth", "--out"]


def test_a_file_is_written_whole(tmp_path):
    write(tmp_path / "deep/er/a.txt", "é\n")
    assert (tmp_path / "deep/er/a.txt").read_bytes() == b"\xc3\xa9\n"
    assert os.listdir(tmp_path / "deep/er") == ["a.txt"]


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failing):
    write(tmp_path / "a.txt", "yesterday")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, failing, interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a.txt", "today")
    assert (tmp_path / "a.txt").read_text() == "yesterday"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_link_is_followed(tmp_path):
    write(tmp_path / "real.txt", "yesterday")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write(tmp_path / "link.txt", "today")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "today"


def test_a_pipe_is_written_through(tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write(pipe, "through")
    reader.join(timeout=10)
    assert read == ["through"]
    assert pipe.is_fifo()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_device_is_named_and_stays_a_device(capsys, tmp_path):
    (tmp_path / "wall.svg").symlink_to("/dev/full")
    assert main([*DRAW, str(tmp_path / "wall.svg")]) == 2
    assert "wall.svg" in (told := capsys.readouterr().err) or "/dev/full" in told
    assert "No space left" in told
    assert len(told.splitlines()) == 1
    assert (tmp_path / "wall.svg").is_symlink()


def test_a_limit_on_file_size_loses_nothing_and_is_one_line(tmp_path):
    write(tmp_path / "wall.svg", "yesterday")
    limited = (
        f"import resource, signal; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); signal.signal({25}, signal.SIG_IGN)"
    )
    code = f"{limited}; from analysis.__main__ import main; raise SystemExit(main({[*DRAW, str(tmp_path / 'wall.svg')]!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "wall.svg" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "wall.svg").read_text() == "yesterday"
    assert os.listdir(tmp_path) == ["wall.svg"]


@pytest.mark.parametrize(
    ("out", "said"), [("", "is a folder"), ("a.txt/b.svg", "is no folder"), ("x" * 300 + ".svg", "no name of a file")]
)
def test_what_cannot_be_written_is_said_before_any_work(tmp_path, capsys, monkeypatch, out, said):
    monkeypatch.setattr("analysis.commands.draw.run_draw", lambda options: pytest.fail("it began to work"))
    (tmp_path / "a.txt").write_text("a file")
    with pytest.raises(SystemExit) as refused:
        main([*DRAW, str(tmp_path / out)])
    assert refused.value.code == 2
    assert said in (told := capsys.readouterr().err)
    assert len(told.splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="a pipe of a shell")
def test_a_reader_that_goes_ends_the_command_quietly():
    command = f"{sys.executable} -m analysis list chips | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_an_output_that_cannot_say_a_mark_gets_another(tmp_path):
    run = [sys.executable, "-m", "analysis", "fit", "paper/dram"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
