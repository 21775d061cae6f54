"""Ask every address in data/sources.csv whether its document is still there: fine, moved, dead and unreachable told apart.

Nothing is written. Documents of one host are asked one after the other, hosts side by side.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis import tables

STATES = ("fine", "moved", "dead", "refused", "unreachable")
AGENT = "ai-memory-wall link check (a data set of hardware numbers with their sources)"


@dataclass(frozen=True)
class Answer:
    """What one address answered: a state, and why or where to."""

    url: str
    state: str
    detail: str


def session(seconds_between: float = 1.0) -> requests.Session:
    """A session that tries again, waiting longer each time, when a server is busy (429, 5xx) and heeds Retry-After."""
    retry = Retry(total=3, backoff_factor=seconds_between, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False)
    asking = requests.Session()
    asking.headers["User-Agent"] = AGENT
    for scheme in ("http://", "https://"):
        asking.mount(scheme, HTTPAdapter(max_retries=retry))
    return asking


def ask(url: str, asking: requests.Session, timeout: float) -> Answer:
    """Ask for the head of a document, or for its first bytes where heads are refused; never more than `timeout` a step."""
    try:
        answer = asking.head(url, timeout=timeout, allow_redirects=True)
        if answer.status_code in (403, 405, 501):
            answer = asking.get(url, timeout=timeout, allow_redirects=True, stream=True, headers={"Range": "bytes=0-0"})
            answer.close()
    except requests.RequestException as error:
        return Answer(url, "unreachable", f"{type(error).__name__}")
    return judge(url, answer)


def judge(url: str, answer: requests.Response) -> Answer:
    """What an answer means for the address."""
    code = answer.status_code
    if code in (404, 410):
        return Answer(url, "dead", f"{code}")
    if code in (401, 403, 429, 451):
        return Answer(url, "refused", f"{code}, the document may be there")
    if code >= 400:
        return Answer(url, "unreachable", f"{code}")
    lasting = any(step.status_code in (301, 308) for step in answer.history)
    if lasting and answer.url.rstrip("/") != url.rstrip("/"):
        return Answer(url, "moved", answer.url)
    return Answer(url, "fine", f"{code}")


def check(urls: Iterable[str], timeout: float = 20.0, workers: int = 8, seconds_between: float = 1.0) -> Iterator[Answer]:
    """The answer of each address, hosts side by side, in the order in which they come."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(url).netloc].append(url)

    def one_host(addresses: list[str]) -> list[Answer]:
        with session(seconds_between) as asking:
            return [ask(url, asking, timeout) for url in addresses]

    with ThreadPoolExecutor(workers) as pool:
        for answers in pool.map(one_host, hosts.values()):
            yield from answers


def main() -> int:
    """Print what is not fine, then the counts; exit 1 where an address is dead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds for each step (default 20)")
    parser.add_argument("--limit", type=int, help="ask only the first so many addresses")
    options = parser.parse_args()
    urls = list(dict.fromkeys(tables.load("sources")["url"]))[: options.limit]
    counts = dict.fromkeys(STATES, 0)
    for number, answer in enumerate(check(urls, options.timeout), start=1):
        counts[answer.state] += 1
        if answer.state != "fine":
            print(f"{answer.state:12} {answer.url}  {answer.detail}")
        if sys.stderr.isatty():
            print(f"\r{number} of {len(urls)}", end="", file=sys.stderr)
    print(", ".join(f"{count} {state}" for state, count in counts.items()))
    return int(counts["dead"] > 0)


if __name__ == "__main__":
    sys.exit(main())
