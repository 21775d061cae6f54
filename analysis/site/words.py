"""Words for people: of a column its name, of a number its unit, of a date what is known of it."""

import datetime as dt

from ..tables.units import quantity, significant

NAMES = {  # column without its unit -> words
    "tdp": "Power (TDP)",
    "process": "Process node",
    "memory_capacity": "Memory",
    "memory_data_rate": "Data rate of a memory pin",
    "memory_bus_width": "Width of the memory bus",
    "interconnect_bandwidth": "Link between chips, both directions",
    "interconnect_type": "Link between chips",
    "host_link": "Link to the host",
    "memory_level": "Where the memory is",
    "released_on": "Date",
}
UNITS = ("_bytes_per_s", "_bits_per_s", "_flop_per_s", "_op_per_s", "_bytes", "_bits", "_watts", "_nm")  # the longest first
PLAIN = ("W", "nm", "bit", "1")  # units that take no prefix
SEGMENTS = {"datacenter": "data-centre"}
KINDS = {
    "cpu": "CPU",
    "gpu": "GPU",
    "asic": "accelerator (ASIC)",
    "manycore": "many-core processor",
    "soc": "system on a chip",
    "wafer": "wafer-scale chip",
}
STATUSES = {  # what a reader must know before all numbers; '' where nothing
    "shipping": "",
    "internal": "Its maker uses it and does not sell it.",
    "announced": "It is announced and not sold yet, so it is in no fit.",
    "cancelled": "It was cancelled, so it is in no fit.",
}
MEANINGS = {
    "availability": "Available since {}.",
    "launch": "Launched {}.",
    "announcement": "Announced {}.",
    "planned": "Planned for {}.",
}


def column(name: str) -> str:
    """'peak_matrix_bf16_flop_per_s' -> 'Peak at bf16, matrix units'."""
    base = name
    for ending in UNITS:
        base = base.removesuffix(ending) if base == name else base
    if base.startswith("peak_"):
        _, unit, form = base.split("_")
        return f"Peak at {form}, {unit} units"
    return NAMES.get(base, base.replace("_", " ").capitalize())


def amount(value: float, unit: str) -> str:
    """3.35e12, 'byte/s' -> '3.35 TB/s'; a ratio, a count and what people say without a prefix stay as they are."""
    if unit in PLAIN:
        return f"{value:,g} {unit}".removesuffix(" 1")
    return f"{significant(value)} {unit}" if unit.startswith("FLOP/") and unit != "FLOP/s" else quantity(value, unit)


def date(day: dt.date, precision: str) -> str:
    """A day as far as it is known: '22 September 2022', 'October 2022', 'the third quarter of 2022', '2022'."""
    if precision == "year":
        return str(day.year)
    if precision == "quarter":
        return f"the {('first', 'second', 'third', 'fourth')[(day.month - 1) // 3]} quarter of {day.year}"
    return f"{day.day if precision == 'day' else ''} {MONTHS[day.month - 1]} {day.year}".strip()


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def what(kind: str, segment: str, vendor: str, generation: str) -> str:
    """'A data-centre GPU by NVIDIA, generation Hopper.'"""
    market = SEGMENTS.get(segment, segment)
    article = "An" if market[:1] in "aeiou" else "A"
    return f"{article} {market} {KINDS.get(kind, kind)} by {vendor}, generation {generation}."


def when(day: dt.date | None, precision: str, meaning: str) -> str:
    """'Available since October 2022.'"""
    if day is None:
        return "No document here gives a date."
    return MEANINGS.get(meaning, "Dated {}.").format(date(day, precision))


def size(count: int) -> str:
    """Bytes of a file: '104 kB', '1.9 MB'."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
