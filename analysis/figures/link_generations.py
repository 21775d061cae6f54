"""Link generations: signalling rate of a lane, and bandwidth of a port or device, family by family."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from analysis import draw as d
from analysis.families import family_records
from analysis.numbers import figure_record
from analysis.paths import ROOT
from analysis.style import Theme
from analysis.units import multiple

FAMILIES = {"NVLink": "vermillion", "PCIe": "blue", "InfiniBand": "purple", "Google ICI": "green", "Infinity Fabric": "grey"}
PANELS = {
    "signalling_rate": "Signalling rate of one lane, one direction, bits per second",
    "port_bandwidth": "Bandwidth of a device, x16 port (PCIe) or x4 port (InfiniBand), both directions, bytes per second",
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both quantities of each family."""
    panels = {name: family_records(f"interconnects/{name}", FAMILIES, root) for name in PANELS}
    families = [f for panel in panels.values() for f in panel.values()]
    lane, device = (multiple(panels[n]["NVLink"]["fit"]["growth_per_2_years"]) for n in PANELS)
    return figure_record(
        title=f"NVLink gained {device} every two years for a device, {lane} for a lane",
        subtitle="Generations at their first product (else the standard), cells with evidence. Bands: 95% of the line.",
        description="Two panels, logarithmic, 1999 to 2027: signalling rate of a lane and bandwidth of a port, by family. "
        + " ".join(f"{f['title']}: {f['growth']}." for f in families if "growth" in f),
        panels=panels,
        rows=(p["id"] for f in families for p in f["points"]),
        source_ids=(s for f in families for s in f["sources"]),
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel above the other, a decade and a year equally long in both."""
    return d.family_panels(theme, numbers, PANELS, first=1999, step=5)
