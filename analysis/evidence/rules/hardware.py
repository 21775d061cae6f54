"""Rules of accelerators, memory and links: the slips that other hardware tables carry, each with its usual cause."""

import itertools
import re
from collections.abc import Iterator

import numpy as np

from .core import Finding, Frame, rule, slip

FP16, BF16, FP8 = "peak_matrix_fp16_flop_per_s", "peak_matrix_bf16_flop_per_s", "peak_matrix_fp8_flop_per_s"
FP4, INT8, TF32 = "peak_matrix_fp4_flop_per_s", "peak_matrix_int8_op_per_s", "peak_matrix_tf32_flop_per_s"
BANDWIDTH, CAPACITY, LINK = "memory_bandwidth_bytes_per_s", "memory_capacity_bytes", "interconnect_bandwidth_bytes_per_s"
NVLINK_BYTES_PER_S = {"1": 40e9, "2": 50e9, "3": 50e9, "4": 50e9, "5": 100e9, "6": 100e9}  # one link, both directions
GENERATIONS = {  # in the order of their first device
    "NVIDIA": ["Tesla", "Fermi", "Kepler", "Maxwell", "Pascal", "Volta", "Turing", "Ampere", "Hopper", "Blackwell"],
    "AMD": ["CDNA 1", "CDNA 2", "CDNA 3", "CDNA 4", "CDNA 5"],
    "Google": ["TPU v1", "TPU v2", "TPU v3", "TPU v4", "TPU v5e", "TPU v6e", "TPU v7", "TPU v8"],
}  # fmt: skip


def peaks(frame: Frame) -> list[str]:
    """Names of the columns that hold peaks."""
    return [c for c in frame if c.startswith("peak_")]


@rule("sparse-for-dense", "accelerators")
def sparse_for_dense(frame: Frame) -> Iterator[Finding]:
    """fp16 and bf16 run at one rate, fp8 and int8 at one rate, fp8 at one or two times 16 bit, tf32 at a half or a quarter."""
    pairs = (
        (FP16, BF16, (1,)),
        (FP8, INT8, (1,)),
        (FP8, BF16, (1, 2)),
        (TF32, FP16, (0.5, 0.25, 1 / 3, 1)),
        (FP4, FP8, (1, 1.5, 2, 3)),
    )
    for column, other, expected in pairs:
        ratio = (frame[column] / frame[other]).to_numpy(float)
        for row in np.flatnonzero(np.isfinite(ratio)):
            if not any(abs(ratio[row] / e - 1) < 0.03 for e in expected):
                cause = (
                    "one of the two counts sparsity"
                    if any(abs(ratio[row] / e - f) < 0.06 for e in expected for f in (2, 0.5))
                    else slip(ratio[row])
                )
                problem = f"{frame[column][row]:g} is {ratio[row]:.3g} times {other}"
                yield Finding("accelerators", row, column, problem, f"probably {cause}; peaks here are dense")


@rule("precision-ladder", "accelerators")
def precision_ladder(frame: Frame) -> Iterator[Finding]:
    """A shorter format is at least as fast: fp8 as 16 bit, fp4 as fp8."""
    for short, long in ((FP8, BF16), (FP4, FP8), (FP4, BF16)):
        for row in np.flatnonzero(frame[short] < frame[long] * 0.99):
            yield Finding(
                "accelerators",
                row,
                short,
                f"{frame[short][row]:g} is below {long}, {frame[long][row]:g}",
                "cells swapped, or a slip?",
            )


@rule("bandwidth-width-rate", "accelerators")
def bandwidth_from_pins(frame: Frame) -> Iterator[Finding]:
    """Bandwidth is bus width times data rate, over eight bits, within 2%."""
    ratio = (8 * frame[BANDWIDTH] / (frame["memory_bus_width_bits"] * frame["memory_data_rate_bits_per_s"])).to_numpy(float)
    for row in np.flatnonzero(abs(np.log(ratio)) > 0.02):
        problem = f"{frame[BANDWIDTH][row]:g} is {ratio[row]:.3g} times width x rate / 8"
        yield Finding(
            "accelerators",
            row,
            BANDWIDTH,
            problem,
            f"probably {slip(ratio[row])}; a board of two dies, or reads and writes added?",
        )


@rule("capacity-binary", "accelerators", "evidence")
def binary_capacity(frame: Frame, lines: Frame) -> Iterator[Finding]:
    """A capacity is the label's GB times 1e9, unless its source prints GiB."""
    binary = lines[
        (lines["column"] == CAPACITY) & (lines["text_as_published"] + lines["unit_as_published"]).str.contains("iB|Gibi|MB")
    ]
    for row in np.flatnonzero((frame[CAPACITY] % 2**20 == 0) & (frame[CAPACITY] % 10**6 != 0)):
        if frame["id"][row] not in set(binary["row_id"]):
            problem = f"{frame[CAPACITY][row]:.0f} is {frame[CAPACITY][row] / 2**30:g} GiB"
            yield Finding(
                "accelerators",
                row,
                CAPACITY,
                problem,
                "write the number of the label times 1e9, or give evidence that prints GiB",
            )


@rule("memory-level", "accelerators")
def memory_level(frame: Frame) -> Iterator[Finding]:
    """On-chip SRAM is never DRAM, and DRAM is slower than 60 TB/s."""
    sram = frame["memory_type"].str.contains("SRAM")
    for row in np.flatnonzero(sram != (frame["memory_level"] == "sram")):
        problem = f"memory of type {frame['memory_type'][row]!r} at level {frame['memory_level'][row]!r}"
        yield Finding("accelerators", row, "memory_level", problem, "on-chip SRAM is level sram, all other memory dram")
    for row in np.flatnonzero((frame["memory_level"] == "dram") & (frame[BANDWIDTH] > 60e12)):
        yield Finding(
            "accelerators",
            row,
            BANDWIDTH,
            f"{frame[BANDWIDTH][row]:g} byte/s from DRAM",
            "bits for bytes, a whole system, or on-chip memory?",
        )


@rule("link-both-ways", "accelerators")
def link_both_ways(frame: Frame) -> Iterator[Finding]:
    """NVLink bandwidth is links times the rate of a link, both directions."""
    for row, (kind, bandwidth) in enumerate(zip(frame["interconnect_type"], frame[LINK], strict=True)):
        match = re.match(r"NVLink (\d) \((\d+) links", kind)
        if match and np.isfinite(bandwidth):
            ratio = bandwidth / (NVLINK_BYTES_PER_S[match[1]] * int(match[2]))
            if abs(ratio - 1) > 0.02:
                cause = "one direction only" if abs(ratio - 0.5) < 0.01 else slip(ratio)
                yield Finding(
                    "accelerators", row, LINK, f"{bandwidth:g} is {ratio:.3g} times its {match[2]} links", f"probably {cause}"
                )


@rule("board-for-die", "accelerators")
def board_for_die(frame: Frame) -> Iterator[Finding]:
    """Variants of one design with as many dies have about the same fp32 peak: twice as much is a board counted for a device."""
    fp32 = frame["peak_vector_fp32_flop_per_s"]
    usual = fp32.groupby([frame["design"], frame["dies"]]).transform("median")
    for row in np.flatnonzero((fp32 / usual - 2).abs() < 0.1):
        problem = f"{fp32[row]:g} is twice the usual peak of design {frame['design'][row]}"
        yield Finding("accelerators", row, "peak_vector_fp32_flop_per_s", problem, "a board of two dies, or two devices?")


@rule("balance-range", "accelerators")
def balance_range(frame: Frame) -> Iterator[Finding]:
    """The balance of a device lies between 0.1 and 5,000 FLOP per byte."""
    for column in peaks(frame):
        balance = (frame[column] / frame[BANDWIDTH]).to_numpy(float)
        for row in np.flatnonzero((balance > 5000) | ((balance < 0.1) & (frame["memory_level"] == "dram"))):
            problem = f"{frame[column][row]:g} over {frame[BANDWIDTH][row]:g} byte/s is {balance[row]:.3g} FLOP per byte"
            yield Finding("accelerators", row, column, problem, f"probably {slip(1000.0)} in one of the two")


@rule("rows-alike", "accelerators")
def rows_alike(frame: Frame) -> Iterator[Finding]:
    """No two rows share all their numbers."""
    columns = [*peaks(frame), BANDWIDTH, CAPACITY, LINK, "tdp_watts"]
    known = frame[columns].notna().sum(axis=1) >= 4
    for row in np.flatnonzero(known & frame.duplicated([*columns, "released_on"])):
        yield Finding(
            "accelerators",
            row,
            "id",
            "all its numbers are those of a row above",
            "was the row copied? variants differ in some number",
        )


@rule("label-unique", "accelerators")
def labels_unique(frame: Frame) -> Iterator[Finding]:
    """A label names one row."""
    for row in np.flatnonzero((frame["label"] != "") & frame["label"].duplicated()):
        yield Finding(
            "accelerators", row, "label", f"{frame['label'][row]!r} names a row above too", "make it distinct or leave it blank"
        )


@rule("dates-in-order", "accelerators")
def dates_in_order(frame: Frame) -> Iterator[Finding]:
    """The first device of a generation is not older than that of the generation before."""
    for vendor, order in GENERATIONS.items():
        own = frame[(frame["vendor"] == vendor) & frame["generation"].isin(order) & frame["released_on"].notna()]
        first = own.loc[own.groupby("generation")["released_on"].idxmin()].set_index("generation")["released_on"]
        known = [g for g in order if g in first.index]
        for before, after in itertools.pairwise(known):
            if first[after] < first[before]:
                row = own[(own["generation"] == after)]["released_on"].idxmin()
                problem = f"{first[after]:%Y-%m-%d} is before the first device of {before}, {first[before]:%Y-%m-%d}"
                yield Finding(
                    "accelerators", row, "released_on", problem, "a slip in the year, or an announcement taken for a release?"
                )


@rule("status-date", "accelerators")
def status_date(frame: Frame) -> Iterator[Finding]:
    """A date says what it is, and what ships has one."""
    blank = frame["released_on"].isna()
    for row in np.flatnonzero((~blank) & ((frame["released_on_precision"] == "") | (frame["released_on_meaning"] == ""))):
        yield Finding(
            "accelerators",
            row,
            "released_on",
            "a date without its precision or meaning",
            "fill released_on_precision and released_on_meaning",
        )
    for row in np.flatnonzero(blank & (frame["status"] == "shipping")):
        yield Finding(
            "accelerators", row, "released_on", "a shipping product without a date", "it cannot be in any trend; find the date"
        )
    for row in np.flatnonzero((frame["status"] == "announced") & (frame["released_on_meaning"] == "availability")):
        yield Finding(
            "accelerators",
            row,
            "status",
            "announced, yet its date is of availability",
            "if it can be bought, its status is shipping",
        )


@rule("coarse-date", "accelerators", "models", "architectures")
def coarse_dates(*frames: Frame) -> Iterator[Finding]:
    """A month, quarter or year stands on its first day."""
    for name, frame, column in zip(
        ("accelerators", "models", "architectures"), frames, ("released_on", "published_on", "published_on"), strict=True
    ):
        day, precision = frame[column], frame[f"{column}_precision"]
        wrong = ((precision == "month") & (day.dt.day != 1)) | (
            (precision == "quarter") & ((day.dt.day != 1) | (day.dt.month % 3 != 1))
        )
        wrong |= (precision == "year") & ((day.dt.day != 1) | (day.dt.month != 1))
        for row in np.flatnonzero(wrong.fillna(False)):
            problem = f"{day[row]:%Y-%m-%d} of precision {precision[row]}"
            yield Finding(name, row, column, problem, "write the first day of the period, or the finer precision")


@rule("memory-generation", "memory")
def memory_generations(frame: Frame) -> Iterator[Finding]:
    """Bandwidth of a generation is width times data rate, over eight bits, within 2%; the top grade is not below the first."""
    for grade in ("launch", "standard", "top"):
        rate, column = frame[f"data_rate_per_pin_{grade}_bits_per_s"], f"bandwidth_{grade}_bytes_per_s"
        ratio = (8 * frame[column] / (frame["width_bits"] * rate)).to_numpy(float)
        for row in np.flatnonzero(abs(np.log(ratio)) > 0.021):
            yield Finding(
                "memory",
                row,
                column,
                f"{frame[column][row]:g} is {ratio[row]:.3g} times width x rate / 8",
                f"probably {slip(ratio[row])}",
            )
    for row in np.flatnonzero(frame["bandwidth_top_bytes_per_s"] < frame["bandwidth_launch_bytes_per_s"]):
        yield Finding("memory", row, "bandwidth_top_bytes_per_s", "the fastest grade is slower than the first", "cells swapped?")


@rule("link-lanes", "interconnects")
def link_lanes(frame: Frame) -> Iterator[Finding]:
    """A port of some lanes is their rate both ways, at most a line code of 8b/10b less."""
    lanes = frame["per"].map({"x16 port": 16, "x4 port": 4})
    ratio = (8 * frame["bandwidth_bytes_per_s"] / (2 * lanes * frame["signalling_rate_bits_per_s"])).to_numpy(float)
    for row in np.flatnonzero((ratio < 0.79) | (ratio > 1.05)):
        cause = "one direction only" if abs(ratio[row] - 0.5) < 0.02 else slip(ratio[row])
        problem = f"{frame['bandwidth_bytes_per_s'][row]:g} is {ratio[row]:.3g} times its lanes, both ways"
        yield Finding("interconnects", row, "bandwidth_bytes_per_s", problem, f"probably {cause}")
