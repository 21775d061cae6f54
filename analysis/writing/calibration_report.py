"""How well widened intervals hold, as people and programs read it."""

from collections.abc import Sequence
from typing import Any

from ..forecasts import calibration, compared
from ..tables.errors import RequestError
from ..trends.selection import Series
from .terminal import columns, paragraph, terms

Record = dict[str, Any]


def record(many: Sequence[Series]) -> Record:
    """The keys of `hindcast --calibrated --json`: `methods` with their scores, `kept`, and the widening of each series."""
    frame = compared.scored(many)
    if not len(frame):
        raise RequestError(f"{many[0].name}: too short for a hindcast by both the trend and the walk")
    base = calibration.RECOMMENDED
    widenings = [{"of": s.name, **calibration.widening_record(calibration.widening_for(s, base), 1.0)} for s in many]
    return {
        "series": list(dict.fromkeys(frame["series"])),
        "kept": compared.KEPT,
        "methods": compared.table(frame).to_dict("records"),
        "widenings": widenings,
    }


def text(found: Record) -> str:
    """The methods in columns and what they were scored on."""
    first = found["methods"][0]
    head = (
        f"{first['forecasts']:,} forecasts of {first['series']} series, each by the record of other quantities alone; means over"
        " series (95% of draws of series):"
    )
    kept = (
        "* kept: what forecast, project and crossing print. A CRPS is apart from the kept one's where the range does not hold 0."
    )
    lines = [paragraph(head), columns([_cells(m) for m in found["methods"]]), paragraph(kept, "  ", "    ")]
    return "\n".join([*lines, terms.explained("CRPS", "interval score")])


def _cells(method: Record) -> dict[str, str]:
    return {
        "method": method["method"] + "*" * method["kept"],
        "held by 80%": _held(method, "coverage_80"),
        "held by 95%": _held(method, "coverage_95"),
        "CRPS": f"{method['crps']:.3f}",
        "over the kept": f"{method['crps_over_kept']:+.3f}{_range(method['crps_over_kept_range'], '+.3f')}",
        "interval score": f"{method['interval_score_95']:.2f}",
        "decades wide": f"{method['width_95']:.2f}",
    }


def _held(method: Record, column: str) -> str:
    return f"{method[column]:.1%}{_range(method[f'{column}_range'], '.0%')}"


def _range(bounds: tuple[float, float] | None, digits: str) -> str:
    return "" if bounds is None else f" ({bounds[0]:{digits}} to {bounds[1]:{digits}})"
