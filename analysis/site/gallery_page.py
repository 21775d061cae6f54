"""The figures as the site shows them: title, what it is of, alternative text, and the files of each."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..writing import gallery
from . import words

KINDS = {".svg": "SVG", ".png": "PNG", ".pdf": "PDF", ".json": "numbers and ids of sources (JSON)"}


@dataclass(frozen=True)
class File:
    """One download."""

    path: str  # from the top of the site
    kind: str
    size: str


@dataclass(frozen=True)
class Picture:
    """One figure."""

    stem: str
    title: str
    subtitle: str
    description: str
    footer: str
    width: int
    height: int
    narrow: str  # the path of its drawing for phones, '' where none is kept
    files: tuple[File, ...]

    @property
    def source(self) -> str:
        """The path of the picture from the top of the site."""
        return f"figures/{self.stem}.svg"


def pictures(drawn: Mapping[str, bytes]) -> dict[str, Picture]:
    """Stem -> figure, of files by name, as 'memory_wall.svg'; each needs its .svg and its .json."""
    stems = [name.removesuffix(".json") for name in sorted(drawn) if name.endswith(".json")]
    return {stem: _picture(stem, drawn) for stem in stems}


def _picture(stem: str, drawn: Mapping[str, bytes]) -> Picture:
    record = json.loads(drawn[f"{stem}.json"])
    width, height = _size(drawn[f"{stem}.svg"].decode("utf-8"))
    files = tuple(
        File(f"figures/{stem}{ending}", kind, words.size(len(drawn[f"{stem}{ending}"])))
        for ending, kind in KINDS.items()
        if f"{stem}{ending}" in drawn
    )
    told = {name: record[name] for name in ("title", "subtitle", "description", "footer")}
    narrow = f"figures/{stem}.phone.svg" if f"{stem}.phone.svg" in drawn else ""
    return Picture(stem, **told, width=width, height=height, narrow=narrow, files=files)


def _size(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels, from its viewBox in points."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found, "an SVG without viewBox"
    return round(float(found[1]) * 96 / 72), round(float(found[2]) * 96 / 72)


def groups(found: Mapping[str, Picture]) -> dict[str, tuple[Picture, ...]]:
    """Heading -> figures, in the order of figures/README.md."""
    return {
        heading: tuple(found[stem] for stem in stems if stem in found) for heading, stems in gallery.grouped(list(found)).items()
    }


def lighter(name: str, made: bytes) -> bytes:
    """The same file in fewer bytes: a PNG of 48 colours, of which drawings have few; JSON without blanks.

    Of sources it keeps the ids, since data/sources.csv stands on the site too, and 26 figures repeat them.
    """
    if name.endswith(".json"):
        record = json.loads(made)
        record |= {"sources": [source["id"] for source in record["sources"]]} if "sources" in record else {}
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    if not name.endswith(".png"):
        return made
    out = io.BytesIO()
    _fewer_colours(Image.open(io.BytesIO(made)).convert("RGB")).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fewer_colours(picture: Image.Image) -> Image.Image:
    """The picture in its 48 most frequent colours, which lines and texts have; of the blends at edges each takes the nearest.

    A palette of means, as Pillow makes it, would shift the colours themselves.
    """
    pixels = np.asarray(picture, dtype=np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)  # one number a pixel
    found, at, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    known = np.column_stack([found >> 16, found >> 8 & 255, found & 255]).astype(float)
    kept = known[np.argsort(-counts, kind="stable")[:48]]
    nearest = ((known[:, None] - kept) ** 2).sum(2).argmin(1)
    made = Image.fromarray(nearest[at].astype(np.uint8).reshape(picture.height, picture.width), "P")
    made.putpalette(kept.astype(np.uint8).tobytes())
    return made
