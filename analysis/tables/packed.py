"""Tables packed for travel: a wheel carries the long ones column by column in xz, a third smaller than its own compression.

In the repository every table is its CSV. Where that is missing and `NAME.csv.xz` stands in its place, that is unpacked in memory.
"""

import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

ENDING = ".xz"
END_OF_COLUMN = "\x1e"  # control characters, which no table has
END_OF_CELL = "\x1f"
SAME = "\x1d"  # before what is left of an id that follows from its row


def pack(text: str) -> bytes:
    """The CSV `text` column by column, compressed; ValueError where it would not come back the same."""
    import lzma  # here, as in all that follows: a look-up needs none of it

    rows = [_without_id(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    columns = zip(*rows, strict=True)
    packed = lzma.compress(END_OF_COLUMN.join(map(END_OF_CELL.join, columns)).encode(), preset=9 | lzma.PRESET_EXTREME)
    if unpack(packed) != text:
        raise ValueError("the table does not come back as it was")
    return packed


def unpack(packed: bytes) -> str:
    """The CSV text of a packed table."""
    import lzma

    columns = [column.split(END_OF_CELL) for column in lzma.decompress(packed).decode().split(END_OF_COLUMN)]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(map(_with_id, zip(*columns, strict=True)))
    return buffer.getvalue()


def _without_id(row: Sequence[str]) -> Sequence[str]:
    """A row whose id follows from it, as that of evidence from table, row and column, with the last part of the id alone."""
    if len(row) > 3 and (start := f"{row[2]}.{row[3]}.") != ".." and row[0].startswith(start):
        return [SAME + row[0].removeprefix(start), *row[1:]]
    return row


def _with_id(row: Sequence[str]) -> Sequence[str]:
    """The row as it was."""
    return [f"{row[2]}.{row[3]}.{row[0].removeprefix(SAME)}", *row[1:]] if row[0].startswith(SAME) else row


def standing(path: Path) -> Path:
    """The file that holds a table: its CSV, or where that is missing what it is packed into."""
    other = path.with_name(path.name + ENDING)
    return other if not path.exists() and other.exists() else path


def text(path: Path) -> str:
    """The CSV text of the table at `path`, unpacked where it has to be."""
    there = standing(path)
    if there != path:
        return unpack(there.read_bytes())
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


@contextlib.contextmanager
def unpacked(root: Path) -> Iterator[Path]:
    """A folder with every table as its CSV: `root` itself where none is packed, else a copy for as long as it is used."""
    if not list((root / "data").rglob(f"*.csv{ENDING}")):
        yield root
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / "data", copy / "data")
        shutil.copy(root / "datapackage.json", copy)
        for path in (copy / "data").rglob(f"*.csv{ENDING}"):
            path.with_suffix("").write_text(unpack(path.read_bytes()), encoding="utf-8", newline="\n")
            path.unlink()
        yield copy
