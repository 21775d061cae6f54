"""Errata of the case study of Transformers, K1 to K8: the printed numbers that its own counting rules do not give."""

import math
from pathlib import Path

import numpy as np

from ..tables.paths import ROOT
from ..workload import case_study
from ..workload.case_study import Entry
from .recompute import Outcome, Paper, erratum, near

LENGTHS = (128, 256, 512, 1024, 2048, 4096)
ROWS = {  # erratum -> ids of the printed numbers it is about
    "K1": (
        *(f"figure-4-bert-large-{n}-total-flop" for n in LENGTHS),
        *(f"figure-6-bert-large-{n}-total-arithmetic-intensity" for n in LENGTHS),
    ),
    "K2": ("table-3-bert-base-128-attention-matmuls-bytes",),
    "K3": ("table-11-gpt-2-128-attention-matmuls-flop", "table-11-gpt-2-128-attention-matmuls-share-of-flop"),
    "K4": (
        *(f"table-11-gpt-2-{n}-attention-projections-arithmetic-intensity" for n in (128, 512, 4096)),
        "table-11-gpt-2-512-attention-matmuls-arithmetic-intensity",
    ),
    "K5": ("table-10-bert-base-4head-128-ffn-flop",),
    "K6": (
        "figure-6-bert-base-4096-total-arithmetic-intensity",
        "figure-5-bert-large-4096-total-bytes",
        "table-3-bert-base-4096-other-arithmetic-intensity",
        "table-3-bert-base-512-ffn-arithmetic-intensity",
        "table-10-bert-base-4head-512-ffn-arithmetic-intensity",
        "table-3-bert-base-4096-attention-matmuls-share-of-flop",
        "table-10-bert-base-4head-512-ffn-share-of-bytes",
        "table-10-bert-base-4head-512-other-bytes",
    ),
    "K7": ("table-3-bert-base-512-attention-matmuls-share-of-bytes",),
    "K8": tuple(f"table-11-gpt-2-512-attention-projections-share-of-{of}" for of in ("flop", "bytes")),
}


def erratum_of(row: str) -> str | None:
    """The erratum that a printed number belongs to, None for most."""
    return next((number for number, ids in ROWS.items() if row in ids), None)


def _entries(number: str, root: Path = ROOT) -> list[Entry]:
    """The entries of an erratum, in its order."""
    found = {e.id: e for e in case_study.entries(root)}
    return [found[i] for i in ROWS[number]]


def _beside(number: str, root: Path) -> tuple[str, bool]:
    """Printed and computed side by side, and whether all of them disagree."""
    rows = _entries(number, root)
    return ", ".join(f"{e.printed} for {e.computed:.6g}" for e in rows), all(e.agrees is False for e in rows)


@erratum("K1")
def a_projection_short(p: Paper) -> Outcome:
    shape, lengths = case_study.shape("BERT-Large", p.root), np.array(LENGTHS, float)
    flop, size = case_study.counts("BERT-Large", lengths, p.root)["total"]
    one = shape.layers * shape.hidden_size**2
    short, lighter = (flop - 2 * lengths * one) / 1e9, size - one
    rows = _entries("K1", p.root)
    printed = [e.printed for e in rows[:6]]
    fits = all(case_study.agrees(s, text) for s, text in zip(short, printed, strict=True))
    close = all(near(float(e.printed), 1e9 * s / b, 5e-3) for e, s, b in zip(rows[6:], short, lighter, strict=True))
    line = f"less 2 l d^2 a layer: {', '.join(f'{s:.1f}' for s in short)} GFLOP; printed {', '.join(printed)}"
    return line, fits and close and not any(e.agrees for e in rows)


@erratum("K2")
def attention_bytes(p: Paper) -> Outcome:
    (row,) = _entries("K2", p.root)
    return f"0.60 GFLOP / 63.62 = {0.60 / 63.62:.4f} GB; ours {row.computed:.4f}, printed {row.printed}", not row.agrees


@erratum("K3")
def attention_flop(p: Paper) -> Outcome:
    flop, share = _entries("K3", p.root)
    line = f"2 x 12 x 768 x 128^2 = {flop.computed:.2f} GFLOP, {share.computed:.1f}% of the total"
    return line, near(float(flop.printed), 100 * (flop.computed or 0.0), 0.01) and not share.agrees


@erratum("K4")
def intensity_of_two(p: Paper) -> Outcome:
    return _beside("K4", p.root)


@erratum("K5")
def same_matrices(p: Paper) -> Outcome:
    line, differ = _beside("K5", p.root)
    found = {e.id: e for e in case_study.entries(p.root)}["table-3-bert-base-128-ffn-flop"]
    return f"{line}; table 3 prints {found.printed}", differ and bool(found.agrees)


@erratum("K6")
def cut_off(p: Paper) -> Outcome:
    line, differ = _beside("K6", p.root)
    rows = [(e.computed or 0.0, case_study.last_digit(e.printed), float(e.printed)) for e in _entries("K6", p.root)]
    return line, differ and all(near(math.floor(ours / step) * step, printed, 1e-9) for ours, step, printed in rows)


@erratum("K7")
def share_of_bytes(p: Paper) -> Outcome:
    line, differ = _beside("K7", p.root)
    shares = [e for e in case_study.entries(p.root) if e.id.startswith("table-3-bert-base-512") and e.metric == "share_of_bytes"]
    total = sum(float(e.printed) for e in shares if e.operator != "total")
    return f"{line}; the column sums to {total:g}%", differ and total < 99


@erratum("K8")
def rounded_up(p: Paper) -> Outcome:
    return _beside("K8", p.root)
