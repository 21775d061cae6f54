"""The measured side: runs that somebody timed, what chips reach of their sheets."""

import argparse

from ..tables.weight_formats import BYTES, RELEASED
from .options import Commands, file_name, print_json, whole_number


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

    compare = commands.add_parser("compare", help="two chips, one model: the expected speed-up by batch, and what was measured")
    compare.add_argument("first", metavar="CHIP", help="a row of data/accelerators.csv, as H100, or a TOML file")
    compare.add_argument("second", metavar="CHIP", help="the other, as H200")
    compare.add_argument("--model", default="llama-3-8b", help="a row of architectures, or a config.json (default llama-3-8b)")
    compare.add_argument("--batch", type=whole_number, action="append", help="may be given again (default 1, 8, 32, 128, 512)")
    compare.add_argument("--context", type=whole_number, default=1024, help="tokens (default 1024)")
    compare.add_argument("--weights", choices=(*BYTES, RELEASED), default="fp16", help="(default fp16)")
    compare.add_argument("--phase", choices=("decode", "prefill", "encode"), help="(default decode; encode for an encoder)")
    compare.add_argument("--json", action="store_true", help="print one JSON object")
    compare.set_defaults(run=run_compare)

    served = commands.add_parser("serving", help="what part of their ceiling serving engines reach, by chip, model and year")
    served.add_argument("--json", action="store_true", help="print one JSON object, with every run")
    served.set_defaults(run=run_serving)

    joules = commands.add_parser(
        "energy", help="joules of a byte, an operation and a token, by device, and where the first two meet"
    )
    joules.add_argument(
        "chip", metavar="CHIP", nargs="?", help="a row of data/accelerators.csv, as H100; without it all measured"
    )
    joules.add_argument("--json", action="store_true", help="print JSON: an object of a chip, a list of all")
    joules.set_defaults(run=run_energy)


def run_energy(options: argparse.Namespace) -> int:
    """Print what one chip, or every one that was measured, takes in energy."""
    from ..measured import energy
    from ..writing import energy_report

    every = (energy.energy(options.chip),) if options.chip else energy.everything()
    if options.json:
        records = [energy_report.energy_record(found) for found in every]
        print_json(records[0] if options.chip else records)
    else:
        print(energy_report.energy_text(every))
    return 0


def run_serving(options: argparse.Namespace) -> int:
    """Print serving runs beside their ceilings."""
    from dataclasses import asdict

    from ..measured import serving
    from ..writing import measured_report

    found = serving.serving()
    if options.json:
        told = [asdict(run) | {"share_of_ceiling": run.share_of_ceiling} for run in found.runs]
        print_json(asdict(found) | {"runs": told})
    else:
        print(measured_report.serving_text(found))
    return 0


def run_compare(options: argparse.Namespace) -> int:
    """Print the expected speed-up from one chip to another, and what was measured."""
    from dataclasses import asdict

    from ..measured import compare
    from ..workload.request import Request
    from ..writing import measured_report

    request = Request(options.model, options.first, context=options.context, weights=options.weights, phase=options.phase)
    found = compare.compare(options.first, options.second, request, options.batch or compare.BATCHES)
    print_json(asdict(found)) if options.json else print(measured_report.comparison_text(found))
    return 0


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
