"""Memory bandwidth by BabelStream: the output files of its authors, in its own repository and that of their later studies.

Rates are megabytes (1e6) a second of the fastest of 10 to 100 runs, at double precision. The run rules ask for arrays beyond any
cache. Of its kernels copy, triad and dot, which reads alone, are entered. A file that does not print its device is of the one
that another file of its folder, or its name, says.
"""

import re
from collections.abc import Iterator

from . import devices
from .row import Measurement
from .upstream import Upstream

LINE = re.compile(r"^(Copy|Triad|Dot)\s+([\d.]+)\s+[\d.]+", re.MULTILINE)
DEVICE = re.compile(r"^Using (?:OpenCL|CUDA|HIP|SYCL) device (.+?)\s*$", re.MULTILINE)
IMPLEMENTATION = re.compile(r"^Implementation: (.+?)\s*$", re.MULTILINE)
VERSION = re.compile(r"^(GPU-STREAM|BabelStream)\s+Version: (\S+)", re.MULTILINE)
ARRAY = re.compile(r"^Array size: ([\d.]+) MB", re.MULTILINE)
OWN = r"results/(v[\d.]+)/(?:[\w-]+)/(?:[\w.-]+)\.txt"
STUDIES = r"benchmarking/(2019|2020)/babelstream/(?:.*/)?results/(?P<run>[^/]+)\.out"
BY_PLACE = {  # part of a path -> what its device is, where files beside it print that; the folder before the name of the file
    "/k20x": "Tesla K20X",
    "k20x-swan": "Tesla K20X",
    "/k40": "Tesla K40",
    "nvidia-k40c": "Tesla K40c",
    "/k80": "Tesla K80",
    "nvidia-k80": "Tesla K80",
    "gtx-580": "GeForce GTX 580",
    "gtx-titan_x": "GeForce GTX TITAN X",
    "titanx/": "GeForce GTX TITAN X",
    "r9-fury-x": "amd-radeon-r9-fury-x",
    "/furyx": "amd-radeon-r9-fury-x",
    "s9150": "amd-firepro-s9150",
    "/broadwell": "2 x Intel(R) Xeon(R) CPU E5-2699 v4 @ 2.20GHz",
    "/ivybridge": "2 x Intel(R) Xeon(R) CPU E5-2697 v2 @ 2.70GHz",
    "gtx2080ti": "GeForce RTX 2080 Ti",
    "v100-isambard": "Tesla V100-SXM2-16GB",
    "v100-bluegem": "Tesla V100-PCIE-16GB",
    "p100-isambard": "Tesla P100-PCIE-16GB",
    "-v100_": "Tesla V100-SXM2-16GB",
    "-p100_": "Tesla P100-PCIE-16GB",
    "-a100_": "A100-SXM4-40GB MIG 7g.40gb",
    "-mi50_": "amd-mi50",
    "large-rome_": "2 x pthread-AMD EPYC 7742 64-Core Processor",
}
MISTIMED = {  # part of a path -> why nothing of it is entered
    "/acc-cray": "those of a K20X and of a K80 beat the sheet, so the times are not of whole kernels",
    "BabelStream-rome_": "805 MB of arrays, half of which fit in the 512 MB of cache; the runs on 13 GB are entered",
}


def rows(source: Upstream, source_id: str, left_out: list[str]) -> Iterator[Measurement]:
    """The best rate of each kernel and device, whatever the implementation; what is left out is told with the reason."""
    wanted = source.like(OWN) | source.like(STUDIES)
    best: dict[tuple[str, float, str, str], Measurement] = {}
    for name, content in source.read(wanted).items():
        if reason := next((why for part, why in MISTIMED.items() if part in name), ""):
            left_out.append(f"{name}: {reason}")
            continue
        for made in _file(source, source_id, name, content.decode(errors="replace"), left_out):
            key = (made.device_id, made.devices, made.workload, made.note)
            if key not in best or made.value > best[key].value:
                best[key] = made
    yield from best.values()


def _file(source: Upstream, source_id: str, name: str, text: str, left_out: list[str]) -> Iterator[Measurement]:
    """The rates of one file; of several sizes each is a run of its own."""
    called, count = _device(name, text)
    found = devices.find(called)
    if not found:
        left_out.append(f"{called}: no row of this device")
        return
    day = source.day(name)
    for part in re.split(r"(?=^(?:GPU-STREAM|BabelStream)$)", text, flags=re.MULTILINE):
        version, array = VERSION.search(part), ARRAY.search(part)
        for kernel, rate in LINE.findall(part):
            yield Measurement(
                device_id=found[0],
                devices=found[1] * count,
                quantity="memory_bandwidth_bytes_per_s",
                value=float(rate) * 1e6,
                workload=kernel.lower(),
                format="fp64",
                shape=f"{float(array[1]) * 1e6 / 8:.4g} elements" if array else "",
                protocol="burst",
                statistic="best",
                software=f"{version[1]} {version[2]}, {_compiler(name, part)}" if version else _compiler(name, part),
                measured_on=day,
                measured_on_meaning="published",
                source_id=source_id,
                locator=name,
                note=_ecc(name),
            )


def _device(name: str, text: str) -> tuple[str, int]:
    """What a file calls its device, and how many of it: processors run in pairs there."""
    place = next((called for part, called in BY_PLACE.items() if part in name), "")
    printed = DEVICE.search(text)
    if place.startswith("2 x "):
        return place.removeprefix("2 x "), 2
    if printed and (devices.find(printed[1]) or not place):
        return printed[1], 1
    folder, _, stem = name.rpartition("/")
    shown = re.sub(r"^BabelStream-(large-)?|_.*", "", stem) if "/2020/" in name else folder.removesuffix("/results")
    return place or shown.rpartition("/")[2], 1


def _compiler(name: str, text: str) -> str:
    """'CUDA, gcc-6.1': the implementation as printed, and what the name of the file says of its compiler."""
    printed = IMPLEMENTATION.search(text)
    stem = name.rpartition("/")[2].rpartition(".")[0]
    said = re.search(r"_((?:gcc|cce|pgi|intel|llvm|clang|aocc|hipsycl|hipcc|nvcc|aomp|dpcpp)[\w.-]*)_", stem)
    return ", ".join(filter(None, [printed[1] if printed else "", said[1] if said else ""]))


def _ecc(name: str) -> str:
    """Whether error correction was on, as the name of the file says."""
    found = re.search(r"ecc-(on|off)", name)
    return f"ECC {found[1]}" if found else ""
