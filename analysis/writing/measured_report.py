"""The measured side as text: verdicts on timed runs."""

from collections.abc import Iterator, Sequence

from ..measured.audit import Audit, Verdict

MOST = 20  # verdicts of one kind that are printed; --json has all


def audit_text(found: Audit) -> str:
    """The verdicts, kind by kind, and the counts."""
    lines = [
        *_verdicts("impossible", found.impossible),
        *_verdicts("unlikely", found.unlikely),
        *_verdicts("unknown", found.unknown),
    ]
    counts = f"{len(found.impossible):,} impossible, {len(found.unlikely):,} unlikely, {len(found.unknown):,} of nothing known"
    lines.append(f"{found.runs:,} runs, {found.judged:,} judged by the sheets of their devices: {counts}.")
    return "\n".join(lines)


def _verdicts(kind: str, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """One line a verdict."""
    for verdict in verdicts[:MOST]:
        yield f"{kind}: {verdict.id} ({verdict.device}): {verdict.told}"
    if len(verdicts) > MOST:
        yield f"{kind}: and {len(verdicts) - MOST:,} more; --json has all"
