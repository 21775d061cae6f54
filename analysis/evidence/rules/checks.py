"""Rules of the cells that somebody drew by lot and checked: a check is of the value that stands there now."""

from collections.abc import Iterator

from ...tables.frames import records
from .core import Finding, Frame, rule
from .quotations import same


@rule("check-value", "checks", "accelerators")
def checked_values(checks: Frame, devices: Frame) -> Iterator[Finding]:
    """The cell of each check holds the value that was checked."""
    cells = devices.set_index("id")
    for row, (row_id, column, value) in enumerate(zip(checks["row_id"], checks["column"], checks["value"], strict=True)):
        if row_id not in cells.index or column not in cells:
            problem = f"accelerators has no cell {row_id}, {column}"
            yield Finding("checks", row, "row_id", problem, "a typing slip, or delete the check")
        elif not same(cells.at[row_id, column], value):
            problem = f"the cell {row_id}, {column} is {cells.at[row_id, column]}, {value} was checked"
            yield Finding("checks", row, "value", problem, "check the cell anew and write what you read, or delete the check")


@rule("check-told", "checks")
def told_checks(checks: Frame) -> Iterator[Finding]:
    """A check quotes what it read, unless it found nothing, and says what came of a difference."""
    for row, check in enumerate(records(checks)):
        if (check["verdict"] == "not found") != (check["text_as_published"] == ""):
            problem = "a text goes with every verdict but not found"
            yield Finding("checks", row, "text_as_published", problem, "quote what was read, or change the verdict")
        if check["verdict"] in ("mended", "differs") and not check["note"]:
            yield Finding("checks", row, "note", "a difference without a word", "say what differs and what was done")
