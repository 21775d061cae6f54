"""Look what is new upstream: Epoch AI's public tables, pages of vendors, code whose tables of peaks are compared with ours.

scripts/upstream.toml says where they are. Downloads what has changed into a cache, compares the tables with ours and reports rows
we lack, cells that conflict, pages that changed, and entries of the census that do not stand in their file any more. Nothing
under data/ is ever written: a person decides. Without a network the copies in the cache are used, and the report says so. Their
data are CC BY 4.0; commit no copy.
"""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import http_cache
import pages
from census import today as census
from census.today import Look
from diff import code, cut
from http_cache import Copy, Outcome, today, validators
from http_client import Limits, Reply, Unacceptable, Unreachable, cleared, fetch, shown, side_by_side
from reconcile_epoch import TABLES, clean, read, reconcile, text

from analysis import RequestError
from analysis.tables.paths import ROOT, write
from analysis.tables.progress import progress

UPSTREAM: Mapping[str, str] = pages.followed()["tables"]
CODE: str = pages.followed()["code"]["address"]
CSV_KINDS = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "binary/octet-stream", "")
DATED = {"hardware": "Release date", "models": "Publication date"}


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


def options(arguments: list[str] | None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="make refresh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--offline", action="store_true", help="ask no server, use the copies in the cache")
    parser.add_argument(
        "--pages", nargs="*", default=[], metavar="ID", help="pages to look at: ids, all, none (default: vendors, upstreams)"
    )
    parser.add_argument("--no-code", action="store_true", help="do not read the files of the census")
    parser.add_argument("--cache", type=Path, default=ROOT / "build/cache", help="folder of the copies (default build/cache)")
    parser.add_argument("--output", type=Path, default=ROOT / "build/refresh.md", help="the report (default build/refresh.md)")
    parser.add_argument("--limit", type=int, default=25, metavar="N", help="lines of a list; 0 for all (default 25)")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for a whole download (default 120)")
    return parser.parse_args(arguments)


Found = tuple[list[Outcome], list[Outcome], list[Look]]


def refresh(asked: argparse.Namespace, upstream: Mapping[str, str], pattern: str) -> Found:
    """How the downloads of the tables, the looks at the pages and at the files of the census went."""
    limits = Limits(step=min(20.0, asked.timeout), whole=asked.timeout)
    wanted = {} if asked.offline else pages.chosen_pages(asked.pages)
    found = [refresh_table(name, url, asked.cache, limits, asked.offline) for name, url in upstream.items()]
    small = replace(limits, size=pages.SIZE, tries=1)
    looks = side_by_side(lambda name, page: pages.refresh_page(name, page, asked.cache, small), wanted)
    seen = list(progress(looks, len(wanted), "pages"))
    rows = {} if asked.offline or asked.no_code else census.files()
    files = census.addresses(rows, pattern)
    short = replace(limits, size=census.SIZE, tries=1)
    read = side_by_side(lambda name, url: census.look(name, url, rows[name], asked.cache, short), files)
    return found, seen, list(progress(read, len(files), "files"))


def report(asked: argparse.Namespace, found: Sequence[Outcome], looks: Sequence[Outcome], code_looks: Sequence[Look]) -> None:
    """Write the report, and say in short what is in it."""
    sections = [table_section(outcome, asked.cache, asked.limit) for outcome in found]
    sections += [pages.section(looks, asked.limit)] if looks else []
    sections += [census.section(code_looks, asked.limit)] if code_looks else []
    write(asked.output, "\n\n".join(["# What is new upstream", *sections]) + "\n")
    for outcome in found:
        print(f"{outcome.name}: {outcome.state}, {outcome.said}")
    print(f"pages: {sum(o.state == 'new' for o in looks)} changed or new of {len(looks)}" if looks else "pages: not asked")
    gone = sum(len(look.gone) for look in code_looks)
    print(f"code: {gone} entries do not stand any more in {len(code_looks)} files" if code_looks else "code: not asked")
    print(f"{asked.output}: the report; nothing under data/ was written")


def main(arguments: list[str] | None = None, upstream: Mapping[str, str] = UPSTREAM, pattern: str = CODE) -> int:
    """Write the report; exit 1 where a download was faulty or there is nothing to work with, 2 where that cannot be done."""
    asked = options(arguments)
    try:
        found, looks, read = refresh(asked, upstream, pattern)
        report(asked, found, looks, read)
    except (RequestError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What was read so far is in the cache; no report was written.", file=sys.stderr)
        return 2
    return int(any(outcome.failed for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
