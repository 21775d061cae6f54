"""The census of peaks: what public code takes for the peak or the bandwidth of a chip, beside this data set.

A verdict is computed from the value as it is written there and our cells; nobody types one.
"""

import contextlib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from ..tables import frames
from ..tables.formats import COLUMNS
from ..tables.paths import ROOT

TABLE = "peak_tables"
BANDWIDTH = "memory_bandwidth_bytes_per_s"
CLOSE = 0.01  # a value within 1% of ours is the same number, printed with another digit
SPARSE = {"NVIDIA": "peak_matrix_bf16_flop_per_s", "AMD": "peak_matrix_fp8_flop_per_s"}  # a chip with this has 2:4 sparsity
PLAIN = ("fp64", "fp32")  # formats whose peak a sheet prints without sparsity
AGREES, OPEN = "agrees", "not decided"
VERDICTS = {  # what a verdict means
    AGREES: "within 1% of our number",
    "other document": "the number that another document prints, which our evidence holds too",
    "rounding": "our number with fewer digits",
    "with sparsity": "twice our dense peak, on a chip whose sheet prints both",
    "vector rate": "the rate of the ordinary ALUs, where matrix units are meant",
    "other format": "the peak of this chip at another number format",
    "other variant": "the number of another chip of its generation",
    "other chip": "the number of a chip of another generation",
    "twice": "twice our number, on a chip without sparsity",
    "half": "half of our number",
    "binary units": "a decimal figure taken in powers of 1024",
    "other prefix": "a power of ten away",
    "other number": "none of these",
    OPEN: "no row, or no number, of ours to compare with",
}
SETTLED = (AGREES, "rounding", "other document", OPEN)  # what does not differ from every document
Row: TypeAlias = Mapping[str, Any]
Told: TypeAlias = tuple[str, str]  # verdict, cause
Proofs: TypeAlias = Mapping[tuple[str, str], Sequence[tuple[float, str]]]  # row, column -> what other documents print, and which


@dataclass(frozen=True)
class Entry:
    """One number of one public table, and what comes of comparing it; `ours` is None where there is nothing to compare with."""

    id: str
    repository: str
    path: str
    commit: str
    line: int
    entry: str
    variant: str
    quantity: str
    format: str
    value: float
    accelerator_id: str
    ours: float | None
    ratio: float | None  # of the value, for a whole device, to ours
    verdict: str
    cause: str
    note: str  # what the file itself says of it


@dataclass(frozen=True)
class Case:
    """What a verdict is computed from: the value for one whole device, the columns that hold it, our rows that may be meant."""

    value: float
    written: str
    format: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    others: tuple[Row, ...]  # our devices of the same vendor
    printed: tuple[tuple[float, str], ...]  # what other documents print for the same cells, and which

    @property
    def pairs(self) -> Iterator[tuple[Row, float]]:
        """Each row that may be meant with each number it has."""
        return ((row, row[c]) for row in self.rows for c in self.columns if row[c] == row[c])

    @property
    def sparse(self) -> bool:
        """Whether the format is one that matrix units take with sparsity."""
        return self.format not in ("", *PLAIN)


def near(value: float, ours: float, share: float = CLOSE) -> bool:
    """Whether two numbers differ by at most a share of the second; never where the second is missing."""
    return abs(value / ours - 1) <= share


def has_sparsity(row: Row) -> bool:
    """Whether a sheet of this device prints peaks with 2:4 sparsity beside the dense ones."""
    return row["vendor"] in SPARSE and row[SPARSE[row["vendor"]]] == row[SPARSE[row["vendor"]]]


def digits(written: str) -> int:
    """The significant digits of a number as it is written, trailing zeros not counted; 9 of arithmetic."""
    mantissa = written.lower().split("e")[0].replace(".", "").replace("_", "").strip("0")
    return len(mantissa) if mantissa.isdigit() else 9


def _matrix_only(case: Case) -> Told | None:
    """fp32 of a chip whose ordinary ALUs are a small unit beside the matrix units: our column is of the first."""
    other = case.format == "fp32" and case.rows[0]["kind"] not in ("gpu", "cpu")
    return (OPEN, "fp32 of the matrix units, which our row does not carry") if other else None


def _agrees(case: Case) -> Told | None:
    for row, ours in case.pairs:
        if near(case.value, ours):
            return AGREES, "" if row is case.rows[0] else f"as {row['name']}"
    return None


def _document(case: Case) -> Told | None:
    return next((("other document", f"as {source} prints") for value, source in case.printed if near(case.value, value)), None)


def _rounding(case: Case) -> Told | None:
    """Rounded or cut to the digits that are written; to one digit only within 2%, to two or more within 5%."""
    count = digits(case.written)
    for row, ours in case.pairs:
        unit = 10.0 ** (math.floor(math.log10(ours)) - count + 1)
        cut = (math.floor(ours / unit) * unit, round(ours / unit) * unit)
        if near(case.value, ours, 0.02 if count == 1 else 0.05) and any(near(case.value, c, 1e-6) for c in cut):
            return "rounding", f"of {_short(ours)}" + ("" if row is case.rows[0] else f", {row['name']}")
    return None


def _sparse(case: Case) -> Told | None:
    for row, ours in case.pairs:
        if has_sparsity(row) and case.sparse and near(case.value, 2 * ours, 0.015):
            with_fp16 = ", or with fp16 accumulation" * ("GeForce" in row["name"] and case.format == "fp16")
            return "with sparsity", f"twice the dense {_short(ours)}{with_fp16}"
    return None


def _factor(case: Case) -> Told | None:
    ours = next(ours for _, ours in case.pairs)
    ratio = case.value / ours
    if case.format in PLAIN and near(ratio, 2, 0.02):
        return OPEN, f"twice the vector rate: matrix units at {case.format}, which our row does not carry"
    found = _other_format(case, 1)
    if near(ratio, 2, 0.015):
        return "twice", found or "another format, or both of a pair"
    if near(ratio, 0.5, 0.015) and not _vector(case):
        return "half", f"half of {_short(ours)}: {found or 'one of two dies, or a dense number halved again'}"
    power = re.search(r"1024 ?\*\* ?(\d)", case.written)
    if power and any(near(case.value / 1.024 ** int(power[1]), ours, 0.05) for _, ours in case.pairs):
        return "binary units", f"a decimal figure times {1.024 ** int(power[1]):.3f}"
    prefix = next((n for n in (-3, -2, -1, 1, 2, 3) if near(ratio, 10.0**n, 0.02)), 0)
    return ("other prefix", f"1e{prefix} times ours") if prefix else None


def _vector(case: Case) -> Told | None:
    for row in case.rows if case.sparse else ():
        for column in ("peak_vector_fp32_flop_per_s", "peak_vector_fp16_flop_per_s"):
            if near(case.value, row[column]):
                return "vector rate", f"{column.split('_')[2]} on the ordinary ALUs"
    return None


def _format(case: Case) -> Told | None:
    told = _other_format(case, 1) or _other_format(case, 2)
    return ("other format", told) if told else None


def _other_format(case: Case, factor: int) -> str:
    """'its tf32 peak' where the value is that, or twice that; '' where it is not."""
    for row in case.rows if case.format else ():
        for other, columns in COLUMNS.items():
            meant = other != case.format and (factor == 1 or (has_sparsity(row) and other not in PLAIN))
            if meant and any(near(case.value, factor * row[c]) for c in columns):
                return f"its {other} peak" + " with sparsity" * (factor == 2)
    return ""


def _variant(case: Case) -> Told | None:
    kin = [r for r in case.others if any(r["design"] == m["design"] or r["generation"] == m["generation"] for m in case.rows)]
    return _chip("other variant", case, kin, 1, CLOSE) or _chip("other variant", case, kin, 2, CLOSE)


def _other_chip(case: Case) -> Told | None:
    """The number, far from ours, of a data-centre chip that is older: one that was copied, or left from a line above."""
    _, ours = next(case.pairs)
    first = min(row["released_on"] for row in case.rows)
    older = [r for r in case.others if r["segment"] == "datacenter" and r["released_on"] < first]
    return None if near(case.value, ours, 0.2) else _chip("other chip", case, older, 1, 0.002)


def _chip(verdict: str, case: Case, rows: Sequence[Row], factor: int, share: float) -> Told | None:
    """The first of `rows` whose number, or its double where that is one with sparsity, the value is."""
    for row in rows:
        meant = factor == 1 or (has_sparsity(row) and case.sparse)
        if meant and any(near(case.value, factor * row[c], share) for c in case.columns):
            return verdict, f"that of {row['name']}" + " with sparsity" * (factor == 2)
    return None


TRIED: tuple[Callable[[Case], Told | None], ...] = (
    _matrix_only, _agrees, _rounding, _document, _sparse, _factor, _vector, _format, _variant, _other_chip,
)  # fmt: skip


def judged(case: Case) -> Told:
    """Verdict and likely cause: the first that fits."""
    if not case.rows:
        return OPEN, "no row of ours"
    if not any(True for _ in case.pairs):
        return OPEN, f"our row has no {case.format or 'memory bandwidth'}"
    return next(filter(None, (ask(case) for ask in TRIED)), ("other number", ""))


def _short(value: float) -> str:
    """3.35e12 for 3350000000000.0."""
    return f"{value:.5g}".replace("e+", "e")


def census(root: Path = ROOT) -> tuple[Entry, ...]:
    """Every entry of data/peak_tables.csv with its verdict, in file order."""
    devices: dict[str, Row] = {row["id"]: row for row in frames.load("accelerators", root).to_dict("records")}
    vendors: dict[str, list[Row]] = {}
    for row in devices.values():
        vendors.setdefault(row["vendor"], []).append(row)
    proofs = _conflicting(root)
    return tuple(_entry(row, devices, vendors, proofs) for row in frames.load(TABLE, root).to_dict("records"))


def _conflicting(root: Path) -> Proofs:
    """What documents print for a cell of a device that its row does not hold."""
    lines = frames.load("evidence", root)
    lines = lines[(lines["table"] == "accelerators") & (lines["basis"] == "conflicting")]
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for row in lines.to_dict("records"):
        with contextlib.suppress(ValueError):  # a date, a name
            found.setdefault((row["row_id"], row["column"]), []).append((float(row["value"]), row["source_id"]))
    return found


def _entry(row: Row, devices: Mapping[str, Row], vendors: Mapping[str, Sequence[Row]], proofs: Proofs) -> Entry:
    """One entry, compared."""
    ids = [row["accelerator_id"], *row["or_accelerator_ids"].split()]
    meant = tuple(devices[i] for i in ids if i in devices)
    columns = _columns(row, meant)
    printed = tuple(told for m in meant for c in columns for told in proofs.get((m["id"], c), ()))
    others = tuple(vendors[meant[0]["vendor"]]) if meant else ()
    value = row["value"] / row["share_of_device"]
    case = Case(value, row["value_as_written"], row["format"], columns, meant, others, printed)
    verdict, cause = judged(case)
    ours = next((number for _, number in case.pairs), None)
    kept = {name: row[name] for name in Entry.__annotations__ if name in row} | {"line": int(row["line"])}
    return Entry(**kept | {"ours": ours, "ratio": value / ours if ours else None, "verdict": verdict, "cause": cause})


def _columns(row: Row, meant: tuple[Row, ...]) -> tuple[str, ...]:
    """The columns an entry is compared with: at fp16 the matrix units, the vector ones only of a chip without them."""
    if row["quantity"] == BANDWIDTH:
        return (BANDWIDTH,)
    columns = COLUMNS[row["format"]]
    if row["format"] != "fp16":
        return columns
    vector, matrix = columns
    return (matrix,) if any(m[matrix] == m[matrix] for m in meant) else (vector,)
