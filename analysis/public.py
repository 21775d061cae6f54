"""The public interface: what other people's programs call, as `import ai_memory_wall as wall`.

A look-up needs Python alone and takes milliseconds; what needs numpy or pandas imports it inside, and says in one line what to
install where it is missing.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .tables.errors import RequestError
from .tables.extras import needs_more
from .tables.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import pandas as pd

    from .statistics.covariance import Covariance
    from .statistics.growth import TrendFit
    from .tables.rows import Row
    from .trends.selection import Series
    from .workload.chips import Chip
    from .workload.models import Model
    from .workload.roofline import Profile


def chip(name: "str | Chip", *, root: Path = ROOT) -> "Chip":
    """The device `name`: an id, a label as "H100", a name, or what its driver reports, as torch.cuda.get_device_name().

    Never a guess: LookupError, which lists the closest, where nothing has exactly that name or several things have.
    """
    from .workload import chips

    return chips.find(name, root)


def model(name: "str | Model", *, root: Path = ROOT) -> "Model":
    """The model `name`, by id or name; LookupError, which lists the closest, where there is none."""
    from .workload import models

    return models.find(name, root)


def rows(table: str, *, root: Path = ROOT) -> "tuple[Row, ...]":
    """Every row of a table, as "accelerators", its cells as texts; needs no pandas. LookupError lists the tables."""
    from .tables import rows as read

    return read.of_table(table, root)


def frame(table: str, *, root: Path = ROOT) -> "pd.DataFrame":
    """A table, as "accelerators", as a typed pandas frame: dates are dates, blank numbers are missing. LookupError lists them."""
    with needs_more("frame"):
        from .tables import frames
    return frames.load(table, root)


def series(
    name: "str | pd.DataFrame",
    *,
    date: str | None = None,
    value: str | None = None,
    label: str | None = None,
    precision: str | None = None,
    select: str = "all",
    since: str | None = None,
    until: str | None = None,
    root: Path = ROOT,
    **where: str,
) -> "Series":
    """The series `name`, as "memory/bandwidth": rows whose columns equal `where`, as family="HBM"; then selection, then window.

    `precision` is that of peaks and balances: fp64, fp32, fp16 (the default, any 16-bit format), fp8, fp4 or best. `select` is
    all, flagship, design or records. Announced products and cells without evidence are in none.

    A pandas frame in place of the name is a series of one's own, with `date` and `value` the names of its columns.
    """
    with needs_more("series"):
        from .trends import catalogue, own_series
    if not isinstance(name, str):
        if date is None or value is None:
            raise RequestError('a series of your own takes date="COLUMN" and value="COLUMN"')
        return own_series.from_frame(name, date, value, label, where).select(select).window(since, until)
    return catalogue.load(name, root, precision=precision, where=where).select(select).window(since, until)


def fit(
    series: "Series | str",
    *,
    level: float = 0.95,
    estimator: str = "ols",
    tau: float = 0.9,
    covariance: "Covariance | None" = None,
    clusters: "Sequence[Hashable] | None" = None,
) -> "TrendFit":
    """The growth of a series, or of that of this name: `.growth(years=2)`, `.growth_ci(2)`, `.doubling_time_years`.

    The errors of devices are CR2 by vendor and generation, those of other series iid, unless `covariance` says otherwise.
    """
    with needs_more("fit"):
        from .trends import catalogue, fitting
    rows = catalogue.load(series) if isinstance(series, str) else series
    return fitting.fit(rows, level, estimator=estimator, tau=tau, covariance=covariance, clusters=clusters)


def profile(model: "str | Model", chip: "str | Chip", *, root: Path = ROOT, **asked: Any) -> "Profile":
    """One step of a model on a chip: FLOP, bytes, what bounds it, the time it cannot beat, the devices that hold it.

    `asked` are batch, context, weights, kv, activations, compute, phase, devices, source, as `profile --help` has them.
    """
    with needs_more("profile"):
        from .workload import chips, models, roofline
    shape = models.find(model, root).shape_id or model
    return roofline.profile(roofline.Request(str(shape), chips.find(chip, root), **asked), root)
