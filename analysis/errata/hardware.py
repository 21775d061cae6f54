"""Errata of the hardware scaling figure, H1 to H12."""

from .recompute import Outcome, Paper, erratum, near


@erratum("H1")
def lane_rates(p: Paper) -> Outcome:
    rates = [2.5, 5, 8, 20, 16, 25, 32, 50, 64, 100]  # Gbit/s of a lane: PCIe 1-6 and NVLink 1-4, by date
    drawn = 2.5 * p.points[p.points["series"] == "interconnect"].sort_values("plotted_year")["plotted_value"]
    return f"plotted values x 2.5 Gbit/s = {', '.join(f'{v:.4g}' for v in drawn)}", all(
        near(v, r, 1e-5) for v, r in zip(drawn, rates, strict=True)
    )


@erratum("H2")
def whole_cards(p: Paper) -> Outcome:
    cards = [15.2, 64.0, 115.2, 512.0, 732.2, 320.3, 897.0, 448.0, 1555.0, 760.3, 1935.0, 2039.0]  # GB/s, TechPowerUp
    drawn = 15.2 * p.points[p.points["series"] == "dram"].sort_values("plotted_year")["plotted_value"]
    return f"plotted values x 15.2 GB/s = {', '.join(f'{v:.4g}' for v in drawn)}", all(
        near(v, c, 1e-4) for v, c in zip(drawn, cards, strict=True)
    )


@erratum("H3")
def four_sockets(p: Paper) -> Outcome:
    mckinley, montecito = (
        p.value("flops-intel-itanium-2-1ghz-4-way-2002") / 1e9,
        p.value("flops-intel-itanium-2-9000-4-way-2006") / 1e9,
    )
    line = f"{mckinley:.1f} / 4.0 = {mckinley / 4:.2f} processors, {montecito:.1f} / 12.8 = {montecito / 12.8:.2f} processors"
    return line, all(3 < n < 4 for n in (mckinley / 4.0, montecito / 12.8))


@erratum("H4")
def below_peak(p: Paper) -> Outcome:
    r10000, pentium = p.value("flops-mips-r10000-1997") / (2 * 195e6), p.value("flops-intel-pentium-2-xeon-1998") / 400e6
    return f"339 / (2 x 195) = {r10000:.2f}, 233 / 400 = {pentium:.2f} of the peak", r10000 < 0.9 and pentium < 0.9


@erratum("H5")
def number_format(p: Paper) -> Outcome:
    p100 = p.value("flops-nvidia-p100-sxm2-2017")
    return f"{p100 / 1e12:.1f} TFLOP/s = 2 x {p100 / 2e12:.1f}, the fp32 peak", near(p100, 2 * 10.6e12, 1e-3)


@erratum("H6")
def gtx_1080_month(p: Paper) -> Outcome:
    day = p.day("dram-nvidia-geforce-gtx-1080-2016")
    return f"plotted on {day}, sold from 2016-05-27", day == "2016-09-27"


@erratum("H7")
def pcie_4_early(p: Paper) -> Outcome:
    day = p.day("interconnect-pcie-4-2016")
    return f"plotted on {day}, released on 2017-10-05", day < "2017-10-05"


@erratum("H9")
def two_h100(p: Paper) -> Outcome:
    dram, flops = p.value("dram-nvidia-h100-pcie-80gb-2022"), p.value("flops-nvidia-h100-sxm5-2022")
    line = f"{dram / 1e9:,.0f} GB/s (PCIe) under {flops / 1e12:.1f} TFLOP/s (SXM5, 3,350 GB/s): {3350e9 / dram:.2f}"
    return line, near(dram, 2039e9, 1e-4) and near(flops, 989.5e12, 1e-4)


@erratum("H10")
def nvlinkdates(p: Paper) -> Outcome:
    drawn = p.day("interconnect-nvlink-2-2017"), p.day("interconnect-nvlink-3-2020")
    cards = p.day("flops-nvidia-v100-pcie-2017"), p.day("dram-nvidia-a100-pcie-40gb-2020")
    return f"plotted on {' and '.join(drawn)}, the days of the V100 and A100 PCIe cards", drawn == cards


@erratum("H11")
def two_dies(p: Paper) -> Outcome:
    boards = p.points.index[p.points["name"].str.contains("two dies")]
    return f"{len(boards)} boards of two dies", len(boards) == 4


@erratum("H12")
def first_of_january(p: Paper) -> Outcome:
    flops = p.points[p.points["series"] == "flops"]["plotted_on"]
    count = int(((flops.dt.month == 1) & (flops.dt.day == 1)).sum())
    return f"{count} of {len(flops)} compute points stand on the first of January", count == 25
