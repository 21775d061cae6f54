"""Units and number formats: decimal years, SI prefixes, growth rates as people read them."""

import datetime as dt
import math
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

_PREFIXES = {-3: "n", -2: "µ", -1: "m", 0: "", 1: "k", 2: "M", 3: "G", 4: "T", 5: "P", 6: "E", 7: "Z", 8: "Y"}
_SYMBOLS = {"byte/s": "B/s", "byte": "B"}
_COUNTS = {0: "", 1: " thousand", 2: " million", 3: " billion", 4: " trillion", 5: " quadrillion"}


def decimal_year(day: dt.date) -> float:
    """`day` as a decimal year, counted in the 365 or 366 days of its own year."""
    leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
    days = 366 if leap else 365
    return day.year + (day.timetuple().tm_yday - 1) / days


def significant(value: float, digits: int = 3) -> str:
    """`value` in plain notation with `digits` significant digits and thousands separators: 1234.5 -> '1,230'."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    from decimal import ROUND_HALF_EVEN, Decimal

    step = Decimal(1).scaleb(math.floor(math.log10(abs(value))) - digits + 1)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_EVEN)
    return f"{rounded:,f}"


def quantity(value: float, unit: str, digits: int = 3) -> str:
    """`value` with the SI prefix of its thousand: 3.35e12, 'byte/s' -> '3.35 TB/s'; counts in words; without end 'inf'."""
    if not math.isfinite(value) or abs(value) >= 1e27:  # beyond all prefixes
        return f"{value:.{digits}g} {_SYMBOLS.get(unit, unit)}"
    power = math.floor(math.log10(abs(value)) / 3 + 1e-12) if value else 0
    if unit == "parameter":
        power = min(max(power, 0), 5)
        return significant(value / 1000.0**power, digits) + _COUNTS[power]
    power = min(max(power, -3), 8)
    return f"{significant(value / 1000.0**power, digits)} {_PREFIXES[power]}{_SYMBOLS.get(unit, unit)}"


def multiple(value: float) -> str:
    """A growth factor with three digits, two beyond a thousand: '3.03×', '755×', '6,900×', '3.4e+29×'."""
    if not 1e-3 <= value < 1e6:
        return f"{value:.1e}×"
    return significant(value, 3 if value < 1000 else 2) + "×"


SUFFIXES = {  # ending of a column -> unit of its values, in pint's words; the longest ending counts
    "_bytes_per_s": "byte/s",
    "_bits_per_s": "bit/s",
    "_flop_per_s": "FLOP/s",
    "_op_per_s": "FLOP/s",
    "_bytes": "byte",
    "_bits": "bit",
    "_flop": "FLOP",
    "_watts": "W",
    "_nm": "nm",
}


def column_unit(column: str) -> str | None:
    """Unit that the name of a column says, None where it says none (counts, texts, dates)."""
    endings = [e for e in SUFFIXES if column.endswith(e)]
    return SUFFIXES[max(endings, key=len)] if endings else None


_DEFINITIONS = """
nano- = 1e-9 = n-
micro- = 1e-6 = u-
milli- = 1e-3 = m-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
peta- = 1e15 = P-
exa- = 1e18 = E-
zetta- = 1e21 = Z-
yotta- = 1e24 = Y-
kibi- = 2**10 = Ki-
mebi- = 2**20 = Mi-
gibi- = 2**30 = Gi-
tebi- = 2**40 = Ti-
FLOP = [operation]
bit = [information]
byte = 8 * bit = B
second = [time] = s
minute = 60 * second = min
hour = 3600 * second = h
day = 86400 * second
hertz = 1 / second = Hz
meter = [length] = m
watt = [power] = W
"""


@cache
def registry() -> "pint.UnitRegistry":
    """The units of data sheets and no others, so that Gb is no gilbert, and bits are never taken for FLOP."""
    import pint

    units: pint.UnitRegistry = pint.UnitRegistry(None)  # pint's own list has bits without dimension, and caches that
    units.load_definitions(_DEFINITIONS.strip().splitlines())
    return units


@cache
def in_unit(expression: str, unit: str) -> float:
    """The number of `unit` that `expression` is: '5120 bit * 1.75 Gbit/s / bit', 'byte/s' -> 1.12e12.

    pint reads the expression as tokens of numbers and units; nothing in it is run. ValueError where it is no such quantity.
    """
    import pint

    try:
        return float(registry().Quantity(registry().parse_expression(expression)).to(unit).magnitude)
    except (pint.PintError, AttributeError, TypeError, SyntaxError, AssertionError, ArithmeticError) as error:
        raise ValueError(f"{expression!r} is no quantity in {unit}") from error
