"""What documents print of a row, cell by cell, and what one device is, as people read them; needs no package."""

from pathlib import Path

from ..evidence import lines
from ..evidence.lines import Line
from ..tables import naming
from ..tables.errors import UnknownName
from ..tables.paths import ROOT
from ..workload import chips, models
from ..workload.chips import Chip
from . import terminal


def evidence_text(name: str, root: Path = ROOT) -> str:
    """Every line of evidence of a row, what is contested first, then cell by cell, primary documents first: text and place."""
    found = lines.of_row(row_id(name, root), root)
    told = [terminal.paragraph(_dispute(line, found), "", "    ") for line in found if line.basis == "contested"]
    for line in sorted(found, key=lambda line: (line.column, *line.rank)):
        told += [terminal.paragraph(f"{line.column} = {line.value} ({line.how})", "", "    "), quoted(line)]
    return "\n".join(told)


def quoted(line: Line) -> str:
    """What a document prints, and where: text, title and place, address, how it was read."""
    unit = f" [{line.unit}]" if line.unit else ""
    shown = (f"“{line.text}”{unit}", line.place, line.url, line.reading)
    return "\n".join(terminal.paragraph(part, "    ") for part in shown if part)


def _dispute(line: Line, among: tuple[Line, ...]) -> str:
    """'Contested: memory_bandwidth_bytes_per_s is 2.2e13 here, 1.92e13 in ...', and why."""
    here = next((other.value for other in among if other.column == line.column and other.basis not in lines.AGAINST), "blank")
    return f"Contested: {line.column} is {here} here, {line.value} by another reading ({line.title}): {line.note}"


def row_id(name: str, root: Path = ROOT) -> str:
    """The id of a row with evidence: `name` itself, or the device or the model of that name; UnknownName names the closest."""
    known = lines.row_ids(root)
    if name in known:
        return name
    for find in (chips.find, models.find):
        try:
            found = find(name, root).id
        except UnknownName:
            continue
        if found in known:
            return found
        raise UnknownName(f"no evidence for {found} yet")
    near = naming.closest(naming.slug(name), {naming.slug(i): i for i in known}, most=3)
    raise UnknownName(f"no evidence for {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))


def chip_text(chip: Chip) -> str:
    """One device for a terminal, a line a quantity, and how to see what says so."""
    shown = {name: value for name, value in chip.cells.items() if value}
    return "\n".join([chip.name, terminal.named(shown), terminal.paragraph(f"What says so: `evidence {chip.id}`.", "  ")])
