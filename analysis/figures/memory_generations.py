"""Memory generations: data rate of a pin, and bandwidth of a module, chip or stack, family by family."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from analysis import draw as d
from analysis.families import family_records
from analysis.numbers import figure_record
from analysis.paths import ROOT
from analysis.style import Theme
from analysis.units import multiple

FAMILIES = {"HBM": "vermillion", "GDDR": "blue", "DDR": "green", "LPDDR": "purple"}
PANELS = {
    "data_rate": "Data rate of one pin in the first product, bits per second",
    "bandwidth": "Bandwidth of one stack (HBM), chip (GDDR, LPDDR) or module (DDR), bytes per second",
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both quantities of each family."""
    panels = {name: family_records(f"memory/{name}", FAMILIES, root) for name in PANELS}
    families = [f for panel in panels.values() for f in panel.values()]
    pin, stack = (multiple(panels[n]["HBM"]["fit"]["growth_per_2_years"]) for n in PANELS)
    return figure_record(
        title=f"An HBM stack gained {stack} every two years, its pins {pin}",
        subtitle="Generations at their first product (else the standard), cells with evidence. Bands: 95% of the line.",
        description="Two panels, logarithmic, 1999 to 2027: data rate of a memory pin and bandwidth of a device, by family. "
        + " ".join(f"{f['title']}: {f['growth']}." for f in families if "growth" in f),
        panels=panels,
        rows=(p["id"] for f in families for p in f["points"]),
        source_ids=(s for f in families for s in f["sources"]),
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel above the other, a decade and a year equally long in both."""
    return d.family_panels(theme, numbers, PANELS, first=1999, step=5)
