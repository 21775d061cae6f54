"""Questions a referee asks, each answered in a sentence or two with its numbers; what cannot be decided is said."""

from pathlib import Path

import numpy as np

from ...measured import balance
from ...tables.paths import ROOT
from ...tables.units import multiple, quantity
from ...wall import by_vendor, gap, racks, recommended, referee
from .. import gap_report


def answers(root: Path = ROOT) -> dict[str, str]:
    """Question -> answer."""
    return {
        "Does the balance have a ceiling?": _ceiling(root),
        "Does it matter that announced devices are left out?": _announced(root),
        "Does what chips deliver change the answer?": _delivered(root),
        "Does the memory of a device keep up with models?": _capacity(root),
        "Does the memory of a server, a rack or a pod of one link keep up?": _rack(root),
        "How many devices would decide it?": _needed(root),
    }


def _ceiling(root: Path) -> str:
    """The error-correction test with its power."""
    told, power = [], 0.0
    for precision, words in (("fp16", "16 bit"), ("best", "the best precision")):
        found = referee.ceiling(precision, root)
        verdict = "returns to a level" if found.p_value < referee.SIZE else "cannot be told"
        told.append(
            f"At {words} it {verdict}: {found.closed_a_year:.0%} of a distance is closed in a year (p = {found.p_value:.2f})."
        )
        power = found.power
    return (
        f"{' '.join(told)} These are {found.years} yearly medians, which say little: a balance that closes {referee.PULL:.0%}"
        f" a year would be told from a random walk in {power:.0%} of the cases."
    )


def _announced(root: Path) -> str:
    """The growth with announced devices."""
    told, inside = [], []
    for key, precision in (("balance_16_bit", "fp16"), ("balance_best", "best")):
        without, with_them = recommended.fit(recommended.question(key), root=root), referee.with_announced(precision, root)
        growths = f"{multiple(without.growth(2))} (n = {without.n}) becomes {multiple(with_them.growth(2))} (n = {with_them.n})"
        told.append(growths)
        low, high = without.growth_ci(2)
        inside.append(low < with_them.growth(2) < high)
    verdict = "Little" if all(inside) else "Yes"
    return f"{verdict}: at 16 bit {told[0]}, at the best precision {told[1]}. Cancelled devices are in no series."


def _delivered(root: Path) -> str:
    """The measured gap at both precisions."""
    told, kept = [], []
    for precision, words in (("fp16", "At 16 bit"), ("best", "At the best precision")):
        found = balance.measured_gap(precision, root=root)
        measured, sheet = (fit.growth(2) for fit in (found.measured, found.sheet))
        told.append(f"{words} {multiple(measured)} measured and {multiple(sheet)} printed (n = {len(found.pairs)}).")
        kept.append(np.log(measured) / np.log(sheet))
    return f"{' '.join(told)} Chips deliver {kept[0]:.0%} and {kept[1]:.0%} of the printed growth, by one vendor's chips."


def _capacity(root: Path) -> str:
    """Models against the memory of a device."""
    record = gap_report.demand_record(root)["hold_growth"]
    growth, verdict = record["words"], "No" if record["growth_per_2_years_ci"][0] > 1 else "It cannot be told"
    return f"{verdict}: the largest open model outgrows it {growth}."


def _rack(root: Path) -> str:
    """Models against the memory of a scale-up system."""
    told, outgrown = [], []
    for vendor in ("NVIDIA", "Google"):
        found = racks.rack(vendor, root)
        outgrown.append(found.models.growth_ci(2)[0] > 1)
        low, high = (multiple(x) for x in found.models.growth_ci(2))
        sizes = (
            f"{quantity(found.first_bytes, 'byte', 3)} ({found.first}) to {quantity(found.last_bytes, 'byte', 3)} ({found.last})"
        )
        told.append(
            f"{vendor}'s grew {multiple(found.memory.growth(2))} every two years, from {sizes}, n = {found.memory.n}. The largest"
            f" open model over it: {multiple(found.models.growth(2))} ({low} to {high}, n = {found.models.n})."
        )
    verdict = "It does not keep up" if all(outgrown) else "Whether models outgrow that cannot be told"
    return f"{verdict}. {' '.join(told)}"


def _needed(root: Path) -> str:
    """Devices for the pooled rate, vendors for the common one."""
    fit = recommended.fit(recommended.question("balance_16_bit"), root=root)
    small, large = (referee.devices_needed(fit, growth) for growth in (1.1, 1.25))
    found = by_vendor.by_vendor(gap.devices("fp16", root=root), root=root)
    vendors = f"{found.common.df + 1:.0f}"
    return (
        f"At 16 bit, with the scatter of today's {fit.n} devices, {large.needed} would tell"
        f" {multiple(large.growth_per_2_years)} every two years from none in {referee.POWER:.0%} of the cases. For"
        f" {multiple(small.growth_per_2_years)} it takes {small.needed}. The growth common to vendors waits for more vendors with"
        f" two dates, not for more devices: there are {vendors}."
    )
