"""Read every entry of data/peak_tables.csv again: `python scripts/census --clones 'FOLDER/{owner}/{name}'`.

Each file is taken from a clone of its repository at the commit of the row. Exit 1 where an entry does not stand in its line;
repositories without a clone are named and counted.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[i]) for i in (1, 2)]

from analysis.tables import frames
from census.again import fault


@cache
def text(clone: str, commit: str, path: str) -> tuple[str, ...] | None:
    """The lines of a file at a commit; None where the clone has none of that."""
    done = subprocess.run(["git", "-C", clone, "show", f"{commit}:{path}"], capture_output=True)
    return None if done.returncode else tuple(done.stdout.decode("utf-8", errors="replace").splitlines())


def read_again(pattern: str) -> Iterator[tuple[str, str, str]]:
    """(id, repository, what is wrong with it) of each entry; 'not read' where its file is not at hand."""
    for row in frames.texts("peak_tables").to_dict("records"):
        owner, name = row["repository"].split("/")
        lines = text(pattern.format(owner=owner, name=name), row["commit"], row["path"])
        yield row["id"], row["repository"], "not read" if lines is None else fault(lines, row)


def main(arguments: list[str] | None = None) -> int:
    """Print what does not stand, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clones", required=True, metavar="PATTERN", help="where clones are: a folder with {owner} and {name}")
    found = list(read_again(parser.parse_args(arguments).clones))
    missing = sorted({repository for _, repository, wrong in found if wrong == "not read"})
    faults = [(i, wrong) for i, _, wrong in found if wrong not in ("", "not read")]
    for i, wrong in faults:
        print(f"{i}: {wrong}")
    read = sum(wrong != "not read" for _, _, wrong in found)
    print(f"{read:,} of {len(found):,} entries read again, {len(faults)} do not stand in their lines")
    print(f"without a clone: {', '.join(missing)}" if missing else "every repository was at hand")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
