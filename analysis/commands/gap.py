"""The gap: its growth, what it is made of, when it reaches a value, and what models ask of one device."""

import argparse
from typing import TYPE_CHECKING

from ..tables.formats import PRECISIONS
from .options import Commands, add_json, add_level, add_raw, add_select, add_where, file_name, new, parse_where, print_json

if TYPE_CHECKING:
    from ..trends.selection import Series
    from ..wall.scenario import Scenario

SINCE = "2017"
PRECISION_HELP = "fp16 means both 16-bit formats, best the fastest format of each chip (default {})"


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    gap = new(commands, "gap")
    gap.add_argument("--precision", choices=PRECISIONS, default="fp16", help=PRECISION_HELP.format("fp16"))
    gap.add_argument("--measured", action="store_true", help="of measured roofs, beside the sheets of the same devices")
    add_choices(gap)
    gap.add_argument("--pool", choices=("vendor",), help="vendor: each vendor's own growth, and what is common to them")
    gap.set_defaults(run=run_gap)

    project = new(commands, "project")
    project.add_argument("--precision", choices=PRECISIONS, default="fp16", help=PRECISION_HELP.format("fp16"))
    project.add_argument(
        "--scenario",
        type=file_name,
        metavar="FILE",
        help="a supposed future, as data/scenarios/slow_memory.toml; `project --help` has its keys",
    )
    add_choices(project, ("byte", "word"))
    add_raw(project)
    project.set_defaults(run=run_project)

    crossing = new(commands, "crossing")
    what = crossing.add_mutually_exclusive_group(required=True)
    what.add_argument("--quantity", choices=("balance",), help="balance: peak over memory bandwidth of the same chip")
    what.add_argument("--pair", nargs=2, metavar="SERIES", help="over and under, fitted apart, as paper/flops paper/dram")
    crossing.add_argument("--precision", choices=PRECISIONS, default="fp16", help=PRECISION_HELP.format("fp16"))
    crossing.add_argument("--factor", type=float, help="multiple of its value in the year of --from (default 10)")
    crossing.add_argument(
        "--from",
        type=float,
        default=2022.0,
        dest="from_year",
        metavar="YEAR",
        help="the year that the factor counts from (default 2022)",
    )
    what.add_argument("--csv", type=file_name, metavar="FILE", help="a series of your own; takes --date and --value")
    crossing.add_argument("--value", metavar="NUMBER", help="a balance, in place of a factor; with --csv the column of values")
    crossing.add_argument("--date", metavar="COLUMN", help="the dates of --csv: 2024, 2024-05, 2024-05-17 or 2024.4")
    crossing.add_argument(
        "--scenario",
        type=file_name,
        metavar="FILE",
        help="a supposed future, as data/scenarios/slow_memory.toml; `project --help` has its keys",
    )
    add_choices(crossing, ("byte", "word"))
    add_raw(crossing)
    crossing.set_defaults(run=run_crossing)

    decompose = new(commands, "decompose")
    decompose.add_argument("--vendor", help="as NVIDIA; short for --where vendor=NVIDIA")
    add_where(decompose)
    decompose.add_argument("--precision", choices=PRECISIONS, default="best", help=PRECISION_HELP.format("best"))
    decompose.add_argument("--since", default="2016", metavar="DATE", help="first day (default 2016)")
    add_json(decompose)
    decompose.set_defaults(run=run_decompose)

    demand = new(commands, "demand")
    add_json(demand)
    demand.set_defaults(run=run_demand)


def add_choices(command: argparse.ArgumentParser, per: tuple[str, ...] = ("byte", "word", "link", "capacity")) -> None:
    """Options that choose the ratio and its rows."""
    divisors = {
        "byte": "memory bandwidth in bytes",
        "word": "memory bandwidth in numbers of that format",
        "link": "bandwidth of the link",
        "capacity": "bytes of memory",
    }
    told = f"what the peak is divided by; {'; '.join(f'{name}: {divisors[name]}' for name in per)} (default byte)"
    command.add_argument("--per", choices=per, default="byte", help=told)
    add_where(command)
    add_select(command)
    command.add_argument("--since", default=SINCE, metavar="DATE", help=f"first day (default {SINCE}: matrix units)")
    command.add_argument("--until", metavar="DATE", help="last day, included")
    add_level(command)
    add_json(command)


def run_gap(options: argparse.Namespace) -> int:
    """Print the growth of one ratio and everything beside it."""
    from ..wall import gap
    from ..writing import gap_report

    if options.measured:
        return _measured_gap(options)
    where = parse_where(options.where, None)
    window = {"since": options.since, "until": options.until}
    series = gap.devices(options.precision, options.per, select=options.select, where=where, **window)
    if options.pool:
        from ..writing import vendor_report

        pooled = vendor_report.record(series, options.precision, options.per, options.level)
        print_json(pooled | {"where": where}) if options.json else print(vendor_report.text(pooled))
        return 0
    record = gap_report.gap_record(series, options.precision, options.per, options.level, where=where)
    print_json(record) if options.json else print(gap_report.gap_text(record))
    return 0


def _measured_gap(options: argparse.Namespace) -> int:
    """Print the growth of the balance that chips reach, beside that of their sheets."""
    from ..measured import balance
    from ..tables.errors import RequestError
    from ..writing import measured_report

    if options.per != "byte" or options.select != "all" or options.until or options.where or options.pool:
        raise RequestError(
            "--measured is of the balance per byte of all devices that were measured; it takes --precision and --since"
        )
    found = balance.measured_gap(options.precision, options.since, options.level)
    record = measured_report.gap_record(found)
    print_json(record) if options.json else print(measured_report.gap_text(found))
    return 0


def asked(options: argparse.Namespace) -> tuple["Series", "Series", "Scenario"]:
    """The balance asked for, the same devices per word, and the scenario."""
    from ..wall import gap, scenario

    rows = {"select": options.select, "since": options.since, "until": options.until}
    where = parse_where(options.where, None)
    series, word = (gap.devices(options.precision, per, where=where, **rows) for per in (options.per, "word"))
    return series, word, scenario.read(options.scenario) if options.scenario else scenario.Scenario()


def run_crossing(options: argparse.Namespace) -> int:
    """Print when a balance reaches one target, or the ratio of two series fitted apart has grown by a factor."""
    from ..tables.errors import RequestError
    from ..wall import projection
    from ..writing import gap_report

    if options.csv:
        return _own_crossing(options)
    if options.factor is not None and options.value is not None:
        raise RequestError("--factor and --value are two questions; ask one")
    if options.pair:
        return _pair_crossing(options)
    if options.value is None:
        target = projection.Target("factor", factor_of(options), options.from_year)
    else:
        target = projection.Target("value", number(options.value, "--value"), options.from_year)
    record = gap_report.projection_record(*asked(options), (target,), options.level, calibrated=not options.raw)
    if not options.json:
        print(gap_report.projection_text(record))
        return 0
    found = record.pop("targets")[0]
    print_json(found.pop("trend") | found | {k: v for k, v in record.items() if k != "unit"} | {"precision": options.precision})
    return 0


def number(text: str, option: str) -> float:
    """A number of the command line; RequestError where it is none."""
    from ..tables.errors import RequestError

    try:
        return float(text)
    except ValueError:
        raise RequestError(f"{option} {text!r} is no number") from None


def _own_crossing(options: argparse.Namespace) -> int:
    """Print when a series of one's own has grown by a factor, by its trend."""
    from ..forecasts import calibration
    from ..statistics import crossing
    from ..tables.errors import RequestError
    from ..trends import own_series
    from ..writing import forecast_report

    if not options.date or not options.value or options.scenario:
        raise RequestError("--csv takes --date COLUMN and --value COLUMN, and no --scenario")
    series = own_series.from_csv(options.csv, options.date, options.value, None, parse_where(options.where, None))
    fit = (
        series.select(options.select).window(options.since if options.since != SINCE else None, options.until).fit(options.level)
    )
    factor = factor_of(options)
    slope = (fit.slope_log10_per_year, fit.se, fit.df)
    found = crossing.crossing(*slope, factor, options.from_year, options.level)
    if not options.raw:
        quantile = calibration.crossing_quantile([series], fit.df, found.year, options.level)
        found = crossing.crossing(*slope, factor, options.from_year, options.level, quantile)
    if options.json:
        print_json(
            forecast_report.crossing_record(found)
            | {"series": series.name, "factor": factor, "from": options.from_year}
            | _calibrated(options)
        )
    else:
        _say(f"{series.name}, {factor:g} times its value of {options.from_year:g}: {found}{_told(options)}")
    return 0


def _calibrated(options: argparse.Namespace) -> dict[str, bool]:
    return {"calibrated": not options.raw}


def _told(options: argparse.Namespace) -> str:
    return "; raw interval" if options.raw else "; interval widened by the record of other quantities"


def _say(text: str) -> None:
    """Print a paragraph."""
    from ..writing.terminal import paragraph

    print(paragraph(text, "", "  "))


def factor_of(options: argparse.Namespace) -> float:
    """The factor asked for, 10 where none is."""
    return 10.0 if options.factor is None else options.factor


def _pair_crossing(options: argparse.Namespace) -> int:
    """Print when the ratio of two independent series has grown by a factor."""
    from ..forecasts import calibration
    from ..statistics import crossing
    from ..tables.errors import RequestError
    from ..trends import catalogue
    from ..writing import forecast_report

    if options.value is not None or options.scenario or options.where:
        raise RequestError("--pair takes a --factor; --value, --where and --scenario are for --quantity balance")
    if options.pair[0] == options.pair[1]:
        raise RequestError(f"--pair takes two series: {options.pair[0]} over itself is 1 for ever")
    factor = factor_of(options)
    pair = [catalogue.load(name) for name in options.pair]
    over, under = (series.fit(options.level) for series in pair)
    found = crossing.ratio_crossing(over, under, factor, options.from_year, options.level)
    if not options.raw:
        df = crossing.slope_difference(over, under).df
        quantile = calibration.crossing_quantile(pair, df, found.year, options.level)
        found = crossing.ratio_crossing(over, under, factor, options.from_year, options.level, quantile)
    if options.json:
        print_json(
            forecast_report.crossing_record(found)
            | {"pair": options.pair, "factor": factor, "from": options.from_year}
            | _calibrated(options)
        )
    else:
        what = f"{options.pair[0]} over {options.pair[1]}, {factor:g} times its value of {options.from_year:g}"
        _say(f"{what}: {found}{_told(options)}")
    return 0


def run_project(options: argparse.Namespace) -> int:
    """Print when the balance reaches each of the round targets."""
    from ..wall import projection
    from ..writing import gap_report

    series, word, scenario = asked(options)
    targets = projection.targets_of(series)
    record = gap_report.projection_record(series, word, scenario, targets, options.level, calibrated=not options.raw)
    print_json(record) if options.json else print(gap_report.projection_text(record))
    return 0


def run_decompose(options: argparse.Namespace) -> int:
    """Print the parts of each step between a vendor's flagships."""
    from ..tables.errors import RequestError
    from ..writing import gap_report

    where = parse_where([*options.where, *([f"vendor={options.vendor}"] if options.vendor else [])], None)
    if "vendor" not in where:
        raise RequestError("say whose flagships: --vendor NVIDIA, or --where vendor=NVIDIA")
    record = gap_report.decomposition_record(where.pop("vendor"), options.precision, options.since, where=where)
    print_json(record) if options.json else print(gap_report.decomposition_text(record))
    return 0


def run_demand(options: argparse.Namespace) -> int:
    """Print what models ask of one device."""
    from ..writing import gap_report

    record = gap_report.demand_record()
    print_json(record) if options.json else print(gap_report.demand_text(record))
    return 0
