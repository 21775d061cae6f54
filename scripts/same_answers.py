"""Whether a change of the code leaves every answer as it was: each command's output, here and in another commit, byte for byte.

    python scripts/same_answers.py REF     # prints how many answers were compared and which differ; exit 1 if any does

Both are run on the tables of the working folder, so that what differs is the code's doing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_tree import commit, files, lay

from analysis.__main__ import parser

ROOT = Path(__file__).resolve().parents[1]
KEPT = ["analysis", "figures"]  # of the other commit; the tables are those of the working folder
PRECISIONS = ("fp64", "fp32", "fp16", "fp8", "fp4", "best")
RUNNER = """
import contextlib, io, json, sys
from analysis.__main__ import main
answers = {}
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as stop:
            code = stop.code
    answers[' '.join(words)] = [code, out.getvalue(), err.getvalue()]
json.dump(answers, sys.stdout)
"""


def column(name: str, which: str = "id") -> list[str]:
    """The cells of one column of a table."""
    import csv

    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row[which] for row in csv.DictReader(file)]


def series() -> list[str]:
    """The names of all series, as the command line lists them."""
    stated = subprocess.run([sys.executable, "-m", "analysis", "fit", "?"], cwd=ROOT, capture_output=True, text=True).stderr
    return [word.strip(",;") for word in stated.split() if "/" in word]


def questions() -> list[list[str]]:
    """Every command, with the options people use."""
    names, asked = series(), []
    for name in names:
        asked += [["fit", name, "--json", "--select", how] for how in ("all", "flagship", "design", "records")]
        asked += [["fit", name], ["forecast", name, "--at", "2032", "--json"], ["forecast", name, "--at", "2032"]]
        asked += [["fit", name, "--json", "--cov", how] for how in ("hc3", "newey-west", "cr2")]
        asked += [["fit", name, "--json", "--estimator", how] for how in ("theil-sen", "quantile")]
        asked += [["hindcast", name, "--json"]]
    asked += [["breaks", n, "--json", "--kind", k] for n in ("paper/flops", "paper/dram") for k in ("bend", "shift", "both")]
    for precision in PRECISIONS:
        asked += [["gap", "--precision", precision, "--per", per, "--json"] for per in ("byte", "word", "link", "capacity")]
        asked += [["gap", "--precision", precision], ["project", "--precision", precision]]
        asked += [["project", "--precision", precision, "--json"], ["levers", "--precision", precision, "--json"]]
        asked += [["crossing", "--quantity", "balance", "--precision", precision, "--json"]]
        asked += [["fit", "accelerators/peak", "--precision", precision, "--segment", "datacenter", "--json"]]
        asked += [["decompose", "--vendor", v, "--precision", precision, "--json"] for v in ("NVIDIA", "AMD", "Google")]
    asked += [["crossing", "--pair", "paper/flops", "paper/dram", "--json"], ["demand", "--json"], ["demand"], ["multiverse"]]
    asked += [["project", "--scenario", str(p)] for p in sorted((ROOT / "data/scenarios").glob("*.toml"))]
    asked += [["errata", "--json"], ["errata"], ["case-study", "--json"], ["case-study"], ["levers"], ["validate"], ["hindcast"]]
    for model in column("architectures"):
        asked += [["profile", model, "--chip", "H100", "--context", "4096", "--batch", "8", "--json"]]
        asked += [["profile", model, "--chip", "B200", "--weights", "fp8", "--devices", "2", "--phase", "prefill"]]
    tables = [r["path"][5:-4] for r in json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]]
    tables = [name for name in tables if name != "evidence"] + ["growth", "coverage", "headlines"]
    asked += [["table", name, "--format", how] for name in tables for how in ("latex", "markdown", "csv", "html")]
    asked += [[word, name] for name in column("accelerators") for word in ("evidence", "cite")]
    asked += [
        ["cite", path.stem, "--format", how] for path in (ROOT / "figures").glob("*.json") for how in ("bibtex", "csl-json")
    ]
    commands = next(a for a in parser()._actions if a.dest == "command").choices or ()
    return (
        asked
        + [[str(word), "--help"] for word in commands]
        + [["--help"], ["fit", "nonsense"], ["profile", "x", "--chip", "H100"]]
    )


def answers(folder: Path, asked: list[list[str]]) -> dict[str, list]:
    """What the program in `folder` answers, with the numbers of every figure."""
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "100"}
    run = [sys.executable, "-c", RUNNER]
    told = subprocess.run(run, cwd=folder, env=environment, input=json.dumps(asked), capture_output=True, text=True)
    if told.returncode:
        sys.exit(f"{folder}: {told.stderr.strip().splitlines()[-1]}")
    with tempfile.TemporaryDirectory() as drawn:
        run = [sys.executable, "-m", "analysis", "figures", "--out", drawn]
        subprocess.run(run, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
        pictures = {path.name: [0, path.read_text("utf-8"), ""] for path in Path(drawn).glob("*.json")}
        pictures |= {path.name: [0, path.read_text("utf-8"), ""] for path in Path(drawn).glob("*.svg")}
    return json.loads(told.stdout) | pictures


def main() -> int:
    """Compare; name what differs."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("ref", metavar="REF", help="the commit to compare with")
    ref = options.parse_args().ref
    with tempfile.TemporaryDirectory() as folder:
        lay(files(commit(ref), KEPT), Path(folder))
        for name in ("data", "datapackage.json"):
            (Path(folder) / name).symlink_to(ROOT / name)
        asked = questions()
        with ThreadPoolExecutor(2) as pool:
            here, there = pool.map(answers, (ROOT, Path(folder)), (asked, asked))
    differ = [name for name in there if here.get(name) != there[name]]
    print(*differ, f"{len(there)} answers compared, {len(differ)} differ", sep="\n")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
