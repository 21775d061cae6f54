"""Asking web servers with care: every wait has an end, the busy are asked again later, no body is larger than allowed."""

import queue
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis import RequestError

AGENT = "ai-memory-wall (a data set of hardware numbers with their sources)"
BUSY = (429, 500, 502, 503, 504)  # answers that are worth asking again
FAULTS = (requests.RequestException, HTTPError, OSError, ValueError)  # all that a server, a proxy or an address can bring about
T = TypeVar("T")


class Unreachable(RequestError):
    """No answer, or none that could be read to its end."""


class Unacceptable(RequestError):
    """An answer that is not what was asked for: too large, of another kind, not there."""


@dataclass(frozen=True)
class Limits:
    """How long and how much: seconds for a connection and each read, for the whole request with its retries, bytes of a body."""

    step: float = 20.0
    whole: float = 120.0
    size: int = 50_000_000
    tries: int = 3  # after the first, while the server is busy
    backoff: float = 1.0  # seconds before the second of them, doubled each time
    longest_wait: float = 30.0  # a server that asks for more patience in Retry-After is not asked again in this run


@dataclass(frozen=True)
class Reply:
    """One answer, read to its end."""

    url: str
    status: int
    headers: Mapping[str, str]  # names in any case
    body: bytes

    @property
    def kind(self) -> str:
        """Its media type without parameters, in small letters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class PatientRetry(Retry):
    """Waits as long as a server asks in Retry-After, but never longer than `longest_wait`, after which asking again is rude."""

    longest_wait = 30.0

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        """Sleep as asked; Unreachable where that is longer than allowed."""
        wait = self.get_retry_after(response) or 0.0
        if wait > self.longest_wait:
            raise Unreachable(f"busy ({response.status}), asks to come back in {wait:,.0f} s; try again later")
        return super().sleep_for_retry(response)


def session(limits: Limits) -> requests.Session:
    """A session that asks the busy again, waiting longer each time, and follows at most five redirections."""
    patience = type("Patience", (PatientRetry,), {"longest_wait": limits.longest_wait})
    retry = patience(
        total=limits.tries,
        connect=1,
        read=1,
        backoff_factor=limits.backoff,
        backoff_max=limits.longest_wait,
        status_forcelist=BUSY,
        raise_on_status=False,
    )
    asking = requests.Session()
    asking.headers["User-Agent"] = AGENT
    asking.max_redirects = 5
    for scheme in ("http://", "https://"):
        asking.mount(scheme, HTTPAdapter(max_retries=retry))
    return asking


def bounded(action: Callable[[threading.Event], T], seconds: float) -> T:
    """What `action` returns, Unreachable where that takes longer; name look-up and headers sent drop by drop included.

    A time-out of a socket bounds one read only. So the action runs in a thread of its own, which is left behind at the end of the
    time; the event tells it to stop.
    """
    answers: queue.SimpleQueue[tuple[T] | BaseException] = queue.SimpleQueue()
    stop = threading.Event()

    def run() -> None:
        try:
            answers.put((action(stop),))
        except BaseException as error:
            answers.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise Unreachable(f"no whole answer within {seconds:g} s") from None
    finally:
        stop.set()
    if isinstance(answer, BaseException):
        raise answer
    return answer[0]


def fetch(
    url: str, limits: Limits, headers: Mapping[str, str] | None = None, seen: Callable[[int, int], None] = lambda *_: None
) -> Reply:
    """The document at `url`; `seen` is told bytes read and bytes expected, 0 if unknown. Else Unreachable, Unacceptable."""

    def action(stop: threading.Event) -> Reply:
        with session(limits) as asking, asking.get(url, headers=headers, timeout=limits.step, stream=True) as answer:
            return Reply(answer.url, answer.status_code, answer.headers, _body(answer, limits, seen, stop))

    try:
        return bounded(action, limits.whole)
    except RequestError:
        raise
    except FAULTS as error:
        raise Unreachable(reason(error)) from error


def _body(answer: requests.Response, limits: Limits, seen: Callable[[int, int], None], stop: threading.Event) -> bytes:
    """The body, read piece by piece up to the size allowed; an error page is of no interest."""
    if answer.status_code != 200:
        return b""
    length = answer.headers.get("Content-Length", "")
    expected = int(length) if re.fullmatch(r"\d{1,15}", length) else 0
    if expected > limits.size:
        raise Unacceptable(f"{expected:,} bytes are announced, at most {limits.size:,} are taken")
    pieces, read = [], 0
    for piece in answer.iter_content(65536):
        pieces.append(piece)
        read += len(piece)
        if read > limits.size:
            raise Unacceptable(f"more than {limits.size:,} bytes are sent, no more are taken")
        if stop.is_set():
            break
        seen(read, expected)
    return b"".join(pieces)


def side_by_side(ask: Callable[[str, str], T], documents: Mapping[str, str], workers: int = 8) -> Iterator[T]:
    """What `ask` makes of each (name, address): hosts side by side, the documents of one host one after the other.

    Who stops early waits for what is under way only.
    """
    hosts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, url in documents.items():
        hosts[url.partition("://")[2].partition("/")[0]].append((name, url))
    pool = ThreadPoolExecutor(workers)
    try:
        for answers in pool.map(lambda asked: [ask(*one) for one in asked], hosts.values()):
            yield from answers
    finally:
        pool.shutdown(cancel_futures=True)


def reason(error: BaseException) -> str:
    """A fault of the network in a few words, without addresses of memory and without what the server chose to say."""
    names = {
        "ConnectTimeout": "no connection in time",
        "ReadTimeout": "it stalled",
        "ChunkedEncodingError": "the connection was cut",
        "ContentDecodingError": "its compression is broken",
        "TooManyRedirects": "it redirects in circles",
        "SSLError": "its certificate is not accepted",
        "RetryError": "it stays busy",
    }
    if isinstance(error, requests.ConnectionError) and "timed out" in str(error):
        return names["ReadTimeout"]
    if isinstance(error, requests.ConnectionError) and not isinstance(error, (requests.exceptions.SSLError, requests.Timeout)):
        return "no connection, or it was cut"
    return names.get(type(error).__name__, f"it cannot be read ({type(error).__name__})")


def bar(what: str, done: int, total: int, width: int = 24) -> str:
    """A progress bar on one line: 'hardware [######......] 0.8 of 1.6 MB'; without a total only what is done."""
    if not total:
        return f"{what} {done / 1e6:.1f} MB"
    part = min(done / total, 1.0)
    filled = round(part * width)
    return f"{what} [{'#' * filled}{'.' * (width - filled)}] {done / 1e6:.1f} of {total / 1e6:.1f} MB"


def shown(what: str) -> Callable[[int, int], None]:
    """A function for `fetch` that draws the bar on standard error, at a terminal only, ten times a second at most."""
    last = [0.0]

    def seen(done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and (now - last[0] > 0.1 or done >= total > 0):
            last[0] = now
            print(f"\r{bar(what, done, total)}\033[K", end="", file=sys.stderr, flush=True)

    return seen


def cleared() -> None:
    """Take the bar away."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
