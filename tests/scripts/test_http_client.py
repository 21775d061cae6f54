"""The client of web servers: nothing waits for ever, hosts are asked side by side, progress is a bar."""

import time

import pytest
from http_client import Limits, Unreachable, bar, bounded, fetch, side_by_side

QUICK = Limits(step=0.3, whole=1.2, backoff=0.01)


def test_what_never_ends_is_left_behind_and_told_to_stop():
    stopped = []

    def waits(stop) -> None:
        stop.wait(5)
        stopped.append(stop.is_set())

    start = time.monotonic()
    with pytest.raises(Unreachable, match=r"within 0.2 s"):
        bounded(waits, 0.2)
    time.sleep(0.1)
    assert stopped == [True]
    assert time.monotonic() - start < 1


def test_what_an_action_returns_or_raises_comes_through():
    assert bounded(lambda _: 7, 1) == 7
    with pytest.raises(ZeroDivisionError):
        bounded(lambda _: 1 / 0, 1)


def test_a_host_that_is_not_there_is_told_in_time(tmp_path):
    start = time.monotonic()
    with pytest.raises(Unreachable, match="no connection"):
        fetch("http://127.0.0.1:9/", QUICK)
    assert time.monotonic() - start < QUICK.whole + 0.5


def test_hosts_are_asked_side_by_side_and_who_stops_early_does_not_wait_for_the_rest():
    asked = []

    def ask(name: str, url: str) -> str:
        asked.append(name)
        time.sleep(0.1)
        return name

    documents = {f"{host}{i}": f"http://{host}/{i}" for host in "abcdefghij" for i in range(3)}
    start = time.monotonic()
    answers = side_by_side(ask, documents, workers=2)
    assert [next(answers) for _ in range(3)] == ["a0", "a1", "a2"]
    answers.close()
    assert time.monotonic() - start < 1.0
    assert len(asked) < 15


def test_the_bar_says_how_much_of_how_much():
    assert bar("hardware", 500_000, 1_000_000, 10) == "hardware [#####.....] 0.5 of 1.0 MB"
    assert bar("hardware", 2_000_000, 0) == "hardware 2.0 MB"
    assert bar("hardware", 9, 3, 4).count("#") == 4
