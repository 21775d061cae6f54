"""The numbers of a picture: points, fits, bands, and every row and source behind them. What is drawn is this record."""

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..forecasts import views
from ..forecasts.forecast import forecast
from ..statistics.growth import TrendFit
from ..tables import frames
from ..tables.paths import ROOT
from ..tables.version import __version__
from ..trends import fitting
from ..trends.selection import Series
from ..wall import gap
from . import report

Record = dict[str, Any]
BAND_POINTS = 21  # years at which a band is evaluated


def point_records(series: Series) -> list[Record]:
    """One record for each row of `series`."""
    rows = zip(series.ids, series.names, series.labels, series.days, series.years, series.values, strict=True)
    return [
        {"id": i, "name": name, "label": label, "date": day.isoformat(), "year": float(year), "value": float(value)}
        for i, name, label, day, year, value in rows
    ]


def named(series: Series, every: float = 1.5, most: int = 12) -> frozenset[str]:
    """Ids of the points to name: records, the last one first, at least `every` years apart, so that a new chip names itself."""
    kept: list[float] = []
    ids = []
    records = series.select("records")
    for i in np.argsort(-records.years, kind="stable"):
        if records.labels[i] and len(kept) < most and all(abs(records.years[i] - k) >= every for k in kept):
            kept.append(float(records.years[i]))
            ids.append(records.ids[i])
    return frozenset(ids)


def series_record(series: Series, *, names: frozenset[str] | None = None, fitted: bool = True) -> Record:
    """A series for a picture: its points, only `names` with a label (all for None), and its fit over the span of the data."""
    points = [p if names is None or p["id"] in names else p | {"label": ""} for p in point_records(series)]
    record: Record = {"title": series.title, "unit": series.unit, "points": points}
    if fitted:
        fit = fitting.fit(series)
        record["growth"] = report.growth_range(fit)
        record["fit"] = report.fit_record(series, fit)
        record["band"] = band_record(series.fit(), float(series.years.min()), float(series.years.max()))
        if fit.covariance == "cr2":
            record["band"] |= gap.band(series, BAND_POINTS)
    return record


def band_record(fit: TrendFit, first: float, last: float) -> Record:
    """The fitted line with its confidence and prediction bands from `first` to `last`."""
    predicted = fit.predict(np.linspace(first, last, BAND_POINTS))
    return {
        "year": predicted.year.tolist(),
        "median": predicted.median.tolist(),
        "confidence_low": predicted.confidence[0].tolist(),
        "confidence_high": predicted.confidence[1].tolist(),
        "prediction_low": predicted.prediction[0].tolist(),
        "prediction_high": predicted.prediction[1].tolist(),
    }


def fan_record(series: Series, end: float, level: float, root: Path = ROOT) -> Record:
    """The trend of a new row over half years from just after the last to `end`, widened by the record of other quantities."""
    half_years = np.arange(np.floor(2 * float(series.years.max()) + 1) / 2, end + 0.01, 0.5).tolist()
    plain = [forecast(series, year, level) for year in half_years]
    ahead = [views.widen(series, views.Outlook(seen, seen), root).plain.trend for seen in plain]
    return {"year": half_years, **{k: [getattr(view, k) for view in ahead] for k in ("median", "low", "high")}}


def trend_record(series: Series, root: Path = ROOT) -> Record:
    """A series of the paper with its fit, beside the growth its authors print."""
    record = series_record(series)
    printed = report.printed_growth(series.name, root)
    return record | {"growth": record["growth"] + (f"; printed {printed}" if printed else "")}


def figure_record(
    *,
    title: str,
    subtitle: str,
    description: str,
    rows: Iterable[str],
    source_ids: Iterable[str],
    root: Path = ROOT,
    **content: Any,
) -> Record:
    """The whole record of a figure: its words, `content`, the ids of all rows and the sources they came from."""
    sources = frames.load("sources", root).set_index("id")
    ids = list(dict.fromkeys(source_ids))
    told = "; ".join(sources.loc[ids, "title"]) if len(ids) < 5 else f"{len(ids)} documents, cell by cell in data/evidence.csv"
    footer = f"Source: {told}. Data: ai-memory-wall {__version__}, CC BY 4.0."
    return {
        "title": title,
        "subtitle": subtitle,
        "description": description,
        "footer": footer,
        **content,
        "rows": list(dict.fromkeys(rows)),
        "sources": [_source(i, row) for i, row in sources.loc[ids].to_dict("index").items()],
        "data_version": __version__,
        "licence": "CC-BY-4.0",
    }


def _source(source_id: str, row: Mapping[str, str]) -> Record:
    """A document in a record: id, title, address at its publisher and, where it was read elsewhere, where."""
    told = {"id": source_id, "title": row["title"], "url": row["url"], "read_at": row["read_at"]}
    return {name: value for name, value in told.items() if value or name == "url"}


def short_growth(growth: str) -> str:
    """'3.00× in 2 years (2.70 to 3.34), n = 92' of '3.00× every two years (95%: 2.70× to 3.34×), n = 92'."""
    rate, _, rest = growth.partition(" every two years (95%: ")
    interval, _, after = rest.partition(")")
    return f"{rate} in 2 years ({interval.replace('×', '')}){after}"


def rounded(record: Any) -> Any:
    """`record` with floats of eight significant digits: what differs between processors lies beyond."""
    match record:
        case float():
            return float(f"{record:.8g}") if math.isfinite(record) else None
        case dict():
            return {k: rounded(v) for k, v in record.items()}
        case list() | tuple():
            return [rounded(v) for v in record]
        case dt.date():
            return record.isoformat()
        case _:
            return record


def as_json(record: Record) -> str:
    """`record` as JSON text, one value a line."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
