"""The workload side: the case study recomputed, the profile of a model on a chip, what each lever buys."""

import argparse

from .options import Commands, add_json, add_level, add_phase, file_to_write, new, print_json, whole_number

FORMATS = ("fp16", "bf16", "fp8", "mxfp8", "fp4", "mxfp4", "nvfp4", "int8", "int4")


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    study = new(commands, "case-study")
    add_json(study, "a JSON list")
    study.set_defaults(run=run_case_study)

    profile = new(commands, "profile")
    profile.add_argument("model", metavar="MODEL", help="a row of data/architectures.csv, as llama-3-70b, or a config.json")
    profile.add_argument("--chip", required=True, help="a row of data/accelerators.csv, by id, label or name, as H100")
    profile.add_argument("--batch", type=whole_number, default=1, help="sequences (default 1)")
    profile.add_argument("--context", type=whole_number, default=1, help="tokens each attends to, or of each prompt (default 1)")
    listed = f"FORMAT is one of {', '.join(FORMATS)}; mxfp4, nvfp4, int4 with their scales, fp4 without"
    told = f"of the weights: {listed}; or released, the mix of the checkpoint (default fp16)"
    profile.add_argument("--weights", choices=(*FORMATS, "released"), default="fp16", metavar="FORMAT", help=told)
    profile.add_argument(
        "--kv", choices=FORMATS, default="fp16", metavar="FORMAT", help="FORMAT of the key-value cache (default fp16)"
    )
    told = "fused: they stay on the chip; a FORMAT: they go through memory (default fused)"
    profile.add_argument("--activations", choices=("fused", *FORMATS), default="fused", metavar="FORMAT", help=told)
    told = "format of the arithmetic (default: that of the weights)"
    profile.add_argument("--compute", choices=("fp64", "fp32", "fp16", "fp8", "fp4"), help=told)
    add_phase(profile)
    profile.add_argument("--devices", type=whole_number, default=1, help="the model split over so many (default 1)")
    told = "of --devices; tensor: all matrices and the cache by heads; sequence: attention by sequences, the rest by tensors"
    profile.add_argument("--split", choices=("tensor", "sequence"), default="tensor", help=f"{told} (default tensor)")
    profile.add_argument(
        "--source", type=whole_number, default=0, help="tokens of the encoder's output, of an encoder-decoder (default 0)"
    )
    add_json(profile)
    profile.set_defaults(run=run_profile)

    where = new(commands, "place")
    where.add_argument(
        "chip", metavar="CHIP", help="a row of data/accelerators.csv, as H100, or a TOML file that describes a chip"
    )
    where.add_argument(
        "--draw", type=file_to_write, metavar="FILE", help="draw it among the balances, as place.svg, .png or .pdf"
    )
    where.add_argument(
        "--precision", choices=("fp64", "fp32", "fp16", "fp8", "fp4"), help="of --draw (default: fp16, or what it has)"
    )
    add_level(where)
    add_json(where)
    where.set_defaults(run=run_place)

    buys = new(commands, "levers")
    buys.add_argument(
        "model",
        metavar="MODEL",
        nargs="?",
        help="what each does to a decode step of this model; takes --chip (default: years of the gap)",
    )
    buys.add_argument("--chip", help="a row of data/accelerators.csv, as H100, or a TOML file of a chip")
    buys.add_argument("--batch", type=whole_number, default=1, help="sequences (default 1)")
    buys.add_argument("--context", type=whole_number, default=1, help="tokens each attends to (default 1)")
    buys.add_argument(
        "--precision",
        choices=("fp32", "fp16", "fp8", "fp4", "best"),
        default="fp16",
        help="of the gap; fp16 means both 16-bit formats, best the fastest of each chip (default fp16)",
    )
    buys.add_argument("--since", metavar="DATE", default="2017", help="first devices of the gap's fit (default 2017)")
    buys.add_argument("--by-vendor", action="store_true", help="errors of the growth by vendor, not by generation")
    add_level(buys)
    add_json(buys)
    buys.set_defaults(run=run_levers)

    here = new(commands, "measure")
    told = "cpu by numpy; cuda by PyTorch; auto: cuda where there is one (default auto)"
    here.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help=told)
    here.add_argument(
        "--elements", type=whole_number, help="of each array (default 67,108,864 in fp64; on a GPU 536,870,912 in fp32)"
    )
    here.add_argument("--size", type=whole_number, help="rows of the square matrices (default 3072, 8192 on a GPU)")
    here.add_argument("--repeats", type=whole_number, default=7, help="short runs, whose best is the burst (default 7)")
    here.add_argument("--seconds", type=float, default=1.0, help="of runs back to back, which are sustained (default 1)")
    told = "this machine is that row of data/accelerators.csv; by default the one of the name that the driver reports"
    here.add_argument("--chip", help=told)
    here.add_argument("--model", help="time this model too, beside its floor: a row of data/architectures.csv, or a config.json")
    add_phase(here)
    here.add_argument("--batch", type=whole_number, default=1, help="of the model (default 1)")
    here.add_argument("--context", type=whole_number, default=128, help="of the model (default 128)")
    here.add_argument("--out", type=file_to_write, help="CSV file that gets rows as data/measurements.csv has them")
    here.add_argument("--source", default="own", help="what --out names as the source of its rows (default own)")
    add_json(here)
    here.set_defaults(run=run_measure)


def run_case_study(options: argparse.Namespace) -> int:
    """Print each printed number with ours; what does not agree names its erratum."""
    from dataclasses import asdict

    from ..errata.case_study import erratum_of
    from ..workload import case_study
    from ..writing import terminal

    rows = case_study.entries()
    if options.json:
        more = ({"printed": float(e.printed), "printed_text": e.printed, "erratum": erratum_of(e.id)} for e in rows)
        print_json([asdict(e) | told for e, told in zip(rows, more, strict=True)])
        return 0
    cells = [
        {
            "where": e.locator,
            "model": e.model,
            "tokens": f"{e.seq:,}",
            "operator": e.operator.replace("-", " "),
            "number": e.metric.replace("_", " "),
            "printed": e.printed,
            "ours": f"{e.computed:.4f}",
            "differs": "" if e.agrees else f"erratum {erratum_of(e.id)}",
        }
        for e in rows
        if e.computed is not None
    ]
    print(terminal.columns(cells, ""))
    agreed, counted = sum(e.agrees is True for e in rows), sum(e.agrees is not None for e in rows)
    told = f"{len(rows)} printed numbers, {counted} of them counts of a Transformer: {agreed} agree to the last digit."
    print(terminal.paragraph(told))
    return 0


def run_profile(options: argparse.Namespace) -> int:
    """Print the profile of a model on a chip."""
    from dataclasses import asdict, fields

    from ..measured import expected
    from ..workload import roofline
    from ..writing import measured_report, workload_report

    asked = {f.name: getattr(options, f.name) for f in fields(roofline.Request)}
    request = roofline.Request(**asked)
    found = roofline.profile(request)
    time = expected.expected(request) if request.devices == 1 else None
    if options.json:
        print_json(asdict(found) | ({k: v for k, v in asdict(time).items() if k not in asdict(found)} if time else {}))
    else:
        print(workload_report.profile_text(found, measured_report.expected_lines(time) if time else {}))
    return 0


def run_place(options: argparse.Namespace) -> int:
    """Print where a chip lies in the trends."""
    from ..workload.place import place
    from ..writing import place_report

    found = place(options.chip, options.level)
    if options.draw:
        from .draw import kind_of, written

        kind_of(options.draw)
        written(place_report.picture(found, options.precision), options.draw)
    print_json(place_report.record(found)) if options.json else print(place_report.text(found))
    return 0


def run_levers(options: argparse.Namespace) -> int:
    """Print every lever with the years it buys, and what the training remedies do to the paper's footprints."""
    from dataclasses import asdict

    from ..tables.errors import RequestError
    from ..workload import levers
    from ..writing import workload_report

    if bool(options.model) != bool(options.chip):
        raise RequestError("levers takes a MODEL and --chip CHIP together, or neither")
    if options.model:
        helped, bound = levers.helped(options.model, options.chip, options.batch, options.context)
        asked = {k: getattr(options, k) for k in ("model", "chip", "batch", "context")} | {"bound_by": bound}
        record = asked | {"levers": [asdict(h) for h in helped]}
        print_json(record) if options.json else print(workload_report.helped_text(helped, asked))
        return 0
    fits = levers.growths(options.precision, options.since, level=options.level, by_vendor=options.by_vendor)
    found = levers.bought(fits)
    record = workload_report.levers_record(fits, found, levers.footprints())
    print_json(record) if options.json else print(workload_report.levers_text(fits, found, levers.footprints()))
    return 0


def run_measure(options: argparse.Namespace) -> int:
    """Time this machine, print what it reached, and add rows to the file asked for."""
    from ..measured import measure, measure_model, measured_rows
    from ..tables import naming
    from ..tables.errors import RequestError
    from ..workload import chips
    from ..writing import measure_report

    if naming.slug(options.source) != options.source or not options.source:
        raise RequestError("--source is an id: lower case letters and digits, with hyphens between")
    chip = chips.find(options.chip) if options.chip else None
    held = {"elements": options.elements, "size": options.size, "repeats": options.repeats, "seconds": options.seconds}
    found = measure.measure(options.device, **held)
    asked = (options.batch, options.context, options.repeats, options.seconds, options.phase)
    model = measure_model.run(found, options.model, *asked) if options.model else None
    chip = chip or measure.chip_of(found)
    if options.out:
        measured_rows.add(options.out, measured_rows.rows(found, model, chip, options.source))
    if options.json:
        print_json(measure_report.measure_record(found, chip, model))
    else:
        print(measure_report.measure_text(found, chip, model))
        if options.out and not chip:
            print(f"{found.device} is in no row of data/accelerators.csv: add it, or say --chip, before these rows are used")
    return 0
