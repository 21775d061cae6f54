"""A repository that publishes measurements, read from git as it was committed: a clone, or a bare mirror."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import git_tree


@dataclass(frozen=True)
class Upstream:
    """The files of the commit that a clone of a repository is at."""

    folder: Path

    @cached_property
    def commit(self) -> str:
        """The hash of the commit."""
        return git_tree.commit("HEAD", self.folder)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The path of every file."""
        listed = git_tree.git("ls-tree", "-r", "-z", "--name-only", "HEAD", root=self.folder)
        return tuple(listed.decode(errors="replace").rstrip("\0").split("\0"))

    def like(self, pattern: str) -> dict[str, re.Match[str]]:
        """Path -> match of those that a regular expression describes from start to end."""
        found = ((name, re.fullmatch(pattern, name)) for name in self.names)
        return {name: match for name, match in found if match}

    def day(self, name: str) -> str:
        """The day a file was last committed, before which what it holds was measured."""
        return git_tree.git("log", "-1", "--format=%cs", "HEAD", "--", name, root=self.folder).decode().strip()

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Path -> content of some files, through one process of git."""
        wanted = list(names)
        words = ["git", "cat-file", "--batch"]
        asked = "".join(f"HEAD:{name}\n" for name in wanted).encode()
        told = subprocess.run(words, cwd=self.folder, input=asked, capture_output=True, check=True, env=git_tree.surroundings())
        return dict(_blobs(wanted, told.stdout))


def _blobs(names: list[str], told: bytes) -> Iterator[tuple[str, bytes]]:
    """The contents that `git cat-file --batch` prints, one after the other; a missing one is left out."""
    place = 0
    for name in names:
        end = told.index(b"\n", place)
        header = told[place:end].split()
        place = end + 1
        if header[-1] != b"missing":
            size = int(header[-1])
            yield name, told[place : place + size]
            place += size + 1
