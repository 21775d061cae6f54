"""The measured side: runs that somebody timed, what chips reach of their sheets."""

import argparse

from ..tables.weight_formats import BYTES, RELEASED
from .options import Commands, add_json, add_phase, file_name, new, print_json, whole_number


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    audit = new(commands, "audit")
    told = (
        "CSV with columns id, device, precision (may be blank), flop and/or bytes, seconds; or working_set_bytes and devices too"
    )
    audit.add_argument("file", type=file_name, metavar="FILE", help=told)
    add_json(audit)
    audit.set_defaults(run=run_audit)

    reached = new(commands, "attained")
    reached.add_argument("chip", metavar="CHIP", nargs="?", help="a row of data/accelerators.csv, as H100; without it all")
    add_json(reached, "JSON: an object of a chip, a list of all")
    reached.set_defaults(run=run_attained)

    compare = new(commands, "compare")
    compare.add_argument("first", metavar="CHIP", help="a row of data/accelerators.csv, as H100, or a TOML file")
    compare.add_argument("second", metavar="CHIP", help="the other, as H200")
    compare.add_argument("--model", default="llama-3-8b", help="a row of architectures, or a config.json (default llama-3-8b)")
    compare.add_argument("--batch", type=whole_number, action="append", help="may be given again (default 1, 8, 32, 128, 512)")
    compare.add_argument("--context", type=whole_number, default=1024, help="tokens (default 1024)")
    told = f"of the weights, one of {', '.join(BYTES)}; or released, the mix of the checkpoint (default fp16)"
    compare.add_argument("--weights", choices=(*BYTES, RELEASED), default="fp16", metavar="FORMAT", help=told)
    add_phase(compare)
    add_json(compare)
    compare.set_defaults(run=run_compare)

    served = new(commands, "serving")
    add_json(served, "one JSON object, with every run")
    served.set_defaults(run=run_serving)

    joules = new(commands, "energy")
    joules.add_argument(
        "chip", metavar="CHIP", nargs="?", help="a row of data/accelerators.csv, as H100; without it all measured"
    )
    add_json(joules, "JSON: an object of a chip, a list of all")
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
