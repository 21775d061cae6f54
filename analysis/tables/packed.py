"""Tables packed for travel: a wheel carries most of them in one file, column by column in xz, a third smaller than its own way.

In the repository every table is its CSV. Where that is missing and data/tables.xz is there, it is unpacked in memory.
"""

import contextlib
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

FILE = "tables.xz"  # in data/
END_OF_TABLE, END_OF_COLUMN, END_OF_CELL = "\x1c", "\x1e", "\x1f"  # control characters, which no table has
SAME = "\x1d"  # before what is left of an id that follows from its row


def pack(tables: Mapping[str, str]) -> bytes:
    """CSV texts by name, as 'paper/series.csv', in one; ValueError where they would not come back the same."""
    import lzma  # here, as in all that follows: a look-up needs none of it

    parts = [name + END_OF_COLUMN + _columns(text) for name, text in sorted(tables.items())]
    packed = lzma.compress(END_OF_TABLE.join(parts).encode(), preset=9 | lzma.PRESET_EXTREME)
    if unpack(packed) != dict(tables):
        raise ValueError("a table does not come back as it was")
    return packed


def comes_back(text: str) -> bool:
    """Whether a CSV text is quoted as it would be written again; one that is not, travels as it is."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(csv.reader(io.StringIO(text, newline=""), strict=True))
    return buffer.getvalue() == text


def unpack(packed: bytes) -> dict[str, str]:
    """Name -> CSV text of packed tables."""
    import lzma

    found = {}
    for part in lzma.decompress(packed).decode().split(END_OF_TABLE):
        name, _, columns = part.partition(END_OF_COLUMN)
        buffer = io.StringIO()
        cells = (column.split(END_OF_CELL) for column in columns.split(END_OF_COLUMN))
        csv.writer(buffer, lineterminator="\n").writerows(map(_with_id, zip(*cells, strict=True)))
        found[name] = buffer.getvalue()
    return found


def _columns(text: str) -> str:
    """A CSV text, column by column."""
    rows = [_without_id(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    return END_OF_COLUMN.join(map(END_OF_CELL.join, zip(*rows, strict=True)))


def _without_id(row: Sequence[str]) -> Sequence[str]:
    """A row whose id follows from it, as that of evidence from row and column, with the last part of the id alone."""
    if len(row) > 3 and (start := f"{row[2]}.{row[3]}.") != ".." and row[0].startswith(start):
        return [SAME + row[0].removeprefix(start), *row[1:]]
    return row


def _with_id(row: Sequence[str]) -> Sequence[str]:
    """The row as it was."""
    return [f"{row[2]}.{row[3]}.{row[0].removeprefix(SAME)}", *row[1:]] if row[0].startswith(SAME) else row


def standing(path: Path) -> Path:
    """The file that holds a table: its CSV, or where that is missing what it is packed into."""
    if not path.exists():
        for folder in path.parents[:2]:  # data/, or data/ above paper/
            if (folder / FILE).exists():
                return folder / FILE
    return path


def text(path: Path) -> str:
    """The CSV text of the table at `path`, unpacked where it has to be; OSError where it is nowhere."""
    there = standing(path)
    name = path.relative_to(there.parent).as_posix()
    if there != path and name in (found := _unpacked(there, there.stat().st_mtime_ns)):
        return found[name]
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


@lru_cache(maxsize=2)
def _unpacked(path: Path, changed: int) -> dict[str, str]:
    """The tables packed at `path`, unpacked once for each time that it is `changed`."""
    return unpack(path.read_bytes())


def names(root: Path) -> list[str]:
    """The names of all tables under `root`, as 'paper/series', in order."""
    folder = root / "data"
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")]
    if (folder / FILE).exists():
        found += _unpacked(folder / FILE, (folder / FILE).stat().st_mtime_ns)
    return sorted(name.removesuffix(".csv") for name in found)


@contextlib.contextmanager
def unpacked(root: Path) -> Iterator[Path]:
    """A folder with every table as its CSV: `root` itself where none is packed, else a copy for as long as it is used."""
    import shutil
    import tempfile

    if not (root / "data" / FILE).exists():
        yield root
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / "data", copy / "data")
        shutil.copy(root / "datapackage.json", copy)
        for name, content in unpack((copy / "data" / FILE).read_bytes()).items():
            (copy / "data" / name).parent.mkdir(exist_ok=True)
            (copy / "data" / name).write_text(content, encoding="utf-8", newline="\n")
        (copy / "data" / FILE).unlink()
        yield copy
