"""The package as other people have it: a wheel, somewhere else, with and without what it may use."""

import doctest
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import wheel

from analysis.tables.paths import ROOT

pytestmark = pytest.mark.walk

BLOCKS = {"look-ups": False, "fits": True}  # generated block of README -> whether it needs the packages
DECOY = "raise SystemExit('this is another analysis')\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    """A folder with the wheel installed."""
    return wheel.installed(tmp_path_factory.mktemp("library"))


def python(library: Path, folder: Path, *words: str, bare: bool = False) -> subprocess.CompletedProcess[str]:
    """Python run in `folder` with the wheel alone on its path; `bare` without any other package."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(library), str(folder)]), "PYTHONDONTWRITEBYTECODE": "1"}
    flags = ["-S"] if bare else []
    return subprocess.run([sys.executable, *flags, *words], cwd=folder, env=environment, capture_output=True, text=True)


def lines(name: str) -> str:
    """The lines of Python in a generated block of README, with what they print."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return (
        text.partition(f"<!-- generated: {name} -->")[2]
        .partition("<!-- end -->")[0]
        .strip()
        .removeprefix("```pycon")
        .removesuffix("```")
    )


def test_the_wheel_is_small():
    assert len(wheel.wheel()) < 750_000  # most of it evidence; measurements and peak tables stay in the repository


def test_the_tables_and_both_licences_travel_inside(library):
    assert (library / "ai_memory_wall/data/accelerators.csv").read_bytes() == (ROOT / "data/accelerators.csv").read_bytes()
    assert (library / "ai_memory_wall/py.typed").exists()
    licences = {
        path.relative_to(library).as_posix().partition("licenses/")[2] for path in library.glob("*.dist-info/licenses/**/*")
    }
    assert {"LICENSE", "data/LICENSE"} <= licences


@pytest.mark.parametrize("bare", [True, False], ids=["without the packages", "with the packages"])
@pytest.mark.parametrize("name", BLOCKS)
def test_the_lines_of_readme_print_what_it_says(library, tmp_path, name, bare):
    text = lines("look-ups") + (lines(name) if name != "look-ups" else "")
    (tmp_path / "readme.txt").write_text(text, encoding="utf-8")
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    run = f"import doctest; raise SystemExit(doctest.testfile('readme.txt', False, optionflags={flags}, encoding='utf-8').failed)"
    done = python(library, tmp_path, "-c", run, bare=bare)
    if bare and BLOCKS[name]:
        assert "is missing; pip install 'ai-memory-wall[fits]'" in done.stdout
    else:
        assert done.returncode == 0, done.stdout + done.stderr


def test_another_package_called_analysis_is_not_in_its_way(library, tmp_path):
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis/__init__.py").write_text(DECOY)
    done = python(library, tmp_path, "-m", "ai_memory_wall", "fit", "memory/bandwidth", "--where", "family=HBM")
    assert done.returncode == 0, done.stderr
    assert "every two years" in done.stdout
    done = python(library, tmp_path, "-c", "import analysis")
    assert "another analysis" in done.stderr


@pytest.mark.parametrize(
    "words", [["fit", "paper/dram"], ["validate"], ["figures", "machine_balance"], ["profile", "gpt-2", "--chip", "H100"]]
)
def test_a_command_without_its_packages_says_in_a_line_what_to_install(library, tmp_path, words):
    done = python(library, tmp_path, "-m", "ai_memory_wall", *words, bare=True)
    assert done.returncode == 2
    assert "pip install 'ai-memory-wall[" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [["chip", "H100"], ["evidence", "H100"], ["--help"], ["fit", "--help"]])
def test_a_look_up_and_help_need_python_alone(library, tmp_path, words):
    done = python(library, tmp_path, "-m", "ai_memory_wall", *words, bare=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "analysis" not in done.stdout.partition("\n")[0]


def test_import_and_twenty_look_ups_leave_numpy_alone(library, tmp_path):
    run = "import sys, ai_memory_wall as w; [w.chip('H100') for _ in range(20)]; print('numpy' in sys.modules)"
    assert python(library, tmp_path, "-c", run).stdout == "False\n"


def test_what_a_command_writes_it_writes_into_the_working_folder(library, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in library.rglob("*")}
    done = python(library, tmp_path, "-m", "ai_memory_wall", "figures", "paper_growth_rates")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "figures/paper_growth_rates.svg").exists()
    assert {path: path.stat().st_mtime_ns for path in library.rglob("*")} == before


SNIPPET = """import ai_memory_wall as wall

chip = wall.chip("H100")
peak: float = chip.peak("bf16")
told: str = wall.model("Llama-3-70B").name
growth: float = wall.fit("memory/bandwidth").growth(2)
wrong: str = chip.peak("bf16")
"""


@pytest.mark.slow
def test_a_type_checker_sees_the_interface(library, tmp_path):
    (tmp_path / "snippet.py").write_text(SNIPPET)
    words = [
        sys.executable,
        "-m",
        "mypy",
        "--ignore-missing-imports",
        "--follow-imports",
        "silent",
        "--cache-dir",
        ".cache",
        "snippet.py",
    ]
    environment = os.environ | {"MYPYPATH": str(library)}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)
    told = done.stdout.splitlines()[:-1]
    assert [line[:45] for line in told] == ["snippet.py:7: error: Incompatible types in as"], told


@pytest.mark.slow
@pytest.mark.parametrize("editable", [True, False])
def test_pip_installs_it_and_its_command(tmp_path, editable):
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(source)], check=True)
    venv.create(tmp_path / "venv", system_site_packages=False)
    words = ["--python", str(tmp_path / "venv/bin/python"), "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p.endswith("site-packages"))}
    target = ["-e", str(source)] if editable else [str(source)]
    subprocess.run([sys.executable, "-m", "pip", *words, *target], check=True, env=environment)
    done = subprocess.run([tmp_path / "venv/bin/ai-memory-wall", "chip", "H100"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nvidia-h100-sxm5-80gb" in done.stdout
