"""What a finding is: a sentence with its numbers, its picture and its command, and whether its claim survives what is dropped."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Survival:
    """What becomes of a number without each device and without each vendor in turn, and whether the claim about it holds."""

    claim: str
    by_device: tuple[float, float]
    by_vendor: tuple[float, float]
    holds: bool


@dataclass(frozen=True)
class Finding:
    """One sentence and where it comes from."""

    sentence: str
    figure: str
    command: str
    survival: Survival | None = None
    told: str = ""  # the ranges of `survival` in words
    lead: str = ""  # a headline in a few words, only as true as its claim
