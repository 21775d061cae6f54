"""Asking for a new row, one column after the other, with the schema's own words; a slip is told at once and asked again."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from row_drafts import Draft, Grid, fields, grid, refuse_duplicates, refuse_known_source, spelt

from analysis import RequestError
from analysis.evidence import publishers
from analysis.evidence.printed_cell import Cells, Told, bracketed, flag, read, slug, suggested_id

SKIPPED = ("id", "verification")
T = TypeVar("T")


class Left(Exception):
    """The person left before the last answer; `draft` is what was said."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("left")
        self.draft = draft


def interview(table: str, root: Path) -> Draft:
    """A draft from a person's answers; Left where the person leaves."""
    print("Blank where the document does not say. Numbers as printed, with their unit: 3.35 TB/s, 90.5 [TFLOPS]. Ctrl-C leaves.")
    texts: Cells = {}
    told: dict[str, Told] = {}
    sources: list[Cells] = []
    try:
        ask_columns(table, root, texts, told, sources)
        return Draft(table, texts, told, tuple(sources), ask_id(table, texts, root))
    except (EOFError, KeyboardInterrupt):
        raise Left(Draft(table, texts, told, tuple(sources))) from None


def ask_columns(table: str, root: Path, texts: Cells, told: dict[str, Told], sources: list[Cells]) -> None:
    """Fill `texts`, `told` and `sources` with a person's answers, one column after the other."""
    known, there = fields(table, root), grid((root / f"data/{table}.csv").read_text(encoding="utf-8"))
    source, new = ask_source(root, "Document (its address, or an id of data/sources.csv): ")
    sources += [new] if new else []
    locator = ask("Where in it (page, table, heading): ")
    for name, field in known.items():
        if name in SKIPPED or name.endswith(("_precision", "source_id")):
            continue
        if name == "released_on_meaning" and "released_on" not in told:
            continue
        if field["type"] not in ("number", "integer", "date"):
            if answer := ask_text(name, field, partial(new_text, table, name, known[name], there)):
                texts[name] = answer
            continue
        found = ask_measured(field, Told("", source, locator))
        if found and field["type"] == "date":  # a data sheet seldom prints its own release date
            other, new = ask_source(root, "  printed in which document (blank: the same): ", source, sources)
            sources += [new] if new else []
            found = replace(found, source=other, locator=locator if other == source else ask("  where in it: "))
        if found:
            told[name] = found


def new_text(table: str, name: str, field: dict[str, Any], there: Grid, text: str) -> str:
    """A text as the table spells it; RequestError at once where the name is in the table already, or is spelt another way."""
    if name == "name":
        refuse_duplicates(table, {"id": "", "name": text}, there)
    return spelt(name, text, field, there)


def ask_reason(column: str, doubts: Sequence[str]) -> str:
    """Why a number that is asked about is right; KeyboardInterrupt where the person says that it is not."""
    if not ask(f"{column}: {'; '.join(doubts)}\n  You looked again, and it is right? (y/n): ").lower().startswith("y"):
        raise KeyboardInterrupt

    def taken(answer: str) -> str:
        if not answer:
            raise RequestError("a word on how you know, for the next reader")
        return answer

    return until("  Why: ", taken)


def ask(prompt: str) -> str:
    """An answer on one line, blanks folded."""
    return " ".join(input(prompt).split())


def until(prompt: str, taken: Callable[[str], T]) -> T:
    """What `taken` makes of an answer; where it raises RequestError, that is said and asked again."""
    while True:
        answer = ask(prompt)
        try:
            return taken(answer)
        except RequestError as error:
            print(f"  {error}")


def ask_text(name: str, field: dict[str, Any], settled: Callable[[str], str] = str) -> str:
    """A plain text as `settled` makes it, one of those allowed, never blank where the schema asks for one."""
    rules = field.get("constraints", {})
    allowed = rules.get("enum", [])

    def taken(answer: str) -> str:
        if not answer and (rules.get("required") or name == "released_on_meaning"):
            raise RequestError("this one is needed")
        answer = settled(answer) if answer else answer
        if answer and allowed and answer not in allowed:
            raise RequestError(f"one of {', '.join(allowed)}")
        return answer

    choice = f" One of {', '.join(allowed)}." if allowed else ""
    return until(f"{flag(name)} ({field['description'].rstrip('.')}.{choice}): ", taken)


def ask_measured(field: dict[str, Any], empty: Told) -> Told | None:
    """A number or date as printed, with what is needed to read it; None where it is not said."""

    def taken(answer: str) -> Told | None:
        if not answer:
            if field.get("constraints", {}).get("required"):
                raise RequestError("this one is needed")
            return None
        text, unit = bracketed(answer)
        told = replace(empty, text=text, unit=unit)
        if field["name"].startswith("peak_") and re.search(r"spars|\*", text, re.IGNORECASE):
            sparse = ask("  Does the figure count structured sparsity, so that half of it is dense? (y/n): ")
            told = replace(told, halve=sparse.lower().startswith("y"))
            if "spars" in text.lower() and not told.halve:
                told = replace(told, value=ask("  Then which number is the dense one, in base units, as 9.895e14: "))
        return settled(field, told)

    return until(f"{flag(field['name'])} ({field['description'].rstrip('.')}. As printed): ", taken)


def settled(field: dict[str, Any], told: Told) -> Told:
    """`told` with the number chosen where the text states several; RequestError where it states none."""
    try:
        cell = read(field, told)
    except RequestError as error:
        if "say which" not in str(error):
            raise
        print(f"  {error}")
        return settled(field, replace(told, value=ask("  Which one: ")))
    print(f"  = {cell.value}{' (' + cell.derivation + ')' if cell.derivation else ''}")
    return told


def ask_source(root: Path, prompt: str, default: str = "", made: Sequence[Cells] = ()) -> tuple[str, Cells | None]:
    """The id of a document, and its line of data/sources.csv where it is new, neither there nor `made` a moment ago."""
    documents = grid((root / "data/sources.csv").read_text(encoding="utf-8"))
    documents = documents.with_rows(0, made)
    by_url = {url: d["id"] for d in documents.records() for url in (d["url"], d["read_at"]) if url}
    known_ids, among = set(documents.column("id")), publishers.known(root)

    def taken(answer: str) -> tuple[str, Cells | None]:
        if not answer and default:
            return default, None
        if answer in by_url or answer in known_ids:
            return by_url.get(answer, answer), None
        if not re.fullmatch(r"https?://\S+", answer):
            raise RequestError(f"{answer!r} is neither an id of data/sources.csv nor an address")
        known = fields("sources", root)
        source = {"url": answer} | {name: ask_text(name, known[name]) for name in ("title", "publisher", "kind")}
        if source["publisher"] not in among and not publishers.at_home(answer, source["publisher"], source["kind"], among):
            source["role"] = ask_role(source["publisher"])
        source["accessed_on"] = ask("accessed-on (Day you read it, as 2026-01-31; blank: unknown): ")
        wanted = slug(f"{source['publisher']} {source['title']}")
        source["id"] = ask(f"  a short id [{wanted}]: ") or wanted
        refuse_known_source(source, documents)
        return source["id"], source

    return until(prompt, taken)


def ask_role(publisher: str) -> str:
    """What a publisher is that data/publishers.csv does not have yet; its host is that of the document."""
    roles = ("maker", "standards body", "reporter")

    def taken(answer: str) -> str:
        if answer not in roles:
            raise RequestError(f"one of {', '.join(roles)}")
        return answer

    return until(f"  {publisher} is new: maker of what it writes of, standards body, or reporter of what others make: ", taken)


def ask_id(table: str, texts: Cells, root: Path) -> str:
    """The id of the row, the suggested one for a blank; RequestError at once where the device or model is there already."""
    there, wanted = grid((root / f"data/{table}.csv").read_text(encoding="utf-8")), suggested_id(table, texts)

    def taken(answer: str) -> str:
        refuse_duplicates(table, texts | {"id": answer or wanted}, there)
        return answer or wanted

    return until(f"id [{wanted}]: ", taken)
