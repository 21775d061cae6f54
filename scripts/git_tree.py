"""Files as a commit of this repository has them, read from git and never unpacked onto the disk unseen."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis import RequestError
from analysis.tables.paths import ROOT

HOOKED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")


def surroundings() -> dict[str, str]:
    """The environment without what a hook of git sets: it would lead git to another repository than that of the folder."""
    return {name: value for name, value in os.environ.items() if name not in HOOKED}


def git(*words: str, root: Path = ROOT) -> bytes:
    """What git prints; RequestError, in one line, where it fails or is not there."""
    try:
        return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env=surroundings()).stdout
    except FileNotFoundError as error:
        raise RequestError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or [f"exit {error.returncode}"]
        raise RequestError(f"git {words[0]}: {said[0]}") from error


def commit(ref: str, root: Path = ROOT) -> str:
    """The commit that `ref` names, a branch, tag or hash; RequestError where there is none."""
    try:
        return git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", root=root).decode().strip()
    except RequestError as error:
        raise RequestError(f"{ref!r} is no commit, branch or tag of this repository") from error


def files(ref: str, paths: list[str], root: Path = ROOT) -> dict[str, bytes]:
    """Path -> content of the plain files at or under `paths` in the commit `ref`; links and odd names are left out."""
    archive = git("archive", "--format=tar", commit(ref, root), "--", *paths, root=root)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        plain = {m.name: tar.extractfile(m) for m in tar if m.isfile() and is_plain(m.name)}
        return {name: file.read() for name, file in plain.items() if file}


def is_plain(name: str) -> bool:
    """Whether a name from an archive stays inside the folder it is unpacked to."""
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
    return not odd and name.isprintable() and bool(path.parts)


def lay(contents: dict[str, bytes], folder: Path) -> None:
    """Write files below `folder`; a name that would leave it is refused."""
    for name, content in contents.items():
        if not is_plain(name):
            raise RequestError(f"the file name {name!r} leads out of its folder")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
