"""Every chip by every name that people call it, and the words for columns: what the search box and the cards of the page say."""

from pathlib import Path

from ..tables import frames, units
from ..tables.paths import ROOT

Chip = dict[str, str | list[str]]
WORDS = {
    "memory_bandwidth_bytes_per_s": "memory bandwidth",
    "memory_capacity_bytes": "memory",
    "interconnect_bandwidth_bytes_per_s": "link, both directions",
    "released_on": "date",
    "published_on": "date",
    "parameters_total": "parameters",
    "parameters_active": "parameters used for a token",
    "training_flop": "training compute",
}


def chip_names(root: Path = ROOT) -> dict[str, Chip]:
    """Row -> its name, status, and all other names: label, id, what drivers report; models too, with their status blank."""
    reported = frames.load("device_names", root)
    drivers = reported[reported["accelerator_id"] != ""].groupby("accelerator_id")["name"].agg(list).to_dict()
    found: dict[str, Chip] = {}
    for table in ("accelerators", "models"):
        for row in frames.load(table, root).to_dict("records"):
            names = dict.fromkeys([row["label"], *drivers.get(row["id"], ())])
            called = [n for n in names if n and n != row["name"]]
            found[row["id"]] = {"table": table, "name": row["name"], "called": called, "status": row.get("status", "")}
    return found


def column_words(column: str) -> str:
    """'peak_matrix_bf16_flop_per_s' -> 'peak, matrix units, bf16'; other columns by their listed words."""
    if not column.startswith("peak_"):
        return WORDS[column]
    ending = next(e for e in units.SUFFIXES if column.endswith(e))
    _, where, form = column.removesuffix(ending).split("_")
    return f"peak, {where} units, {form}"
