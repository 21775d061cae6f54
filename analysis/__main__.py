"""The command line: `python -m analysis COMMAND`. Exit 0 done, 1 the data have faults, 2 the request cannot be met."""

import argparse
import json
import math
import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import RequestError
from analysis.paths import ROOT, write

if TYPE_CHECKING:
    from analysis.selection import Series


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="python -m analysis", description="The AI memory wall: validate, fit, draw.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    validate = commands.add_parser("validate", help="check every table; all faults at once, each with file, line and column")
    validate.add_argument("--root", type=Path, default=ROOT, help="folder with datapackage.json (default: this one)")
    validate.set_defaults(run=run_validate)

    fit = commands.add_parser("fit", help="growth of a series, with its intervals", description="Growth of a series.")
    fit.add_argument("series", metavar="SERIES", help="as paper/flops; a wrong name lists all")
    add_row_options(fit)
    fit.add_argument("--estimator", choices=("ols", "theil-sen", "quantile"), default="ols", help="(default ols)")
    fit.add_argument("--tau", type=float, default=0.9, help="the quantile of --estimator quantile (default 0.9)")
    fit.add_argument("--cov", choices=("iid", "hc3", "newey-west", "cr2"), default="iid", help="covariance of ols (default iid)")
    fit.add_argument("--cluster", metavar="COLUMN", help="clusters of cr2, as vendor (default: vendor and generation)")
    fit.set_defaults(run=run_fit)

    forecast = commands.add_parser("forecast", help="views of the future of a series, with their intervals and scores")
    forecast.add_argument("series", metavar="SERIES")
    forecast.add_argument("--at", type=float, required=True, metavar="YEAR", help="decimal year after the last row, as 2030")
    add_row_options(forecast)
    forecast.set_defaults(run=run_forecast)

    crossing = commands.add_parser("crossing", help="when the ratio of two series has grown by a factor, as a set of years")
    crossing.add_argument("--pair", nargs=2, required=True, metavar="SERIES", help="over and under, as paper/flops paper/dram")
    crossing.add_argument("--factor", type=float, default=10.0, help="(default 10)")
    crossing.add_argument("--from", type=float, default=2022.0, dest="since", metavar="YEAR", help="(default 2022)")
    crossing.add_argument("--level", type=float, default=0.95, help="level of the set (default 0.95)")
    crossing.add_argument("--json", action="store_true", help="print one JSON object")
    crossing.set_defaults(run=run_crossing)

    breaks = commands.add_parser("breaks", help="where a trend bends or jumps, and whether that beats one line")
    breaks.add_argument("series", metavar="SERIES")
    breaks.add_argument("--count", type=int, choices=(1, 2), default=1, help="how many breaks (default 1)")
    breaks.add_argument("--kind", choices=("bend", "shift", "both"), default="bend", help="joined lines, a step, or free lines")
    add_row_options(breaks)
    breaks.set_defaults(run=run_breaks)

    hindcast = commands.add_parser("hindcast", help="how well the forecasts would have done, by rolling origin")
    hindcast.add_argument("series", metavar="SERIES", nargs="?", help="(default: every series)")
    add_row_options(hindcast)
    hindcast.set_defaults(run=run_hindcast)

    multiverse = commands.add_parser("multiverse", help="every defensible growth rate, as CSV")
    multiverse.add_argument("--csv", type=Path, help="file to write (default: standard output)")
    multiverse.set_defaults(run=run_multiverse)

    evidence = commands.add_parser("evidence", help="what documents print about a row, cell by cell")
    evidence.add_argument("row", metavar="ROW-ID", help="as nvidia-h100-sxm5-80gb; figures/*.json list the rows of a figure")
    evidence.set_defaults(run=run_evidence)

    errata = commands.add_parser("errata", help="what is wrong or unsaid in the paper, recomputed")
    errata.add_argument("--json", action="store_true", help="print a JSON list")
    errata.set_defaults(run=run_errata)

    draw = commands.add_parser("figures", help="draw figures; the data are validated first")
    draw.add_argument("stems", metavar="FIGURE", nargs="*", help="as paper_hardware_scaling (default: all)")
    draw.add_argument("--root", type=Path, default=ROOT, help="folder with the data (default: this one)")
    draw.add_argument("--out", type=Path, help="folder to write to (default: figures/)")
    draw.set_defaults(run=run_figures)
    return top


def add_row_options(command: argparse.ArgumentParser) -> None:
    """Options that choose the rows of a series, and how the answer is printed."""
    command.add_argument("--precision", choices=("fp64", "fp32", "fp16", "fp8", "fp4", "best"), help="of accelerators/peak")
    command.add_argument("--where", metavar="COLUMN=VALUE", action="append", default=[], help="only these rows, as vendor=NVIDIA")
    command.add_argument("--segment", help="short for --where segment=..., as datacenter")
    command.add_argument("--select", choices=("all", "flagship", "design", "records"), default="all", help="(default all)")
    command.add_argument("--since", metavar="DATE", help="first day, as 2010, 2010-06 or 2010-06-30")
    command.add_argument("--until", metavar="DATE", help="last day, included; 2015 is the whole year")
    command.add_argument("--level", type=float, default=0.95, help="level of all intervals (default 0.95)")
    command.add_argument("--json", action="store_true", help="print one JSON object")


def run_validate(options: argparse.Namespace) -> int:
    """Print every fault of the data set."""
    from analysis import checks, report, tables

    faults = checks.check(options.root)
    if faults:
        print(*faults, sep="\n")
        print(f"{len(faults)} fault{'s' * (len(faults) > 1)}. Nothing was changed; nothing is drawn until they are mended.")
        return 1
    names = tables.resources(options.root)
    print(f"{len(names)} tables: no fault. {len(checks.exceptions(options.root))} accepted oddities.")
    if "evidence" in names:
        print(report.coverage_table(options.root).to_string(index=False))
    return 0


def chosen(options: argparse.Namespace, name: str) -> "Series":
    """The rows of the series `name` that the options ask for."""
    from analysis import catalogue

    series = catalogue.load(name, precision=options.precision, where=parse_where(options.where, options.segment))
    return series.select(options.select).window(options.since, options.until)


def run_fit(options: argparse.Namespace) -> int:
    """Print one fit."""
    from analysis import catalogue, fitting, report

    series = chosen(options, options.series)
    clusters = options.cluster and catalogue.column(options.series, series, options.cluster)
    how = {"estimator": options.estimator, "tau": options.tau, "covariance": options.cov, "clusters": clusters}
    fit = fitting.fit(series, options.level, **how)
    if options.json:
        record = report.fit_record(series, fit) | report.diagnostics_record(series)
        where = parse_where(options.where, options.segment)
        record |= {"precision": options.precision, "where": where, "rows": list(series.ids)}
        print_json(record)
    else:
        print(report.fit_text(series, fit))
    return 0


def run_forecast(options: argparse.Namespace) -> int:
    """Print both views of one series at one date."""
    from analysis import outlook

    series = chosen(options, options.series)
    seen = outlook.look(series, options.at, options.level)
    print_json(outlook.record(series, seen)) if options.json else print(outlook.text(series, seen))
    return 0


def run_crossing(options: argparse.Namespace) -> int:
    """Print when the ratio of two series has grown by a factor."""
    from analysis import catalogue, crossing, outlook

    over, under = (catalogue.load(name).fit(options.level) for name in options.pair)
    found = crossing.ratio_crossing(over, under, options.factor, options.since, options.level)
    if options.json:
        print_json(outlook.crossing_record(found) | {"pair": options.pair, "factor": options.factor, "from": options.since})
    else:
        print(f"{options.pair[0]} over {options.pair[1]}, {options.factor:g} times its value of {options.since:g}: {found}")
    return 0


def run_breaks(options: argparse.Namespace) -> int:
    """Print the best breaks of one series with the p-value of there being any."""
    from analysis import outlook

    record = outlook.breaks_record(chosen(options, options.series), options.count, options.kind)
    print_json(record) if options.json else print(outlook.breaks_text(record))
    return 0


def run_hindcast(options: argparse.Namespace) -> int:
    """Print the scores of the forecasting methods."""
    from analysis import catalogue, outlook

    names = [options.series] if options.series else catalogue.names()
    scores = outlook.hindcast_scores([chosen(options, name) for name in names])
    if options.series and len(scores):
        extra = {"surrogates": outlook.surrogate_records(chosen(options, options.series))}
    else:
        extra = {"paper_lines": outlook.paper_lines().to_dict("records")} if not options.series else {}
    if options.json:
        print_json({"series": list(names), "scores": scores.to_dict("records"), **extra})
        return 0
    print(scores.to_string(index=False, float_format="{:.3f}".format) if len(scores) else f"{names[0]}: too short for a hindcast")
    for found in extra.get("surrogates", ()):
        low, high = found["range_95"]
        told = f"{found['method']:10} held {found['coverage']:.0%} of {found['forecasts']}; a method that is right holds"
        print(f"{told} {low:.0%} to {high:.0%}, p = {found['p']:.3f}")
    if "paper_lines" in extra:
        print("\nThe paper's lines as they were, against what came after their last point:")
        print(outlook.paper_lines().to_string(index=False, float_format="{:.2f}".format))
    return 0


def run_multiverse(options: argparse.Namespace) -> int:
    """Write every defensible growth rate."""
    from analysis import multiverse

    text = multiverse.estimates().to_csv(index=False, float_format="%.6g", lineterminator="\n")
    if options.csv:
        write(options.csv, text)
        print(f"{text.count(chr(10)) - 1:,} growth rates in {options.csv}")
    else:
        print(text, end="")
    return 0


def print_json(record: dict[str, Any]) -> None:
    """Print one JSON object; what is no number is null."""
    print(json.dumps(without_nan(record), indent=2, ensure_ascii=False))


def without_nan(value: Any) -> Any:
    """`value` with what is infinite or not a number replaced by None."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {k: without_nan(v) for k, v in value.items()}
        case list() | tuple():
            return [without_nan(v) for v in value]
        case _:
            return value


def parse_where(wanted: list[str], segment: str | None) -> dict[str, str]:
    """['vendor=NVIDIA'], 'datacenter' -> {'vendor': 'NVIDIA', 'segment': 'datacenter'}."""
    pairs = [w.partition("=") for w in wanted] + ([("segment", "=", segment)] if segment else [])
    for column, equals, value in pairs:
        if not (column and equals and value):
            raise RequestError(f"--where takes COLUMN=VALUE, as vendor=NVIDIA, not {column!r}")
    return {column: value for column, _, value in pairs}


def run_evidence(options: argparse.Namespace) -> int:
    """Print the evidence of one row."""
    from analysis import report

    print(report.evidence_text(options.row))
    return 0


def run_errata(options: argparse.Namespace) -> int:
    """Print the errata; exit 1 where a recomputation does not bear one out."""
    from dataclasses import asdict

    from analysis.errata import errata

    rows = errata()
    if options.json:
        print(json.dumps([asdict(e) for e in rows], indent=2, ensure_ascii=False))
    else:
        for e in rows:
            told = [e.explanation, f"Recomputed: {e.arithmetic}." if e.arithmetic else ""]
            print(f"{e.id}  {e.location}: {e.item}\n    {e.stated}  ->  {e.expected}")
            print(textwrap.indent(textwrap.fill(" ".join(filter(None, told)), 100), "    "), end="\n\n")
        recomputed = sum(e.holds is not None for e in rows)
        print(f"{len(rows)} errata, {recomputed} of them arithmetic, {sum(e.holds is True for e in rows)} borne out.")
    return int(any(e.holds is False for e in rows))


def run_figures(options: argparse.Namespace) -> int:
    """Draw the figures asked for on all processors while the data are validated; write only if they are valid."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from analysis import checks, figures

    wanted = options.stems or figures.stems()
    for stem in wanted:
        figures.require_known(stem)
    out = options.out or options.root / "figures"
    with ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn")) as pool:
        faults = pool.submit(checks.check, options.root)
        rendered = {stem: pool.submit(figures.render, stem, options.root) for stem in wanted}
        if faults.result():
            pool.shutdown(cancel_futures=True)
            raise checks.InvalidData(faults.result())
        for stem, files in rendered.items():
            for ending, content in files.result().items():
                write(out / f"{stem}{ending}", content)
            print(f"{os.path.relpath(out / stem)}.svg, .dark.svg, .pdf, .png, .json")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every expected fault ends in plain lines on standard error, never in a traceback."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except RequestError as error:
        print(f"{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from analysis.checks import InvalidData

        if not isinstance(error, InvalidData):
            raise
        print(*error.faults, sep="\n", file=sys.stderr)
        print("No figure was drawn. `make validate` prints this list again.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
