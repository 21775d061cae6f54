"""Rooflines of today's chips at 16 bit, and what encoders, prompts and decoding ask of one of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from ..drawing import layout
from ..drawing import marks as d
from ..drawing import workload as w
from ..drawing.style import Theme
from ..evidence import proved_cells
from ..tables import architectures
from ..tables.errors import RequestError
from ..tables.paths import ROOT
from ..tables.units import quantity, significant
from ..workload import chips, own_chip, roofline
from ..workload.chips import Chip
from ..workload.roofline import Request
from ..writing.figure_records import figure_record

CHIPS = {
    "amd-mi455x": "crimson",
    "amd-mi355x": "purple",
    "nvidia-b200-sxm-180gb": "gold",
    "nvidia-h100-sxm5-80gb": "blue",
    "nvidia-a100-sxm4-80gb": "grey",
}
COLOURS = ("blue", "gold", "purple", "green", "crimson")  # of any chips, in their order
MARKED = "nvidia-h100-sxm5-80gb"
MODEL, CONTEXT = "llama-3-70b", 8192
WORKLOADS = {  # what -> the request, a chip left open
    "decode, batch 1": {"model": MODEL, "context": CONTEXT, "batch": 1},
    "decode, batch 32": {"model": MODEL, "context": CONTEXT, "batch": 32},
    "decode, any batch": {"model": MODEL, "context": CONTEXT, "batch": 10**9},
    "decode without cache, critical batch": {"model": MODEL, "context": 1},
    "BERT-Large, 512 tokens": {"model": "bert-large", "context": 512, "batch": 1},
    "prompt of 8,192 tokens": {"model": MODEL, "context": CONTEXT, "phase": "prefill"},
}
SPAN = (0.5, 20_000.0)  # FLOP per byte


def numbers(root: Path = ROOT) -> dict[str, Any]:
    """The roof of each chip, and each workload at its intensity under the roof of one."""
    found = {i: chips.find(i, root) for i in CHIPS}
    roofs = [_roof(chip, CHIPS[i]) for i, chip in found.items()]
    marks = [_mark(what, asked, MARKED, root) for what, asked in WORKLOADS.items()]
    cells = [("accelerators", i, c) for i in CHIPS for c in ("memory_bandwidth_bytes_per_s", "peak_matrix_fp16_flop_per_s")]
    known = proved_cells.proofs(root)
    models = [architectures.find(m, root) for m in (MODEL, "bert-large")]
    decode, most = marks[0]["intensity"], marks[2]["intensity"]
    name = found[MARKED].label
    return figure_record(
        title=f"Decoding asks {decode:.1f} to {most:.0f} FLOP of a byte at {CONTEXT:,} tokens, an {name} offers"
        f" {found[MARKED].balance('fp16'):.0f}",
        subtitle=f"Dense 16-bit peaks and DRAM bandwidth. Marks: {models[0]['name']} and BERT-Large under the roof of the {name},"
        " activations on the chip.",
        description="Attainable FLOP/s over arithmetic intensity, both logarithmic, for "
        + "; ".join(f"{r['label']}: {quantity(r['peak'], 'FLOP/s')}, balance {r['balance']:.0f} FLOP/byte" for r in roofs)
        + ". Marks: "
        + "; ".join(f"{' '.join(m['what'].split())}: {significant(m['intensity'])} FLOP/byte" for m in marks)
        + ".",
        roofs=roofs,
        marks=marks,
        rows=[*CHIPS, *(m["id"] for m in models)],
        source_ids=[*(s for c in cells for s in known.get(c, ())), *(m["source_id"] for m in models)],
        root=root,
    )


def of_chips(names: Sequence[str], models: Sequence[str], batch: int, context: int, root: Path = ROOT) -> dict[str, Any]:
    """The same of any chips, by name or file, with a decode step of each model (or an encoding) on the roof of the first."""
    if len(names) > len(COLOURS) or len(models) > 6:
        raise RequestError(
            f"{len(names)} chips and {len(models)} models are too many for one picture; {len(COLOURS)} and 6 at most"
        )
    found = [chips.find(name, root) for name in names]
    first = found[0]
    marks = [_mark(m, {"model": m, "batch": batch, "context": context}, first, root) for m in models]
    for mark, model in zip(marks, models, strict=True):
        mark["what"] = f"{architectures.architecture(model, root).name}, batch {batch:,}, context {context:,}"
    own = [chip for chip in found if chip.status == own_chip.OWN]
    rows = [chip.id for chip in found if chip not in own]
    proved = proved_cells.proofs(root)
    cells = [("accelerators", i, c) for i in rows for c in ("memory_bandwidth_bytes_per_s", "peak_matrix_fp16_flop_per_s")]
    return figure_record(
        title=f"{first.label} balances at {first.balance('fp16'):.0f} FLOP for each byte, at 16 bit",
        subtitle="Dense 16-bit peaks and DRAM bandwidth, by the sheet."
        + (f" Marks under the roof of {first.label}." if marks else ""),
        description="; ".join(f"{c.name}: balance {c.balance('fp16'):.0f} FLOP/byte" for c in found),
        roofs=[_roof(chip, colour) for chip, colour in zip(found, COLOURS, strict=False)],
        marks=marks,
        rows=rows,
        source_ids=[s for c in cells for s in proved.get(c, ())],
        root=root,
    )


def _roof(chip: Chip, colour: str) -> dict[str, Any]:
    """The roof of one chip at 16 bit."""
    return {
        "id": chip.id,
        "label": chip.label,
        "colour": colour,
        "balance": chip.balance("fp16"),
        "peak": chip.fastest("fp16"),
        "bandwidth": chip.memory_rate,
        "intensity": [SPAN[0], chip.balance("fp16"), SPAN[1]],
        "ceiling": [SPAN[0] * chip.memory_rate, chip.fastest("fp16"), chip.fastest("fp16")],
    }


def _mark(what: str, asked: dict[str, Any], chip: str | Chip, root: Path) -> dict[str, Any]:
    """Intensity of a workload and what the roof allows it; without a batch, at the critical one."""
    request = Request(chip=chip, **asked)
    if "batch" not in asked and "phase" not in asked:
        request = Request(chip=chip, batch=roofline.profile(request, root).critical_batch or 1, **asked)
    p = roofline.profile(request, root)
    return {
        "what": what + (f" {request.batch:,}" if "critical" in what else ""),
        "batch": request.batch,
        "intensity": p.arithmetic_intensity_flop_per_byte,
        "ceiling_flop_per_s": p.flop / p.time_floor_s,
    }


def draw(numbers: dict[str, Any], theme: Theme) -> Figure:
    """Roofs named at their right end; workloads on the roof of one chip, numbered, their names in a corner or above."""
    roofs, size = numbers["roofs"], theme.size
    marks = sorted(numbers["marks"], key=lambda m: m["intensity"])
    told = [f"{i}  {m['what']}: {significant(m['intensity'], 2)} FLOP/byte" for i, m in enumerate(marks, 1)]
    names = [(r["peak"], r["colour"], f"{r['label']}: {r['balance']:.0f} FLOP/byte", _rates(r)) for r in roofs]
    figure, box = layout.page(theme, numbers, (1.3 if size.narrow else 0.52) * size.width)
    head = [("Attainable FLOP/s", "ink", "bold")]
    if size.narrow:  # what stands beside the panel else stands above it
        head += [
            *((line, "ink", "normal") for line in told),
            *((f"{n}; {rates}", colour, "normal") for _, colour, n, rates in names),
        ]
        wide = max(layout.width(r["label"], size.small, "bold") for r in roofs) / size.em
    else:
        wide = layout.end_room(theme, [name[2:] for name in names])
    ax = layout.headed(figure, box, theme, head, left=6.9, right=wide + 1.8, bottom=4.2)
    d.log_axis(ax, d.decades([v for r in roofs for v in (r["ceiling"][0], r["peak"])], 0.25), "FLOP/s")
    w.decade_axis(ax, SPAN, 0.0, "", "arithmetic intensity, FLOP per byte", each=2 if size.narrow else 1)
    ax.xaxis.label.set_size(size.small)
    for roof in roofs:
        w.curve(ax, theme, roof["colour"], roof["intensity"], roof["ceiling"])
    if size.narrow:
        layout.end_names(ax, theme, [(SPAN[1], r["peak"], r["colour"], r["label"]) for r in roofs])
    else:
        layout.end_labels(ax, theme, names, at=SPAN[1])
    for i, mark in enumerate(marks, 1):
        w.marks(ax, theme, "ink", [mark["intensity"]], [mark["ceiling_flop_per_s"]], size=34)
        w.digit(ax, theme, mark["intensity"], mark["ceiling_flop_per_s"], str(i))
    if not size.narrow:
        w.corner(ax, theme, told)
    return figure


def _rates(roof: dict[str, Any]) -> str:
    """Peak and bandwidth of a roof."""
    return f"{quantity(roof['peak'], 'FLOP/s')}, {quantity(roof['bandwidth'], 'byte/s')}"
