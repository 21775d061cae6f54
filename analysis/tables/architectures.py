"""The models that the cost model can count: those of data/architectures.csv, one or all, and those of a config.json."""

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from . import config_file, frames, hugging_face, naming, rows
from .paths import ROOT
from .shapes import Architecture, Formats, Shape
from .weight_formats import BYTES

_DIRECT = [f.name for f in fields(Shape) if f.name not in ("has_head", "has_tied_embeddings", "encoder_layers", "layers")]


def architecture(name: str, root: Path = ROOT) -> Architecture:
    """The model `name`: an id or a name of the table, or a config.json, file or folder; RequestError names the closest."""
    if isinstance(name, str) and config_file.is_file(name):
        return hugging_face.read(Path(name))
    return _of_row(_known(name, root)["id"], root, rows.changed("architectures", root))


@lru_cache(maxsize=256)
def _of_row(row_id: str, root: Path, changed: int) -> Architecture:
    """The model of a row, made once for each time that the table was `changed`: findings ask for each of them many times."""
    row = frames.load("architectures", root).set_index("id", drop=False).loc[row_id]
    released, words = _released(row)
    tokens = row["context_tokens"]
    return Architecture(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        shape=shape(row),
        context_tokens=None if pd.isna(tokens) else int(tokens),
        notes=(row["not_modelled"],) if row["not_modelled"] else (),
        released=released,
        released_words=words,
    )


def _released(row: pd.Series) -> tuple[Formats | None, str]:
    """The formats of the checkpoint of a row, and that in words. Of a quantised one embeddings and head stay at 16 bit."""
    rest, experts = row["weight_format"], row["expert_format"]
    if not rest:
        return None, ""
    ends = max(BYTES[rest], BYTES["bf16"])
    if experts:
        return Formats(BYTES[rest], expert=BYTES[experts], ends=ends), f"experts {experts}, the rest {rest}"
    words = rest if ends == BYTES[rest] else f"{rest}, embeddings and head bf16"
    return Formats(BYTES[rest], ends=ends), words


def find(name: str, root: Path = ROOT) -> pd.Series:
    """The row of the model `name`, an id or a name in any spelling of case, blanks and dots; RequestError names the closest."""
    return frames.load("architectures", root).set_index("id", drop=False).loc[_known(name, root)["id"]]


def _known(name: str, root: Path) -> rows.Row:
    """The row as texts."""
    return naming.find(_names(root, rows.changed("architectures", root)), name, "model", "data/architectures.csv")


@lru_cache(maxsize=4)
def _names(root: Path, changed: int) -> naming.Names:
    """What the models are called, gathered once for each time that their table was `changed`."""
    return naming.names(rows.read("architectures", root), ("name",))


def shape(row: pd.Series) -> Shape:
    """The shape of one row, every field a number."""
    whole = stack(row.to_frame().T)
    return Shape(**{f.name: getattr(whole, f.name)[0] for f in fields(Shape)})


def stack(rows: pd.DataFrame, trailing: int = 0) -> Shape:
    """The shapes of rows as one, every field an array (n, 1, ...) with `trailing` ones, that batch and context go along."""
    rows = rows.reset_index(drop=True)
    count = (len(rows), *(1,) * trailing)
    column = {c: pd.to_numeric(rows[c]).fillna(0).to_numpy(float).reshape(count) for c in ("layers", *_DIRECT)}
    kind = rows["kind"].to_numpy(str).reshape(count)
    encoders = np.where(kind == "encoder-decoder", column["layers"] // 2, 0)  # the table counts both halves, which are equal
    column["layers"] = column["layers"] - encoders
    tied = rows["has_tied_embeddings"].astype("boolean").fillna(False).to_numpy(bool).reshape(count)
    return Shape(**column, encoder_layers=encoders, has_tied_embeddings=tied, has_head=kind != "encoder")
