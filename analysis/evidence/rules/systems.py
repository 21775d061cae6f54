"""Rules of scale-up systems: the text prints how many chips there are, or the arithmetic gives it from numbers that it prints."""

import re
from collections.abc import Iterator
from math import prod

from .core import Finding, Frame, rule

WORDS = {"two": 2, "four": 4, "eight": 8, "sixteen": 16, "thirty-two": 32, "sixty-four": 64}


@rule("system-devices", "systems")
def printed_devices(systems: Frame) -> Iterator[Finding]:
    """The number of chips stands in the text, or a product of numbers that stand there gives it."""
    for row, system in enumerate(systems.to_dict("records")):
        there = numbers(system["text_as_published"])
        factors = [int(factor) for factor in re.findall(r"\d+", system["derivation"])]
        if system["devices"] in there and not factors:
            continue
        if factors and prod(factors) == system["devices"] and set(factors) <= there:
            continue
        problem = f"the text does not give {system['devices']} chips"
        yield Finding("systems", row, "devices", problem, "quote the words with the number, or write the product in derivation")


def numbers(text: str) -> set[int]:
    """The whole numbers of a text, in digits with any mark between thousands, or in words."""
    digits = {int(re.sub(r"[.,]", "", found)) for found in re.findall(r"\d{1,3}(?:[.,]\d{3})+|\d+", text)}
    return digits | {number for word, number in WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
