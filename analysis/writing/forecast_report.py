"""Forecasts, crossing dates and hindcasts as people and programs read them; a forecast never comes without its score."""

from dataclasses import asdict
from typing import Any

from ..forecasts import calibration
from ..forecasts.forecast import Forecast, View, forecast_record
from ..forecasts.rolling_origin import METHODS
from ..forecasts.surrogates import surrogate_p
from ..forecasts.views import Outlook, hindcast_scores
from ..statistics.crossing import Crossing
from ..statistics.random_walk import THETA
from ..statistics.resample import SEED
from ..tables.units import multiple, quantity, significant
from ..trends.selection import Series
from . import terminal
from .terminal import terms

FEWEST = 10  # past forecasts below which a share would say nothing


def record(series: Series, seen: Outlook) -> dict[str, Any]:
    """The keys of `forecast --json`, with how the methods have done on this series."""
    plain, correlated = (forecast_record(series, f) for f in seen)
    ahead = seen.plain.horizon
    used = (calibration.widening_for(series, m) for m in calibration.CALIBRATED) if seen.plain.calibrated else ()
    return plain | {
        "recommended": calibration.RECOMMENDED,
        "widening": {w.method: calibration.widening_record(w, ahead) for w in used},
        "random_walk_correlated": correlated["random_walk"],
        "random_walk_correlated_details": correlated["random_walk_details"],
        "hindcast": hindcast_scores([series]).to_dict("records"),
    }


def text(series: Series, seen: Outlook) -> str:
    """All views of one date for a terminal, each with its coverage so far where that was scored."""
    scores, ahead = hindcast_scores([series]), seen.plain
    what = f"{ahead.level:.0%} prediction intervals, {ahead.horizon:.1f} years after the last row{_widened(series, ahead)}"
    lines, rows = [terminal.paragraph(f"{series.name} in {ahead.at_year:g}, {what}")], {}
    views = {"trend": ("trend", ahead.trend), "random walk": ("walk", ahead.walk)}
    views[f"theta {THETA:g}"] = ("", seen.correlated.walk)
    for name, (method, view) in views.items():
        told = scores[scores["method"] == method]
        name += "*" * (method == calibration.RECOMMENDED and ahead.calibrated)
        past = _past(float(told["coverage_95"].iloc[0]), int(told["forecasts"].iloc[0])) if len(told) else ""
        rows[name] = f"{_view(view, series.unit)}{past}"
    lines.append(terminal.named(rows))
    if ahead.calibrated:
        told = "* recommended; `hindcast --calibrated` says why. Shares held are those of the raw intervals (--raw)."
        lines.append(terminal.paragraph(told, "  "))
    if series.selection == "all" and series.name.startswith("accelerators/"):
        lines.append(terminal.paragraph("Of any new chip; --select records asks for the best of its day.", "  "))
    if ahead.beyond_span:
        told = f"Further ahead than the data look back ({significant(ahead.span)} years): not to be relied on."
        lines.append(terminal.paragraph(told, "  "))
    return "\n".join([*lines, terms.explained("trend", "random walk", "theta")])


def hindcast_text(found: dict[str, Any]) -> str:
    """The scores of `hindcast --json` in columns, and the tests or the paper's lines that go with them."""
    if not found["scores"]:
        return f"{found['series'][0]}: too short for a hindcast"
    parts = [terminal.columns([_score_cells(s) for s in found["scores"]], by="series")]
    parts.append(terms.explained("held by", "bias", "CRPS", "interval score"))
    parts.append(f"  Of fewer than {FEWEST} forecasts no share is told.")
    if tests := found.get("surrogates"):
        told = "What the 95% interval of a method that is right holds of such overlapping forecasts, by simulation:"
        parts += ["", terminal.paragraph(told)]
        parts.append(terminal.columns([_test_cells(row) for row in tests]))
    if lines := found.get("paper_lines"):
        parts += ["", terminal.paragraph("The paper's lines as they were, against what came after their last point:")]
        parts.append(terminal.columns([{k: _cell(v) for k, v in row.items()} for row in lines]))
    return "\n".join([*parts, terminal.paragraph("--json has more: counts of origins and targets, other levels.")])


def _score_cells(score: dict[str, Any]) -> dict[str, str]:
    """One method on one series."""
    enough = score["forecasts"] >= FEWEST
    shares = {f"held by {level}%": f"{score[f'coverage_{level}']:.0%}" if enough else "" for level in (50, 80, 95)}
    return {
        "series": score["series"],
        "method": score["method"],
        "forecasts": f"{score['forecasts']:,}",
        **shares,
        "bias": f"{score['bias']:+.2f}",
        "CRPS": f"{score['crps']:.3f}",
        "interval score": f"{score['interval_score_95']:.2f}",
    }


def _test_cells(test: dict[str, Any]) -> dict[str, str]:
    """What a method held beside what a right one would."""
    low, high = test["range_95"]
    held = {"method": test["method"], "held": f"{test['coverage']:.0%}", "forecasts": f"{test['forecasts']:,}"}
    return held | {"a right one holds": f"{low:.0%} to {high:.0%}", "p": f"{test['p']:.3f}"}


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _widened(series: Series, ahead: Forecast) -> str:
    """That the intervals are widened, and how much that of the trend is."""
    if not ahead.calibrated:
        return ", raw"
    times = float(calibration.widening_for(series, "trend").times(ahead.horizon))
    return f", widened by the record of other quantities (trend {multiple(times)})"


def _past(coverage: float, forecasts: int) -> str:
    """How the 95% intervals of a method have done on a series; of a few forecasts no share is told."""
    if forecasts < FEWEST:
        return f"; too few rows to score it ({forecasts} past forecast{'s' * (forecasts > 1)})"
    return f"; its 95% intervals held {coverage:.0%} of {forecasts:,}"


def _view(view: View, unit: str) -> str:
    return f"{quantity(view.median, unit)} ({quantity(view.low, unit)} to {quantity(view.high, unit)})"


def crossing_record(found: Crossing) -> dict[str, Any]:
    """The keys of `crossing --json`: the set as a list of [low, high], None for unbounded."""
    return {
        "year": found.year,
        "set": [list(part) for part in found.set],
        "level": found.level,
        "method": found.method,
        "text": str(found),
    }


def surrogate_records(series: Series) -> list[dict[str, Any]]:
    """Whether the 95% coverage of each method is unusual for a method that is right: overlapping forecasts counted as such."""
    return [asdict(surrogate_p(series, method, rng=SEED)) for method in METHODS]
