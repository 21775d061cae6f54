"""Tables and pictures in one column of a two-column article: a real LaTeX finds no line too wide."""

import re
import shutil
import subprocess

import pandas as pd
import pytest

from analysis import figures
from analysis.__main__ import main
from analysis.tables import frames
from analysis.writing import tabular

NEEDED = ("array.sty", "booktabs.sty", "amssymb.sty", "pgf.sty")
FOUND = shutil.which("kpsewhich") and subprocess.run(["kpsewhich", *NEEDED], capture_output=True, check=False).returncode == 0
pytestmark = [
    pytest.mark.skipif(not (shutil.which("pdflatex") and FOUND), reason=f"not installed: pdflatex with {NEEDED}"),
    pytest.mark.walk,
]
HEAD = r"\documentclass[twocolumn]{article}\usepackage[T1]{fontenc}\usepackage{amssymb,array,booktabs,pgf}\begin{document}"
LATEX = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
TABLES = [*tabular.MADE, "accelerators", "architectures", "evidence", "levers", "memory", "models", "paper/errata", "sources"]


def too_wide(folder, body: str) -> list[str]:
    """The boxes that LaTeX finds too wide in an article with this body; it must compile."""
    (folder / "paper.tex").write_text(HEAD + body + r"\end{document}", encoding="utf-8")
    done = subprocess.run(LATEX, cwd=folder, capture_output=True, timeout=120, check=False)
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, told[-2000:]
    return re.findall(r"Overfull.*", told)


def test_what_is_too_wide_is_found(tmp_path):
    assert too_wide(tmp_path, r"\noindent\rule{\columnwidth}{1pt}\rule{3pt}{1pt}")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_fits_one_column(name, tmp_path):
    found = tabular.frame(name)
    found = found.iloc[:: len(found) // 150 + 1]
    text = tabular.latex(found)
    assert too_wide(tmp_path, text) == []
    assert text.count(r"\toprule") == text.count(r"\bottomrule") == text.count(r"\midrule") >= 1
    assert sum(line.endswith(r"\\") for line in text.splitlines()) == len(found) + text.count(r"\toprule"), "every row, and heads"


def test_numbers_stand_right_and_words_left(tmp_path):
    text = tabular.latex(
        pd.DataFrame({"name": ["a", "b"], "rate": ["3.35e12", "120"], "growth": ["1.5×", ""], "on": ["2024-05", "-"]})
    )
    (begin,) = re.findall(r"\\begin\{tabular\}.*", text)
    assert re.findall(r"raggedright|raggedleft", begin) == ["raggedright", "raggedleft", "raggedleft", "raggedleft"]
    assert too_wide(tmp_path, text) == []


def test_columns_that_are_asked_for_are_all_there_and_else_those_left_out_are_named(capsys):
    asked = "id,name,vendor,released_on,memory_type,memory_bandwidth_bytes_per_s,tdp_watts"
    assert main(["table", "accelerators", "--format", "latex", "--columns", asked]) == 0
    wide = capsys.readouterr().out
    assert "table*" in wide.splitlines()[0]
    assert all(name.replace("_", "") in re.sub(r"\\_|\\allowbreak\{\}", "", wide) for name in asked.split(","))
    shown = tabular.latex(tabular.frame("accelerators"))
    left_out = set(re.search(r"left out for the width: (.*);", shown)[1].split(", "))
    heads = next(line for line in shown.splitlines() if line.endswith(r"\\"))
    kept = {re.sub(r"\\allowbreak\{\}|\\(?=_)", "", head).strip() for head in heads.removesuffix(r"\\").split("&")}
    assert left_out | kept == {field["name"] for field in frames.resources()["accelerators"]["schema"]["fields"]}
    assert not left_out & kept


@pytest.mark.parametrize("stem", ["memory_wall", "paper_memory_footprint"])
def test_a_picture_fits_one_column(stem, tmp_path):
    made = figures.render(stem, kinds=(), pgf=True, size="column", width_mm=80)
    (tmp_path / "figure.pgf").write_bytes(made[".column.pgf"])
    assert too_wide(tmp_path, r"\begin{figure}\input{figure.pgf}\end{figure}x") == []
