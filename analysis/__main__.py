"""The command line: `python -m analysis COMMAND`. Exit 0 done, 1 the data have faults, 2 the request cannot be met."""

import argparse
import json
import os
import sys
import textwrap
from pathlib import Path

from analysis import RequestError
from analysis.paths import ROOT, write


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="python -m analysis", description="The AI memory wall: validate, fit, draw.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    validate = commands.add_parser("validate", help="check every table; all faults at once, each with file, line and column")
    validate.add_argument("--root", type=Path, default=ROOT, help="folder with datapackage.json (default: this one)")
    validate.set_defaults(run=run_validate)

    fit = commands.add_parser("fit", help="growth of a series, with its intervals", description="Growth of a series.")
    fit.add_argument("series", metavar="SERIES", help="as paper/flops; a wrong name lists all")
    fit.add_argument(
        "--precision", choices=("fp64", "fp32", "fp16", "fp8", "fp4", "best"), help="of accelerators/peak (default fp16)"
    )
    fit.add_argument("--where", metavar="COLUMN=VALUE", action="append", default=[], help="only these rows, as vendor=NVIDIA")
    fit.add_argument("--segment", help="short for --where segment=..., as datacenter")
    fit.add_argument(
        "--select", choices=("all", "flagship", "design", "records"), default="all", help="rows to fit (default all)"
    )
    fit.add_argument("--since", metavar="DATE", help="first day, as 2010, 2010-06 or 2010-06-30")
    fit.add_argument("--until", metavar="DATE", help="last day, included; 2015 is the whole year")
    fit.add_argument("--level", type=float, default=0.95, help="level of all intervals (default 0.95)")
    fit.add_argument("--json", action="store_true", help="print one JSON object")
    fit.set_defaults(run=run_fit)

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


def run_fit(options: argparse.Namespace) -> int:
    """Print one fit."""
    from analysis import catalogue, report

    where = parse_where(options.where, options.segment)
    series = catalogue.load(options.series, precision=options.precision, where=where)
    series = series.select(options.select).window(options.since, options.until)
    fit = series.fit(options.level)
    if options.json:
        record = report.fit_record(series, fit) | report.diagnostics_record(series)
        record |= {"precision": options.precision, "where": where, "rows": list(series.ids)}
        print(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        print(report.fit_text(series, fit))
    return 0


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
