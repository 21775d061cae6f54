"""Link generations: signalling rate of a lane, and bandwidth of a port or device, family by family."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import charts
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..writing.generation_figures import family_figure

FAMILIES = {"NVLink": "link", "PCIe": "ink", "InfiniBand": "blue", "Google ICI": "purple", "Infinity Fabric": "crimson"}
PANELS = {
    "signalling_rate": "Signalling rate of one lane, one direction, bits per second",
    "port_bandwidth": "Bandwidth of a device, x16 port (PCIe) or x4 port (InfiniBand), both directions, bytes per second",
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both quantities of each family."""
    return family_figure(
        "interconnects",
        PANELS,
        FAMILIES,
        title="NVLink gained {port_bandwidth} every two years for a device, {signalling_rate} for a lane",
        description="Two panels, logarithmic, 1999 to 2027: signalling rate of a lane and bandwidth of a port, by family.",
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel above the other, a decade and a year equally long in both."""
    return charts.family_panels(theme, numbers, PANELS, first=1999, step=5)
