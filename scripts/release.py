"""Release a version: `make release VERSION=x.y.z`.

Carries the version to every place that states it, redraws what shows it, puts the forecasts of the month on record, and commits
that. Packs data, codebook, figures, forecasts, citation and checksums of that commit into a zip in build/release/, beside it
another with the pictures as PDF and PNG, the wheel and the source distribution. Refuses a tree with changes, generated files
that are stale, data with faults, a silent changelog. Said again for a released version, it packs the same bytes. It never tags,
pushes or uploads.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import archive
import distributions
from diff import PATHS, table_diffs
from git_tree import commit, files, git, lay
from versions import bumped, parsed, require_changelog, require_step, stated

from analysis import RequestError
from analysis.evidence import validate
from analysis.tables.paths import ROOT, write, write_all

NAME = "ai-memory-wall"


def require_clean(root: Path) -> None:
    """Raise RequestError where git knows of a change or a file that no commit holds."""
    if changes := git("status", "--porcelain", root=root).decode().splitlines():
        raise RequestError(f"{len(changes)} files are changed or new, as {changes[0][3:]}; commit or remove them first")


def require_current(root: Path) -> None:
    """Raise RequestError where a generated text or figure is stale, or the data have faults."""
    if faults := validate.check(root):
        raise RequestError(f"the data have {len(faults)} faults; make validate lists them")
    done = subprocess.run([sys.executable, "scripts/generate.py", "--check"], cwd=root, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["generated files are stale"]
        raise RequestError(said[-1])


def require_right_step(version: str, root: Path) -> None:
    """Raise RequestError where the step from the last release is too small for what has changed in the data."""
    tags = git("tag", "--list", "v[0-9]*", "--merged", "HEAD", root=root).decode().split()
    released = sorted((parsed(t[1:]) for t in tags if t[1:].replace(".", "").isdigit() and t.count(".") == 2), reverse=True)
    if not released:
        return
    last = ".".join(map(str, released[0]))
    with tempfile.TemporaryDirectory() as folder:
        lay(files(commit(f"v{last}", root), PATHS, root), Path(folder))
        require_step(last, version, table_diffs(Path(folder), root))


def regenerate(day: str, root: Path) -> None:
    """Draw the figures, put the forecasts of the month on record, write the generated texts again: they name the version."""
    record = [] if (root / f"forecasts/{day[:7]}.json").exists() else [["-m", "analysis", "score", "--issue"]]
    for words in (["-m", "analysis", "figures"], *record, ["scripts/generate.py"]):
        done = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True)
        if done.returncode:
            raise RequestError(f"{' '.join(words)} failed: {(done.stderr.strip().splitlines() or ['no word why'])[-1]}")


def bump(version: str, day: str, root: Path) -> None:
    """Commit the version everywhere; where that fails the tree is as it was, which was clean."""
    try:
        write_all(bumped(version, day, root))
        regenerate(day, root)
        git("add", "--update", root=root)
        git("add", "forecasts", root=root)
        git("commit", "--quiet", "--message", f"Release {version}", root=root)
    except BaseException:
        git("reset", "--hard", "--quiet", "HEAD", root=root)
        git("clean", "--force", "--quiet", "--", "forecasts", root=root)
        raise


def release_commit(version: str, root: Path) -> str | None:
    """The commit of a version that is released, by its tag or as the last commit; None where it is still to be made."""
    if git("tag", "--list", f"v{version}", root=root).strip():
        return commit(f"v{version}", root)
    if stated(root) != (version, True):
        return None
    if git("show", "-s", "--format=%s", "HEAD", root=root).decode().strip() != f"Release {version}":
        raise RequestError(
            f"{version} was released before the last commit and has no tag: tag its commit, or choose a new version"
        )
    return commit("HEAD", root)


def release(version: str, day: str, root: Path) -> Path:
    """The zip of the version, after everything that speaks against it was looked at; its commit is made if it is not there."""
    parsed(version)
    require_clean(root)
    ref = release_commit(version, root)
    if ref is None:
        require_changelog(version, root)
        require_right_step(version, root)
        require_current(root)
        bump(version, day, root)
        ref = commit("HEAD", root)
    zipped = archive.build(ref, f"{NAME}-{version}", root)
    count = archive.verify(zipped)
    made = {f"{NAME}-{version}.zip": zipped, **pictures(ref, version, root), **packages(ref, root)}
    folder = root / "build/release"
    for name, content in made.items():
        write(folder / name, content)
    write(folder / archive.SUMS, archive.checksums(made))
    print(f"{os.path.relpath(folder)}: the zip has {count} files, unpacked and validated; the same from every copy of {ref[:12]}")
    print(archive.checksums(made), end="")
    return folder / f"{NAME}-{version}.zip"


def pictures(ref: str, version: str, root: Path) -> dict[str, bytes]:
    """The zip with the PDF and PNG of every figure, drawn from the commit `ref`."""
    name = f"{NAME}-{version}-figures"
    found = distributions.pictures(files(ref, distributions.NEEDED, root))
    return {f"{name}.zip": archive.packed(found, name, archive.dated(ref, root))}


def packages(ref: str, root: Path) -> dict[str, bytes]:
    """The wheel and the source distribution of the commit `ref`."""
    return distributions.built(files(ref, distributions.NEEDED, root), int(archive.dated(ref, root).timestamp()))


def main(arguments: list[str] | None = None) -> int:
    """Release, or say in one line why not and exit with 2."""
    parser = argparse.ArgumentParser(
        prog="make release", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version", metavar="VERSION", help="three numbers, as 1.2.3; CONTRIBUTING says which")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        release(options.version, dt.datetime.now(dt.UTC).date().isoformat(), options.root)
    except RequestError as error:
        print(f"Not released: {error}", file=sys.stderr)
        return 2
    print(f"Next: git tag -a v{options.version} -m v{options.version}, push commit and tag; CONTRIBUTING says how it gets a DOI.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
