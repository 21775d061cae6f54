"""The project holds together: dependencies, layers, versions, generated texts, citation."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import analysis
from analysis.tables.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = ("README.md", "CONTRIBUTING.md", "METHODS.md", "RESULTS.md", "SECURITY.md")
EXTRAS = PROJECT["project"]["optional-dependencies"]
NEEDED = [w for group in EXTRAS.values() for w in group if not w.startswith("ai-memory-wall[")]
LOCKS = {
    "requirements.lock": [*NEEDED, *PROJECT["dependency-groups"]["test"]],
    "requirements-web.lock": PROJECT["dependency-groups"]["web"],
}


def normal(requirement: str) -> str:
    """Name of a requirement in the normal form of the package index."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement).group()).lower()


def test_conda_and_pip_users_get_what_pyproject_names():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert environment[0] == f"python{PROJECT['project']['requires-python']}"
    assert sorted(environment[1:]) == sorted(LOCKS["requirements.lock"])


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_every_dependency_with_hashes_and_no_address(name):
    lock = (ROOT / name).read_text(encoding="utf-8")
    locked = {normal(m) for m in re.findall(r"^(\S+)==", lock, re.MULTILINE)}
    assert {normal(w) for w in LOCKS[name]} <= locked
    assert "://" not in lock
    for block in re.split(r"^(?=\S+==)", lock, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_dependencies_have_lower_bounds_only():
    assert all(re.fullmatch(r"[\w-]+>=[\d.]+", w) for group in LOCKS.values() for w in group)


@pytest.mark.parametrize("requirement", NEEDED)
def test_every_dependency_is_used(requirement):
    code = "".join(p.read_text(encoding="utf-8") for folder in ("analysis", "scripts") for p in (ROOT / folder).rglob("*.py"))
    called = {"markdown-it-py": "markdown_it", "pillow": "PIL"}.get(normal(requirement), normal(requirement))
    used = {"tabulate": r"\.to_markdown\("}.get(called, rf"^\s*(from|import) {called}\b")
    assert re.search(used, code, re.MULTILINE)


def test_arrows_never_point_back():
    linter = str(Path(sys.executable).with_name("lint-imports"))
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_house_is_small_enough_to_live_in():
    wings = [folder for folder in (ROOT / "analysis").iterdir() if (folder / "__init__.py").exists()]
    assert len(wings) == 15
    assert len(list((ROOT / "analysis").glob("*.py"))) <= 4
    for folder in (*wings, ROOT / "scripts"):
        modules = list(folder.glob("*.py"))
        assert len(modules) <= (28 if folder.name == "figures" else 24), folder.name  # of figures one module is one picture
        assert all(len(m.read_text(encoding="utf-8").splitlines()) <= 300 for m in modules), folder.name


def test_every_wing_says_what_it_is_for_what_it_imports_and_where_to_start():
    for path in (ROOT / "analysis").glob("*/__init__.py"):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert "Imports" in told, path
        start = re.search(r"Start at `(\w+)`", told)
        assert start, path
        assert (path.parent / f"{start[1]}.py").exists(), start[1]


def test_the_tests_of_a_wing_have_its_name():
    wings = {folder.name for folder in (ROOT / "analysis").iterdir()} | {"scripts", "project"}
    folders = {folder.name for folder in (ROOT / "tests").iterdir() if list(folder.glob("test_*.py"))}
    assert folders <= wings


def test_the_version_is_the_same_everywhere():
    package = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    versions = {PROJECT["project"]["version"], analysis.__version__, package["version"], citation["version"]}
    assert len(versions) == 1
    assert f"## {versions.pop()}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_citation_is_valid_and_of_a_data_set():
    command = ["check-jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff"]
    done = subprocess.run([sys.executable, "-m", *[command[0].replace("-", "_"), *command[1:]]], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stdout
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["type"] == "dataset"


@pytest.mark.slow  # `make stale` draws or writes all of it again
def test_generated_texts_are_current():
    import generate

    for name, make in generate.TEXTS.items():
        assert make() == (ROOT / name).read_text(encoding="utf-8"), f"{name}: run `make generate`"


def test_every_path_that_readme_names_is_there():
    for name in TEXTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        links = {*re.findall(r"\]\(([^)#:]+)\)", text), *re.findall(r'(?:src|srcset)="([^":]+)"', text)}
        assert all((ROOT / link).exists() for link in links), links


def test_every_make_target_that_a_text_names_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) | {p.stem for p in (ROOT / "analysis/figures").glob("*.py")}
    for name in TEXTS:
        for line in re.findall(r"`?make ([a-z -]+)[`\n ]", (ROOT / name).read_text(encoding="utf-8")):
            named = [w for w in line.split() if w in targets]
            assert named or not line.split() or line.split()[0] not in ("figures", "test"), line


def test_every_module_says_what_it_is_for():
    for path in [p for folder in ("analysis", "scripts", "tests") for p in (ROOT / folder).rglob("*.py")]:
        assert path.read_text(encoding="utf-8").startswith('"""'), path
        most = 330 if "tests" in path.parts else 300
        assert len(path.read_text(encoding="utf-8").splitlines()) <= most, path


def test_scripts_of_the_page_are_short_and_say_what_they_are_for():
    for path in (ROOT / "analysis/web").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("// "), path
        assert len(text.splitlines()) <= 305, path


def test_a_changed_table_redraws_what_reads_it():
    """`make -W FILE` supposes that a file has just changed."""
    for table, stem in (("data/accelerators.csv", "hardware_scaling"), ("data/paper/figure_points.csv", "paper_model_size")):
        asked = ["make", "-n", "-W", table, stem]
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert f"analysis figures {stem}" in told
