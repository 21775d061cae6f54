"""Forecasts on record: written down once, never edited, and scored against every row that has come since.

A file forecasts/YEAR-MONTH.json holds the recommended forecast (`forecasts.calibration.RECOMMENDED`) of each series and
balance: the line and its widening, from which the forecast of any later date follows, and for reading the median and the
intervals of five years. It says the version of the data and a hash of them, and carries a hash of itself, which is checked
whenever it is read. Only rows dated after the day of issue are scored: what was found out later about earlier ones is no test.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from ..forecasts import calibration, views
from ..statistics import scoring
from ..statistics.growth import TrendFit
from ..tables import formats
from ..tables.errors import RequestError
from ..tables.paths import ROOT, write_all
from ..tables.version import __version__
from ..trends import catalogue
from ..trends.selection import Series
from . import gap

FOLDER = "forecasts"
SUMS = "SHA256SUMS"  # beside the records, a line each, as `sha256sum --check` takes them
YEARS, MIDDLE = range(2027, 2032), 0.5  # what is written out for reading: the middle of each year
LEVELS = (0.8, 0.95)
SINCE = "2010"  # of the series of data-centre devices; their balances begin with matrix units, as everywhere
VENDORS = ("NVIDIA", "AMD", "Google")  # of whose flagships there are enough for a line of their own
DIGITS = 10  # significant, of what is written down


@dataclass(frozen=True)
class Asked:
    """The rows of one forecast, as any command takes them."""

    series: str
    precision: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    since: str | None = None
    selection: str = "all"

    def rows(self, root: Path = ROOT) -> Series:
        """The rows there are today."""
        return (
            catalogue.load(self.series, root, precision=self.precision, where=self.where)
            .select(self.selection)
            .window(self.since, None)
        )

    def __str__(self) -> str:
        """'accelerators/balance fp16 (segment datacenter, since 2017)'."""
        told = [f"{k} {v}" for k, v in self.where.items()] + ([f"since {self.since}"] if self.since else [])
        told += [self.selection] if self.selection != "all" else []
        return " ".join([self.series, *([self.precision] if self.precision else []), *([f"({', '.join(told)})"] if told else [])])


@dataclass(frozen=True)
class Line:
    """A line with its widening: t forecasts of log10(value) at any date after its last row."""

    n: int
    mean_year: float
    mean_log10: float
    slope_log10_per_year: float
    sigma_log10: float
    ss_year: float
    df: float
    last_year: float
    factor: float  # of `forecasts.calibration.Widening`; 1, 0 and None: as computed
    growth: float
    tail: float | None

    def at(self, year: ArrayLike) -> tuple[NDArray, NDArray, float]:
        """Location and scale in decades, and the degrees of freedom, of one row dated `year`."""
        away = np.asarray(year, float) - self.mean_year
        ahead = np.clip(np.asarray(year, float) - self.last_year, 0, calibration.REACH)
        times = self.factor * np.sqrt(1 + self.growth * ahead**2)
        scale = times * self.sigma_log10 * np.sqrt(1 + 1 / self.n + away**2 / self.ss_year)
        df = self.df if self.tail is None else 1 / (1 / self.df + 1 / self.tail)
        return self.mean_log10 + self.slope_log10_per_year * away, scale, df


class Score(NamedTuple):
    """How a frozen forecast did on the rows of one year, or of all."""

    year: int | None  # None: all years
    n: int
    coverage_80: float
    coverage_95: float
    mean_error_log10: float  # decades; positive: more came than was forecast
    crps: float
    interval_score_95: float


def everything(root: Path = ROOT) -> tuple[Asked, ...]:
    """What is forecast: every series of ours and every balance, at each precision there is."""
    found = []
    for name in catalogue.names(root):
        spec = catalogue.SPECS.get(name)
        if spec is None:
            continue  # the paper's series have ended
        devices = spec.table == "accelerators"
        since = None if not devices else gap.SINCE if spec.over and not spec.columns else SINCE
        for precision in (None,) if spec.columns else formats.PRECISIONS:
            found.append(Asked(name, precision, {"segment": "datacenter"} if devices else {}, since))
    return (*found, *(a for vendor in VENDORS for a in next_flagship(vendor)))


def next_flagship(vendor: str) -> Iterator[Asked]:
    """What is forecast of a vendor's flagships: memory, peaks and balances."""
    where = {"segment": "datacenter", "vendor": vendor}
    for name in ("memory_bandwidth", "memory_capacity"):
        yield Asked(f"accelerators/{name}", None, where, SINCE, "flagship")
    for name, since in (("accelerators/peak", SINCE), (gap.PER["byte"], gap.SINCE)):
        for precision in ("fp16", "best"):
            yield Asked(name, precision, where, since, "flagship")


def line_of(fit: TrendFit, last_year: float, widening: calibration.Widening | None) -> Line:
    """A fitted line, widened or as it is."""
    wider = (widening.factor, widening.growth, widening.tail) if widening else (1.0, 0.0, None)
    known = (fit.mean_year, fit.mean_log10, fit.slope_log10_per_year, fit.sigma_log10, fit.ss_year, fit.df, last_year)
    return Line(fit.n, *known, *wider)


def issue(month: str, day: dt.date, root: Path = ROOT) -> dict[str, Any]:
    """The record of today's forecasts, hash and all, to be written to forecasts/`month`.json."""
    content: dict[str, Any] = {
        "issued": month,
        "issued_on": day.isoformat(),
        "data_version": __version__,
        "data_sha256": data_hash(root),
        "view": calibration.RECOMMENDED,
        "intervals": "widened by the record of other quantities",
        "forecasts": [f for f in (_forecast(asked, root) for asked in everything(root)) if f],
    }
    return content | {"sha256": hash_of(content)}


def _forecast(asked: Asked, root: Path) -> dict[str, Any] | None:
    """One forecast ready to be written; None where there are too few rows for a line."""
    try:
        series = asked.rows(root)
        fit = series.fit()
    except RequestError:
        return None
    line = line_of(fit, float(series.years.max()), calibration.widening_for(series, calibration.RECOMMENDED, root))
    line = Line(**{name: _rounded(value) for name, value in asdict(line).items()})
    ahead = [{"at_year": year + MIDDLE, **_bands(line, year + MIDDLE)} for year in YEARS]
    return {**asdict(asked), "unit": series.unit, "last": max(series.days).isoformat(), "line": asdict(line), "at": ahead}


def _bands(line: Line, year: float) -> dict[str, Any]:
    """Median and intervals in the unit of the series."""
    location, scale, df = line.at(year)
    found: dict[str, Any] = {"median": _rounded(10.0 ** float(location))}
    for level in LEVELS:
        half = float(scale) * float(stdtrit(df, 0.5 + level / 2))
        found[f"interval_{level:.0%}".rstrip("%")] = [_rounded(10.0 ** (float(location) + s * half)) for s in (-1, 1)]
    return found


def _rounded(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def data_hash(root: Path = ROOT) -> str:
    """SHA-256 of the tables, names and bytes, in order of name."""
    digest = hashlib.sha256()
    for path in sorted((root / "data").glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a record without its own hash, as JSON with sorted keys and no blanks."""
    bare = {k: v for k, v in content.items() if k != "sha256"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def text_of(content: Mapping[str, Any]) -> str:
    """The file of a record."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def files(root: Path = ROOT) -> tuple[Path, ...]:
    """The records there are, oldest first."""
    return tuple(sorted((root / FOLDER).glob("[0-9]*.json")))


def put_on_record(day: dt.date, root: Path = ROOT, folder: Path | None = None) -> Path:
    """The new record of the month of a day, its checksum beside it; RequestError where that month has one."""
    folder = folder or root / FOLDER
    path, sums = folder / f"{day:%Y-%m}.json", folder / SUMS
    if path.exists():
        raise RequestError(f"{path.name} is on record; forecasts are never edited")
    folder.mkdir(exist_ok=True)
    text = text_of(issue(path.stem, day, root))
    known = sums.read_text(encoding="utf-8") if sums.exists() else ""
    line = f"{hashlib.sha256(text.encode()).hexdigest()}  {path.name}\n"
    write_all({path: text, sums: known + line})
    return path


def read(path: Path) -> dict[str, Any]:
    """A record; RequestError where it is not as it was issued."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        sound = content["sha256"] == hash_of(content)
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise RequestError(f"{path.name} is not as it was issued: its hash is another; restore it, forecasts are never edited")
    return content


def scores(line: Line, years: NDArray, values: NDArray) -> tuple[Score, ...]:
    """How a line did on rows dated `years` (n,), over all of them and then year by year; empty for no rows."""
    if not len(years):
        return ()
    location, scale, df = line.at(years)
    error = np.log10(values) - location
    held = [np.abs(error) <= scale * stdtrit(df, 0.5 + level / 2) for level in LEVELS]
    columns = [*held, error, scoring.crps_t(error, scale, df), scoring.interval_score_t(error, scale, df, 0.95)]
    calendar = np.floor(years).astype(int)

    def score(year: int | None, rows: NDArray) -> Score:
        return Score(year, int(rows.sum()), *(float(np.mean(c[rows])) for c in columns))

    return score(None, np.ones(len(years), bool)), *(score(int(y), calendar == y) for y in np.unique(calendar))


def since(asked: Asked, line: Line, day: dt.date, root: Path = ROOT) -> tuple[Score, ...]:
    """How a line did on the rows of a series dated after a day."""
    rows = asked.rows(root)
    later = np.array([d > day for d in rows.days], bool)
    return scores(line, rows.years[later], rows.values[later])


def score_file(path: Path, root: Path = ROOT) -> list[tuple[Asked, tuple[Score, ...]]]:
    """Each forecast of a record with its scores."""
    content = read(path)
    day = dt.date.fromisoformat(content["issued_on"])
    asked = [Asked(f["series"], f["precision"], f["where"], f["since"], f["selection"]) for f in content["forecasts"]]
    return [(a, since(a, Line(**f["line"]), day, root)) for a, f in zip(asked, content["forecasts"], strict=True)]


def paper_lines(root: Path = ROOT) -> list[tuple[str, Asked, bool, tuple[Score, ...]]]:
    """The paper's lines of 2022 scored the same way, as they were and widened: name, what they are scored on, whether widened."""
    found = []
    for line, (name, precision) in views.PAPER_LINES.items():
        series = catalogue.paper(line, root)
        asked = Asked(name, precision, {"segment": "datacenter"} if name.startswith("accelerators/") else {})
        for widening in (None, calibration.widening_for(series, calibration.RECOMMENDED, root)):
            frozen = line_of(series.fit(), float(series.years.max()), widening)
            found.append((series.name, asked, widening is not None, since(asked, frozen, max(series.days), root)))
    return found


def total(parts: Sequence[tuple[Score, ...]]) -> Score | None:
    """The mean score of forecasts over all years, each with rows counting the same; None where nothing has come."""
    every = [p[0] for p in parts if p]
    if not every:
        return None
    means = (float(np.mean([getattr(s, name) for s in every])) for name in Score._fields[2:])
    return Score(None, sum(s.n for s in every), *means)
