"""Growth of a series: one fit, its breaks, every defensible estimate."""

import argparse

from ..tables.paths import write
from .options import Commands, add_row_options, add_series, chosen, file_to_write, parse_where, print_json, whole_number


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    fit = commands.add_parser("fit", help="growth of a series, with its intervals", description="Growth of a series.")
    add_series(fit)
    add_row_options(fit)
    fit.add_argument("--estimator", choices=("ols", "theil-sen", "quantile"), default="ols", help="(default ols)")
    fit.add_argument("--tau", type=float, default=0.9, help="the quantile of --estimator quantile (default 0.9)")
    fit.add_argument(
        "--cov", choices=("iid", "hc3", "newey-west", "cr2"), help="covariance of ols (default cr2 for devices, iid for all else)"
    )
    fit.add_argument("--cluster", metavar="COLUMN", help="clusters of cr2, as vendor (default: vendor and generation)")
    fit.add_argument("--cite", action="store_true", help="print the references of the rows in this fit, as BibTeX")
    fit.set_defaults(run=run_fit)

    breaks = commands.add_parser("breaks", help="where a trend bends or jumps, and whether that beats one line")
    add_series(breaks)
    breaks.add_argument("--count", type=whole_number, choices=(1, 2), default=1, help="how many breaks (default 1)")
    breaks.add_argument("--kind", choices=("bend", "shift", "both"), default="bend", help="joined lines, a step, or free lines")
    add_row_options(breaks)
    breaks.set_defaults(run=run_breaks)

    rates = commands.add_parser("rates", help="the recommended growth rate of each question, and what other choices make of it")
    rates.add_argument("--json", action="store_true", help="print a JSON list")
    rates.set_defaults(run=run_rates)

    multiverse = commands.add_parser("multiverse", help="every defensible growth rate, as CSV")
    multiverse.add_argument("--csv", type=file_to_write, metavar="FILE", help="file to write (default: standard output, as -)")
    multiverse.set_defaults(run=run_multiverse)


def run_fit(options: argparse.Namespace) -> int:
    """Print one fit."""
    from ..tables.errors import RequestError
    from ..trends import catalogue, fitting
    from ..writing import report

    series = chosen(options, options.series)
    if options.cite:
        from ..writing import bibliography, cite

        found = cite.references([series.name], known={series.name: set(series.source_ids)})
        print(bibliography.folded(bibliography.bibtex(found)), end="")
        return 0
    if options.cluster and options.csv:
        raise RequestError("--cluster names a column of our tables")
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


def run_rates(options: argparse.Namespace) -> int:
    """Print the recommended rates."""
    from ..wall import recommended
    from ..writing.results import rates_report

    found = recommended.everything()
    print_json(rates_report.record(found)) if options.json else print(rates_report.text(found))
    return 0


def run_breaks(options: argparse.Namespace) -> int:
    """Print the best breaks of one series with the p-value of there being any."""
    from ..writing import report

    record = report.breaks_record(chosen(options, options.series), options.count, options.kind)
    print_json(record) if options.json else print(report.breaks_text(record))
    return 0


def run_multiverse(options: argparse.Namespace) -> int:
    """Write every defensible growth rate."""
    from ..trends import multiverse

    text = multiverse.estimates().to_csv(index=False, float_format="%.6g", lineterminator="\n")
    if options.csv and str(options.csv) != "-":
        write(options.csv, text)
        print(f"{text.count(chr(10)) - 1:,} growth rates in {options.csv}")
    else:
        print(text, end="")
    return 0
