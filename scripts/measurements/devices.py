"""Which row of data/accelerators.csv a name is: what drivers report, what tables call devices; never a guess."""

from functools import cache

from analysis.tables import naming, rows

ALIASES = {  # what a benchmark calls a device -> its row; forms and capacities are in the name or in the system's description
    "A100-SXM4-40GB MIG 7g.40gb": "nvidia-a100-sxm4-40gb",  # the whole card as one instance
    "AMD Instinct MI300X 192GB HBM3": "amd-mi300x",
    "AMD Instinct MI300X-NPS1-SPX-192GB-750W": "amd-mi300x",
    "AMD MI300X-NPS1-SPX-192GB-750W": "amd-mi300x",
    "AMD Instinct MI325X 256GB HBM3e": "amd-mi325x",
    "AMD MI300X": "amd-mi300x",
    "AMD MI325X": "amd-mi325x",
    "AMD MI355X": "amd-mi355x",
    "GeForce GTX TITAN X": "nvidia-geforce-gtx-titan-x",
    "GeForce RTX 2080 Ti": "nvidia-geforce-rtx-2080-ti",
    "Intel Gaudi 2": "intel-gaudi-2-hl-225h",
    "Intel Gaudi 3": "intel-gaudi-3-hl-325l",
    "Intel(R) Xeon(R) CPU E5-2699 v4 @ 2.20GHz": "intel-xeon-e5-2699-v4",
    "Intel(R) Xeon(R) CPU E5-2697 v2 @ 2.70GHz": "intel-xeon-e5-2697-v2",
    "Intel(R) Xeon(R) Platinum 8280 CPU @ 2.70GHz": "intel-xeon-platinum-8280",
    "Intel(R) Xeon(R) Platinum 8380 CPU @ 2.30GHz": "intel-xeon-platinum-8380",
    "INTEL(R) XEON(R) 6980P": "intel-xeon-6980p",
    "INTEL(R) XEON(R) PLATINUM 8592+": "intel-xeon-platinum-8592-plus",
    "NVIDIA A100 PCIe": "nvidia-a100-pcie-80gb",  # of the MAMF table, whose bandwidth plays no part
    "NVIDIA A100 SXM": "nvidia-a100-sxm4-80gb",
    "NVIDIA A100-PCIe-80GB": "nvidia-a100-pcie-80gb",
    "NVIDIA A100-SXM-40GB": "nvidia-a100-sxm4-40gb",
    "NVIDIA A100-SXM-80GB": "nvidia-a100-sxm4-80gb",
    "NVIDIA A100-SXM4, 40 GB": "nvidia-a100-sxm4-40gb",
    "NVIDIA A100-SXM4, 80 GB": "nvidia-a100-sxm4-80gb",
    "NVIDIA B200 SXM": "nvidia-b200-sxm-180gb",
    "NVIDIA B200-SXM-180GB": "nvidia-b200-sxm-180gb",
    "NVIDIA B300 SXM": "nvidia-b300-sxm-270gb",
    "NVIDIA GB200 SXM": "nvidia-gb200-186gb",
    "NVIDIA GeForce RTX 4090 (Ada Lovelace)": "nvidia-geforce-rtx-4090",
    "NVIDIA GH200 Grace Hopper Superchip 144GB": "nvidia-gh200-hbm3e-144gb",
    "NVIDIA GH200 SXM": "nvidia-gh200-hbm3e-144gb",  # of the MAMF table: its note says 141GiB HBM3e
    "NVIDIA H100 SXM": "nvidia-h100-sxm5-80gb",
    "NVIDIA H100-NVL-94GB": "nvidia-h100-nvl-94gb",
    "NVIDIA H100-PCIe-80GB": "nvidia-h100-pcie-80gb",
    "NVIDIA H100-SXM-80GB": "nvidia-h100-sxm5-80gb",
    "NVIDIA H200 SXM": "nvidia-h200-sxm5-141gb",
    "NVIDIA H200-SXM-141GB": "nvidia-h200-sxm5-141gb",
    "NVIDIA L4-PCIe-24GB": "nvidia-l4",
    "NVIDIA T4": "nvidia-tesla-t4",
    "NVIDIA Tesla T4": "nvidia-tesla-t4",
    "QUALCOMM Cloud AI 100 PCIe/HHHL Pro": "qualcomm-cloud-ai-100-pro",
    "QUALCOMM Cloud AI 100 PCIe/HHHL Standard": "qualcomm-cloud-ai-100-standard",
    "RBLN ATOM": "rebellions-atom",
    "Tesla K20X": "nvidia-tesla-k20x",
    "Tesla K40": "nvidia-tesla-k40",
    "TPU v6": "google-tpu-v6e",  # the only one of its generation
    "pthread-AMD EPYC 7742 64-Core Processor": "amd-epyc-7742",
}


@cache
def _known() -> dict[str, tuple[str, float]]:
    """Every name -> row and how many of its devices one device of that name is: a driver shows a K80 as two."""
    found = {naming.slug(row["id"]): (row["id"], 1.0) for row in rows.read("accelerators")}
    for row in rows.read("device_names"):
        if row["accelerator_id"]:
            found[naming.slug(row["name"])] = (row["accelerator_id"], 1 / int(row["devices_per_accelerator"]))
    return found | {naming.slug(name): (row_id, 1.0) for name, row_id in ALIASES.items()}


def find(name: str) -> tuple[str, float] | None:
    """The row that a name is and the part of it that one device is; None where no row is known to be it."""
    return _known().get(naming.slug(name))
