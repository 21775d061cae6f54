"""The census of peaks as text: what agrees and what differs, by repository, by chip and by cause."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from ...evidence.peak_census import AGREES, OPEN, SETTLED, VERDICTS, Entry, census
from ...tables import frames
from ...tables.errors import RequestError
from ...tables.naming import slug
from ...tables.paths import ROOT
from ...tables.units import quantity, significant
from .. import report
from ..terminal import breakable, columns, paragraph

GROUPS = {"repository": "repository", "chip": "accelerator_id"}
OTHER = ("other document",)


def differs(entry: Entry) -> bool:
    """Whether an entry is a number that no document of ours prints for that chip and format."""
    return entry.verdict not in SETTLED


def called(entry: Entry) -> str:
    """What the file calls the chip: 'H100 NVL', 'neuron trn1', 'h800, nvl'."""
    return f"{entry.entry} {entry.variant}".strip().replace('"', "")


def address(entry: Entry) -> str:
    """The line of the file at the commit where it was read."""
    return f"https://github.com/{entry.repository}/blob/{entry.commit}/{entry.path}#L{entry.line}"


def chosen(repository: str = "", chip: str = "", root: Path = ROOT) -> tuple[Entry, ...]:
    """The entries of repositories and chips with these letters in their names; RequestError where there is none."""
    found = tuple(e for e in census(root) if _has(repository, e.repository) and _has(chip, f"{e.accelerator_id} {called(e)}"))
    if not found:
        raise RequestError("no entry of the census is of that repository and chip; `census` alone lists the repositories")
    return found


def _has(wanted: str, name: str) -> bool:
    """Whether a name has these letters, in any spelling of case and blanks."""
    return slug(wanted).replace("-", "") in slug(name).replace("-", "")


def grouped(entries: Iterable[Entry], by: str) -> pd.DataFrame:
    """Per repository or chip: entries, how many agree, what another document prints, what differs, what is not decided."""
    groups: dict[str, Counter[str]] = {}
    for entry in entries:
        groups.setdefault(getattr(entry, GROUPS[by]) or "no row of ours", Counter())[entry.verdict] += 1
    rows = [
        {
            by: name,
            "entries": sum(n.values()),
            "agree": n[AGREES] + n["rounding"],
            "other document": n["other document"],
            "differ": sum(n[v] for v in n if v not in SETTLED),
            "not decided": n[OPEN],
        }
        for name, n in groups.items()
    ]
    return pd.DataFrame(rows).sort_values(["differ", "entries", by], ascending=[False, False, True], ignore_index=True)


def text(entries: Sequence[Entry], by: str) -> str:
    """The groups, then each entry that differs: where it stands, what it says, what we have, and the likely cause."""
    apart = sorted(filter(differs, entries), key=lambda e: (getattr(e, GROUPS[by]), e.path, e.line))
    told = "\n".join(
        paragraph(breakable(f"{e.repository} {e.path}:{e.line}"), "", "  ") + f"\n{paragraph(_told(e), '  ')}" for e in apart
    )
    heads = columns(grouped(entries, by).astype(str).to_dict("records"), "")
    return "\n\n".join(filter(None, (heads, told, paragraph(_counted(entries)))))


def _unit(entry: Entry) -> str:
    return {"op_per_s": "op/s", "flop_per_s": "FLOP/s"}.get(entry.quantity, "byte/s")


def _told(entry: Entry) -> str:
    """'H100 bf16: 1.98 PFLOP/s, here 989 TFLOP/s, 2.00 times: with sparsity (twice the dense 9.894e14)'."""
    ours = f", here {quantity(entry.ours, _unit(entry))}, {significant(entry.ratio)} times" if entry.ours and entry.ratio else ""
    why = f" ({'; '.join(filter(None, (entry.cause, entry.note)))})" if entry.cause or entry.note else ""
    what = entry.format or "memory bandwidth"
    return f"{called(entry)} {what}: {quantity(entry.value, _unit(entry))}{ours}: {entry.verdict}{why}"


def _counted(entries: Sequence[Entry]) -> str:
    """'1,195 entries of 36 repositories: ...'."""
    counts = Counter(e.verdict for e in entries)
    told = ", ".join(f"{counts[v]:,} {v}" for v in VERDICTS if counts[v])
    return f"{len(entries):,} entries of {len({e.repository for e in entries})} repositories: {told}."


def record(entries: Sequence[Entry]) -> dict[str, Any]:
    """All of it for JSON: counts, groups, every entry with its address."""
    return {
        "entries_count": len(entries),
        "repositories_count": len({e.repository for e in entries}),
        "verdicts": {v: n for v in VERDICTS if (n := sum(e.verdict == v for e in entries))},
        "meanings": dict(VERDICTS),
        "repositories": grouped(entries, "repository").to_dict("records"),
        "chips": grouped(entries, "chip").to_dict("records"),
        "entries": [asdict(e) | {"differs": differs(e), "url": address(e)} for e in entries],
    }


def summary(root: Path = ROOT) -> str:
    """What came of the census in a paragraph and a table of causes, in Markdown."""
    entries = census(root)
    decided = [e for e in entries if e.verdict != OPEN]
    apart = [e for e in decided if differs(e)]
    told = [
        f"Tables of {_repositories(entries)} public repositories were read: {len(entries):,} numbers, each in its file at one"
        " commit, and all of them twice.",
        f"Of these {len(decided):,} have a number here to compare with.",
        f"The same number stands in {_share(decided, (AGREES, 'rounding'))}.",
        f"Another document prints what {_share(decided, OTHER)} say.",
        f"The other {len(apart)} ({len(apart) / len(decided):.0%}) differ, in {_repositories(apart)} repositories.",
        *_doubled(apart),
    ]
    return "\n".join([" ".join(told), "", table(_causes(apart))])


def _repositories(entries: Iterable[Entry]) -> int:
    """How many there are."""
    return len({e.repository for e in entries})


def _share(entries: Sequence[Entry], verdicts: Sequence[str]) -> str:
    """'924 (87%)' of the entries have one of these verdicts."""
    count = sum(e.verdict in verdicts for e in entries)
    return f"{count:,} ({count / len(entries):.0%})"


def sparse(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that are a rate with sparsity, of their own chip or of another."""
    return [e for e in entries if e.verdict == "with sparsity" or e.cause.endswith("with sparsity")]


def _doubled(apart: Sequence[Entry]) -> tuple[str, str]:
    """How many take a rate with sparsity for the peak."""
    found = sparse(apart)
    return (
        f"Structured sparsity is counted as speed in {len(found)} of them, in {_repositories(found)} repositories.",
        "A utilisation that is divided by such a peak comes out half as high.",
    )


def _causes(apart: Sequence[Entry]) -> pd.DataFrame:
    """Each verdict that differs: what it means, how many, in how many repositories, an example."""
    rows = []
    for verdict in (v for v in VERDICTS if v not in SETTLED):
        found = [e for e in apart if e.verdict == verdict]
        if found:
            most, _ = Counter(e.repository for e in found).most_common(1)[0]
            first = next(e for e in found if e.repository == most)
            rows.append(
                {
                    "Verdict": verdict,
                    "Meaning": VERDICTS[verdict],
                    "Entries": len(found),
                    "Repositories": _repositories(found),
                    "For example": f"[{_short(first)}]({address(first)})",
                }
            )
    return pd.DataFrame(rows)


def _short(entry: Entry) -> str:
    """'MADE_H100 bf16, 2 times ours', safe inside a link."""
    told = f"{called(entry)} {entry.format or 'bandwidth'}, {significant(entry.ratio or 0)} times ours"
    return report.markdown_text(told)


def table(frame: pd.DataFrame) -> str:
    """A Markdown table: links stay links, all other cells are escaped."""
    shown = frame.map(lambda cell: str(cell) if str(cell).startswith("[") else report.markdown_text(str(cell)))
    rows = [" | ".join(row) for row in shown.to_numpy()]
    return "\n".join([f"| {' | '.join(frame.columns)} |", "|" + ":--|" * frame.shape[1], *(f"| {row} |" for row in rows)])


def by_repository(root: Path = ROOT) -> str:
    """Every repository with its counts, in Markdown."""
    frame = grouped(census(root), "repository")
    frame["repository"] = [f"[{name}](https://github.com/{name})" for name in frame["repository"]]
    return table(frame.rename(columns=str.capitalize))


def apart_table(root: Path = ROOT) -> str:
    """Every entry that differs, in Markdown."""
    rows = [_line(e) for e in census(root) if differs(e)]
    return table(pd.DataFrame(rows))


def _line(entry: Entry) -> Mapping[str, str]:
    """One entry of that table."""
    return {
        "Where": f"[{entry.repository}]({address(entry)})",
        "Entry": called(entry),
        "Of": entry.format or "bandwidth",
        "There": quantity(entry.value, _unit(entry)),
        "Here": quantity(entry.ours, _unit(entry)) if entry.ours else "",
        "Times": significant(entry.ratio) if entry.ratio else "",
        "Verdict": ": ".join(filter(None, (entry.verdict, entry.cause))) + (f" ({entry.note})" if entry.note else ""),
    }


def sentence(root: Path = ROOT) -> str:
    """The census in one sentence."""
    decided = [e for e in census(root) if e.verdict != OPEN]
    apart = [e for e in decided if differs(e)]
    return (
        f"Of {len(decided):,} peaks and bandwidths in {_repositories(decided)} public repositories, {len(apart)} differ"
        f" from every document here, {len(sparse(apart))} by counting sparsity."
    )


def renewed(root: Path = ROOT) -> str:
    """data/peak_tables.csv with verdict and cause as they are computed now."""
    found = {e.id: e for e in census(root)}
    table = frames.texts("peak_tables", root)
    table["verdict"] = [found[i].verdict for i in table["id"]]
    table["cause"] = [found[i].cause for i in table["id"]]
    return table.to_csv(index=False, lineterminator="\n")
