"""A real HTTP server on loopback for tests, that does what servers do, faults included."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Counts what is asked by path and answers with `answer`, which tests fill in."""

    server: "Server"

    def count(self) -> int:
        """How often this path was asked, this time included."""
        self.server.asked[self.path] = self.server.asked.get(self.path, 0) + 1
        return self.server.asked[self.path]

    def reply(self, code: int, headers: Mapping[str, str] | None = None, body: bytes = b"", length: int | None = None) -> None:
        """Send an answer; `length` announces another length than the body has."""
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def drip(self, what: bytes, every: float = 0.1) -> None:
        """Send a byte now and then for as long as anybody listens, so that no single read ever times out."""
        try:
            for byte in what * 1000:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(every)
        except OSError:
            self.close_connection = True

    def answer(self) -> None:
        raise NotImplementedError

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A server with its own count of requests; threads of a test that is over do not hold up the rest."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[Handler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.asked: dict[str, int] = {}
        self.headers_seen: list[Mapping[str, str]] = []

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the test."""


@contextmanager
def serving(handler: type[Handler]) -> Iterator[tuple[str, Server]]:
    """The address of a running server, and the server."""
    server = Server(handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server
    finally:
        server.shutdown()
        server.server_close()
