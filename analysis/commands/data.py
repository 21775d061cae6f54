"""The tables: validate them, show the evidence of a row, the share of primary documents, the census of peaks, the errata."""

import argparse

from ..tables.paths import ROOT
from .options import Commands, add_json, file_name, new, print_json, whole_number


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    check = new(commands, "validate")
    check.add_argument("--root", type=file_name, default=ROOT, help="folder with datapackage.json (default: this one)")
    check.set_defaults(run=run_validate)

    chip = new(commands, "chip")
    chip.add_argument("name", metavar="NAME", help="an id, a label as H100, or what its driver reports")
    add_json(chip)
    chip.set_defaults(run=run_chip)

    evidence = new(commands, "evidence")
    evidence.add_argument(
        "row", metavar="ROW", nargs="?", help="an id or a name, as H100; figures/*.json list the rows of a figure"
    )
    evidence.add_argument(
        "--sample",
        type=whole_number,
        metavar="N",
        help="instead of a row, N cells drawn by lot from those that `coverage` counts: check them",
    )
    evidence.add_argument("--seed", type=whole_number, default=20261128, help="the same seed draws the same (default 20261128)")
    evidence.set_defaults(run=run_evidence)

    peaks = new(commands, "census")
    peaks.add_argument(
        "--by",
        choices=("repository", "chip"),
        default="repository",
        help="a line for each repository, or each chip (default repository)",
    )
    peaks.add_argument("--repository", default="", metavar="TEXT", help="only repositories with this text in their name")
    peaks.add_argument("--chip", default="", metavar="TEXT", help="only chips with this text in their name, as H100")
    add_json(peaks, "one JSON object with every entry")
    peaks.set_defaults(run=run_census)

    coverage = new(commands, "coverage")
    add_json(coverage)
    coverage.set_defaults(run=run_coverage)

    errata = new(commands, "errata")
    add_json(errata, "a JSON list")
    errata.set_defaults(run=run_errata)


def run_validate(options: argparse.Namespace) -> int:
    """Print every fault of the data set; where there is none, what is odd among the numbers without a proof."""
    from ..evidence import validate
    from ..tables import frames
    from ..writing import report
    from ..writing.terminal import columns, paragraph

    root = options.root
    faults = validate.check(root)
    if faults:
        print(*faults, sep="\n")
        print(f"{len(faults)} fault{'s' * (len(faults) > 1)}. Nothing was changed; nothing is drawn until they are mended.")
        return 1
    names = frames.resources(root)
    odd = validate.warnings(root)
    print(*(paragraph(f"warning: {fault}", "", "  ") for fault in odd), sep="\n", end="\n" * bool(odd))
    if "evidence" in names:
        print(columns(report.coverage_table(root).astype(str).to_dict("records"), ""))
    accepted = len(validate.exceptions(root))
    print(f"{len(names)} tables: no fault. {accepted} accepted oddities.")
    told = "are odd, and no document proves them: add their evidence, or the rule plausible-COLUMN to data/exceptions.toml"
    print(paragraph(f"{len(odd)} numbers {told}.", "", "  ") if odd else "No number without a proof is odd.")
    return 0


def run_evidence(options: argparse.Namespace) -> int:
    """Print the evidence of one row, or of cells drawn by lot."""
    from ..tables.errors import RequestError
    from ..writing import evidence_report

    if (options.row is None) == (options.sample is None):
        raise RequestError("say a ROW, as H100, or --sample N; not both")
    if options.row is not None:
        print(evidence_report.evidence_text(options.row))
    else:
        from ..writing import coverage_report

        print(coverage_report.sample(options.sample, options.seed))
    return 0


def run_coverage(options: argparse.Namespace) -> int:
    """Print the share of cells that rest on a primary document, or on a copy of one."""
    from ..writing import coverage_report
    from ..writing.terminal import columns, paragraph

    if options.json:
        print_json(coverage_report.record())
    else:
        print(columns(coverage_report.table().to_dict("records"), ""), paragraph(coverage_report.sentence()), sep="\n")
    return 0


def run_chip(options: argparse.Namespace) -> int:
    """Print one device."""
    from ..workload import chips
    from ..writing import evidence_report

    found = chips.find(options.name)
    if options.json:
        print_json({k: v for k, v in found._asdict().items() if k != "root"} | {"released_on": str(found.released_on or "")})
    else:
        print(evidence_report.chip_text(found))
    return 0


def run_census(options: argparse.Namespace) -> int:
    """Print what public code takes for the peaks of chips, beside ours."""
    from ..writing.results import census_report

    found = census_report.chosen(options.repository, options.chip)
    print_json(census_report.record(found)) if options.json else print(census_report.text(found, options.by))
    return 0


def run_errata(options: argparse.Namespace) -> int:
    """Print the errata; exit 1 where a recomputation does not bear one out."""
    from dataclasses import asdict

    from ..errata import errata
    from ..writing.terminal import paragraph

    rows = errata()
    if options.json:
        print_json([asdict(e) for e in rows])
    else:
        for e in rows:
            told = f"{e.explanation} Recomputed: {e.arithmetic}." if e.arithmetic else e.explanation
            print(paragraph(f"{e.id}  {e.location}: {e.item}", "", "    "))
            print(paragraph(f"{e.stated}  ->  {e.expected}", "    "), paragraph(told, "    "), sep="\n", end="\n\n")
        recomputed = sum(e.holds is not None for e in rows)
        print(f"{len(rows)} errata, {recomputed} of them arithmetic, {sum(e.holds is True for e in rows)} borne out.")
    return int(any(e.holds is False for e in rows))
