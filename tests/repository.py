"""A repository of git that a test makes."""

import subprocess

import git_tree


def git(root, *words: str) -> None:
    """Run git as a person of no configuration."""
    person = ("-c", "user.name=made", "-c", "user.email=made@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *person, *words], cwd=root, check=True, capture_output=True, env=git_tree.surroundings())
