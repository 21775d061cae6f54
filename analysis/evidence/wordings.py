"""Words of a data sheet that make a number mean another one: a direction, sparsity, bits, binary units, a lane, a node."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIRECTION = (
    r"uni-?directional|\b(?:one|each|per|single|either|every)[- ](?:way|direction)"
    r"|/\s?dir(?:ection)?\b|\bsimplex\b|单向|單向|片方向"
)
_SPARSITY = r"spars|\b2:4\b|\b4:8\b|structured|稀疏|スパース"
_NODE = (
    r"\b(?:\d+|two|four|eight|sixteen)[- ]?(?:x |× ?)?(?:GPUs?|accelerators|chips|devices|OAMs?|cards|TPUs|modules|sockets)\b"
    r"|\b(?:per|whole|entire|full) (?:node|server|system|rack|tray|board|baseboard|pod|host|cabinet)\b|\bNVL(?:36|72|144|576)\b"
    r"|\b(?:node|system|rack|server|pod|board) (?:total|aggregate)"
)
_DENSE = re.compile(r"\b(?:without|w/o|no|non|not|excluding)[- ](?:structured |counting |any )?spars\w*", re.IGNORECASE)


@dataclass(frozen=True)
class Wording:
    """Words that need a second look where they stand beside a number of these columns."""

    words: re.Pattern[str]
    columns: re.Pattern[str]
    told: str


SPARSITY = Wording(re.compile(_SPARSITY, re.IGNORECASE), re.compile("^peak_"), "speaks of sparsity, and peaks here are dense")
DIRECTION = Wording(
    re.compile(_DIRECTION, re.IGNORECASE), re.compile("_bandwidth_"), "speaks of one direction, and here both are added"
)
OTHERS = tuple(
    Wording(re.compile(words), re.compile(columns), told)
    for words, columns, told in (
        (
            r"^(?!.*[kMGTP]B).*\d\s?[kMGTP](?:b|bit)s?(?:/s|ps|\b)",
            "^memory_(bandwidth|capacity)",
            "prints bits: was B, bytes, meant?",
        ),
        (r"[KMGTP]iB/s|(?:kibi|mebi|gibi|tebi|pebi)bytes? (?:per|/)", "_per_s$", "prints a rate in binary units, which is rare"),
        (rf"(?i){_NODE}", "^(peak|memory|interconnect|tdp)", "speaks of more than one device, and a row is one device"),
        (r"(?i)(?:per|each|/|a) ?(?:lane|pin|link|stack|port|channel)\b", "_bandwidth_", "is of one lane, link or stack"),
        (r"(?i)\b(?:cache|L[123]|SRAM|on-chip|effective|amplified|boost(?:ed)?)\b", "^memory_bandwidth", "may not be of DRAM"),
    )
)


def speaks(wording: Wording, column: str, text: str) -> bool:
    """Whether a printed text has the words, in a column that they matter to; "without sparsity" does not speak of it."""
    return bool(wording.columns.search(column) and wording.words.search(_DENSE.sub("", text)))


def doubts(column: str, text: str) -> Iterator[str]:
    """What is odd in the words of a cell, but for sparsity and directions, which ask for another number and not for a yes."""
    yield from (f"{text!r} {wording.told}" for wording in OTHERS if speaks(wording, column, text))
