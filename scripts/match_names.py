"""Which names of two tables are one device or one model: exactly by their words, then closely, else undecided."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from typing import Any

Name = tuple[frozenset[str], ...]  # of a device: words outside and inside brackets, makers, memory sizes, forms
MAKERS, SIZES = "amd|aws|baidu|cambricon|google|huawei|intel|meta|metax|nvidia", r"\d+gb"
FORMS = r"sxm\d?|pcie|nvl|oam|dgxs"  # an HGX board carries SXM modules
FILLER = {"azure", "geforce", "gpu", "groq", "habana", "instinct", "microsoft", "radeon", "tesla"}  # these tell no two apart
ALIASES = {  # words of theirs, sorted -> our name
    "1 aws trainium": "AWS Trainium",
    "2.0 2vec large wave": "wav2vec 2.0 Large",
    "910a ascend huawei": "Huawei Ascend 910 (910A)",
    "baidu ii kunlun": "Baidu Kunlun 2 (R200)",
    "baidu k200 kunlun": "Baidu Kunlun 1 (K200)",
}


def words(name: str, device: bool) -> list[str]:
    """The words of `name` in small letters, sorted: 'Gaudi2' as 'gaudi', '2'; of a device also '80 GB' as '80gb'."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if device:
        text = re.sub(r"(\d)\s+gb\b", r"\1gb", text)
        text = text.replace("pcle", "pcie").replace("amazon", "aws").replace("hgx", "sxm")
    found = re.findall(r"\w+(?:\.\w+)*\+*", re.sub(r"\b(?!sxm\d)([^\W\d_]{3,})(?=\d)", r"\1 ", text))
    return sorted(w for w in found if not (device and w in FILLER))


def parse(name: str) -> Name:
    """The name of a device taken apart."""
    outside, inside = re.sub(r"\([^)]*\)?", " ", name), " ".join(re.findall(r"\(([^)]*)", name))
    main, aside = frozenset(words(outside, True)), frozenset(words(inside, True))
    said = [frozenset(w for w in main | aside if re.fullmatch(kind, w)) for kind in (MAKERS, SIZES, FORMS)]
    return main.difference(*said), aside.difference(*said), *said


def similar(theirs: Name, ours: Name) -> bool:
    """Whether two devices can be one: numbers and short words are in both; maker, memory and form agree where both say them.

    One may have a long word more ('NVIDIA VR200', 'NVIDIA Rubin GPU (VR200)') if they share a number. SXM is any of SXM2 to SXM5.
    """
    for a, b in zip(theirs[1:], ours[1:], strict=True):
        if a and b and not a & b and not ("sxm" in a | b and all(w.startswith("sxm") for w in a | b)):
            return False
    here, there = theirs[0] - ours[0] - ours[1], ours[0] - theirs[0] - theirs[1]
    number = any(re.search(r"\d", w) for w in (theirs[0] | theirs[1]) & (ours[0] | ours[1]))
    slack = number and not (here and there) and all(len(w) > 3 and w.isalpha() for w in here | there)
    return slack or not (here or there)


def alike(theirs: str, ours: str) -> bool:
    """Whether two names of models are spelt nearly the same and hold the same numbers."""
    numbers = [[w for w in words(name, False) if re.search(r"\d", w)] for name in (theirs, ours)]
    return numbers[0] == numbers[1] and difflib.SequenceMatcher(None, theirs.casefold(), ours.casefold()).ratio() >= 0.8


def pair(theirs: list[str], ours: list[str], device: bool) -> tuple[dict[int, int], dict[int, int], dict[int, list[int]]]:
    """Positions of theirs -> ours matched exactly, then closely; and of theirs undecided -> all of ours that they can be.

    A close match is the only one there is, of a device, and of a row that no other has exactly: ResNet-101 is not ResNeXt-101.
    """
    theirs = [ALIASES.get(" ".join(words(n, device)), n) for n in theirs]
    keys, places = [tuple(words(n, device)) for n in theirs], defaultdict(list)
    for j, name in enumerate(ours):
        places[tuple(words(name, device))].append(j)
    exact = {i: places[key][0] for i, key in enumerate(keys) if len(places[key]) == 1}
    names: dict[int, Any] = {j: parse(n) if device else n for j, n in enumerate(ours) if device or j not in exact.values()}
    rest: dict[int, Any] = {i: parse(n) if device else n for i, n in enumerate(theirs) if i not in exact}
    match: Callable[[Any, Any], bool] = similar if device else alike
    hits = {i: [j for j in names if match(name, names[j])] for i, name in rest.items()}
    close = {i: found[0] for i, found in hits.items() if device and len(found) == 1 and found[0] not in exact.values()}
    return exact, close, {i: found for i, found in hits.items() if found and i not in close}
