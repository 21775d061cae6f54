"""Growth of a series: one fit, its breaks, every defensible estimate."""

import argparse

from ..tables.paths import write
from ..writing.terminal import terms
from .options import (
    Commands,
    add_json,
    add_row_options,
    add_series,
    chosen,
    file_to_write,
    new,
    parse_where,
    print_json,
    whole_number,
)

KINDS = ("bend", "shift", "both")


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    fit = new(commands, "fit")
    add_series(fit)
    add_row_options(fit)
    told = (
        "ols: least squares; theil-sen: the median slope of all pairs of rows, which outliers hardly move; quantile: the line"
        " that the share --tau of the rows lies below (default ols)"
    )
    fit.add_argument("--estimator", choices=("ols", "theil-sen", "quantile"), default="ols", help=told)
    fit.add_argument(
        "--tau",
        type=float,
        default=0.9,
        help="of --estimator quantile: 0.9 is the line that nine of ten rows lie below (default 0.9)",
    )
    told = (
        "how the errors of ols may be: iid, independent and as large everywhere; hc3, of any size; newey-west, alike for some"
        " years; cr2, alike within a --cluster (default cr2 for chips, iid for all else)"
    )
    fit.add_argument("--cov", choices=("iid", "hc3", "newey-west", "cr2"), help=told)
    fit.add_argument(
        "--cluster",
        metavar="COLUMN",
        help="of --cov cr2: the column whose rows may be alike, as vendor (default: vendor and generation)",
    )
    fit.add_argument("--cite", action="store_true", help="print the references of the rows in this fit, as BibTeX")
    fit.set_defaults(run=run_fit)

    breaks = new(commands, "breaks")
    add_series(breaks)
    breaks.add_argument("--count", type=whole_number, choices=(1, 2), default=1, help="how many breaks (default 1)")
    breaks.add_argument("--kind", choices=KINDS, default="bend", help=f"{terms.choices(*KINDS)} (default bend)")
    add_row_options(breaks)
    breaks.set_defaults(run=run_breaks)

    rates = new(commands, "rates")
    add_json(rates, "a JSON list")
    rates.set_defaults(run=run_rates)

    multiverse = new(commands, "multiverse")
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
