"""The shapes of data/architectures.csv, one or all, ready for the cost model."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd

from . import frames, naming, rows
from .paths import ROOT
from .shapes import Shape

_DIRECT = [f.name for f in fields(Shape) if f.name not in ("has_head", "has_tied_embeddings", "encoder_layers", "layers")]


def find(name: str, root: Path = ROOT) -> pd.Series:
    """The row of the model `name`, an id or a name in any spelling of case, blanks and dots; RequestError names the closest."""
    known = naming.find(naming.names(rows.read("architectures", root), ("name",)), name, "model", "data/architectures.csv")
    return frames.load("architectures", root).set_index("id", drop=False).loc[known["id"]]


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
    tied = rows["has_tied_embeddings"].fillna(False).to_numpy(bool).reshape(count)
    return Shape(**column, encoder_layers=encoders, has_tied_embeddings=tied, has_head=kind != "encoder")
