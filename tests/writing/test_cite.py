"""What goes into papers: exactly the documents behind a thing, escaped for what reads them, accepted by the real tools."""

import csv
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pandas as pd
import pytest
import yaml
from matplotlib.figure import Figure

from analysis import RequestError
from analysis.__main__ import main
from analysis.drawing import pgf
from analysis.evidence.lines import AGAINST
from analysis.tables import frames
from analysis.tables.paths import ROOT
from analysis.writing import bibliography, cite, report, tabular
from analysis.writing.cite import Reference

HOSTILE = r"\input{/etc/passwd} 100% & #1_x ${HOME} ~ ^ { <b>|</b> `x` [a](http://example.org) @all" + '"\n\x07'
MADE = Reference(
    "made", "article", HOSTILE, (("", HOSTILE),), "https://example.org/a%20b?x={y}\\z#1_2&c", published_on="2024-03-21"
)
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", "%0A=1", "|cmd"]


def ids(*names: str) -> list[str]:
    return [r.id for r in cite.references(names)]


def test_a_figure_is_cited_by_the_documents_in_its_own_record_and_no_others():
    record = json.loads((ROOT / "figures/generations.json").read_text(encoding="utf-8"))
    wanted = {source["id"] for source in record["sources"]}
    assert ids("generations") == ["ai-memory-wall", "gholami-2024", *sorted(wanted)]


def test_a_row_is_cited_by_what_proves_its_cells_and_not_by_what_conflicts():
    lines = frames.load("evidence").query("row_id == 'nvidia-h100-sxm5-80gb'")
    proving = set(lines["source_id"][~lines["basis"].isin(AGAINST)])
    only_conflicting = set(lines["source_id"]) - proving
    assert set(ids("nvidia-h100-sxm5-80gb")[2:]) == proving
    assert only_conflicting, "else the next statement says nothing"
    assert not only_conflicting & set(ids("nvidia-h100-sxm5-80gb"))


def test_tables_points_and_several_names_are_cited_once_each():
    levers = set(frames.load("levers")["source_id"]) - {"", cite.PAPER}
    assert set(ids("levers")[2:]) == levers
    assert ids("flops-nvidia-geforce-8600-gts-2007")[2:] == ["gholami-repository"]
    both = ids("levers", "generations", "levers")
    assert len(both) == len(set(both))
    assert set(both) == set(ids("levers")) | set(ids("generations"))


def test_alone_it_is_the_data_set_and_the_paper_as_the_citation_file_has_them(capsys):
    assert main(["cite", "--format", "csl-json"]) == 0
    ours, paper = json.loads(capsys.readouterr().out)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    (printed,) = citation["references"]
    assert (ours["title"], ours["version"]) == (citation["title"], citation["version"])
    assert [(a["family"], a["given"]) for a in paper["author"]] == [
        (a["family-names"], a["given-names"]) for a in printed["authors"]
    ]
    assert paper["DOI"] == printed["doi"]
    assert paper["page"] == f"{printed['start']}-{printed['end']}"
    assert paper["issued"]["date-parts"] == [[2024]]


def test_an_unreleased_version_says_so(capsys):
    main(["cite"])
    told = capsys.readouterr()
    released = "created" in json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    assert ("not released yet" in told.err) != released
    assert ("not released yet" in told.out) != released


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cite", "hardware_scalin"], "did you mean hardware_scaling"),
        (["cite", "nvidia-h10"], "did you mean nvidia-h100-sxm5-80gb"),
        (["cite", "../../etc/passwd"], "no figure, table or row"),
        (["cite", ""], "no figure, table or row"),
        (["table", "accelerator"], "no table 'accelerator'"),
        (["table", "levers", "--columns", "id,price"], "levers has no column 'price'"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(words, said, capsys):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert (captured.err.count("\n"), captured.out) == (1, "")


def test_text_is_one_reference_after_the_other(capsys):
    main(["cite", "nvidia-h100-sxm5-80gb", "--format", "text"])
    lines = capsys.readouterr().out.replace("\n  ", " ").splitlines()
    assert len(lines) == len(ids("nvidia-h100-sxm5-80gb"))
    assert lines[1].startswith("Amir Gholami, Zhewei Yao")
    assert lines[1].endswith("IEEE Micro 44(3), 33-39. https://doi.org/10.1109/MM.2024.3373763")


def braces(text: str) -> list[int]:
    """The depth of braces after each character, as BibTeX counts, which knows no escapes."""
    depth = 0
    return [depth := depth + (c == "{") - (c == "}") for c in text]


def test_nothing_of_a_title_is_a_command_for_latex_or_bibtex():
    entry = bibliography.bibtex([MADE])
    assert "\\input" not in entry
    assert min(braces(entry)) == 0
    assert braces(entry)[-1] == 0
    commands = set(re.findall(r"\\[A-Za-z]+|\\.", bibliography.latex_text(HOSTILE)))
    assert commands <= {re.match(r"\\[A-Za-z]+|\\.", v).group() for v in bibliography.LATEX.values()}
    assert "  url      = {https://example.org/a%20b?x=%7By%7D%5Cz#1_2&c}," in entry


def test_other_scripts_are_wrapped_and_the_preamble_says_how(capsys):
    assert bibliography.latex_text("MLU 训练 7 nm") == r"MLU \beyondlatin{训练} 7 nm"
    assert "@preamble" in bibliography.bibtex([Reference("made", "article", "训练", (("", "x"),), "https://example.org")])
    assert "@preamble" not in bibliography.bibtex(
        [Reference("made", "article", "“Train” — é", (("", "x"),), "https://example.org")]
    )


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where programs of Debian's texlive, biber or pandoc are not installed."""
    missing = [p for p in programs if not shutil.which(p)]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def run(folder, *words: str) -> str:
    """What a program prints; it must succeed."""
    done = subprocess.run(words, cwd=folder, capture_output=True, timeout=120, check=False)
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, told[-3000:]
    return told


LATEX = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
BIBTEX = r"\bibliographystyle{%s}\bibliography{ours}"
HEAD = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{amssymb,array,booktabs,pgf,hyperref}\begin{document}"
BIBER = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage[backend=biber]{biblatex}\usepackage{hyperref}"
BIBER += r"\addbibresource{ours.bib}\begin{document}\nocite{*}\printbibliography\end{document}"


def ours(folder) -> None:
    """Everything behind the figure with the most documents, and a hostile entry."""
    found = [*cite.references(["hardware_scaling"]), MADE]
    (folder / "ours.bib").write_text(bibliography.bibtex(found), encoding="utf-8")


@needs("pdflatex", "bibtex")
@pytest.mark.parametrize("style", ["plain", "unsrt"])
def test_bibtex_takes_it_without_a_warning_and_latex_compiles(tmp_path, style):
    ours(tmp_path)
    (tmp_path / "paper.tex").write_text(HEAD + r"\nocite{*}" + BIBTEX % style + r"\end{document}", encoding="utf-8")
    run(tmp_path, *LATEX)
    assert "arning" not in run(tmp_path, "bibtex", "paper")
    run(tmp_path, *LATEX)
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000


@needs("pdflatex", "biber")
def test_biber_takes_it_without_a_warning_and_latex_compiles(tmp_path):
    ours(tmp_path)
    (tmp_path / "paper.tex").write_text(BIBER, encoding="utf-8")
    run(tmp_path, *LATEX)
    told = run(tmp_path, "biber", "paper")
    assert not re.search("WARN|ERROR", told), told
    run(tmp_path, *LATEX)
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000


@needs("pandoc")
def test_pandoc_reads_the_csl_json_back(tmp_path):
    found = cite.references(["generations"])
    (tmp_path / "ours.json").write_text(bibliography.csl(found), encoding="utf-8")
    back = json.loads(run(tmp_path, "pandoc", "-f", "csljson", "-t", "csljson", "ours.json"))
    assert sorted(item["id"] for item in back) == sorted(r.id for r in found)


FRAME = pd.DataFrame({"id": ["made", "训练"], "note|x": [HOSTILE, "3.35e12"]})


@needs("pdflatex")
def test_latex_tables_and_figures_compile_and_hostile_text_is_only_printed(tmp_path):
    figure = Figure((3, 2))
    axes = figure.add_subplot(title=HOSTILE.replace("\n", " ").replace("\x07", ""))
    axes.plot([1, 2], [1, 2], rasterized=True)
    axes.set_xticks([1, 2], ["50% & $x", r"\undefined{"])
    (tmp_path / "figure.pgf").write_bytes(pgf.render(figure))
    body = tabular.latex(FRAME) + tabular.latex(tabular.frame("levers")) + r"\input{figure.pgf}"
    (tmp_path / "paper.tex").write_text(HEAD + body + r"\end{document}", encoding="utf-8")
    assert "/etc/passwd)" not in run(tmp_path, *LATEX), "LaTeX names each file that it opens"


def test_without_latex_pgf_is_refused_in_one_line_before_anything_is_drawn(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(pgf.shutil, "which", lambda _: None)
    assert main(["figures", "paper_growth_rates", "--pgf", "--out", str(tmp_path / "new")]) == 2
    assert "pdflatex" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_in_html_a_cell_is_text():
    page = Tags()
    page.feed(tabular.html(FRAME))
    assert page.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert "<b>|</b>" in page.text


def test_in_markdown_a_cell_is_text():
    table = tabular.markdown(FRAME)
    assert len(table.splitlines()) == 4, "a line end does not break the table"
    for line in table.splitlines():
        assert not re.search(r"(?<!\\)[`*_\[\]#$]", line), line
        assert not re.search(r"@\w", line), "nobody is mentioned"
        assert not set("<>") & set(line)
        assert len(re.findall(r"(?<!\\)\|", line)) == 3, "a bar does not make a column"


def test_in_generated_texts_of_the_project_a_cell_starts_no_link_image_or_html():
    shown = report.markdown(pd.DataFrame({"Series": ["`paper/flops`"], "note": [HOSTILE]}))
    assert "`paper/flops`" in shown, "code of ours stays code"
    assert not re.search(r"(?<!\\)[\[\]]|<", shown.splitlines()[-1])


@pytest.mark.parametrize("cell", FORMULAS)
def test_in_a_spreadsheet_no_cell_is_a_formula(cell):
    text = tabular.spreadsheet(pd.DataFrame({"id": [cell], cell: ["x"]}))
    for found in (c for row in csv.reader(io.StringIO(text)) for c in row):
        assert found.lstrip()[:1] not in ("=", "+", "-", "@", "%", "|"), found


@pytest.mark.parametrize("number", ["-0.5", "3.35e12", "+1", "-1e-3"])
def test_a_number_stays_a_number_in_a_spreadsheet(number):
    assert tabular.spreadsheet_cell(number) == number


def test_tables_of_the_data_are_as_in_their_files_with_the_columns_asked_for(capsys):
    assert main(["table", "levers", "--format", "csv", "--columns", "id,factor_high"]) == 0
    got = pd.read_csv(io.StringIO(capsys.readouterr().out), dtype=str, keep_default_na=False)
    assert got.equals(frames.texts("levers")[["id", "factor_high"]])
    assert "2.68× to 3.41×" in tabular.written(tabular.frame("growth"), "markdown")
    with pytest.raises(RequestError, match="headlines"):
        tabular.frame("nonsense")
