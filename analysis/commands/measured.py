"""The measured side: runs that somebody timed, what chips reach of their sheets."""

import argparse

from .options import Commands, file_name, print_json


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    audit = commands.add_parser("audit", help="whether timed runs can be: none beats the sheet of its device; exit 1 if one does")
    told = (
        "CSV with columns id, device, precision (may be blank), flop and/or bytes, seconds; or working_set_bytes and devices too"
    )
    audit.add_argument("file", type=file_name, metavar="FILE", help=told)
    audit.add_argument("--json", action="store_true", help="print one JSON object")
    audit.set_defaults(run=run_audit)

    reached = commands.add_parser("attained", help="what chips reach of their sheets, by everybody who measured them")
    reached.add_argument("chip", metavar="CHIP", nargs="?", help="a row of data/accelerators.csv, as H100; without it all")
    reached.add_argument("--json", action="store_true", help="print JSON: an object of a chip, a list of all")
    reached.set_defaults(run=run_attained)


def run_attained(options: argparse.Namespace) -> int:
    """Print what one chip reaches, or all that were measured."""
    from dataclasses import asdict

    from ..measured import attained
    from ..writing import measured_report

    if options.chip:
        found = attained.attained(options.chip)
        print_json(asdict(found)) if options.json else print(measured_report.attained_text(found))
    else:
        every = attained.everything()
        print_json([asdict(found) for found in every]) if options.json else print(measured_report.attained_table(every))
    return 0


def run_audit(options: argparse.Namespace) -> int:
    """Print what cannot be, what hardly can, and what nothing is known of; exit 1 where anything is impossible."""
    from dataclasses import asdict

    from ..measured import audit
    from ..writing import measured_report

    found = audit.audit(options.file)
    print_json(asdict(found)) if options.json else print(measured_report.audit_text(found))
    return int(bool(found.impossible))
