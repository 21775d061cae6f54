"""What each command is for, in groups: one line, a description and two examples that a test runs. Plain Python."""

from collections.abc import Mapping
from typing import NamedTuple

from ..writing.terminal import named, paragraph


class Entry(NamedTuple):
    """What `--help` says of a command before its options and after them."""

    line: str
    told: str
    examples: tuple[str, str]  # what stands behind the name of the command


GROUPS: Mapping[str, Mapping[str, Entry]] = {
    "The data": {
        "list": Entry(
            "the names that commands take: series with units, chips, models, figures",
            "Every name that another command takes. Names are found in any spelling of case and blanks.",
            ("chips --like h100", "series"),
        ),
        "chip": Entry(
            "one chip: peaks, memory, link, dates",
            "What the tables hold of one chip. Peaks are dense: structured sparsity is never counted.",
            ("H100", "nvidia-b200-sxm-180gb --json"),
        ),
        "evidence": Entry(
            "what documents print about a chip, a model or another row, number by number",
            "Each number of a row with the line of the document that proves it, and where that stands; or cells drawn by lot.",
            ("H100", "--sample 50 --seed 20261128"),
        ),
        "coverage": Entry(
            "how many numbers of data-centre chips rest on their maker's own documents",
            "Numbers with a quoted line as their proof, and of these the ones whose document is the maker's.",
            ("", "--json"),
        ),
        "census": Entry(
            "peaks and bandwidths that public code carries: which differ from ours, by how much, the likely cause",
            "Numbers read in public code, each beside ours. The likely cause is computed: sparsity counted as speed, say.",
            ("--chip H100", "--repository nanochat --by chip"),
        ),
        "validate": Entry(
            "check every table; all faults at once, each with file, line and column",
            "The rules of the schema and of the field. Exit 1 where there is a fault.",
            ("", "--root ."),
        ),
    },
    "Growth": {
        "rates": Entry(
            "the recommended growth rate of each question, and what other choices make of it",
            "Start here: the rates that this project stands for, each with its interval and the range that other choices give.",
            ("", "--json"),
        ),
        "fit": Entry(
            "the growth of a series, with its intervals",
            "A straight line of the logarithm over time: growth, doubling time, what one row or a date does to them.",
            ("memory/bandwidth --where family=HBM", "accelerators/peak --precision fp8 --select flagship"),
        ),
        "breaks": Entry(
            "where a trend bends or jumps, and whether that beats one line",
            "The best broken line, and the chance (p) of one as good where growth never changed.",
            ("memory/bandwidth", "paper/interconnect --kind shift"),
        ),
        "multiverse": Entry(
            "every defensible growth rate, as CSV",
            "Some 2,000 combinations of series, precision, rows, window and method, a line each.",
            ("--csv rates.csv", "--csv -"),
        ),
    },
    "The gap between compute and memory": {
        "gap": Entry(
            "growth of compute over bandwidth of the same chip, beside the paper's gap",
            "The balance is peak FLOP/s over memory bandwidth of the same chip; a program that does less work for each byte waits"
            " for memory. Its growth is the memory wall.",
            ("--precision best", "--pool vendor"),
        ),
        "decompose": Entry(
            "what the gap of a vendor's best chips is made of",
            "Each step between flagships as factors: narrower numbers, matrix units, other compute, faster memory.",
            ("--vendor NVIDIA", "--vendor AMD --precision fp16"),
        ),
        "project": Entry(
            "when the gap reaches 2, 5, 10 times its value and round numbers",
            "By the fitted line and by a random walk. A --scenario is a TOML file: name; hbm_doubling_time_years, of the"
            " bandwidth of a chip; precision_floor_bits = 4, no narrower numbers; [[bandwidth_step]] with on, a date, and a"
            " factor.",
            ("--precision best", "--scenario data/scenarios/slow_memory.toml"),
        ),
        "crossing": Entry(
            "when the gap, or the ratio of two series, has grown by a factor",
            "One target of one ratio: --quantity balance of the same chip, --pair of two series fitted apart, or --csv.",
            ("--quantity balance --factor 5", "--pair paper/flops paper/dram"),
        ),
        "demand": Entry(
            "how many chips the largest open model fills, and how long training takes",
            "What models ask of one chip, year by year, and how much of that is not disclosed.",
            ("", "--json"),
        ),
    },
    "Forecasts": {
        "forecast": Entry(
            "a series at a future date, with intervals and how well such forecasts did",
            "Three views of a new row at that date. To ask what the best chip will be, take --select records.",
            (
                "accelerators/peak --select records --at 2030",
                "memory/bandwidth --where family=HBM --at 2028.5",
            ),
        ),
        "hindcast": Entry(
            "how well the forecasts would have done in the past",
            "Each method is given the rows up to a date and asked for those after it, date by date.",
            ("memory/bandwidth", "accelerators/memory_bandwidth --json"),
        ),
        "score": Entry(
            "forecasts on record, and the paper's lines, against what has come since",
            "Forecasts that were written down and never edited, and what came later.",
            ("", "--json"),
        ),
    },
    "Models on chips": {
        "profile": Entry(
            "a model on a chip: work, bytes, the least time, chips to hold it",
            "The roofline: by the sheet of the chip, no program can be faster than this. Below it stands what is expected.",
            ("llama-3-70b --chip H200 --batch 8", "gpt-oss-120b --chip B200 --weights released"),
        ),
        "place": Entry(
            "where a chip lies in the trends, one of the tables or your own",
            "Each number of a chip beside what the trend expects at its date. A chip of your own is a TOML file of what its sheet"
            " prints, as data/examples/chip.toml.",
            ("H100", "data/examples/chip.toml"),
        ),
        "levers": Entry(
            "what each remedy buys: years of the gap, or the speed-up of a model on a chip",
            "Quantisation, caches, speculative decoding, new memory: how far each moves the wall.",
            ("", "llama-3-70b --chip H100 --batch 8"),
        ),
    },
    "Measured": {
        "attained": Entry(
            "what chips reach of their sheets, by everybody who measured them",
            "Shares of the printed memory bandwidth and peaks that benchmarks reached.",
            ("", "H100"),
        ),
        "compare": Entry(
            "two chips, one model: the expected speed-up by batch, and what was measured",
            "Expected from measured kernels, with 80% intervals, beside runs that one witness timed on both chips.",
            ("H100 H200", "H100 B200 --model llama-3-70b --batch 32"),
        ),
        "serving": Entry(
            "what part of their ceiling serving engines reach, by chip, model and year",
            "The ceiling is the least time between two tokens by the sheet.",
            ("", "--json"),
        ),
        "energy": Entry(
            "joules of a byte, an operation and a token, by chip",
            "Measured by the counter of the board.",
            ("", "H100"),
        ),
        "audit": Entry(
            "whether timed runs can be true: none beats the sheet of its chip",
            "Exit 1 where a run is impossible. Columns of the file: id, device, precision (may be blank), flop and/or bytes,"
            " seconds; or working_set_bytes and devices too.",
            ("data/examples/runs.csv", "data/examples/runs.csv --json"),
        ),
        "measure": Entry(
            "the balance of this machine: memory streams and matrix products, timed",
            "Takes some seconds. With --out the rows are as those of data/measurements.csv.",
            ("--device cpu --seconds 0.1 --size 256", "--device cpu --elements 1000000 --json"),
        ),
    },
    "Figures and citations": {
        "figures": Entry(
            "draw the figures of this project; the data are validated first",
            "`list figures` has their names. The numbers drawn stand beside each in a JSON file.",
            ("memory_wall --out pictures", "memory_wall --size column --out pictures"),
        ),
        "draw": Entry(
            "any series on one picture, with fits and intervals",
            "Ours by name, or your own from a CSV file.",
            ("memory/bandwidth --out wall.svg", "accelerators/peak@fp8 --out peak.png --size column"),
        ),
        "rooflines": Entry(
            "the roofs of any chips on one picture, with models under the first",
            "A roof is the most FLOP/s that a chip gives to a program of so many FLOP a byte.",
            ("H100 B200 --out roofs.svg", "H100 --model llama-3-70b --out roofs.pdf"),
        ),
        "cite": Entry(
            "the references behind a figure, a table, a chip or a series",
            "Always with this data set and the paper; without a name these two alone.",
            ("H100 --format text", "memory/bandwidth --where family=HBM"),
        ),
        "table": Entry(
            "a table for a paper, a page or a spreadsheet",
            "Any table of data/, or growth, coverage, headlines. As text, and for LaTeX, it takes the columns that fit the width"
            " and says which it leaves out.",
            ("growth", "accelerators --columns id,tdp_watts --format latex"),
        ),
    },
    "The paper": {
        "errata": Entry(
            "what is wrong or unsaid in the paper, recomputed",
            "Each with where it stands, what is printed, what it should be, and the arithmetic.",
            ("", "--json"),
        ),
        "case-study": Entry(
            "every printed number of the Transformer case study beside ours",
            "Counted anew from the shapes of the models.",
            ("", "--json"),
        ),
    },
}
ENTRIES: Mapping[str, Entry] = {name: entry for group in GROUPS.values() for name, entry in group.items()}


def overview(program: str) -> str:
    """All commands in groups, a line each, and how to go on."""
    wide = max(map(len, ENTRIES))
    about = "The AI memory wall: data with their sources, growth rates, forecasts, models on chips."
    parts = [paragraph(about), ""]
    parts += [f"usage: {program} COMMAND ...", ""]
    for title, group in GROUPS.items():
        parts += [title, named({f"{name:<{wide}}": entry.line for name, entry in group.items()}), ""]
    more = f"`{program} COMMAND --help` has the options and two examples; --json prints the numbers for a program."
    return "\n".join([*parts, paragraph(more)]) + "\n"
