"""Texts of the repository as pages: Markdown -> HTML whose links lead to pages of the site, or are no links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..tables.paths import ROOT

PAGES = {  # file of the repository -> (page, what it is called)
    "RESULTS.md": ("results.html", "Results"),
    "METHODS.md": ("methods.html", "Methods"),
    "docs/paper.md": ("paper.html", "The paper, refitted"),
    "docs/workload.md": ("workload.html", "Models on chips"),
    "docs/coverage.md": ("coverage.html", "How far the numbers are proved"),
    "docs/census.md": ("census.html", "Peaks in public code"),
    "docs/commands.md": ("commands.html", "Commands"),
}
ELSEWHERE = {
    "data": "tables/index.html",
    "data/README.md": "tables/index.html",
    "figures/README.md": "figures.html",
    "README.md": "index.html",
}
KEPT = re.compile(r"(figures/\w+\.svg|data/[\w/]+\.csv)$")  # files that the site has under their own path
OUTSIDE = re.compile(r"(https?:|mailto:|#)")


@dataclass(frozen=True)
class Document:
    """One text as a page."""

    file: str
    page: str
    title: str
    html: str  # without its title
    headings: tuple[tuple[str, str], ...]  # (anchor, words) of its sections


def documents(root: Path = ROOT) -> tuple[Document, ...]:
    """The texts that are there under `root`, in the order of PAGES."""
    return tuple(_document(file, root) for file in PAGES if (root / file).exists())


def _document(file: str, root: Path) -> Document:
    page, title = PAGES[file]
    text = (root / file).read_text(encoding="utf-8")
    _, _, body = text.partition("\n") if text.startswith("# ") else ("", "", text)
    made, headings = rendered(body, str(Path(file).parent))
    return Document(file, page, title, made, headings)


def rendered(text: str, folder: str = ".") -> tuple[str, tuple[tuple[str, str], ...]]:
    """(HTML of a Markdown text that stands in `folder`, its sections); wide things scroll in a frame of their own."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = reader.parse(text)
    headings = _anchored(tokens)
    for token in tokens:
        _mend(token.children or (), folder)
    made = _framed(str(reader.renderer.render(tokens, reader.options, {})))
    return re.sub(r"<!--.*?-->\n?", "", made, flags=re.DOTALL), headings


def _anchored(tokens: Sequence[Token]) -> tuple[tuple[str, str], ...]:
    """Give every heading the anchor that GitHub gives it; (anchor, words) of those of the second level."""
    found, seen = [], dict[str, int]()
    for token, inside in pairwise(tokens):
        if token.type != "heading_open":
            continue
        said = "".join(t.content for t in inside.children or () if t.type in ("text", "code_inline"))
        name = re.sub(r"[^\w\- ]", "", said.lower()).replace(" ", "-")
        seen[name] = seen.get(name, -1) + 1
        token.attrSet("id", name + (f"-{seen[name]}" if seen[name] else ""))
        if token.tag == "h2":
            found.append((str(token.attrs["id"]), said))
    return tuple(found)


def _mend(tokens: Sequence[Token], folder: str) -> None:
    """Turn each link to where the site has it; one to what it has not is hidden, its words stay."""
    hiding: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            new = _target(str(token.attrs["href"]), folder)
            hiding.append(not new)
            token.attrSet("href", new)
            token.hidden = not new
        elif token.type == "link_close":
            token.hidden = hiding.pop()


def _target(href: str, folder: str) -> str:
    """Where a link of the repository leads on the site, from its top; '' for nowhere."""
    if OUTSIDE.match(href):
        return href
    path, mark, anchor = href.partition("#")
    named = _plain(f"{folder}/{path}")
    if KEPT.match(named):
        return named
    page = PAGES[named][0] if named in PAGES else ELSEWHERE.get(named, "")
    return page + (mark + anchor if page in {p for p, _ in PAGES.values()} else "")


def _plain(path: str) -> str:
    """'docs/../RESULTS.md' -> 'RESULTS.md'."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", "", ".."):
            parts.append(part)
    return "/".join(parts)


def _framed(html: str) -> str:
    """Tables and listings in frames that scroll by themselves and take the keyboard; a head without words is a plain cell."""
    number = count(1)
    frame = '<div class="scroll" role="region" aria-label="Table {}" tabindex="0"><table>'
    html = re.sub("<table>", lambda _: frame.format(next(number)), html).replace("</table>", "</table></div>")
    html = re.sub(r'style="text-align:(left|right|center)"', r'class="\1"', html)
    return re.sub(r"<th( class=\"\w+\")?></th>", "<td></td>", html).replace("<pre>", '<pre tabindex="0">')
