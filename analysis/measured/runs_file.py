"""A file of runs that somebody timed, read for the audit: numbers and names by column, the first bad cells named by line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..tables.errors import RequestError

NUMBERS = ("seconds", "flop", "bytes", "working_set_bytes", "devices")
TEXTS = ("id", "device", "precision")
NEEDED = ("id", "device", "seconds")
MOST_BYTES = 2_000_000_000
TOLD = 3  # bad cells that are told


@dataclass(frozen=True)
class Runs:
    """Runs as columns of one length; a blank number is nan, `devices` 1 where the file has none."""

    id: NDArray
    device: pd.Categorical
    precision: pd.Categorical
    seconds: NDArray[np.float64]
    flop: NDArray[np.float64]
    bytes: NDArray[np.float64]
    working_set_bytes: NDArray[np.float64]  # what is read again and again; `bytes` where the file does not say
    devices: NDArray[np.float64]


def read(path: Path) -> Runs:
    """The runs of a CSV file; RequestError with the lines of the first bad cells and what to do."""
    frame = _frame(path)
    _require_columns(frame, path)
    texts = {name: frame[name].str.strip() if name in frame else pd.Series("", frame.index) for name in TEXTS}
    numbers = {name: _numbers(frame, name) for name in NUMBERS}
    if bad := list(_bad_cells(frame, texts, numbers)):
        told = "; ".join(f"line {_line(path, row)}, {what}" for row, what in sorted(bad)[:TOLD])
        more = f"; and {len(bad) - TOLD:,} more" if len(bad) > TOLD else ""
        raise RequestError(f"{path}: {told}{more}")
    moved = numbers["working_set_bytes"]
    return Runs(
        id=texts["id"].to_numpy(),
        device=pd.Categorical(texts["device"]),
        precision=pd.Categorical(texts["precision"].str.lower()),
        seconds=numbers["seconds"],
        flop=numbers["flop"],
        bytes=numbers["bytes"],
        working_set_bytes=np.where(np.isnan(moved), numbers["bytes"], moved),
        devices=np.nan_to_num(numbers["devices"], nan=1.0),
    )


def _frame(path: Path) -> pd.DataFrame:
    """The file as texts; RequestError where it is no CSV of a size that can be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RequestError(f"{path}: larger than {MOST_BYTES:,} bytes; split it")
        return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except OSError as error:
        raise RequestError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{path}: no text in UTF-8; save it as 'CSV UTF-8'") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise RequestError(f"{path}: no CSV: {error}") from error


def _require_columns(frame: pd.DataFrame, path: Path) -> None:
    """Raise RequestError unless the columns that a run needs are there."""
    heads = list(frame)
    if len(heads) == 1 and (mark := next((m for m in ";\t|" if m in heads[0]), None)):
        raise RequestError(f"{path}: cells are separated by {mark!r}; save it with commas, as 'CSV UTF-8'")
    missing = [name for name in NEEDED if name not in heads]
    if missing or not {"flop", "bytes"} & set(heads):
        wanted = ", ".join(missing) or "flop or bytes"
        raise RequestError(f"{path}: no column {wanted}; a run has {', '.join(NEEDED)} and flop or bytes, or both")
    if frame.empty:
        raise RequestError(f"{path}: no run below the header")


def _numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """A column as numbers, nan where it is blank, inf where it is no number."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    cells = frame[name]
    found = pd.to_numeric(cells, errors="coerce").to_numpy(float)
    blank = cells.str.strip().eq("").to_numpy() if np.isnan(found).any() else np.zeros(len(cells), bool)
    return np.where(np.isnan(found) & ~blank, np.inf, found)


def _bad_cells(
    frame: pd.DataFrame, texts: dict[str, pd.Series], numbers: dict[str, NDArray[np.float64]]
) -> Iterator[tuple[int, str]]:
    """(row, what is wrong) of each cell that is none of a run."""
    for name in ("id", "device"):
        yield from ((int(row), f"column {name}: the cell is empty") for row in np.flatnonzero(texts[name].eq("").to_numpy()))
    for name, values in numbers.items():
        for row in np.flatnonzero(np.isinf(values) | (values <= 0)):
            yield int(row), f"column {name}: {_wrong(frame[name].iloc[row])}"
    for row in np.flatnonzero(np.isnan(numbers["seconds"])):
        yield int(row), "column seconds: the cell is empty"
    for row in np.flatnonzero(np.isnan(numbers["flop"]) & np.isnan(numbers["bytes"])):
        yield int(row), "neither flop nor bytes"


def _wrong(cell: str) -> str:
    """What is wrong with a number, in words."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cell[:40])
    if "," in cell:
        return f"{shown!r} has a comma; leave out thousands separators, write decimals with a point"
    try:
        number = float(cell)
    except ValueError:
        return f"{shown!r} is no number, as 1.5e12"
    return f"{shown} is not above 0" if number <= 0 else f"{shown!r} is no finite number"


def _line(path: Path, row: int) -> int:
    """The line of the file on which a row ends; a quoted cell may hold line ends."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        filled = (cells for cells in reader if cells)
        for at, _ in enumerate(filled):
            if at == row + 1:
                return reader.line_num
    return row + 2
