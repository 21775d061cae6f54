"""About eighty kinds of damage to a file of the data set, as spreadsheets, scripts, disks and hands do it, from a seed."""

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

Cell = Callable[[str, random.Random], str]
Whole = Callable[[bytes, random.Random], bytes]

# In place of what a cell holds.
TEXTS = {
    "blank": "",
    "zero": "0",
    "minus zero": "-0",
    "one": "1",
    "minus one": "-1",
    "infinite": "inf",
    "minus infinite": "-inf",
    "no number": "nan",
    "too large for a float": "1e400",
    "too small for a float": "1e-400",
    "largest float": "1.7976931348623157e308",
    "denormal": "5e-324",
    "integer of 400 digits": "9" * 400,
    "full-width digits": "１２３",
    "Arabic digits": "٣٤",
    "superscript": "10²",
    "hexadecimal": "0x1F",
    "underscore in a number": "1_000",
    "thousands comma": "1,000,000",
    "thousands blank": "1 000 000",
    "decimal comma": "3,35e12",
    "two points": "1.2.3",
    "unit in a number": "3.35 TB/s",
    "percent": "12%",
    "true": "TRUE",
    "null": "null",
    "date of Excel": "45123",
    "date that is none": "2024-02-31",
    "date with slashes": "31/12/2024",
    "year alone": "2024",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "formula": "=1+1",
    "formula by minus": "-cmd|' /C calc'!A0",
    "markup": "<script>alert(1)</script>",
    "colour of a terminal": "\x1b[31mred\x1b[0m",
    "bell": "a\x07b",
    "null byte": "a\x00b",
    "right to left": "\u202eabc",
    "no width": "a\u200bb",
    "long": "x" * 5_000,
    "beyond a field of csv": "y" * 140_000,
    "path": "../../etc/passwd",
    "quotation mark": 'a"b',
    "comma": "a,b",
    "semicolon": "a;b",
    "template": "{0} %s ${x}",
    "not a word": "???",
}
CELLS: dict[str, Cell] = {name: (lambda old, rng, text=text: text) for name, text in TEXTS.items()} | {
    "a thousand times": lambda old, rng: f"{old}e3" if old and "e" not in old else old + "000",
    "sign": lambda old, rng: "-" + old,
    "blank at the end": lambda old, rng: old + " ",
    "upper case": lambda old, rng: old.upper(),
    "twice": lambda old, rng: old + old,
    "cut": lambda old, rng: old[: len(old) // 2],
    "letters exchanged": lambda old, rng: "".join(rng.sample(old, len(old))),
}


def _line(data: bytes, rng: random.Random, change: Callable[[list[bytes], int], object]) -> bytes:
    lines = data.split(b"\n")
    change(lines, rng.randrange(len(lines) - 1))
    return b"\n".join(lines)


FILES: dict[str, Whole] = {
    "nothing": lambda data, rng: b"",
    "line end alone": lambda data, rng: b"\n",
    "header alone": lambda data, rng: data.split(b"\n")[0] + b"\n",
    "cut short": lambda data, rng: data[: rng.randrange(len(data))],
    "UTF-16": lambda data, rng: data.decode().encode("utf-16"),
    "Latin-1": lambda data, rng: data.replace(b"a", b"\xe9", 1),
    "byte order mark": lambda data, rng: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data, rng: data.replace(b"\n", b"\r\n"),
    "CR": lambda data, rng: data.replace(b"\n", b"\r"),
    "semicolons": lambda data, rng: data.replace(b",", b";"),
    "tabs": lambda data, rng: data.replace(b",", b"\t"),
    "random bytes": lambda data, rng: rng.randbytes(2_000),
    "a byte": lambda data, rng: data[: (i := rng.randrange(len(data)))] + rng.randbytes(1) + data[i + 1 :],
    "twice": lambda data, rng: data + data,
    "a line twice": lambda data, rng: _line(data, rng, lambda lines, i: lines.insert(i, lines[i])),
    "a line gone": lambda data, rng: _line(data, rng, lambda lines, i: lines.pop(i)),
    "a comma more": lambda data, rng: _line(data, rng, lambda lines, i: lines.__setitem__(i, lines[i] + b",")),
    "a comma less": lambda data, rng: _line(data, rng, lambda lines, i: lines.__setitem__(i, lines[i].replace(b",", b"", 1))),
    "lines in another order": lambda data, rng: b"\n".join(sorted(data.split(b"\n"))),
    "a list": lambda data, rng: b"[]",
    "null": lambda data, rng: b"null",
    "deep": lambda data, rng: b"[" * 100_000,
    "conflict": lambda data, rng: b"<<<<<<< HEAD\n" + data + b"=======\n>>>>>>> other\n",
}


def damage_cell(path: Path, kind: str, rng: random.Random, column: str | None = None) -> str:
    """Damage one cell of a random row, in this column or in any, and say where; the file stays well-formed CSV."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    row = rng.randrange(1, len(rows))
    place = rows[0].index(column) if column else rng.randrange(len(rows[0]))
    rows[row][place] = CELLS[kind](rows[row][place], rng)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return f"{path.name}:{row + 1}:{rows[0][place]} {kind}"


def damage_file(path: Path, kind: str, rng: random.Random) -> str:
    """Damage a file as a whole, and say how."""
    path.write_bytes(FILES[kind](path.read_bytes(), rng))
    return f"{path.name} {kind}"


def damage_json(path: Path, rng: random.Random) -> str:
    """Put another value, or none, at a random place of a JSON file, and say where."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    at, told = whole, "$"
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = rng.choice(keys)
        told += f".{key}"
        if not isinstance(at[key], (dict, list)) or not at[key] or rng.random() < 0.2:
            break
        at = at[key]
    if rng.random() < 0.3:
        del at[key]
    else:
        at[key] = rng.choice([None, 0, -1, 1e300, "", "x", "\x1b[31m", [], {}, [None], {"a": 1}, True, "9" * 400])
    path.write_text(json.dumps(whole), encoding="utf-8")
    return f"{path.name} {told}"
