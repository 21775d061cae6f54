"""Look what is new upstream: Epoch AI's public tables of hardware and models, and pages named in data/sources.csv.

Downloads what has changed into a cache, compares the tables with ours and reports rows we lack and cells that conflict. Nothing
under data/ is ever written: a person decides. Without a network the copies in the cache are used, and the report says so. Their
data are CC BY 4.0; commit no copy.
"""

import argparse
import datetime as dt
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import http_cache
from diff import code, cut
from http_cache import Copy
from http_client import Limits, Reply, Unacceptable, Unreachable, cleared, fetch, shown, side_by_side
from reconcile_epoch import TABLES, clean, read, reconcile, text

from analysis import RequestError, tables
from analysis.paths import ROOT, write
from analysis.progress import progress

UPSTREAM = {"hardware": "https://epoch.ai/data/ml_hardware.csv", "models": "https://epoch.ai/data/all_ai_models.csv"}
CSV_KINDS = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "binary/octet-stream", "")
PAGE_SIZE = 8_000_000  # bytes of a page
UPSTREAM_KINDS = ("dataset", "repository")  # of sources: what rows were carried over from, and what changes in place
DATED = {"hardware": "Release date", "models": "Publication date"}


@dataclass(frozen=True)
class Outcome:
    """How one download went: its state, the copy in hand and where it lies, what to say."""

    name: str
    state: str  # new, unchanged, cached (not asked or not reached), faulty (the old copy stays), missing
    copy: Copy | None
    said: str
    before: frozenset[str] = frozenset()  # names in the copy that this one replaces

    @property
    def failed(self) -> bool:
        """Whether someone should look: what came was faulty, or there is nothing to work with."""
        return self.state in ("faulty", "missing")


def today() -> str:
    """The day, as copies are dated."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def refresh_table(name: str, url: str, folder: Path, limits: Limits, offline: bool) -> Outcome:
    """Bring the copy of one of their tables up to date; whatever goes wrong, a sound copy in hand stays as it is."""
    file, copy = f"epoch-{name}", http_cache.load(folder, f"epoch-{name}", url)
    if offline:
        return _kept(name, copy, "not asked, --offline")
    try:
        reply = fetch(url, limits, copy.conditions if copy else None, shown(name))
        if reply.status == 304 and copy:
            return Outcome(name, "unchanged", copy, f"unchanged since {copy.read_on}")
        old = _names(http_cache.paths(folder, file)[0].read_bytes()) if copy else frozenset()
        _accept(name, reply, len(old))
        fresh = Copy(url, today(), *validators(reply), http_cache.digest(reply.body))
        http_cache.save(folder, file, fresh, reply.body)
        if copy and copy.sha256 == fresh.sha256:
            return Outcome(name, "unchanged", fresh, f"read again, the same as on {copy.read_on}")
        return Outcome(name, "new", fresh, f"read today, {len(reply.body):,} bytes", old)
    except Unreachable as error:
        return _kept(name, copy, str(error))
    except RequestError as error:
        return Outcome(name, "faulty", copy, f"{error}; {f'the copy of {copy.read_on} is kept' if copy else 'there is no copy'}")
    finally:
        cleared()


def _kept(name: str, copy: Copy | None, why: str) -> Outcome:
    """What is left when there is no answer."""
    if copy is None:
        return Outcome(name, "missing", None, f"{why}; and there is no copy in the cache")
    return Outcome(name, "cached", copy, f"{why}: offline, from the copy of {copy.read_on}")


def _accept(name: str, reply: Reply, rows_before: int) -> None:
    """Raise Unacceptable unless the reply is that table, whole."""
    if reply.status != 200:
        raise Unacceptable(
            f"the server answers {reply.status}{', the address is not right any more' * (reply.status in (404, 410))}"
        )
    if reply.kind not in CSV_KINDS:
        raise Unacceptable(f"it sends {reply.kind[:40]!r}, not CSV")
    try:
        table, _, rows = read(reply.body)
    except RequestError as error:
        raise Unacceptable(str(error)) from error
    if table != name:
        raise Unacceptable(f"it sends the table of {table}")
    if len(rows) < rows_before / 2:
        raise Unacceptable(
            f"it sends {len(rows)} rows where there were {rows_before}, cut short perhaps; delete the copy to accept it"
        )


def _names(data: bytes) -> frozenset[str]:
    """The names of the rows of one of their tables."""
    table, _, rows = read(data)
    return frozenset(row[TABLES[table][0]] for row in rows)


def validators(reply: Reply) -> tuple[str, str]:
    """ETag and Last-Modified of a reply, '' where it has none or they are odd."""
    told = (reply.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    first, second = (value if value.isascii() and value.isprintable() and len(value) < 200 else "" for value in told)
    return first, second


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
    sources = tables.load("sources")
    by_id = dict(zip(sources["id"], sources["url"], strict=True))
    if not asked:
        return {i: by_id[i] for i in sources["id"][sources["kind"].isin(UPSTREAM_KINDS)]}
    if list(asked) in (["all"], ["none"]):
        return by_id if asked[0] == "all" else {}
    if unknown := [name for name in asked if name not in by_id]:
        raise RequestError(f"no source {unknown[0]!r} in data/sources.csv")
    return {name: by_id[name] for name in asked}


def proposals(name: str, path: Path, lacking: Sequence[str], before: frozenset[str]) -> list[str]:
    """Their rows that we lack, the newest first, each with what it says in our terms; those not in the copy before are marked."""
    _, columns, rows = read(path.read_bytes())
    key, wanted = TABLES[name][0], set(lacking)
    date = next((title for title in columns if title.startswith(DATED[name])), None)
    rows = sorted((r for r in rows if r[key] in wanted), key=lambda r: r[date] if date else "", reverse=True)
    told = []
    for row in rows:
        cells = "; ".join(f"{code(title)} {code(row[title])}" for title in columns if row[title])
        new = " **new upstream**" if before and row[key] not in before else ""
        told.append(f"- {code(row[key])}{new}: {cells or 'no number that compares'}")
    return told


def coded(thing: Any) -> Any:
    """`thing` with every text inside it as Markdown code."""
    if isinstance(thing, str):
        return code(thing)
    if isinstance(thing, dict):
        return {key: coded(value) for key, value in thing.items()}
    return [coded(value) for value in thing] if isinstance(thing, list) else thing


def marked(report: Mapping[str, Any]) -> dict[str, Any]:
    """A reconciliation whose texts from their table are Markdown code; our own words stay as they are."""
    theirs = ("close", "undecided", "unreadable", "they_lack")
    conflicts = [c | {k: code(c[k]) for k in ("row", "field", "id")} for c in report["conflicts"]]
    agreements = {code(title): n for title, n in report["agreements"].items()}
    return {**report, **{k: coded(report[k]) for k in theirs}, "conflicts": conflicts, "agreements": agreements, "we_lack": []}


def table_section(outcome: Outcome, folder: Path, limit: int) -> str:
    """What the report says of one table."""
    head = f"## Epoch AI's table of {outcome.name}\n\n{outcome.state}: {outcome.said}."
    if outcome.copy is None:
        return head
    path = http_cache.paths(folder, f"epoch-{outcome.name}")[0]
    report = clean(reconcile(str(path)))
    lacking = proposals(outcome.name, path, report["we_lack"], outcome.before)
    parts = [
        head,
        f"### Rows to consider: {len(lacking)}",
        "Their numbers are no evidence: find the document, then `make new-chip`",
    ]
    parts[-1] += " or `make new-model`."
    parts += ["\n".join(cut(lacking, limit))] if lacking else []
    body = text({**marked(report), "file": f"{outcome.name} of {outcome.copy.read_on}"}, limit)
    return "\n\n".join([*parts, re.sub(r"^(#+) ", r"##\1 ", body, flags=re.MULTILINE)])


def page_section(outcomes: Sequence[Outcome], limit: int) -> str:
    """What the report says of the pages: changed ones first, unchanged ones counted."""
    changed = [o for o in outcomes if o.state != "unchanged"]
    lines = cut([f"- {code(o.name)}: {o.said}" for o in sorted(changed, key=lambda o: (o.state, o.name))], limit)
    return "\n".join([f"## Pages: {len(changed)} to look at, {len(outcomes) - len(changed)} unchanged", "", *lines])


def main(arguments: list[str] | None = None, upstream: Mapping[str, str] = UPSTREAM) -> int:
    """Write the report; exit 1 where a download was faulty or there is nothing to work with, 2 for a wrong request."""
    parser = argparse.ArgumentParser(
        prog="make refresh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--offline", action="store_true", help="ask no server, use the copies in the cache")
    parser.add_argument(
        "--pages", nargs="*", default=[], metavar="ID", help="sources to look at: ids, all, none (default: upstreams)"
    )
    parser.add_argument("--cache", type=Path, default=ROOT / "build/cache", help="folder of the copies (default build/cache)")
    parser.add_argument("--output", type=Path, default=ROOT / "build/refresh.md", help="the report (default build/refresh.md)")
    parser.add_argument("--limit", type=int, default=25, metavar="N", help="lines of a list; 0 for all (default 25)")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for a whole download (default 120)")
    options = parser.parse_args(arguments)
    limits = Limits(step=min(20.0, options.timeout), whole=options.timeout)
    try:
        pages = {} if options.offline else chosen_pages(options.pages)
        found = [refresh_table(name, url, options.cache, limits, options.offline) for name, url in upstream.items()]
        small = Limits(step=limits.step, whole=limits.whole, size=PAGE_SIZE, tries=1)
        asked = side_by_side(lambda name, page: refresh_page(name, page, options.cache, small), pages)
        looks = list(progress(asked, len(pages), "pages"))
    except (RequestError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What was read so far is in the cache; no report was written.", file=sys.stderr)
        return 2
    sections = [table_section(outcome, options.cache, options.limit) for outcome in found]
    sections += [page_section(looks, options.limit)] if pages else []
    write(options.output, "\n\n".join(["# What is new upstream", *sections]) + "\n")
    for outcome in found:
        print(f"{outcome.name}: {outcome.state}, {outcome.said}")
    print(f"pages: {sum(o.state == 'new' for o in looks)} changed or new of {len(looks)}" if pages else "pages: not asked")
    print(f"{options.output}: the report; nothing under data/ was written")
    return int(any(outcome.failed for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
