"""References written out: BibTeX that bibtex and biber take without a warning, CSL-JSON, and plain text."""

import json
import re
from collections.abc import Sequence
from urllib.parse import quote

from .cite import Reference, day
from .terminal import paragraph

LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", "×": r"\texttimes{}", "Σ": r"\ensuremath{\Sigma}",
    "≥": r"\ensuremath{\geq}", "≤": r"\ensuremath{\leq}", "→": r"\textrightarrow{}",
    "▼": r"\ensuremath{\blacktriangledown}", "●": r"\textbullet{}", "■": r"\ensuremath{\blacksquare}", "−": r"\ensuremath{-}",
}  # fmt: skip
BEYOND = re.compile(r"[^\u0000-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u2122\u2020\u2021]+")
PREAMBLE = r"\providecommand{\beyondlatin}[1]{\ifdefined\directlua#1\else\ifdefined\XeTeXversion#1\else[\ldots]\fi\fi}"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # macros of every style
CSL_TYPES = {
    "database": "dataset",
    "dataset": "dataset",
    "repository": "software",
    "standard": "standard",
    "presentation": "speech",
    "web page": "webpage",
    "article": "article",
    "paper": "article",
}  # any other kind is a report
FORMATS = ("bibtex", "csl-json", "text")


def latex_text(text: str) -> str:
    """`text` for LaTeX: nothing in it is a command, braces stay balanced, line ends and control characters are blanks.

    Scripts that pdfLaTeX has no letters for are wrapped in \\beyondlatin, see PREAMBLE.
    """
    plain = "".join(LATEX.get(c, c if c.isprintable() else " ") for c in text)
    return BEYOND.sub(r"\\beyondlatin{\g<0>}", plain)


def bibtex(references: Sequence[Reference]) -> str:
    """A .bib file in UTF-8. Entries are @misc, which asks for nothing, where a document is no article of a journal."""
    head, entries = "% UTF-8. Addresses need \\usepackage{hyperref} or \\usepackage{url}.\n", list(map(_entry, references))
    if any("\\beyondlatin" in entry for entry in entries):
        head += "% Titles in other scripts: LuaLaTeX or XeLaTeX print them in a font that has them, pdfLaTeX leaves them out.\n"
        head += f'@preamble{{"{PREAMBLE}"}}\n'
    return "\n".join([head, *entries])


def _entry(r: Reference) -> str:
    """One entry of a .bib file."""
    published = day(r.published_on)
    people = " and ".join(f"{latex_text(f)}, {latex_text(g)}" if f else f"{{{latex_text(g)}}}" for f, g in r.authors)
    fields = {
        "author": people,
        "title": f"{{{latex_text(r.title)}}}",
        "journal": latex_text(r.container),
        "volume": r.volume,
        "number": r.issue,
        "pages": r.pages.replace("-", "--"),
        "version": latex_text(r.version),
        "year": str(published[0]) if published else "",
        "doi": r.doi,
        "url": address(r.url),
        "urldate": r.accessed_on,
        "note": _note(r),
    }
    body = "".join(f"  {name:<8} = {{{value}}},\n" for name, value in fields.items() if value)
    body += f"  month    = {MONTHS[published[1] - 1]},\n" if len(published) > 1 else ""  # biber warns of a date beside a year
    return f"@{'article' if r.container else 'misc'}{{{r.id},\n{body}}}\n"


def _note(r: Reference) -> str:
    """What a reader of the bibliography should know: the kind of a document, the licence and state of this data set."""
    if r.container:
        return ""
    if r.version:
        return f"Data set, {latex_text(r.licence)}" + ("" if r.published_on else ", not released yet: name the commit")
    return ". ".join([latex_text(r.kind.capitalize()), *(rf"{words} \url{{{address(url)}}}" for words, url in elsewhere(r))])


def elsewhere(r: Reference) -> list[tuple[str, str]]:
    """Where else a document is, and where it was read if not at its publisher: words and address."""
    return [(words, url) for words, url in (("Read in", r.read_at), ("Archived at", r.archived_url)) if url]


def address(url: str) -> str:
    """`url` with every character percent-encoded that TeX, BibTeX or a shell could take for its own."""
    return quote(url, safe="/:?&=+,;@#%!*()~-._'")


def csl(references: Sequence[Reference]) -> str:
    """CSL-JSON, as citation managers and pandoc take it."""
    return json.dumps([_item(r) for r in references], ensure_ascii=False, indent=1) + "\n"


def _item(r: Reference) -> dict[str, object]:
    """One item of CSL-JSON."""
    item: dict[str, object] = {
        "id": r.id,
        "type": "article-journal" if r.container else CSL_TYPES.get(r.kind, "report"),
        "title": r.title,
        "author": [{"family": f, "given": g} if f else {"literal": g} for f, g in r.authors],
    }
    more = {
        "container-title": r.container,
        "volume": r.volume,
        "issue": r.issue,
        "page": r.pages,
        "DOI": r.doi,
        "version": r.version,
    }
    more |= {"URL": r.url, "license": r.licence}
    more |= {"note": ". ".join(f"{words} {url}" for words, url in elsewhere(r))}
    item |= {name: value for name, value in more.items() if value}
    dates = {"issued": day(r.published_on), "accessed": day(r.accessed_on)}
    return item | {name: {"date-parts": [parts]} for name, parts in dates.items() if parts}


def text(references: Sequence[Reference]) -> str:
    """One reference after the other, for people."""
    return "\n".join(paragraph(_line(r), "", "  ") for r in references) + "\n"


def _line(r: Reference) -> str:
    people = ", ".join(f"{given} {family}".strip() for family, given in r.authors)
    year = f" ({r.published_on[:4]})" if r.published_on else ""
    where = f"{r.container} {r.volume}({r.issue}), {r.pages}." if r.container else f"{r.kind.capitalize()}."
    version = f" Version {r.version}{'' if r.published_on else ', not released'}." if r.version else ""
    link = f" https://doi.org/{r.doi}" if r.doi else f" {r.url}" if r.url else ""
    read = f" (read {r.accessed_on})" if r.accessed_on else ""
    return f"{people}{year}. {r.title}.{version} {where}{link}{read}" + "".join(f" {words} {url}" for words, url in elsewhere(r))


def folded(entries: str) -> str:
    """BibTeX with its long values, addresses apart, on several lines, which says the same to what reads it."""
    return "\n".join(line if "= {http" in line or line.startswith("@") else _fold(line) for line in entries.splitlines()) + "\n"


def _fold(line: str) -> str:
    if line.startswith("%"):
        return paragraph(line, "", "% ")
    name, equals, value = line.partition(" = ")
    return paragraph(value, f"{name}{equals}", " " * 14) if equals else line


def written(references: Sequence[Reference], form: str) -> str:
    """The references in one of FORMATS."""
    return {"bibtex": bibtex, "csl-json": csl, "text": text}[form](references)
