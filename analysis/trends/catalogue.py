"""The named series: which rows and columns of which table each is, and what is never in one."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from ..evidence import proved_cells
from ..tables import formats, frames, rows, units
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from .selection import Series

IN_A_FIT = ("shipping", "internal", "specified")  # and never what is announced, cancelled or a draft


@dataclass(frozen=True)
class Spec:
    """How a series is read from a table: the largest of `columns`, dated by the first of `dates` that is proved.

    No `columns`: the peaks of a precision. With `over` the value is divided by that cell of the same row, so that a
    ratio is of one device and the scatter its two numbers share falls out; `per_word` counts the divisor in operands of
    the peak's own precision instead of bytes.
    """

    title: str
    quantity: str
    unit: str
    table: str
    columns: tuple[str, ...]
    dates: tuple[str, ...]
    groups: tuple[str, ...]
    over: tuple[str, ...] = ()
    per_word: bool = False


def _over(title: str, quantity: str, unit: str, over: str, *columns: str, per_word: bool = False) -> Spec:
    """A ratio of two numbers of one device: machine balance (McCalpin 1995) and its kin."""
    return replace(_accelerators(title, quantity, unit, *columns), over=(over,), per_word=per_word)


def _accelerators(title: str, quantity: str, unit: str, *columns: str) -> Spec:
    return Spec(title, quantity, unit, "accelerators", columns, ("released_on",), ("vendor", "generation"))


def _models(title: str, unit: str, column: str) -> Spec:
    return Spec(title, title.lower(), unit, "models", (column,), ("published_on",), ("organisation",))


def _generations(table: str, title: str, quantity: str, unit: str, column: str) -> Spec:
    return Spec(title, quantity, unit, table, (column,), ("first_product_on", "standard_on"), ("family", "generation"))


_BOTH = "both directions"
_BANDWIDTH, _LINK = "memory_bandwidth_bytes_per_s", "interconnect_bandwidth_bytes_per_s"
_CAPACITY = "memory_capacity_bytes"
SPECS = {
    f"{spec.table}/{name}": spec
    for name, spec in {
        "memory_bandwidth": _accelerators("Memory bandwidth of a device", "memory bandwidth", "byte/s", _BANDWIDTH),
        "memory_capacity": _accelerators("Memory of a device", "memory capacity", "byte", _CAPACITY),
        "interconnect": _accelerators(f"Scale-up bandwidth of a device, {_BOTH}", "interconnect bandwidth", "byte/s", _LINK),
        "peak": _accelerators("Peak compute of a device", "compute rate", "FLOP/s"),
        "balance": _over("Peak over memory bandwidth of the same device", "machine balance", "FLOP/byte", _BANDWIDTH),
        "balance_per_word": _over(
            "Peak over operands a second from memory", "machine balance", "FLOP/word", _BANDWIDTH, per_word=True
        ),
        "link_balance": _over("Peak over scale-up bandwidth of the same device", "machine balance", "FLOP/byte", _LINK),
        "capacity_balance": _over("Peak over memory of the same device", "capacity balance", "FLOP/s per byte", _CAPACITY),
        "read_time": _over("Time to read all memory once", "time to read memory", "s", _BANDWIDTH, _CAPACITY),
        "parameters": _models("Parameters", "parameter", "parameters_total"),
        "parameters_active": _models("Parameters used for a token", "parameter", "parameters_active"),
        "training_flop": _models("Training compute", "FLOP", "training_flop"),
        "data_rate": _generations(
            "memory", "Data rate of a memory pin", "data rate", "bit/s", "data_rate_per_pin_launch_bits_per_s"
        ),
        "bandwidth": _generations(
            "memory", "Bandwidth of a module, chip or stack", "memory bandwidth", "byte/s", "bandwidth_launch_bytes_per_s"
        ),
        "signalling_rate": _generations(
            "interconnects", "Signalling rate of a lane", "signalling rate", "bit/s", "signalling_rate_bits_per_s"
        ),
        "port_bandwidth": _generations(
            "interconnects",
            f"Bandwidth of a port, {_BOTH}",
            "interconnect bandwidth",
            "byte/s",
            "bandwidth_bytes_per_s",
        ),
    }.items()
}


def names(root: Path = ROOT, *, ratios: bool = True) -> tuple[str, ...]:
    """All series that can be fitted; without `ratios` none that is made of the numbers of two others."""
    papers = ("paper/" + s for s in frames.load("paper/series", root)["id"] if s != "recsys")
    return (*papers, *(name for name, spec in SPECS.items() if ratios or not spec.over))


def load(
    name: str,
    root: Path = ROOT,
    *,
    precision: str | None = None,
    where: Mapping[str, str] | None = None,
    statuses: tuple[str, ...] = IN_A_FIT,
) -> Series:
    """The series `name`, only rows whose columns equal `where`; RequestError lists what is known.

    Of cancelled products, of on-chip memory, and of cells without evidence nothing is ever in a series; of announced
    products only where `statuses` asks for them, to be drawn or scored, never fitted.
    """
    return _load(name, root, precision, tuple((where or {}).items()), statuses, _changed(name, root))


def _changed(name: str, root: Path) -> tuple[int, ...]:
    """When each table that a series is made from was last changed; () where one is missing, which reading it tells."""
    try:
        return tuple(rows.changed(t, root) for t in ("paper/series", "paper/figure_points", "evidence", *_tables(name)))
    except OSError:
        return ()


def _tables(name: str) -> tuple[str, ...]:
    """The table of a series of ours."""
    return (SPECS[name].table,) if name in SPECS else ()


@lru_cache(maxsize=256)
def _load(
    name: str, root: Path, precision: str | None, where: tuple[tuple[str, str], ...], statuses: tuple[str, ...], changed: object
) -> Series:
    """The series, made once for each time that one of its tables was `changed`: the same ones are asked for over and over."""
    if name not in names(root):
        near = difflib.get_close_matches(name, names(root), n=1)
        guess = f" (did you mean {near[0]}?)" if near else ""
        raise RequestError(f"no series {name!r}{guess}; known series: {', '.join(names(root))}")
    if precision and (name not in SPECS or SPECS[name].columns):
        raise RequestError(f"{name} has no precision; {', '.join(n for n, s in SPECS.items() if not s.columns)} have")
    if name.startswith("paper/"):
        if where:
            raise RequestError(f"{name} has no columns to choose rows by; the other series have")
        return paper(name.removeprefix("paper/"), root)
    return _from_table(name, SPECS[name], precision or "fp16", dict(where), statuses, root)


def _from_table(name: str, spec: Spec, precision: str, where: dict[str, str], statuses: tuple[str, ...], root: Path) -> Series:
    columns, title = spec.columns, spec.title
    if not columns:
        columns, title = formats.of_precision(precision), f"{title}, {'16 bit' if precision == 'fp16' else precision}"
    frame = _rows(spec, where, statuses, root)
    proved = proved_cells.proofs(root)
    cells = _without_token_rates(_proved(frame, spec.table, (*columns, *spec.over), proved), frame)
    merits, values = cells[list(columns)].max(axis=1), _values(spec, columns, cells)
    dated = _proved(frame, spec.table, spec.dates, proved)
    dates, coarse = dated[spec.dates[0]], frame[f"{spec.dates[0]}_precision"]
    for other in spec.dates[1:]:  # where the first date has no proof
        coarse = coarse.where(dates.notna(), frame[f"{other}_precision"])
        dates = dates.fillna(dated[other])
    low, high = _extremes(spec, columns, cells.set_axis(frame["id"]), proved_cells.contested(root))
    frame = frame.assign(value=values, merit=merits, low=low, high=high, date=dates, precision=coarse)
    frame = frame[values.notna() & dates.notna()].sort_values("date", kind="stable")
    if frame.empty:
        asked = ", ".join(f"{k}={v}" for k, v in where.items())
        raise RequestError(f"{name}: no row {f'with {asked} ' if asked else ''}has a value and a date with evidence")
    days = tuple(frame["date"].dt.date)
    read = [*columns, *spec.over, *spec.dates]
    documents = {row: [s for c in read for s in proved.get((spec.table, row, c), ())] for row in frame["id"]}
    return Series(
        name=name,
        title=title + (f" ({', '.join(f'{k} {v}' for k, v in where.items())})" if where else ""),
        quantity=spec.quantity,
        unit=spec.unit,
        sources=tuple(tuple(dict.fromkeys(d)) for d in documents.values()),
        ids=tuple(frame["id"]),
        names=tuple(frame["name"]),
        labels=tuple(frame["label"]) if "label" in frame else tuple(frame["generation"]),
        days=days,
        years=np.array([units.decimal_year(d) for d in days]),
        values=frame["value"].to_numpy(float).copy(),
        merits=frame["merit"].to_numpy(float).copy(),
        groups=tuple(frame[list(spec.groups)].agg(" ".join, axis=1)),
        designs=tuple(frame["design"] if "design" in frame else frame["id"]),
        precisions=tuple(frame["precision"]),
        readings=tuple(zip(frame["low"], frame["high"], strict=True)) if frame["low"].lt(frame["high"]).any() else (),
    )


def _values(spec: Spec, columns: tuple[str, ...], cells: pd.DataFrame) -> pd.Series:
    """The value of each row, blank where a cell it is made of is."""
    values = cells[list(columns)].max(axis=1)
    if spec.per_word:
        values = values * cells[list(columns)].fillna(0.0).idxmax(axis=1).map(formats.COLUMN_BYTES)
    return values / cells[spec.over[0]] if spec.over else values


def _extremes(
    spec: Spec, columns: tuple[str, ...], cells: pd.DataFrame, contested: Mapping[proved_cells.Cell, tuple[float, ...]]
) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest value (n,) of each row: its contested cells at one end, those it is divided by at the other."""
    low, high = cells.copy(), cells.copy()
    for (table, row, column), found in contested.items():
        if table == spec.table and row in cells.index and column in cells and pd.notna(cells.at[row, column]):
            every = (*found, float(cells.at[row, column]))
            ends = min(every), max(every)
            low.loc[row, column], high.loc[row, column] = ends[::-1] if column in spec.over else ends
    return _values(spec, columns, low).to_numpy(float), _values(spec, columns, high).to_numpy(float)


def column(name: str, series: Series, wanted: str, root: Path = ROOT) -> tuple[str, ...]:
    """The cells of the column `wanted` for the rows of `series`, as labels of clusters."""
    table = SPECS[name].table if name in SPECS else "paper/figure_points"
    frame = frames.load(table, root).set_index("id")
    if wanted not in frame:
        raise RequestError(f"{table} has no column {wanted!r}; it has {', '.join(frame)}")
    return tuple(frame.loc[list(series.ids), wanted].astype(str))


def _rows(spec: Spec, where: dict[str, str], statuses: tuple[str, ...], root: Path) -> pd.DataFrame:
    """Rows that may be in a series: products one can have, DRAM only, and those that `where` asks for."""
    frame = frames.load(spec.table, root)
    for column, value in where.items():
        if column not in frame or frame[column].dtype.kind == "f":
            texts = [c for c in frame if c not in ("id", "note") and frame[c].dtype.kind not in "fMi"]
            raise RequestError(f"{spec.table} has no column {column!r} to choose rows by; it has {', '.join(texts)}")
        known = sorted(set(frame[column].dropna().astype(str)) - {""})
        if value not in known:
            small = {k.lower(): k for k in known}
            near = difflib.get_close_matches(value.lower(), small, n=1)
            guess = f" (did you mean {small[near[0]]}?)" if near else ""
            raise RequestError(f"no row of {spec.table} has {column} {value!r}{guess}; there are {', '.join(known[:40])}")
        frame = frame[frame[column].astype(str) == value]
    if "status" in frame:
        frame = frame[frame["status"].isin(statuses)]
    if "memory_level" in frame and any(c.startswith("memory_") for c in (*spec.columns, *spec.over)):
        frame = frame[frame["memory_level"] == "dram"]
    return frame


def _proved(
    frame: pd.DataFrame, table: str, columns: tuple[str, ...], proved: Mapping[proved_cells.Cell, tuple[str, ...]]
) -> pd.DataFrame:
    """The cells of `columns`, those without evidence blanked."""
    kept = {c: [(table, row, c) in proved for row in frame["id"]] for c in columns}
    return frame[list(columns)].where(pd.DataFrame(kept, index=frame.index))


def _without_token_rates(cells: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The cells without a 16-bit vector peak below the 32-bit one of its device: whoever holds 16 bit computes in 32 there.

    Such a rate, 1/64 of fp32 on a Tesla P40, lets a program run and says nothing of what the chip reaches.
    """
    half, single = "peak_vector_fp16_flop_per_s", "peak_vector_fp32_flop_per_s"
    if half not in cells:
        return cells
    return cells.assign(**{half: cells[half].mask(cells[half] < frame[single])})


def paper(series_id: str, root: Path = ROOT) -> Series:
    """A series of the paper, in order of time, with the values and dates as plotted."""
    listed = frames.load("paper/series", root).set_index("id")
    row = listed.loc[series_id]
    points = frames.load("paper/figure_points", root)
    members = row["members"].split() or [series_id]
    points = points[points["series"].isin(members)].sort_values("plotted_year", kind="stable")
    values = (points["plotted_value"] * points["series"].map(listed["value_per_plotted_unit"])).to_numpy(float).copy()
    return Series(
        name=f"paper/{series_id}",
        title=row["title"],
        quantity=row["quantity"],
        unit=row["unit"],
        sources=tuple((source,) for source in points["series"].map(listed["source_id"])),
        ids=tuple(points["id"]),
        names=tuple(points["name"]),
        labels=tuple(points["label"]),
        days=tuple(points["plotted_on"].dt.date),
        years=points["plotted_year"].to_numpy(float).copy(),
        groups=tuple(points["series"]),
        designs=tuple(points["id"]),
        precisions=("day",) * len(points),
        values=values,
        merits=values,
    )
