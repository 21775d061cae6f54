"""Evidence: what a printed text says, read with units, and whether it is the value of the cell it is to prove."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from ..tables import units

TOLERANCE = 0.005  # relative; printed figures are rounded to two or three digits
_NUMBER = r"(?<![\d.,])(?<![B-Zb-wyz])(\d[\d,.'’]*\d|\d)([eE][+-]?\d+)?"
_PREFIX = r"(?:(?i:kilo|mega|giga|tera|peta|exa)|[kKMGTPE]i?)?"
_BASE = r"(?:(?i:bytes?|bits?|flops|flop|ops|op)|B|b|T|F)"
_RATE = r"(?:\s?(?:/|per |p| al | die )\s?(?:(?i:seconds?|secondo|sekunde|sec|s))(?![A-Za-z])|ps\b)?"
_UNIT = re.compile(rf"[\s\u00a0-]?({_PREFIX})[\s-]?({_BASE})({_RATE})(?:in)?(?![A-Za-z])")
_PLAIN = {"W": r"[\s-]?(?:W|[Ww]atts?|瓦)(?![a-z])", "nm": r"[\s-]?(?:nm|NM|nanometer)\b", "bit": r"[\s-]?(?:bits?|[Bb]it)\b"}
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "b": 1e9, "bn": 1e9, "trillion": 1e12, "t": 1e12}
_WORDS = {"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E", "K": "k"}
_SUPERSCRIPTS = {ord(c): str(i) for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
MONTHS = {name.lower(): i for names in (calendar.month_name, calendar.month_abbr) for i, name in enumerate(names) if name}
Period = tuple[dt.date, dt.date]  # first and last day
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def numbers(token: str) -> list[float]:
    """What a printed number may mean: '3,352' is 3352 (or 3.352), '989.41' also 989.4 with the mark of a footnote."""
    token = token.strip(".,'’")
    readings = [token.replace(",", "").replace("'", "").replace("’", "")]
    if re.fullmatch(r"\d+,\d{1,3}", token):  # three digits after a comma are thousands first, fewer are decimals first
        readings.insert(len(token.partition(",")[2]) == 3, token.replace(",", "."))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", token):
        readings.append(token.replace(".", ""))
    if re.fullmatch(r"\d+\.\d\d+|\d{3,}", token):
        readings.append(token[:-1])
    return [float(r) for r in readings if re.fullmatch(r"\d+(\.\d*)?", r)]


@cache
def factor(prefix: str, base: str, rate: bool, unit: str) -> float | None:
    """`unit`s in one printed unit: ('T', 'B', True, 'byte/s') -> 1e12; None where it measures something else."""
    prefix = _WORDS.get(prefix.lower() if len(prefix) > 2 else prefix, prefix)
    name = "FLOP" if base[0] in "FfOo" else "bit" if base == "T" or base == "b" or base.lower().startswith("bit") else "byte"
    per = "/s" if rate or (name == "FLOP" and base[-1] in "SsF") else ""
    try:
        return units.in_unit(f"1 {prefix}{'B' if name == 'byte' and prefix.endswith('i') else name}{per}", unit)
    except ValueError:
        return None


def readings(text: str, heading: str, unit: str | None) -> Iterator[float]:
    """Every value in `unit` that `text` may state; a number without a unit takes the next one, or that of the table's `heading`.

    `unit` None is a count: '671B parameters', '14.8 trillion tokens'.
    """
    for spellings, factors in _printed(text, heading, unit):
        yield from (number * f for number in spellings for f in factors)


def plain_readings(text: str, heading: str, unit: str | None) -> Iterator[float]:
    """One reading of each number of `text` that can be in `unit`: spelt the likeliest way, with the nearest unit that fits."""
    for spellings, factors in _printed(text, heading, unit):
        if spellings and factors:
            scaled = [f for f in factors if f != 1 and unit != "W"]  # a bare F or B is more often a format's name: 64 BF16 TFLOPS
            yield spellings[0] * (scaled or factors)[0]


def _printed(text: str, heading: str, unit: str | None) -> Iterator[tuple[list[float], list[float]]]:
    """For each printed number what it may mean, and what each of that may be multiplied with."""
    text = re.sub(r"\b10\^?([⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=\^)\d+)", lambda m: "1e" + m[1].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"\s?[×x]\s?1e", "e", text)
    whole = f"{text} {heading}" if heading else text
    for match in re.finditer(_NUMBER, text):
        power = float("1" + (match[2] or ""))
        yield [number * power for number in numbers(match[1])], list(_factors(whole[match.end() :], unit))


def _factors(rest: str, unit: str | None) -> Iterator[float]:
    """What a number may be multiplied with, given the text that follows it."""
    if unit is None:
        word = re.match(r"[\s-]?([A-Za-z]+)", rest)
        yield _SCALES.get(word[1].lower().rstrip("s"), 1.0) if word else 1.0
        yield from (_SCALES[w.lower()] for w in re.findall(r"\b(trillion|billion|million)\b", rest, re.IGNORECASE)[:1])
        return
    if unit == "W" and re.match(r"\s?kW\b", rest):
        yield 1000.0
    if unit in _PLAIN and (re.match(_PLAIN[unit], rest) or re.search(_PLAIN[unit], rest[:60]) or unit == "bit"):
        yield 1.0
    for match in list(_UNIT.finditer(rest))[:4]:
        known = factor(match[1], match[2], bool(match[3]), unit)
        if known is not None:
            yield known
    if unit == "W" and re.search(r"\bkW\b", rest):
        yield 1000.0
    if unit == "FLOP" and re.match(r"\s*$|\s*FLOP", rest):
        yield 1.0


_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES: tuple[tuple[str, Callable[..., list[Period]]], ...] = (  # the finest first: what one has read is not read again as a year
    (r"(?<!\d)(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)", lambda y, m, d: _span(int(y), int(m), int(d))),
    (
        r"(?<!\d)(\d\d?)[/.] ?(\d\d?)[/.] ?(\d{4})",
        lambda a, b, y: [*_span(int(y), int(a), int(b)), *_span(int(y), int(b), int(a))],
    ),
    (rf"\b({_NAMES})\.? (\d\d?)(?:st|nd|rd|th)?,? (\d{{4}})", lambda m, d, y: _span(int(y), MONTHS[m.lower()], int(d))),
    (
        rf"\b(\d\d?)(?:st|nd|rd|th)?\.? (?:of )?({_NAMES})\.?,? (\d{{4}})",
        lambda d, m, y: _span(int(y), MONTHS[m.lower()], int(d)),
    ),
    (rf"\b({_NAMES})\.?,? ?(?:of )?(\d{{4}})", lambda m, y: _span(int(y), MONTHS[m.lower()])),
    (r"(?<!\d)(\d{4})[-/](\d\d?)(?![-/\d])", lambda y, m: _span(int(y), int(m))),
    (r"\bQ([1-4])[ ']*(\d{2,4})", lambda q, y: [_quarter(int(y) % 100 + 2000, int(q))]),
    (r"\b(\d{4})[ -]?Q([1-4])", lambda y, q: [_quarter(int(y), int(q))]),
    (r"\b(first|second|third|fourth) quarter of (?:calendar )?(\d{4})", lambda q, y: [_quarter(int(y), QUARTERS[q.lower()])]),
    (r"\b((?:19|20)\d\d)\b", lambda y: [(dt.date(int(y), 1, 1), dt.date(int(y), 12, 31))]),
)


def days(text: str) -> Iterator[Period]:
    """Every (first, last) day of a period that `text` names: days, months, quarters, years; a day is no year as well."""
    for pattern, periods in _DATES:
        found = list(re.finditer(pattern, text, re.IGNORECASE))
        for match in found:
            yield from periods(*match.groups())
        if any(periods(*match.groups()) for match in found):
            text = re.sub(pattern, " ; ", text, flags=re.IGNORECASE)


def _span(year: int, month: int, day: int | None = None) -> list[Period]:
    try:
        last = day or calendar.monthrange(year, month)[1]
        return [(dt.date(year, month, day or 1), dt.date(year, month, last))]
    except (ValueError, calendar.IllegalMonthError):
        return []


def _quarter(year: int, quarter: int) -> Period:
    month = 3 * quarter
    return dt.date(year, month - 2, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def period(day: dt.date, precision: str) -> Period:
    """The days that a date of some precision stands for, its own the first: 2023-11-01, 'month' -> November 2023."""
    months = {"day": 0, "month": 1, "quarter": 3, "year": 12}[precision]
    if not months:
        return day, day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day, dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def supports(line: Mapping[str, str], precision: str = "day") -> bool:
    """Whether the text of an evidence line, or its derivation, gives its value; of a date, some day of its `precision`."""
    return _supports(precision, *(line.get(c, "") for c in _READ))


_READ = ("column", "value", "text_as_published", "unit_as_published", "derivation", "locator", "source_id")


@lru_cache(maxsize=16384)
def _supports(
    precision: str, column: str, value: str, text: str, heading: str, derivation: str, locator: str, source: str
) -> bool:
    """The same of the cells that it is read from, `_READ`, each line once."""
    if column.endswith("_on"):
        start, end = period(dt.date.fromisoformat(value), precision)
        told = list(days(text)) or days(f"{locator} {source}")
        return any(
            first <= end and start <= last for first, last in told
        )  # where it stands counts only if the text names no date
    try:
        number = float(value)
    except ValueError:
        return value in text
    unit = units.column_unit(column)
    if derivation:
        return abs(units.in_unit(derivation, unit or "dimensionless") / number - 1) <= TOLERANCE
    return any(abs(r / number - 1) <= TOLERANCE for r in readings(text, heading, unit))
