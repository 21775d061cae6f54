"""What a change of the data does, as Markdown: rows and cells that differ from a commit, headline numbers before and after.

Both sides are fitted by the code as it is now, so that what moves is the data's doing. Only --output writes a file.
"""

import argparse
import csv
import difflib
import itertools
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_tree import commit, files, lay
from row_drafts import Grid, grid

from analysis import RequestError
from analysis.tables.paths import ROOT, write
from analysis.writing.headline_rates import headlines
from analysis.writing.results.findings import findings
from analysis.writing.tabular import markdown_cell

PATHS = ["data", "datapackage.json"]
LONGEST = 160  # characters shown of a cell


@dataclass(frozen=True)
class TableDiff:
    """What differs in one table: columns, rows by id, and cells as (row, column, before, after)."""

    table: str
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    added: Mapping[str, Mapping[str, str]]
    removed: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.columns_added or self.columns_removed or self.added or self.removed or self.changed)


def code(text: str) -> str:
    """`text` as a Markdown code span, in which nothing is markup, a link, an image or a mention."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    shown = shown if len(shown) <= LONGEST else shown[: LONGEST - 3] + "..."
    if not shown.strip():
        return "(blank)"
    fence = "`" * (max(map(len, re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def word(name: str) -> str:
    """The name of a column, as it is where it is one, as code where a header holds something else."""
    return name if re.fullmatch(r"[a-z0-9_]+", name) else code(name)


def compare(table: str, old: Grid, new: Grid) -> TableDiff:
    """What differs between two states of a table; rows are the same where their first cell, the id, is."""
    before, after = ({row[0]: dict(zip(g.header, row, strict=False)) for row in g.rows if row} for g in (old, new))
    both = [name for name in new.header if name in old.header]
    changed = [
        (key, name, before[key].get(name, ""), row.get(name, ""))
        for key, row in after.items()
        if key in before
        for name in both
        if before[key].get(name, "") != row.get(name, "")
    ]
    return TableDiff(
        table,
        tuple(n for n in new.header if n not in old.header),
        tuple(n for n in old.header if n not in new.header),
        {key: row for key, row in after.items() if key not in before},
        tuple(key for key in before if key not in after),
        tuple(changed),
    )


def table_diffs(old: Path, new: Path) -> list[TableDiff]:
    """The tables that differ, those of either side."""
    found = []
    for name in dict.fromkeys([*_tables(new), *_tables(old)]):
        grids = [_grid(root / name) for root in (old, new)]
        if grids[0] != grids[1]:
            found.append(compare(name, *grids))
    return [d for d in found if not d.is_empty]


def _tables(root: Path) -> list[str]:
    """Paths of the tables that the descriptor under `root` names."""
    try:
        package = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
        return [r["path"] for r in package["resources"] if re.fullmatch(r"data/[a-z0-9_/]+\.csv", r["path"])]
    except FileNotFoundError:
        return []
    except (ValueError, LookupError, TypeError) as error:
        raise RequestError(f"datapackage.json cannot be read: {error}") from error


def _grid(path: Path) -> Grid:
    """The table at `path`, empty where there is none."""
    try:
        return grid(path.read_text(encoding="utf-8")) if path.exists() else Grid((), ())
    except (csv.Error, ValueError) as error:
        raise RequestError(f"{path.name} cannot be read: {error}; make validate says where") from error


def cut(lines: list[str], limit: int) -> list[str]:
    """At most `limit` lines, and how many more there are; 0 is no limit."""
    more = len(lines) - limit
    return [*lines[:limit], f"- and {more} more"] if limit and more > 0 else lines


def told(diff: TableDiff, limit: int) -> Iterator[str]:
    """One table's differences as Markdown lists; lists, because a cell of a table would have to escape its bars."""
    counts = {"added": len(diff.added), "removed": len(diff.removed), "changed": len({key for key, *_ in diff.changed})}
    rows = [f"{n} row{'s' * (n > 1)} {what}" for what, n in counts.items() if n]
    yield f"### {code(diff.table)}: {', '.join(rows) or 'other columns'}"
    yield ""
    yield from (f"- column {code(name)} added" for name in diff.columns_added)
    yield from (f"- column {code(name)} removed" for name in diff.columns_removed)
    rows = [
        f"- added {code(key)}: " + "; ".join(f"{word(name)} {code(cell)}" for name, cell in row.items() if cell and cell != key)
        for key, row in diff.added.items()
    ]
    rows += [f"- removed {code(key)}" for key in diff.removed]
    rows += [f"- {code(key)}, {word(name)}: {code(old)} → {code(new)}" for key, name, old, new in diff.changed]
    yield from cut(rows, limit)
    yield ""


def headline_tables(old: Path, new: Path) -> list[str]:
    """How many headline numbers moved, those before and after, and the others folded away."""
    before = {(h.name, h.selection): h.told for h in headlines(old)}
    after = {(h.name, h.selection): h.told for h in headlines(new)}
    moved: list[str] = []
    still: list[str] = []
    for key in {**after, **before}:
        was, now = before.get(key, "none"), after.get(key, "none")
        row = "| " + " | ".join([code(key[0]), key[1], _cell(was), _cell(now)]) + " |"
        (moved if was.partition(", n")[0] != now.partition(", n")[0] else still).append(row)
    head = ["| Series | Selection | Before | After |", "|:--|:--|:--|:--|"]
    told = f"**{len(moved)} of {len(moved) + len(still)} headline numbers moved.**"
    lines = [f"{told} Growth every two years, 95% interval; both sides fitted by one code.", ""]
    lines += [*head, *moved, ""] if moved else []
    summary = f"<summary>{len(still)} that did not move, but for the number of rows</summary>"
    return [*lines, *(["<details>", summary, "", *head, *still, "", "</details>", ""] if still else [])]


def _cell(text: str) -> str:
    """A growth rate as it is; any other text, which may quote the data, without what could be markup."""
    plain = re.fullmatch(r"[\d.,e+×() ton=]+", text)
    return text if plain or text == "none" else code(re.sub(r"[|\\`]", " ", text))


def sentences(root: Path) -> list[str]:
    """The findings in words, with what becomes of them without each chip and vendor; why not, where the data allow none."""
    try:
        return [f"{found.sentence} {found.numbers} {found.doubts}" for found in findings(root)]
    except (ValueError, LookupError, OSError, ArithmeticError) as error:
        return [f"The findings cannot be told: {error}"]


def marked(before: str, after: str) -> tuple[str, str]:
    """Two sentences as Markdown, the words that differ in bold."""
    texts = before.split(), after.split()
    shown: tuple[list[str], list[str]] = ([], [])
    for kind, *spans in difflib.SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        for words, out, (low, high) in zip(texts, shown, (spans[:2], spans[2:]), strict=True):
            part = markdown_cell(" ".join(words[low:high]))
            out += [f"**{part}**" if kind != "equal" else part] * bool(part)
    return " ".join(shown[0]), " ".join(shown[1])


def finding_list(old: Path, new: Path) -> list[str]:
    """The findings that read otherwise now, before and after."""
    before, after = sentences(old), sentences(new)
    pairs = list(itertools.zip_longest(before, after, fillvalue="none"))
    changed = [(i, marked(*pair)) for i, pair in enumerate(pairs, start=1) if pair[0] != pair[1]]
    lines = [f"### Findings: {len(changed)} of {len(pairs)} read otherwise", ""]
    for number, (was, now) in changed:
        lines += [f"- {number}, before: {was}", f"  <br>after: {now}"]
    return [*lines, ""] if changed else lines


def other_files(old: Path, new: Path) -> list[str]:
    """Names of files beside the tables that differ, the schema and accepted oddities among them; the codebook is generated."""
    known = {*_tables(old), *_tables(new), "data/README.md"}
    found: dict[str, list[bytes]] = {}
    for root in (old, new):
        for path in [root / "datapackage.json", *(root / "data").rglob("*")]:
            name = path.relative_to(root).as_posix()
            if path.is_file() and name not in known:
                found.setdefault(name, []).append(path.read_bytes())
    return sorted(name for name, contents in found.items() if len(contents) != 2 or contents[0] != contents[1])


def page(old: Path, new: Path, since: str, limit: int) -> str:
    """The whole page."""
    diffs, others = table_diffs(old, new), other_files(old, new)
    lines = [f"## What this changes in the data since {code(since)}", ""]
    lines += [f"Other files that differ: {', '.join(map(code, others))}.", ""] if others else []
    if not diffs:
        return "\n".join([*lines, "No row or cell differs, so no headline number does."]) + "\n"
    lines += [*headline_tables(old, new), *finding_list(old, new), *(line for diff in diffs for line in told(diff, limit))]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Print the page; exit 2 where the commit or the data cannot be read."""
    parser = argparse.ArgumentParser(prog="make diff", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ref", nargs="?", default="HEAD", help="commit, branch or tag to compare with (default HEAD)")
    parser.add_argument("--limit", type=int, default=40, metavar="N", help="lines shown of a table; 0 for all (default 40)")
    parser.add_argument("--output", type=Path, help="file to write instead of standard output")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        name = commit(options.ref, options.root)
        with tempfile.TemporaryDirectory() as folder:
            lay(files(name, PATHS, options.root), Path(folder))
            text = page(Path(folder), options.root, f"{options.ref} ({name[:10]})", options.limit)
    except RequestError as error:
        print(error, file=sys.stderr)
        return 2
    if options.output:
        write(options.output, text)
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
