"""The generated blocks of README: name -> what makes it, from the tables as they are."""

import code
import contextlib
import io
import os
import re
import sys
import unittest.mock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

import analysis
from analysis.__main__ import main as main_of_analysis
from analysis.evidence import plausibility
from analysis.forecasts import views
from analysis.tables import frames
from analysis.tables.units import multiple
from analysis.trends import catalogue
from analysis.wall import recommended
from analysis.workload import case_study, levers, roofline
from analysis.writing import bibliography, cite, coverage_report, report, workload_report
from analysis.writing.results import census_report, first_screen, rates_report


def growth_table() -> str:
    """The printed growth rates beside the refitted ones."""
    return report.markdown(report.growth_table())


def today_table() -> str:
    """The recommended rate of each question, and what other choices make of it."""
    return rates_report.markdown(recommended.everything())


def frozen() -> str:
    """How the paper's lines, never fitted again, have done since."""
    frame = views.paper_lines()
    frame["line"] = frame["line"].map("`{}`".format)
    for column in ("held by 80%", "held by 95%"):
        frame[column] = frame[column].map("{:.0%}".format)
    frame["mean error, decades"] = frame["mean error, decades"].map("{:+.2f}".format)
    return report.markdown(frame)


def coverage() -> str:
    """How many cells rest on a primary document, vendor by vendor, and how many of each table have evidence."""
    every = report.coverage_table()
    tables = every[every["Cells"].str.startswith("All numbers")]
    return f"{report.markdown(coverage_report.table())}\n\n{report.markdown(tables)}"


def slips() -> str:
    """How many slips of ten the plausibility of a number shows, where nothing proves it."""
    told = []
    for table in ("accelerators", "memory", "interconnects"):
        seen = plausibility.trial(table, frames.load(table))
        told.append(f"{table}: {np.mean(seen):.1%} of {len(seen):,} slips are seen")
    return "- " + "\n- ".join(told)


def paper_findings() -> str:
    """What the paper's own points say, in two sentences."""
    names = ("flops", "dram", "interconnect", "params_transformer", "compute_transformer")
    fit = {s: catalogue.paper(s).fit() for s in names}
    said = {s: "{} ({} to {})".format(*map(multiple, (f.growth(2), *f.growth_ci(2)))) for s, f in fit.items()}
    low, high = map(multiple, report.leave_one_out_record(catalogue.paper("compute_transformer"))["growth_per_2_years"])
    return "\n".join(
        [
            f"- Compute grew {said['flops']} every two years, DRAM bandwidth {said['dram']} and the signalling rate of a link's"
            f" lane {said['interconnect']}. The three are not one machine ({len(frames.load('paper/errata'))} errata,"
            " `make errata`).",
            f"- “410×” and “750×” are {said['params_transformer']} and {said['compute_transformer']}: ten points each, and"
            f" leaving out one of the ten moves the second to anything from {low} to {high}.",
        ]
    )


def workload() -> str:
    """The case study in a sentence, a profile of models people serve, what a lever buys."""
    entries = case_study.entries()
    counted, agreed = (sum(e.agrees in kinds for e in entries) for kinds in ((True, False), (True,)))
    fits = {by: levers.growths(by_vendor=by)["byte"] for by in (False, True)}
    low, high = levers.years_bought(4.0, fits[False])
    vendor = levers.years_bought(4.0, fits[True])
    asked = [roofline.Request("llama-3-70b", "H100", batch, 8192) for batch in (1, 32, 256)]
    asked += [roofline.Request(m, "B200", 32, 8192, "fp8", "fp8") for m in ("llama-3-70b", "deepseek-v3", "gpt-oss-120b")]
    years = f"{vendor[0]:.0f} to {vendor[1]:.0f}" if vendor[1] is not None else f"at least {vendor[0]:.0f}, without an upper end"
    return "\n".join(
        [
            f"Of the {counted} printed counts of the case study {agreed} come out to the last digit, the other"
            f" {counted - agreed} are errata. One decode step at 8,192 tokens of context, 16 bit on the H100, fp8 on the B200;"
            " capacity is ignored in the times:",
            "",
            report.markdown(workload_report.profile_table(asked)),
            "",
            f"Four times fewer bytes undo {np.log10(4) / fits[False].slope_log10_per_year:.0f} years of the growth of the gap at"
            f" 16 bit, with its interval {low:.0f} to {high:.0f}; with errors by vendor {years}.",
        ]
    )


def citation() -> str:
    """BibTeX of the data set and the paper."""
    return f"```bibtex\n{bibliography.bibtex(cite.references([])).partition(chr(10) * 2)[2]}```"


SHOWN = (  # what README shows of six commands: the command, and how many lines of what it prints
    ("fit memory/bandwidth --where family=HBM", 2),
    ("gap --pool vendor", 5),
    ("evidence memory-hbm4", 3),
    ("forecast accelerators/memory_bandwidth --segment datacenter --at 2030", 3),
    ("profile llama-3-70b --chip H200 --batch 8 --context 8192 --weights fp8", 2),
    ("compare H100 H200 --model llama-3-8b", 4),
)


def printed() -> str:
    """What six commands print, as a person would see it."""
    parts = []
    for command, lines in SHOWN:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), unittest.mock.patch.dict(os.environ, COLUMNS="100"):
            main_of_analysis(command.split())
        shown = out.getvalue().splitlines()[:lines]
        parts.append("\n".join([f"$ python -m analysis {command}", *shown, "..."]))
    return "```text\n" + "\n\n".join(parts) + "\n```"


LOOK_UPS = (  # what README shows of the package: run here, and by a test in the installed one
    'chip = wall.chip("NVIDIA H100 80GB HBM3")  # an id, a label, or the name that the driver reports',
    'chip.peak("bf16"), chip.memory_bandwidth  # dense FLOP/s, byte/s',
    'chip.balance("bf16")  # FLOP/byte: a program that does less for each byte waits for memory',
    'chip.source("memory_bandwidth")  # what says so',
    'wall.chip("H10")  # never a guess',
)
FITS = (
    'hbm = wall.series("memory/bandwidth", family="HBM")',
    "hbm",
    "fit = wall.fit(hbm)",
    "fit  # growth with its 95% interval",
    "round(fit.doubling_time_years, 2)",
    'wall.profile("Llama-3-70B", chip, batch=32, context=8192)',
    'wall.frame("accelerators").shape  # every table as a pandas frame',
)


def look_ups() -> str:
    """Lines of Python that need Python alone, with what they print."""
    return _session(LOOK_UPS)


def fits() -> str:
    """Lines of Python that need the packages, with what they print."""
    return _session(LOOK_UPS, FITS)


def _session(*parts: tuple[str, ...]) -> str:
    """The last part as a person would type it, after the parts before it; an error as Python ends its report."""
    names: dict[str, object] = {"wall": analysis}
    out = io.StringIO()
    shell = code.InteractiveInterpreter(names)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        for part in parts:
            out.truncate(out.seek(0))
            for line in part:
                print(f">>> {line}")
                shell.runsource(line)
    text = re.sub(r"(Traceback .*\n)(?: .*\n)+(?:\w+\.)*(.{100}).*", r"\1    ...\n\2...", out.getvalue())
    start = ">>> import ai_memory_wall as wall\n" if len(parts) == 1 else ""
    return f"```pycon\n{start}{text}```"


EPOCH_ROWS = {"hardware": "175", "models": "1,050"}  # counted in their CSV files as downloaded in July and August 2026


def compared() -> str:
    """What this data set holds beside the paper's repository and Epoch AI's tables."""
    count = {name: f"{len(frames.load(name)):,}" for name in frames.resources()}
    sold = int(frames.load("accelerators")["status"].isin(catalogue.IN_A_FIT).sum())
    quoted = f"{count['evidence']} quotations for single cells, {count['sources']} documents"
    points, drawn = count["paper/figure_points"], "drawn, without numbers"
    rows = [
        ("Points of the paper's figures", f"{points}, each with what it is", drawn, "-"),
        ("Accelerators and processors", f"{count['accelerators']}, {sold} of them sold or in use", drawn, EPOCH_ROWS["hardware"]),
        ("Memory and link generations", f"{count['memory']} and {count['interconnects']}", drawn, "-"),
        ("AI models", count["models"], f"{count['paper/model_tables']} rows of tables", EPOCH_ROWS["models"]),
        ("Transformer shapes, remedies", f"{count['architectures']} and {count['levers']}", "-", "-"),
        ("Where a number is from", quoted, "", "a link for a row"),
        ("Known errors", f"{count['paper/errata']} of the paper", "-", f"{count['epoch_corrections']} listed here"),
        ("Growth with its interval", "every series, one command", "rates without interval", "not in the tables"),
        ("Licence", "CC BY 4.0, code MIT", "MIT", "CC BY 4.0"),
    ]
    paper = "[The paper's repository](https://github.com/amirgholami/ai_and_memory_wall)"
    epoch = "[Epoch AI's tables](https://epoch.ai/data) of mid-2026"
    lines = [f"| | Here | {paper} | {epoch} |", "|:--|:--|:--|:--|", *("| " + " | ".join(row) + " |" for row in rows)]
    return "\n".join(lines)


BLOCKS = {
    "rates": first_screen.rates,
    "found": first_screen.found,
    "trust": first_screen.trust,
    "printed": printed,
    "look-ups": look_ups,
    "fits": fits,
    "compared": compared,
    "paper-findings": paper_findings,
    "slips": slips,
    "growth-table": growth_table,
    "today": today_table,
    "coverage": coverage,
    "checked": coverage_report.checked,
    "checked-cells": coverage_report.checked_cells,
    "census": census_report.summary,
    "census-repositories": census_report.by_repository,
    "census-entries": census_report.apart_table,
    "frozen": frozen,
    "workload": workload,
    "citation": citation,
}
