"""The texts speak plainly: one idea a sentence, one word for one thing, and no term before it is explained."""

import re

import pytest

from analysis.tables.paths import ROOT

TEXTS = ("README.md", "RESULTS.md", "METHODS.md", "CONTRIBUTING.md", "SECURITY.md")
TEXTS += tuple(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))
MOST, MEAN = 40, 20  # words of a sentence
FIRST_SCREEN = 30  # words of a sentence of README
NEVER = {  # what is never written -> what is
    r"\bFLOPs\b": "FLOP for a count, FLOP/s for a rate",
    r"\b[GTPEZ]?FLOPS\b": "FLOP/s, but where a text is quoted",
    r"\boperational intensity\b": "arithmetic intensity",
    r"\btensor cores?\b": "matrix units",
    r"\b[Dd]atacent(er|re)s?\b": "data centre",
    r"\bspeed-?of-?light\b": "floor",
    r"\b(utili[sz]e|leverag(e|ing)|in order to|state-of-the-art)\b": "a plainer word",
}
EXPLAINED = {  # where a term of README first stands, or before -> what explains it there
    "ompute per byte": "the\noperations each byte must feed",
    "est precision": "the number format in which a chip's peak is highest",
    "ense": "without structured sparsity",
    "FLOP/byte": "a program that does less for each byte waits for memory",
}


def sentences(text: str) -> list[str]:
    """The sentences of a Markdown text, without code, tables, headings and pictures; of a link its words."""
    text = re.sub(r"```.*?```|<!--.*?-->|^    .*$", "", text, flags=re.DOTALL | re.MULTILINE)
    found = []
    for block in re.split(r"\n\s*\n", text):
        if block.lstrip().startswith(("|", "#", "!", "[!", "<picture>")):
            continue
        for item in re.split(r"\n(?=\s*(?:[-*]|\d+\.) )", block):
            plain = re.sub(r"\s+", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", item)).strip()
            found += [s for s in re.split(r"(?<=[.!?:;])\s+(?=[A-Z*`\[])", plain) if s]
    return found


def prose(name: str) -> str:
    """A text without code, quotations and the names of files."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r"```.*?```|`[^`]*`|“[^”]*”|\]\([^)]*\)", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", TEXTS)
def test_a_sentence_is_short(name):
    told = sentences((ROOT / name).read_text(encoding="utf-8"))
    longest = max(told, key=lambda s: len(s.split()))
    assert len(longest.split()) <= (FIRST_SCREEN if name == "README.md" else MOST), longest
    assert sum(len(s.split()) for s in told) / len(told) <= MEAN


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("word", NEVER)
def test_one_word_stands_for_one_thing(name, word):
    if found := re.search(word, prose(name)):
        raise AssertionError(f"{name}: {found[0]!r}; write {NEVER[word]}")


@pytest.mark.parametrize("term", EXPLAINED)
def test_a_term_of_the_first_page_is_explained_where_it_first_stands(term):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, told = text.index(term), text.index(EXPLAINED[term])
    assert told - first < 200, f"{term!r} stands {told - first} characters before it is explained"
