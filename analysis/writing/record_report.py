"""Forecasts on record and how they have done, as people and programs read them."""

from pathlib import Path
from typing import Any

from ..tables.paths import ROOT
from ..wall import on_record
from ..wall.on_record import Asked, Score
from .terminal import columns, paragraph, terms

Record = dict[str, Any]


def record(root: Path = ROOT) -> Record:
    """The keys of `score --json`: `frozen`, each file with its forecasts, and `paper_lines`, raw and widened."""
    frozen = []
    for path in on_record.files(root):
        content, found = on_record.read(path), on_record.score_file(path, root)
        head = {k: content[k] for k in ("issued", "issued_on", "data_version", "data_sha256", "sha256", "view", "intervals")}
        total = on_record.total([s for _, s in found])
        forecasts = [_scored(asked, scores) for asked, scores in found]
        frozen.append({"file": f"{on_record.FOLDER}/{path.name}", **head, "total": _score(total), "forecasts": forecasts})
    lines = [
        {"line": name, "calibrated": widened, **_scored(asked, scores)}
        for name, asked, widened, scores in on_record.paper_lines(root)
    ]
    return {"frozen": frozen, "paper_lines": lines}


def _scored(asked: Asked, scores: tuple[Score, ...]) -> Record:
    told = {"scored_on": str(asked), "series": asked.series, "precision": asked.precision, "where": dict(asked.where)}
    overall = _score(scores[0]) if scores else {"n": 0}
    return {**told, "since": asked.since, **(overall or {}), "by_year": [_score(s) for s in scores[1:]]}


def _score(score: Score | None) -> Record | None:
    return None if score is None else {k: v for k, v in score._asdict().items() if k != "year" or v is not None}


def text(found: Record) -> str:
    """Every record with what has come, and the paper's lines beside it."""
    lines = []
    for frozen in found["frozen"]:
        scored = [f for f in frozen["forecasts"] if f["n"]]
        counts = f"{len(frozen['forecasts'])} forecasts, of {len(scored)} of which something has come since"
        lines.append(paragraph(f"{frozen['file']}, issued {frozen['issued_on']} on data {frozen['data_version']}: {counts}"))
        lines += [columns([_cells(f["scored_on"], f) for f in scored])] if scored else []
    since = "The paper's lines of 2022, never fitted again, on what has come since, raw and widened by the record:"
    lines += ["", paragraph(since)]
    rows = [_cells(p["line"] + (", widened" if p["calibrated"] else ""), p) for p in found["paper_lines"] if p["n"]]
    told = "Error in decades, each a factor of ten: + more came than was forecast. Rows of a year go together."
    return "\n".join([*lines, columns(rows), paragraph(told, "  "), terms.explained("CRPS", "interval score")])


def _cells(name: str, scored: Record) -> dict[str, str]:
    return {
        "forecast": name,
        "rows": str(scored["n"]),
        "held by 80%": f"{scored['coverage_80']:.0%}",
        "held by 95%": f"{scored['coverage_95']:.0%}",
        "mean error": f"{scored['mean_error_log10']:+.2f}",
        "CRPS": f"{scored['crps']:.3f}",
        "interval score": f"{scored['interval_score_95']:.2f}",
    }
