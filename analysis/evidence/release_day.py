"""A new row beside its likes: what its words and its numbers may mean instead, and what was confirmed with a reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import plausibility, wordings
from .plausibility import RULE, Standing
from .printed_cell import Told, canonical, flag


@dataclass(frozen=True)
class Examined:
    """How the numbers of a new row stand, and what is to be asked of them: column -> doubts."""

    standings: tuple[Standing, ...]
    doubts: Mapping[str, tuple[str, ...]]


def examine(table: str, row_id: str, told: Mapping[str, Told], frame: plausibility.Frame) -> Examined:
    """The row `row_id` of `frame` beside the others, and the words that its documents print; arithmetic settles the words."""
    standings = plausibility.of_row(table, frame, frame["id"].tolist().index(row_id))
    doubts = {s.column: list(s.doubts) for s in standings}
    for column, said in told.items():
        if not said.derivation:
            doubts.setdefault(column, []).extend(wordings.doubts(column, f"{said.text} {said.unit}".strip()))
    return Examined(standings, {column: tuple(odd) for column, odd in doubts.items() if odd})


def lines(standings: Sequence[Standing]) -> Iterator[str]:
    """The numbers of a row as text: value, times the maker's row before, times its siblings, percentile in the trend."""
    yield f"{'beside its likes':28}{'value':>11}  {'its siblings':>13}  {'percentile':>10}  the one before it"
    for s in standings:
        siblings = f"{s.value / s.siblings:.3g} x" if s.siblings else ""
        percentile = "" if s.percentile is None else f"{100 * s.percentile:.0f}"
        before = f"{s.value / s.previous[1]:.3g} x {s.previous[0]}" if s.previous else ""
        yield f"{flag(s.column):28}{canonical(s.value):>11}  {siblings:>13}  {percentile:>10}  {before}".rstrip()


def questions(doubts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """One line a column: what is odd, and how to say that it is right."""
    return [
        f"{flag(column)}: {'; '.join(odd)}. Mend it, or look again and say --confirm {flag(column)}='why it is right'"
        for column, odd in doubts.items()
    ]


def confirmations(table: str, row_id: str, reasons: Mapping[str, str]) -> str:
    """Entries of data/exceptions.toml: column -> reason, each in a TOML string."""
    return "".join(
        f'\n[[exception]]\nrule = "{RULE}{column}"\ntable = "{table}"\nrow = "{row_id}"\nreason = {_toml(reason)}\n'
        for column, reason in reasons.items()
    )


def _toml(text: str) -> str:
    """A text as a basic string of TOML."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
