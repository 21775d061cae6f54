"""The written path for contributors: its commands do what the text says, its forms are valid."""

import re
import shlex
import subprocess
import sys

import diff
import new_row
import pytest
import yaml
from repository import git
from versions import CHANGES

from analysis.evidence import validate
from analysis.tables import frames
from analysis.tables.paths import ROOT
from analysis.trends import catalogue

pytestmark = pytest.mark.walk

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))


def example() -> list[str]:
    """The words of the worked example, as a shell reads them."""
    block = re.search(r"<!-- tested: new-chip -->\n```sh\n(.*?)```", TEXT, re.DOTALL)[1]
    words = shlex.split(block.replace("\\\n", " "))
    assert words[:3] == [".venv/bin/python", "scripts/new_row.py", "chip"]
    return words[2:]


@pytest.fixture
def before(whole):
    """The data without the device of the example, should someone have added it."""
    for name in ("accelerators", "evidence", "sources"):
        path = whole / f"data/{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        gone = ("nvidia-l40,", "nvidia-l40.", "mullet-l40-l40s,", "techpowerup-l40,")
        path.write_text("".join(line for line in lines if not line.startswith(gone)), encoding="utf-8")
    return whole


def test_the_worked_example_is_a_chip_that_the_table_does_not_have_and_writes_nothing(before, capsys):
    table = (before / "data/accelerators.csv").read_bytes()
    assert new_row.main([*example(), "--root", str(before)]) == 0
    assert "+nvidia-l40,NVIDIA L40" in capsys.readouterr().out
    assert (before / "data/accelerators.csv").read_bytes() == table


def test_without_its_last_line_the_example_writes_a_valid_row_and_the_page_shows_what_moves(before, capsys):
    git(before, "init", "-q")
    git(before, "add", "-A")
    git(before, "commit", "-qm", "before")
    words = example()
    assert words.pop() == "--dry-run"
    assert new_row.main([*words, "--root", str(before)]) == 0
    assert validate.check(before) == []
    row = frames.load("accelerators", before).set_index("id").loc["nvidia-l40"]
    assert row["peak_matrix_bf16_flop_per_s"] == row["peak_matrix_fp16_flop_per_s"] == 1.8105e14
    lines = frames.load("evidence", before).set_index("id")
    assert lines.at["nvidia-l40.peak_matrix_bf16_flop_per_s.1", "derivation"] == "362.1 TFLOP/s / 2"
    assert lines.at["nvidia-l40.released_on.1", "source_id"] == "techpowerup-l40"
    assert "nvidia-l40" in catalogue.load("accelerators/peak", before, precision="fp8").ids
    capsys.readouterr()
    assert diff.main(["--root", str(before)]) == 0
    page = capsys.readouterr().out
    assert "### `data/accelerators.csv`: 1 row added" in page
    assert re.search(r"### Findings: [1-9]", page)


def test_the_path_has_six_steps():
    steps = TEXT.partition("## A hardware release in six steps")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^(\d)\. ", steps) == list("123456")


def test_the_changelog_sections_that_a_release_needs_are_named():
    assert all(f"`- {what}:`" in TEXT for what in CHANGES)


def test_links_inside_the_text_lead_somewhere():
    titles = {re.sub(r"[^a-z0-9 -]", "", t.lower()).replace(" ", "-") for t in re.findall(r"(?m)^#+ (.*)$", TEXT)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= titles


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.name)
def test_issue_forms_are_valid(path):
    schema = "vendor.github-issue-config" if path.name == "config.yml" else "vendor.github-issue-forms"
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_the_forms_ask_for_wrong_right_and_source():
    (form,) = (yaml.safe_load(p.read_text(encoding="utf-8")) for p in FORMS if p.name == "wrong-value.yml")
    needed = {field["id"] for field in form["body"] if field.get("validations", {}).get("required")}
    assert {"wrong", "right", "source"} <= needed


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda p: p.name)
def test_workflows_are_valid(path):
    words = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", path]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_runs_code_of_a_pull_request_may_write_nothing_and_what_may_write_runs_none_of_it():
    flows = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in (ROOT / ".github/workflows").glob("*.yml")}
    for name, flow in flows.items():
        for job in flow["jobs"].values():
            rights = set((flow["permissions"] | job.get("permissions", {})).values())
            takes_code = any("checkout" in step.get("uses", "") for step in job["steps"])
            assert not (takes_code and "write" in rights), name
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), f"{name}: text of others would be pasted into a shell"
    assert "pull_request_target" not in str(flows)


def test_actions_are_pinned_to_a_commit_and_leave_no_token_behind():
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        flow = yaml.safe_load(path.read_text(encoding="utf-8"))
        for step in (step for job in flow["jobs"].values() for step in job["steps"]):
            if uses := step.get("uses"):
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses), f"{path.name}: {uses}"
            if "checkout" in str(uses):
                assert step["with"]["persist-credentials"] is False, path.name
