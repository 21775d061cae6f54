"""The Transformer case study that the paper rests on, recomputed: tables 3, 10, 11 and figures 4-6 of Kim et al. 2023.

Their counting rules (arXiv 2302.14017, sec. 2.2) are those of `workload.transformer` at one byte for everything and batch 1,
without embeddings and head; a decoder generates its tokens from an empty prompt. In three places they are rules of their
own, applied here: an inner product of K terms in an encoder's attention is 2K - 1 FLOP; an encoder's pointwise operators move
one element less for each token and layer; a decoder's attention is taken at a mean context of l / 2, its scores moved once and
each of query, new key, new value and output once.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..tables import architectures, frames
from ..tables.paths import ROOT
from ..tables.shapes import Count, Formats, Shape
from . import transformer

ONE_BYTE = Formats(1, 1, 1)
OPERATORS = ("attention-projections", "attention-matmuls", "ffn", "other")
MODELS = {"BERT-Base": "bert-base", "BERT-Large": "bert-large", "GPT-2": "gpt-2-small", "BERT-Base-4head": "bert-base"}
UNITS = {"GFLOP": 1e9, "GB": 1e9, "%": 0.01, "FLOP/byte": 1.0, "1": 1.0}
COUNTED = ("flop", "bytes", "arithmetic_intensity", "share_of_flop", "share_of_bytes")  # the others are of one machine

Counts = dict[str, tuple[Any, Any]]  # operator -> FLOP and bytes


@dataclass(frozen=True)
class Entry:
    """One printed number beside ours; `computed` and `agrees` are None where it is a measurement or no Transformer's."""

    id: str
    locator: str
    model: str
    seq: int | None
    operator: str
    metric: str
    printed: str
    unit: str
    computed: float | None  # in `unit`
    agrees: bool | None  # to the last digit printed


def shape(model: str, root: Path = ROOT) -> Shape:
    """The shape of a model of the case study, by its printed name; counted without head."""
    found = replace(architectures.shape(architectures.find(MODELS[model], root)), has_head=False)
    if model == "BERT-Base-4head":
        return replace(found, heads=4, kv_heads=4, head_size=192)
    return found


def counts(model: str, length: Count, root: Path = ROOT) -> Counts:
    """FLOP and bytes of each operator and of all, (...) as `length`, by the rules of the case study."""
    length, of = np.asarray(length, float), shape(model, root)
    found = _decoder(of, length) if model.startswith("GPT") else _encoder(of, length)
    flop, size = (sum(pair[i] for pair in found.values()) for i in (0, 1))
    return found | {"total": (flop, size)}


def _encoder(of: Shape, length: NDArray) -> Counts:
    """Every rule of the cost model, but 2K - 1 FLOP in attention and one element less moved."""
    found = _grouped(transformer.encode(of, ONE_BYTE, 1, length))
    flop, size = found["attention-matmuls"]
    fewer = of.layers * of.heads * (length**2 + length * of.head_size)  # one for each element of both results
    other = found["other"]
    return found | {
        "attention-matmuls": (flop - fewer, size),
        "other": (other[0], other[1] - of.layers * of.hidden_size * length),
    }


def _decoder(of: Shape, length: NDArray) -> Counts:
    """Every rule of the cost model, but those of the attention products."""
    found = _grouped(transformer.generate(of, ONE_BYTE, 1, 0, length))
    heads, e = of.layers * of.heads, of.head_size
    flop = 2 * heads * e * length**2
    return found | {"attention-matmuls": (flop, heads * ((2 * e + 1) * length**2 / 2 + 4 * e * length))}


def _grouped(work: transformer.Work) -> Counts:
    groups = {
        "attention-projections": (work.projections, work.output),
        "attention-matmuls": (work.scores, work.attention_x_v),
        "ffn": (work.ffn,),
        "other": (work.softmax, work.activations, work.norms),
    }
    return {name: (sum(c.flop for c in costs), sum(c.bytes for c in costs)) for name, costs in groups.items()}


def value(found: Counts, operator: str, metric: str) -> NDArray:
    """A metric of an operator: FLOP, bytes, FLOP per byte, or a share of the total."""
    flop, size = found[operator]
    match metric:
        case "flop":
            return flop
        case "bytes":
            return size
        case "arithmetic_intensity":
            return flop / size
        case "share_of_flop":
            return flop / found["total"][0]
        case "share_of_bytes":
            return size / found["total"][1]
    raise ValueError(f"no metric {metric!r}")


def last_digit(printed: str) -> float:
    """One unit of the last digit: '0.10' -> 0.01, '117' -> 1."""
    return 10.0 ** -len(printed.partition(".")[2])


def entries(root: Path = ROOT) -> list[Entry]:
    """Every printed number of data/paper/case_study.csv, recomputed where it is a count of a Transformer."""
    rows: list[Entry] = []
    cache: dict[tuple[str, int | None], Counts] = {}
    for row in frames.load("paper/case_study", root).to_dict("records"):
        length = None if pd.isna(row["sequence_length"]) else int(row["sequence_length"])
        ours = None
        if row["model"] in MODELS and row["metric"] in COUNTED:
            key = row["model"], length
            cache[key] = cache.get(key) or counts(row["model"], float(length or 0), root)
            ours = float(value(cache[key], row["operator"], row["metric"])) / UNITS[row["unit"]]
        kept = {k: row[k] for k in ("id", "locator", "model", "operator", "metric", "printed", "unit")}
        rows.append(Entry(**kept, seq=length, computed=ours, agrees=None if ours is None else agrees(ours, row["printed"])))
    return rows


def agrees(ours: float, printed: str) -> bool:
    """Whether `ours` rounds to the text printed; a part in 10^9 is left to floating point."""
    return abs(ours - float(printed)) <= 0.5 * last_digit(printed) * (1 + 1e-9)


def floor_seconds(model: str, length: Count, flop_per_s: float, elements_per_s: float, root: Path = ROOT) -> NDArray:
    """The least time by the roofline, operator after operator: each is bound by the peak or by the elements it moves."""
    found = counts(model, length, root)
    return np.sum([np.maximum(found[o][0] / flop_per_s, found[o][1] / elements_per_s) for o in OPERATORS], axis=0)
