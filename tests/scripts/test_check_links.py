"""The check of addresses, against a real server on this machine that does what servers do."""

import time

import check_links
import pytest
from http_client import Limits
from served import Handler, serving

QUICK = Limits(step=0.3, whole=1.0, backoff=0.01, longest_wait=1.5)


class Site(Handler):
    """Answers by path."""

    def answer(self) -> None:
        count = self.count()
        match self.path:
            case "/moved":
                self.reply(301, {"Location": "/fine"})
            case "/for-now":
                self.reply(302, {"Location": "/fine"})
            case "/circle":
                self.reply(302, {"Location": "/circle"})
            case "/busy" if count == 1:
                self.reply(429, {"Retry-After": "1"})
            case "/come-back-tomorrow":
                self.reply(429, {"Retry-After": "86400"})
            case "/odd-patience":
                self.reply(503, {"Retry-After": "soon"})
            case "/broken-once" if count == 1:
                self.reply(500)
            case "/no-heads" if self.command == "HEAD":
                self.reply(405)
            case "/heads-are-404" if self.command == "HEAD":
                self.reply(404)
            case "/stall":
                time.sleep(2)
            case "/drip":
                self.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100)
            case "/cut":
                self.connection.close()
            case "/nonsense":
                self.wfile.write(b"\xff\xfe\x00 what is this\r\n\r\n")
            case path if path[1:].isdigit():
                self.reply(int(path[1:]))
            case _:
                self.reply(200)


@pytest.fixture(scope="module")
def base():
    with serving(Site) as (address, _):
        yield address


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/fine", "fine"),
        ("/moved", "moved"),
        ("/for-now", "fine"),
        ("/no-heads", "fine"),
        ("/heads-are-404", "fine"),
        ("/404", "dead"),
        ("/410", "dead"),
        ("/403", "refused"),
        ("/come-back-tomorrow", "refused"),
        ("/broken-once", "fine"),
        ("/500", "unreachable"),
        ("/circle", "unreachable"),
        ("/odd-patience", "unreachable"),
        ("/nonsense", "unreachable"),
        ("/stall", "unreachable"),
        ("/drip", "unreachable"),
        ("/cut", "unreachable"),
    ],
)
def test_an_address_is_told_by_what_it_answers_and_in_time(base, path, state):
    start = time.monotonic()
    (answer,) = check_links.check([base + path], QUICK)
    assert answer.state == state, answer
    assert time.monotonic() - start < QUICK.whole + 1
    if state == "moved":
        assert answer.detail == base + "/fine"


def test_a_busy_server_is_asked_again_when_it_said(base):
    start = time.monotonic()
    (answer,) = check_links.check([base + "/busy"], Limits(step=1, whole=5, backoff=0.01, longest_wait=1.5))
    assert answer.state == "fine"
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1", "http://127.0.0.1:99999/", "http://"])
def test_a_host_that_is_not_there_is_unreachable_and_ends_in_time(url):
    start = time.monotonic()
    (answer,) = check_links.check([url], QUICK)
    assert answer.state == "unreachable"
    assert time.monotonic() - start < QUICK.whole + 1


def test_every_address_is_answered_once(base):
    urls = [f"{base}/{i}" for i in ("a", "b", "404", "c")]
    answers = list(check_links.check(urls, QUICK))
    assert [a.url for a in answers] == urls


def test_the_command_counts_each_kind_apart(base, monkeypatch, capsys):
    paths = ("/fine", "/moved", "/404", "/403", "/cut")
    monkeypatch.setattr(check_links, "addresses", lambda: [base + p for p in paths])
    assert check_links.main(["--timeout", "1"]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "1 fine, 1 moved, 1 dead, 1 refused, 1 unreachable"
    assert f"moved        {base}/moved  {base}/fine" in out
