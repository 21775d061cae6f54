"""Pages that rows of ours were taken from: whether what a reader sees on them has changed since they were last looked at."""

import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import http_cache
from diff import code, cut
from http_cache import Copy, Outcome, today, validators
from http_client import Limits, Reply, fetch

from analysis import RequestError
from analysis.tables import frames

SIZE = 8_000_000  # bytes of a page
UPSTREAM_KINDS = ("dataset", "repository")  # of sources: what rows were carried over from, and what changes in place


class _Words(HTMLParser):
    """Gathers the words of a page, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


def fingerprint(reply: Reply) -> str:
    """A hash that changes when what a reader sees does: of a page's words, of anything else's bytes."""
    if reply.kind not in ("text/html", "application/xhtml+xml"):
        return http_cache.digest(reply.body)
    reader = _Words()
    reader.feed(reply.body.decode("utf-8", errors="replace"))
    return http_cache.digest(" ".join(reader.words).encode())


def refresh_page(name: str, url: str, folder: Path, limits: Limits) -> Outcome:
    """Whether a page has changed since it was last looked at; only its fingerprint is kept."""
    copy = http_cache.load(folder, name, url, with_body=False)
    try:
        reply = fetch(url, limits, copy.conditions if copy else None)
        if reply.status == 304 and copy:
            return Outcome(name, "unchanged", copy, f"unchanged since {copy.read_on}")
        if reply.status != 200:
            return Outcome(name, "faulty", copy, f"the server answers {reply.status}; make links looks closer")
        fresh = Copy(url, today(), *validators(reply), fingerprint(reply))
        http_cache.save(folder, name, fresh, None)
    except RequestError as error:
        return Outcome(name, "cached" if copy else "missing", copy, str(error))
    if copy and copy.sha256 == fresh.sha256:
        return Outcome(name, "unchanged", fresh, f"unchanged since {copy.read_on}")
    return Outcome(name, "new", fresh, f"changed since {copy.read_on}" if copy else "looked at for the first time")


def chosen_pages(asked: Sequence[str]) -> dict[str, str]:
    """Id -> address of the sources asked for: ids, 'all', 'none', or by default those that rows were carried over from."""
    sources = frames.load("sources")
    sources = sources[sources["url"] != ""]
    by_id = dict(zip(sources["id"], sources["url"], strict=True))
    if not asked:
        return {i: by_id[i] for i in sources["id"][sources["kind"].isin(UPSTREAM_KINDS)]}
    if list(asked) in (["all"], ["none"]):
        return by_id if asked[0] == "all" else {}
    if unknown := [name for name in asked if name not in by_id]:
        raise RequestError(f"no source {unknown[0]!r} in data/sources.csv")
    return {name: by_id[name] for name in asked}


def section(outcomes: Sequence[Outcome], limit: int) -> str:
    """What the report says of the pages: changed ones first, unchanged ones counted."""
    changed = [o for o in outcomes if o.state != "unchanged"]
    lines = cut([f"- {code(o.name)}: {o.said}" for o in sorted(changed, key=lambda o: (o.state, o.name))], limit)
    return "\n".join([f"## Pages: {len(changed)} to look at, {len(outcomes) - len(changed)} unchanged", "", *lines])
