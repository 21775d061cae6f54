"""Faults against the schema: types, constraints, unique and foreign keys, found by frictionless and said plainly.

frictionless takes a second for tables in which it finds nothing, so it is asked only about those that `clear` cannot.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..csv_file import Fault, show
from ..descriptor import COMPARE
from ..paths import ROOT, descriptor_file
from .clear import cleared

_TYPES = {
    "number": ("a number", "write digits only, as 3.35e12: no unit, no thousands separator, no text; leave an unknown blank"),
    "integer": ("a whole number", "write digits only; leave an unknown blank"),
    "date": ("a date that exists", "write year-month-day, as 2022-09-20"),
    "boolean": ("true or false", "write true or false"),
}


def check_schema(sound: set[str], root: Path = ROOT) -> Iterator[Fault]:
    """Faults of the package; of single tables only those whose file is named in `sound`, the rest have no grid to check."""
    clear = cleared(sound, root)
    if clear == sound:
        return
    from frictionless import FrictionlessException, Package  # here, because it takes a fifth of a second to import

    try:
        package = Package(str(descriptor_file(root)))
    except FrictionlessException as error:
        reasons = [reason.note for reason in error.reasons] or [error.error.note]
        yield from (Fault("datapackage.json", None, None, show(note), COMPARE) for note in reasons)
        return
    fields = {r.path: {f.name: f for f in r.schema.fields} for r in package.resources}
    if clear:  # the descriptor is one that `clear` knows all of
        tasks = [task for r in package.resources if r.path in sound - clear for task in r.validate().tasks]
    else:
        report = package.validate()
        yield from (Fault("datapackage.json", None, None, found.note, COMPARE) for found in report.errors)
        tasks = report.tasks
    for task in tasks:
        if task.place in sound:
            for found in task.errors:
                yield from _say(found, task.place, fields[task.place])


def _say(error: Any, file: str, fields: dict[str, Any]) -> Iterator[Fault]:
    """`error` of frictionless as faults in our words."""
    line, column, cell = getattr(error, "row_number", None), getattr(error, "field_name", ""), getattr(error, "cell", "")
    match error.type:
        case "type-error":
            wanted, advice = _TYPES[fields[column].type]
            yield Fault(file, line, column, f"{show(cell)} is not {wanted}", advice)
        case "constraint-error" if '"required"' in error.note:
            yield Fault(
                file, line, column, "the cell is empty", "this column must have a value; see its description in datapackage.json"
            )
        case "constraint-error" if '"minimum" is "0"' in error.note and cell.lower() == "nan":
            yield Fault(file, line, column, f"{show(cell)} is not a number", "leave the cell blank where the value is unknown")
        case "constraint-error" if '"minimum" is "0"' in error.note:
            yield Fault(
                file, line, column, f"{show(cell)} is negative", "a slip of the sign? quantities of this column are positive"
            )
        case "constraint-error" if '"minimum" is "1"' in error.note:
            yield Fault(file, line, column, f"{show(cell)} is below 1", "leave the cell blank where the count is unknown")
        case "constraint-error":
            rule = error.note.replace("constraint ", "the schema's ")
            yield Fault(
                file, line, column, f"{show(cell)} is not allowed: {rule}", "a typing slip, or cells swapped with a neighbour"
            )
        case "unique-error":
            yield Fault(file, line, column, f"{show(cell)} is used twice ({error.note})", "ids are unique; was the row copied?")
        case "primary-key":
            return  # the same row as the unique-error of its id
        case "foreign-key":
            names = list(error.field_names)
            problem = (
                f"{', '.join(map(show, error.field_cells))} is not an {error.reference_field_names[0]} of {error.reference_name}"
            )
            yield Fault(file, line, names[0], problem, "a typing slip, or add that row first")
        case (
            "blank-row" | "missing-cell" | "extra-cell" | "incorrect-label" | "missing-label" | "extra-label" | "duplicate-label"
        ):
            return  # layout says these, with better advice
        case _:
            yield Fault(file, line, column, error.note, f"frictionless calls it {error.type}")
