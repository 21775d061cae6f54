"""Where a chip lies in the trends, in words and as a record."""

from typing import Any

import numpy as np

from ..tables.errors import RequestError
from ..tables.units import multiple, quantity, significant
from ..wall import gap
from ..workload.place import Place, Standing
from . import series_chart
from .terminal import columns, paragraph, terms


def record(p: Place) -> dict[str, Any]:
    """The JSON of `place`: every number in its trend; `percentile` and `balance` by what they are of."""
    standings = [
        {
            "what": s.what,
            "series": s.series,
            "precision": s.precision,
            "unit": s.unit,
            "value": s.value,
            "forecast": s.forecast,
            "interval": s.interval,
            "percentile": s.percentile,
            "since": s.since,
            "n": s.n,
            "rank": s.rank,
            "years_beyond_the_data": s.years_beyond,
            "previous_flagship": s.previous,
            "times_previous_flagship": s.times_previous,
        }
        for s in p.standings
    ]
    return {
        "chip": p.chip.name,
        "id": p.chip.id,
        "released_on": str(p.chip.released_on),
        "level": p.level,
        "percentile": {s.what: s.percentile for s in p.standings},
        "balance": {s.precision: s.value for s in p.standings if s.what.startswith("balance")},
        "standings": standings,
    }


def text(p: Place) -> str:
    """The same for a terminal: one line for each number, then how to read it."""
    beyond = max(s.years_beyond for s in p.standings)
    span = min(s.n for s in p.standings), max(s.n for s in p.standings)
    among = f"{span[0]} to {span[1]} data-centre devices, itself left out"
    told = [
        paragraph(f"{p.chip.name}, {p.chip.released_on}: where it lies among {among}"),
        columns([_cells(s) for s in p.standings]),
        terms.explained("percentile"),
        paragraph(f"In brackets the {p.level:.0%} interval of one new device.", "  "),
    ]
    if beyond:
        late = f"The date is {beyond:.1f} years beyond the last device; a trend says less and less about so late a date."
        told.append(paragraph(late, "  "))
    return "\n".join(told)


def _cells(s: Standing) -> dict[str, str]:
    low, high = (_told(bound, s.unit) for bound in s.interval)
    before = f"{multiple(s.times_previous)} {s.previous}" if s.times_previous else "none"
    return {
        "what": s.what.replace("_", " "),
        "this chip": _told(s.value, s.unit),
        "the trend expects": f"{_told(s.forecast, s.unit)} ({low} to {high})",
        "percentile": f"{s.percentile:.0%}",
        "vendor's flagship before": before,
    }


def _told(value: float, unit: str) -> str:
    """A quantity; a ratio without a prefix, as 295 FLOP/byte."""
    return f"{significant(value)} {unit}" if unit.startswith("FLOP/byte") else quantity(value, unit)


def picture(p: Place, precision: str | None = None) -> dict[str, Any]:
    """The chip among the balances at a precision, by default 16 bit or else the narrowest it has; RequestError without one."""
    balances = {str(s.precision): s for s in p.standings if s.what.startswith("balance")}
    if not balances:
        raise RequestError(f"{p.chip.name} has no balance to draw: say its memory bandwidth and a peak")
    chosen = precision or ("fp16" if "fp16" in balances else list(balances)[-1])
    if chosen not in balances:
        raise RequestError(f"{p.chip.name} has no {chosen} peak; it has {', '.join(balances)}")
    series = gap.devices(chosen, root=p.chip.root)
    series = series.where(np.array([row != p.chip.id for row in series.ids]))
    mine = balances[chosen]
    point = {"year": p.year, "value": mine.value, "label": p.chip.name, "id": p.chip.id}
    made = series_chart.record([series], level=p.level, extra=[point], root=p.chip.root)
    where = f"{_told(mine.value, series.unit)} at {chosen}, percentile {mine.percentile:.0%} of its trend"
    return made | {"title": f"{p.chip.name}: {where}"}
