"""Ask every address in data/sources.csv whether its document is still there: fine, moved, dead and unreachable told apart.

Nothing is written. Documents of one host are asked one after the other, hosts side by side.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from http_client import FAULTS, Limits, Unreachable, bounded, reason, session, side_by_side

from analysis.tables import frames
from analysis.tables.progress import progress

STATES = ("fine", "moved", "dead", "refused", "unreachable")


@dataclass(frozen=True)
class Answer:
    """What one address answered: a state, and why or where to."""

    url: str
    state: str
    detail: str


def ask(url: str, limits: Limits) -> Answer:
    """Ask for the head of a document, or for its first byte where heads are refused; never longer than the limits allow."""
    try:
        return judge(url, bounded(lambda _: _head(url, limits), limits.whole))
    except Unreachable as error:
        return Answer(url, "refused" if str(error).startswith("busy") else "unreachable", str(error))
    except FAULTS as error:
        return Answer(url, "unreachable", reason(error))


def _head(url: str, limits: Limits) -> requests.Response:
    """The answer to HEAD, or to a GET of one byte where that is refused; no body is read."""
    with session(limits) as asking:
        answer = asking.head(url, timeout=limits.step, allow_redirects=True)
        if answer.status_code in (403, 404, 405, 501):  # some servers know no HEAD and say that the page is not there
            answer = asking.get(url, timeout=limits.step, allow_redirects=True, stream=True, headers={"Range": "bytes=0-0"})
            answer.close()
        return answer


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


def check(urls: Iterable[str], limits: Limits = Limits()) -> Iterator[Answer]:  # noqa: B008 - frozen
    """The answer of each address, hosts side by side."""
    return side_by_side(lambda url, _: ask(url, limits), {url: url for url in urls})


def addresses() -> list[str]:
    """The addresses of all sources, at their publishers and where they were read, each once."""
    sources = frames.load("sources")
    return list(dict.fromkeys(url for column in ("url", "read_at", "archived_url") for url in sources[column] if url))


def main(arguments: list[str] | None = None) -> int:
    """Print what is not fine, then the counts; exit 1 where an address is dead."""
    parser = argparse.ArgumentParser(prog="make links", description=__doc__)
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds for each step; four times that for all (default 20)")
    parser.add_argument("--limit", type=int, help="ask only the first so many addresses")
    options = parser.parse_args(arguments)
    urls = addresses()[: options.limit]
    counts = dict.fromkeys(STATES, 0)
    try:
        for answer in progress(check(urls, Limits(step=options.timeout, whole=4 * options.timeout)), len(urls), "addresses"):
            counts[answer.state] += 1
            if answer.state != "fine":
                print(f"{answer.state:12} {answer.url}  {answer.detail}")
    except KeyboardInterrupt:
        print(f"Stopped after {sum(counts.values())} of {len(urls)}.", file=sys.stderr)
    print(", ".join(f"{count} {state}" for state, count in counts.items()))
    return int(counts["dead"] > 0)


if __name__ == "__main__":
    sys.exit(main())
