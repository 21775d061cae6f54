"""Writing: whole or not at all."""

import os

import pytest

from analysis.tables.paths import write


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
