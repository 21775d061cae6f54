"""Write what is generated, or with --check say what is not current: README's numbers, RESULTS.md, the codebook, environment.yml.

With --check the committed files of the figures are drawn again and compared too.
"""

import argparse
import sys
import tomllib
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd

from analysis import (
    bibliography,
    case_study,
    catalogue,
    cite,
    figures,
    findings,
    gap,
    gap_report,
    headline_rates,
    levers,
    outlook,
    proof,
    report,
    roofline,
    tables,
    workload_report,
)
from analysis.paths import ROOT, write
from analysis.units import multiple


def growth_table() -> str:
    """The printed growth rates beside the refitted ones."""
    return report.markdown(report.growth_table())


def today_table() -> str:
    """Growth of the main series to today, by selection."""
    rows = []
    for name, precision in headline_rates.TODAY:
        series = catalogue.load(name, precision=precision, where=headline_rates.WHERE).window(headline_rates.SINCE, None)
        cells = {kind: series.select(kind).fit() for kind in headline_rates.SELECTIONS}
        told = {
            k.capitalize(): f"{multiple(f.growth(2))} ({multiple(f.growth_ci(2)[0])} to {multiple(f.growth_ci(2)[1])})"
            for k, f in cells.items()
        }
        rows.append({"Series": f"`{name}`" + (f" `--precision {precision}`" if precision else ""), "n": len(series.ids), **told})
    return report.markdown(pd.DataFrame(rows))


def frozen() -> str:
    """How the paper's lines, never fitted again, have done since."""
    frame = outlook.paper_lines()
    frame["line"] = frame["line"].map("`{}`".format)
    for column in ("held by 80%", "held by 95%"):
        frame[column] = frame[column].map("{:.0%}".format)
    frame["mean error, decades"] = frame["mean error, decades"].map("{:+.2f}".format)
    return report.markdown(frame)


def coverage() -> str:
    """How many cells have evidence."""
    return report.markdown(report.coverage_table())


def headlines() -> str:
    """What was found, in three sentences, each with what dropping a chip or a vendor does to it."""
    return "\n".join(f"{i}. {f.sentence} *{f.told}*" for i, f in enumerate(findings.findings()[:3], 1))


def paper_findings() -> str:
    """What the paper's own points say, in two sentences."""
    names = ("flops", "dram", "interconnect", "params_transformer", "compute_transformer")
    fit = {s: catalogue.paper(s).fit() for s in names}
    said = {s: "{} ({} to {})".format(*map(multiple, (f.growth(2), *f.growth_ci(2)))) for s, f in fit.items()}
    low, high = map(multiple, report.leave_one_out_record(catalogue.paper("compute_transformer"))["growth_per_2_years"])
    return "\n".join(
        [
            f"- Compute grew {said['flops']} every two years, DRAM bandwidth {said['dram']} and the signalling rate of a link's"
            f" lane {said['interconnect']}. The three are not one machine ({len(tables.load('paper/errata'))} errata,"
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


def figure_list() -> str:
    """The figures there are, each with its finding."""
    import json

    rows = []
    for stem in figures.stems():
        record = json.loads((ROOT / f"figures/{stem}.json").read_text(encoding="utf-8"))
        rows.append(f"- [`{stem}`](figures/{stem}.svg): {report.markdown_text(record['title'])}.")
    return "\n".join(rows)


def citation() -> str:
    """BibTeX of the data set and the paper."""
    return f"```bibtex\n{bibliography.bibtex(cite.references([])).partition(chr(10) * 2)[2]}```"


BLOCKS = {
    "headlines": headlines,
    "paper-findings": paper_findings,
    "growth-table": growth_table,
    "today": today_table,
    "coverage": coverage,
    "frozen": frozen,
    "workload": workload,
    "figures": figure_list,
    "citation": citation,
}


def readme() -> str:
    """README.md with its generated blocks renewed."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, make in BLOCKS.items():
        start, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}{make()}\n{end}{rest.partition(end)[2]}"
    return text


def results() -> str:
    """RESULTS.md: ten findings, the rates side by side, and what cannot be decided."""
    parts = [
        "# Results\n\nGenerated by `make generate` from the tables of this version. Growth is per two years, intervals are 95%,"
        " errors CR2 by vendor and generation unless said otherwise; data-centre devices that are sold or serve their owner,"
        " cells with evidence only. Words are those of [README](README.md)."
    ]
    for i, f in enumerate(findings.findings(), 1):
        told = f"\n\n   {f.told}" if f.told else ""
        parts.append(f"{i}. {f.sentence}{told}\n\n   [Figure](figures/{f.figure}.svg) · `{f.command}`")
    rates = gap.side_by_side()
    changes = gap.changes(gap.devices("fp16"))
    table = pd.DataFrame([gap_report.rate_cells(asdict(r)) for r in rates])
    parts.append("## The gap, side by side\n\nGrowth of compute over bandwidth every two years.\n\n" + report.markdown(table))
    parts.append("## What the evidence cannot decide\n\n" + "\n".join(f"- {t}" for t in gap.undecided(rates, changes)))
    return "\n\n".join(parts) + "\n"


def codebook() -> str:
    """data/README.md: every table and field with type, unit, constraints, meaning and how many rows have a value."""
    parts = [
        "# Codebook\n\nGenerated from [datapackage.json](../datapackage.json) by `make generate`. A blank cell is unknown."
        " Dates are year-month-day; numbers are in the base unit named. Licence: [CC BY 4.0](LICENSE)."
    ]
    proved = proof.proved_cells()
    for name, resource in tables.resources().items():
        frame = tables.load(name)
        parts.append(f"## {resource['title']}: `data/{name}.csv`\n\n{resource['description']} {len(frame)} rows.")
        rows = ["| Field | Type | Unit | Rows with a value | With evidence | Meaning |", "|:--|:--|:--|--:|--:|:--|"]
        for field in resource["schema"]["fields"]:
            column = frame[field["name"]]
            filled = int((column != "").sum() if field["type"] == "string" else column.notna().sum())
            backed = sum((name, row, field["name"]) in proved for row in frame[frame.columns[0]])
            told = str(backed) if backed else ""
            rule = _rule(field.get("constraints", {}))
            cells = (
                f"`{field['name']}`",
                field["type"],
                field.get("unit", ""),
                str(filled),
                told,
                f"{field['description']}{rule}",
            )
            rows.append("| " + " | ".join(map(report.markdown_text, cells)) + " |")
        keys = [f"`{k['fields']}` is an id of `{k['reference']['resource']}`" for k in resource["schema"].get("foreignKeys", [])]
        parts.append("\n".join(rows) + (f"\n\nKeys: {'; '.join(keys)}." if keys else ""))
    return "\n\n".join(parts) + "\n"


def _rule(constraints: dict[str, Any]) -> str:
    if "enum" in constraints:
        return f" One of: {', '.join(map(str, constraints['enum']))}."
    return " Unique." if constraints.get("unique") else " Never blank." if constraints.get("required") else ""


def environment() -> str:
    """environment.yml: the dependencies of pyproject.toml for conda."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    lines = ["# Generated from pyproject.toml by `make generate`; edit that.", "name: ai-memory-wall"]
    lines += [
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python{project['project']['requires-python']}",
        *(f"  - {w}" for w in sorted(wanted)),
    ]
    return "\n".join(lines) + "\n"


TEXTS = {"README.md": readme, "RESULTS.md": results, "data/README.md": codebook, "environment.yml": environment}


def stale_figures() -> list[str]:
    """Committed files of figures that a new drawing does not reproduce byte for byte."""
    from concurrent.futures import ProcessPoolExecutor

    kept = (".json", ".svg", ".dark.svg")
    with ProcessPoolExecutor(2) as pool:
        draw = partial(figures.render, kinds=("svg",))
        drawn = dict(zip(figures.stems(), pool.map(draw, figures.stems()), strict=True))
    paths = [(ROOT / f"figures/{stem}{kind}", files[kind]) for stem, files in drawn.items() for kind in kept]
    required = {ROOT / f"figures/{stem}{kind}" for stem in drawn for kind in (".json", ".svg")}
    return [str(p.relative_to(ROOT)) for p, new in paths if (p.read_bytes() != new if p.exists() else p in required)]


def main() -> int:
    """Write the generated texts, or name those that are not current and exit with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something is not current")
    check = parser.parse_args().check
    old = {name: (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else "" for name in TEXTS}
    stale = [name for name, make in TEXTS.items() if make() != old[name]]
    if not check:
        for name in stale:
            write(ROOT / name, TEXTS[name]())
        print("written: " + ", ".join(stale) if stale else "all generated texts are current")
        return 0
    stale += stale_figures()
    for name in stale:
        print(f"{name} is not current; run `make figures generate` and commit the result", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
