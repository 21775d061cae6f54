"""Memory generations: data rate of a pin, and bandwidth of a module, chip or stack, family by family."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import charts
from ..drawing.style import Theme
from ..tables.paths import ROOT
from ..writing.generation_figures import family_figure

FAMILIES = {"HBM": "memory", "GDDR": "blue", "DDR": "brown", "LPDDR": "rose"}
PANELS = {
    "data_rate": "Data rate of one pin in the first product, bits per second",
    "bandwidth": "Bandwidth of one stack (HBM), chip (GDDR, LPDDR) or module (DDR), bytes per second",
}


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """Both quantities of each family."""
    return family_figure(
        "memory",
        PANELS,
        FAMILIES,
        title="An HBM stack gained {bandwidth} every two years, its pins {data_rate}",
        description="Two panels, logarithmic, 1999 to 2027: data rate of a memory pin and bandwidth of a device, by family.",
        root=root,
    )


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """One panel above the other, a decade and a year equally long in both."""
    return charts.family_panels(theme, numbers, PANELS, first=1999, step=5)
