"""The workload side: the case study recomputed, the profile of a model on a chip, what each lever buys."""

import argparse

from analysis.commands.options import Commands, print_json


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    study = commands.add_parser("case-study", help="every printed number of the Transformer case study beside ours")
    study.add_argument("--json", action="store_true", help="print a JSON list")
    study.set_defaults(run=run_case_study)


def run_case_study(options: argparse.Namespace) -> int:
    """Print each printed number with ours; what does not agree names its erratum."""
    from dataclasses import asdict

    from analysis import case_study
    from analysis.errata.case_study import erratum_of

    rows = case_study.entries()
    if options.json:
        print_json([asdict(e) | {"erratum": erratum_of(e.id)} for e in rows])
        return 0
    for e in rows:
        if e.computed is not None:
            verdict = "" if e.agrees else f"  differs, erratum {erratum_of(e.id)}"
            print(
                f"{e.locator:9} {e.model:15} {e.seq:5} {e.operator:21} {e.metric:21} {e.printed:>8} {e.computed:12.4f}{verdict}"
            )
    agreed, counted = sum(e.agrees is True for e in rows), sum(e.agrees is not None for e in rows)
    print(f"{len(rows)} printed numbers, {counted} of them counts of a Transformer: {agreed} agree to the last digit.")
    return 0
