"""Write what is generated, or with --check say what is not current: README's numbers, the codebook, environment.yml.

With --check the committed files of the figures are drawn again and compared too.
"""

import argparse
import sys
import tomllib
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd

from analysis import catalogue, figures, outlook, proof, report, tables
from analysis.paths import ROOT, write
from analysis.units import multiple


def growth_table() -> str:
    """The printed growth rates beside the refitted ones."""
    return report.markdown(report.growth_table())


def today_table() -> str:
    """Growth of the main series to today, by selection."""
    data_centre, since = {"segment": "datacenter"}, "2010"
    wanted = [
        ("accelerators/peak", {"precision": "best"}),
        ("accelerators/peak", {"precision": "fp16"}),
        ("accelerators/peak", {"precision": "fp32"}),
        ("accelerators/memory_bandwidth", {}),
        ("accelerators/memory_capacity", {}),
        ("accelerators/interconnect", {}),
        ("accelerators/balance", {"precision": "best"}),
        ("accelerators/balance", {"precision": "fp16"}),
    ]
    rows = []
    for name, options in wanted:
        series = catalogue.load(name, where=data_centre, **options).window(since, None)
        # a balance is no merit: its highest value is the device most starved of bandwidth, not the best one
        kinds = ("all",) if name.endswith("/balance") else ("all", "flagship", "records")
        cells = {kind: series.select(kind).fit() for kind in kinds}
        told = {
            k.capitalize(): f"{multiple(f.growth(2))} ({multiple(f.growth_ci(2)[0])} to {multiple(f.growth_ci(2)[1])})"
            for k, f in cells.items()
        }
        rows.append(
            {"Series": f"`{name}`" + (f" `--precision {options['precision']}`" if options else ""), "n": len(series.ids), **told}
        )
    return report.markdown(pd.DataFrame(rows).fillna(""))


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


def findings() -> str:
    """What was found, in three sentences."""
    fit = {s: catalogue.paper(s).fit() for s in ("flops", "dram", "interconnect", "params_transformer", "compute_transformer")}
    now = {
        "best": ("accelerators/peak", "best"),
        "fp16": ("accelerators/peak", "fp16"),
        "memory": ("accelerators/memory_bandwidth", None),
    }
    for key, (name, precision) in now.items():
        fit[key] = catalogue.load(name, precision=precision, where={"segment": "datacenter"}).window("2010", None).fit()
    said = {s: "{} ({} to {})".format(*map(multiple, (f.growth(2), *f.growth_ci(2)))) for s, f in fit.items()}
    low, high = map(multiple, report.leave_one_out_record(catalogue.paper("compute_transformer"))["growth_per_2_years"])
    wrong = len(tables.load("paper/errata"))
    return "\n".join(
        [
            f"- From the paper's own points, compute grew {said['flops']} every two years, DRAM bandwidth {said['dram']} and"
            f" the signalling rate of a link's lane {said['interconnect']}; in brackets, as everywhere here, the 95% interval."
            f" The three are not one machine ({wrong} errata, `make errata`).",
            f"- “410×” and “750×” are {said['params_transformer']} and {said['compute_transformer']}: ten points each, and"
            f" leaving out one of the ten moves the second to anything from {low} to {high}.",
            f"- On data-centre devices since 2010, the peak at each device's best precision grew {said['best']}, but at 16 bit"
            f" {said['fp16']}, and memory bandwidth {said['memory']}.",
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


BLOCKS = {
    "findings": findings,
    "growth-table": growth_table,
    "today": today_table,
    "coverage": coverage,
    "frozen": frozen,
    "figures": figure_list,
}


def readme() -> str:
    """README.md with its generated blocks renewed."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, make in BLOCKS.items():
        start, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}{make()}\n{end}{rest.partition(end)[2]}"
    return text


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


def _rule(constraints: dict[str, object]) -> str:
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


TEXTS = {"README.md": readme, "data/README.md": codebook, "environment.yml": environment}


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
