"""What stands on a picture of any series, ours or one's own: points, fits, bands, and the growth of each in words."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.units import multiple
from ..tables.version import __version__
from ..trends.selection import Series
from . import report
from .figure_records import band_record, figure_record, named, point_records

COLOURS = ("blue", "vermillion", "green", "purple", "ink", "gold")
Record = dict[str, Any]


def record(
    chosen: Sequence[Series], *, index: float | None = None, level: float = 0.95, extra: Sequence[Record] = (), root: Path = ROOT
) -> Record:
    """The whole picture of up to six series. With `index` each is a multiple of its trend in that year.

    `extra` are further points, each with year, value and label, in the unit of the first series; they are in no fit, and the
    line of the first series is carried on to them.
    """
    if len(chosen) > len(COLOURS):
        raise RequestError(f"{len(chosen)} series are too many for one picture; {len(COLOURS)} at most")
    if len(units := {s.unit for s in chosen}) > 1 and index is None:
        raise RequestError(
            f"the series are in {', '.join(sorted(u or 'no unit' for u in units))}: say --index YEAR to lay them on one axis"
        )
    if index is not None and not 1900 <= index <= 2100:
        raise RequestError(f"--index {index:g}: the year in which each trend is 1, as 2016")
    lines = [_line(s, COLOURS[i], index, level) for i, s in enumerate(chosen)]
    shared = _shared([line["title"] for line in lines])
    lines = [line | {"title": line["title"].removesuffix(shared)} for line in lines]
    if extra:
        _carry_on(lines[0], chosen[0], extra, level)
    subtitle = f"One mark for each row{f', {shared[2:-1]}' if shared else ''}; line with its {level:.0%} band."
    subtitle += f" Each is a multiple of its own trend in {index:g}." if index is not None else ""
    own = all(not s.source_ids for s in chosen)
    made = figure_record(
        title=_title(lines),
        subtitle=subtitle,
        description=f"{len(lines)} series on a logarithmic axis over time. "
        + " ".join(f"{n['title']}: {n['growth']}." for n in lines),
        rows=[row for s in chosen for row in s.ids],
        source_ids=[document for s in chosen for document in s.source_ids],
        root=root,
        lines=lines,
        unit="" if index is not None else chosen[0].unit,
        index=index,
        extra=list(extra),
    )
    return made | {"footer": f"Points: {', '.join(s.name for s in chosen)}. Fit: ai-memory-wall {__version__}."} if own else made


def _shared(titles: Sequence[str]) -> str:
    """The rows that all titles say in brackets at their end, ' (segment datacenter)'; '' where they differ."""
    ends = {match[0] if (match := re.search(r" \([^()]*\)$", title)) else "" for title in titles}
    return ends.pop() if len(ends) == 1 else ""


def _line(series: Series, colour: str, index: float | None, level: float) -> Record:
    """One series: its points, its fit with the band, its growth in words."""
    fit = series.fit(level)
    first, last = float(series.years.min()), float(series.years.max())
    if index is not None:
        first, last = min(first, index), max(last, index)
    base = 1.0 if index is None else float(fit.predict(index).median)
    names = named(series, 2.0, 8)
    points = [p | {"value": p["value"] / base, "label": p["label"] if p["id"] in names else ""} for p in point_records(series)]
    band = {k: (np.asarray(v) / base).tolist() if k != "year" else v for k, v in band_record(fit, first, last).items()}
    return {
        "title": series.title,
        "unit": series.unit,
        "colour": colour,
        "growth": report.growth_range(fit),
        "growth_per_2_years": fit.growth(2),
        "last": float(series.years.max()),
        "points": points,
        "band": band,
    }


def _carry_on(line: Record, series: Series, extra: Sequence[Record], level: float) -> None:
    """Carry the line of a series on to the points beyond its data."""
    last = max(float(p["year"]) for p in extra)
    if last > line["last"]:
        line["beyond"] = band_record(series.fit(level), line["last"], last)


def _title(lines: Sequence[Record]) -> str:
    """What the picture says: the growth of each, or how fast two of them part."""
    if len(lines) == 2:
        fast, slow = sorted(lines, key=lambda line: -line["growth_per_2_years"])
        apart = multiple(fast["growth_per_2_years"] / slow["growth_per_2_years"])
        return f"{fast['title']} and {slow['title'][:1].lower()}{slow['title'][1:]} part by {apart} every two years"
    if len(lines) == 1:
        return f"{lines[0]['title']}: {multiple(lines[0]['growth_per_2_years'])} every two years"
    growths = [multiple(line["growth_per_2_years"]) for line in lines]
    return f"{len(lines)} series, {', '.join(growths)} every two years"
