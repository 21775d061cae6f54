"""Pages that rows of ours were taken from: whether what a reader sees on them has changed since they were last looked at."""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import http_cache
from diff import code, cut
from http_cache import Copy, Outcome, today, validators
from http_client import Limits, Reply, fetch

from analysis import RequestError
from analysis.tables import frames

SIZE = 8_000_000  # bytes of a page
UPSTREAM_KINDS = ("dataset", "repository")  # of sources: what rows were carried over from, and what changes in place
FOLLOWED = Path(__file__).with_name("upstream.toml")


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


def followed() -> dict[str, Any]:
    """Where what we compare with lives: tables, files of code, pages of vendors."""
    return tomllib.loads(FOLLOWED.read_text(encoding="utf-8"))


def vendor_pages(by_id: Mapping[str, str]) -> dict[str, str]:
    """Id -> address of the pages on which vendors show their products; RequestError where one has no address."""
    listed = followed()
    ids = [i for vendor in listed["pages"].values() for i in vendor]
    if unknown := [i for i in ids if i not in by_id]:
        raise RequestError(f"{FOLLOWED.name}: {unknown[0]!r} is no source with an address in data/sources.csv; name another")
    return {i: by_id[i] for i in ids} | {page["id"]: page["url"] for page in listed["seen"]}


def chosen_pages(asked: Sequence[str]) -> dict[str, str]:
    """Id -> address of the pages asked for: ids, 'all', 'none', by default vendors' and what rows were carried over from."""
    sources = frames.load("sources")
    sources = sources[sources["url"] != ""]
    by_id = dict(zip(sources["id"], sources["url"], strict=True))
    if not asked:
        return {i: by_id[i] for i in sources["id"][sources["kind"].isin(UPSTREAM_KINDS)]} | vendor_pages(by_id)
    if list(asked) == ["none"]:
        return {}
    known = by_id | vendor_pages(by_id)
    if list(asked) == ["all"]:
        return known
    if unknown := [name for name in asked if name not in known]:
        raise RequestError(f"no source {unknown[0]!r} in data/sources.csv, nor a page in {FOLLOWED.name}")
    return {name: known[name] for name in asked}


def section(outcomes: Sequence[Outcome], limit: int) -> str:
    """What the report says of the pages: changed ones first, unchanged ones counted."""
    changed = [o for o in outcomes if o.state != "unchanged"]
    order = sorted(changed, key=lambda o: (o.state, o.name))
    lines = cut([f"- {code(o.name)}{f' {code(o.copy.url)}' if o.copy else ''}: {o.said}" for o in order], limit)
    return "\n".join([f"## Pages: {len(changed)} to look at, {len(outcomes) - len(changed)} unchanged", "", *lines])
