"""The tables: validate them, show the evidence of a row and the share of primary documents, list the errata of the paper."""

import argparse
import textwrap

from ..tables.paths import ROOT
from .options import Commands, file_name, print_json


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    check = commands.add_parser("validate", help="check every table; all faults at once, each with file, line and column")
    check.add_argument("--root", type=file_name, default=ROOT, help="folder with datapackage.json (default: this one)")
    check.set_defaults(run=run_validate)

    chip = commands.add_parser("chip", help="one device: peaks, memory, link, dates")
    chip.add_argument("name", metavar="NAME", help="an id, a label as H100, or what its driver reports")
    chip.add_argument("--json", action="store_true", help="print one JSON object")
    chip.set_defaults(run=run_chip)

    evidence = commands.add_parser("evidence", help="what documents print about a row, cell by cell")
    evidence.add_argument("row", metavar="ROW", help="an id or a name, as H100; figures/*.json list the rows of a figure")
    evidence.set_defaults(run=run_evidence)

    coverage = commands.add_parser("coverage", help="how many cells of data-centre devices rest on their maker's own documents")
    coverage.add_argument("--json", action="store_true", help="print one JSON object")
    coverage.set_defaults(run=run_coverage)

    errata = commands.add_parser("errata", help="what is wrong or unsaid in the paper, recomputed")
    errata.add_argument("--json", action="store_true", help="print a JSON list")
    errata.set_defaults(run=run_errata)


def run_validate(options: argparse.Namespace) -> int:
    """Print every fault of the data set; where there is none, what is odd among the numbers without a proof."""
    from ..evidence import validate
    from ..tables import frames
    from ..writing import report

    root = options.root
    faults = validate.check(root)
    if faults:
        print(*faults, sep="\n")
        print(f"{len(faults)} fault{'s' * (len(faults) > 1)}. Nothing was changed; nothing is drawn until they are mended.")
        return 1
    names = frames.resources(root)
    odd = validate.warnings(root)
    print(*(f"warning: {fault}" for fault in odd), sep="\n", end="\n" * bool(odd))
    if "evidence" in names:
        print(report.coverage_table(root).to_string(index=False))
    accepted = len(validate.exceptions(root))
    print(f"{len(names)} tables: no fault. {accepted} accepted oddities.")
    told = "are odd, and no document proves them: add their evidence, or the rule plausible-COLUMN to data/exceptions.toml"
    print(f"{len(odd)} numbers {told}." if odd else "No number without a proof is odd.")
    return 0


def run_evidence(options: argparse.Namespace) -> int:
    """Print the evidence of one row."""
    from ..writing import evidence_report

    print(evidence_report.evidence_text(options.row))
    return 0


def run_coverage(options: argparse.Namespace) -> int:
    """Print the share of cells that rest on a primary document, or on a copy of one."""
    from ..writing import coverage_report

    if options.json:
        print_json(coverage_report.record())
    else:
        print(coverage_report.table().to_string(index=False))
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


def run_errata(options: argparse.Namespace) -> int:
    """Print the errata; exit 1 where a recomputation does not bear one out."""
    from dataclasses import asdict

    from ..errata import errata

    rows = errata()
    if options.json:
        print_json([asdict(e) for e in rows])
    else:
        for e in rows:
            told = [e.explanation, f"Recomputed: {e.arithmetic}." if e.arithmetic else ""]
            print(f"{e.id}  {e.location}: {e.item}\n    {e.stated}  ->  {e.expected}")
            print(textwrap.indent(textwrap.fill(" ".join(filter(None, told)), 100), "    "), end="\n\n")
        recomputed = sum(e.holds is not None for e in rows)
        print(f"{len(rows)} errata, {recomputed} of them arithmetic, {sum(e.holds is True for e in rows)} borne out.")
    return int(any(e.holds is False for e in rows))
