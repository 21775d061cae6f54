"""Write data/measurements.csv from the repositories that publish them: `python scripts/measurements --babelstream DIR`.

Each DIR is a clone of a repository, named after the option; sources that are not given keep their rows. What beats the sheet of
its device, and what no row of data/accelerators.csv is known to be, is left out and told, with how often.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

import pandas as pd

from analysis import RequestError
from analysis.evidence import sheet_rates
from analysis.tables import frames
from analysis.tables.paths import ROOT, write
from measurements import babelstream, gemm, mamf, mlperf, own, serving
from measurements.row import Measurement, table
from measurements.upstream import Upstream

TABLE = "data/measurements.csv"
Reader = Callable[[Upstream, str, list[str]], Iterator[Measurement]]
READERS: dict[str, tuple[tuple[str, Reader], ...]] = {  # option, the name of a repository -> source and what reads it
    "babelstream": (("uob-babelstream", babelstream.rows),),
    "performance-portability": (("uob-portability", babelstream.rows),),
    "ml-engineering": (("mamf", mamf.rows),),
    "aiconfigurator": (("aiconfigurator", gemm.rows), ("inferencex", lambda s, i, _: serving.rows(s, i))),
}
ROUNDS = ("v0.7", "v2.1", "v3.0", "v4.1", "v5.1")
OWN = "own-h100-h200"


def parser() -> argparse.ArgumentParser:
    """The options."""
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in READERS:
        top.add_argument(f"--{name}", type=Path, metavar="DIR", help="clone of the repository of this name")
    for version in ROUNDS:
        top.add_argument(f"--mlperf-{version}", type=Path, metavar="DIR", help=f"clone of mlcommons/inference_results_{version}")
    top.add_argument("--own", type=Path, metavar="FILE", help="runs of this project on an H100 and an H200")
    top.add_argument("--dry-run", action="store_true", help="tell, and write nothing")
    return top


def gathered(options: argparse.Namespace, left_out: list[str]) -> dict[str, list[Measurement]]:
    """Source -> its new rows, of the sources that were given."""
    given = {name: value for name, value in vars(options).items() if isinstance(value, Path)}
    made: dict[str, list[Measurement]] = {}
    for option, readers in READERS.items():
        if folder := given.get(option.replace("-", "_")):
            source = Upstream(folder)
            print(f"{option}: commit {source.commit}")
            made |= {source_id: list(read(source, source_id, left_out)) for source_id, read in readers}
    for version in ROUNDS:
        if folder := given.get(f"mlperf_{version}"):
            source, source_id = Upstream(folder), f"mlperf-{version.replace('.', '-')}"
            print(f"MLPerf Inference {version}: commit {source.commit}")
            made[source_id] = list(mlperf.rows(source, version, source_id, left_out))
    if options.own:
        made[OWN] = list(own.rows(options.own, OWN))
    return made


def kept(rows: list[Measurement], left_out: list[str]) -> list[dict[str, str]]:
    """The cells of the rows within their sheets; those that beat them go to `left_out`."""
    frame = pd.DataFrame([vars(row) for row in rows]).astype({"bytes": float, "flop": float})
    told = sheet_rates.beaten(frame, frames.load("accelerators"))
    left_out.extend(
        f"{row.source_id}, {row.device_id}, {row.workload} {row.format} {row.shape}: {why.split()[1]} times its sheet"
        for row, why in zip(rows, told, strict=True)
        if why
    )
    return [row.cells for row, why in zip(rows, told, strict=True) if not why]


def main() -> int:
    """Renew the rows of the sources given."""
    options, left_out = parser().parse_args(), list[str]()
    fields = [f["name"] for f in frames.resources()["measurements"]["schema"]["fields"]]
    made = gathered(options, left_out)
    there = frames.texts("measurements").to_dict("records") if (ROOT / TABLE).exists() else []
    cells = {source_id: kept(rows, left_out) for source_id, rows in made.items()}
    old = [row for row in there if row["source_id"] not in cells]
    rows = sorted([*old, *(row for some in cells.values() for row in some)], key=lambda row: (row["source_id"], row["id"]))
    twice = [name for name, count in Counter(row["id"] for row in rows).items() if count > 1]
    if twice:
        raise RequestError(f"{len(twice)} ids are used twice, as {twice[0]}")
    for line, count in sorted(Counter(left_out).items()):
        print(f"left out, {count} x {line}")
    print(
        f"{len(rows)} rows of {len({row['device_id'] for row in rows})} devices; "
        + ", ".join(f"{s} {len(c)}" for s, c in cells.items())
    )
    if not options.dry_run:
        write(ROOT / TABLE, table(rows, fields))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RequestError as error:
        sys.exit(f"{error}")
