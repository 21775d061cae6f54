"""The check of addresses, against a real server on this machine that does what servers do."""

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analysis.paths import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import check_links


class Server(BaseHTTPRequestHandler):
    """Answers by path."""

    asked: dict[str, int] = {}  # noqa: RUF012 - shared by all requests on purpose

    def answer(self) -> None:
        count = self.asked[self.path] = self.asked.get(self.path, 0) + 1
        match self.path:
            case "/moved":
                self.reply(301, {"Location": "/fine"})
            case "/for-now":
                self.reply(302, {"Location": "/fine"})
            case "/busy" if count == 1:
                self.reply(429, {"Retry-After": "1"})
            case "/broken-once" if count == 1:
                self.reply(500)
            case "/no-heads" if self.command == "HEAD":
                self.reply(405)
            case "/stall":
                time.sleep(3)
            case "/cut":
                self.connection.close()
            case path if path[1:].isdigit():
                self.reply(int(path[1:]))
            case _:
                self.reply(200)

    def reply(self, code: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def base():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/fine", "fine"),
        ("/moved", "moved"),
        ("/for-now", "fine"),
        ("/no-heads", "fine"),
        ("/404", "dead"),
        ("/410", "dead"),
        ("/403", "refused"),
        ("/busy", "fine"),
        ("/broken-once", "fine"),
        ("/500", "unreachable"),
        ("/stall", "unreachable"),
        ("/cut", "unreachable"),
    ],
)
def test_an_address_is_told_by_what_it_answers(base, path, state):
    (answer,) = check_links.check([base + path], timeout=0.5, seconds_between=0.01)
    assert answer.state == state, answer
    if state == "moved":
        assert answer.detail == base + "/fine"


def test_a_host_that_is_not_there_is_unreachable_and_ends_in_time():
    start = time.monotonic()
    (answer,) = check_links.check(["http://127.0.0.1:9/"], timeout=0.5, seconds_between=0.01)
    assert answer.state == "unreachable"
    assert time.monotonic() - start < 10


def test_every_address_is_answered_once(base):
    urls = [f"{base}/{i}" for i in ("a", "b", "404", "c")]
    answers = list(check_links.check(urls, timeout=2, seconds_between=0.01))
    assert [a.url for a in answers] == urls
