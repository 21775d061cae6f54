"""Whether the entries of data/peak_tables.csv stand in the text of their file: in their lines, or anywhere near their name."""

from collections.abc import Mapping, Sequence
from typing import Any

ROOM = 12  # lines that a file may have gained between the name of a chip and its number


def fault(lines: Sequence[str], row: Mapping[str, Any]) -> str:
    """What is wrong with an entry at the commit where it was read; '' where name, key and number stand in their lines."""
    name, number = int(row["entry_line"] or 0), int(row["line"])
    if not max(1, name) <= number <= len(lines):
        return f"line {number} of a file of {len(lines)}"
    if name and row["entry"] not in lines[name - 1]:
        return f"{row['entry']!r} is not in line {name}"
    if not name and row["entry"] not in row["path"]:
        return f"{row['entry']!r} is not in the name of the file"
    if row["value_as_written"] not in lines[number - 1]:
        return f"{row['value_as_written']!r} is not in line {number}"
    part = "\n".join(lines[max(0, name - 1) : number])
    missing = next((row[column] for column in ("variant", "key") if row[column] not in part), "")
    return f"{missing!r} is not in lines {name} to {number}" if missing else ""


def stands(lines: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Whether an entry still stands in a later state of its file: the number below the name, about as far as it was."""
    apart = int(row["line"]) - int(row["entry_line"] or 0)
    starts = [i for i, line in enumerate(lines) if row["entry"] in line] if row["entry_line"] else [0]
    for start in starts:
        part = lines[start : start + apart + ROOM] if apart else lines[start : start + 1]
        told = "\n".join(part)
        if all(row[column] in told for column in ("variant", "key")) and any(row["value_as_written"] in line for line in part):
            return True
    return False
