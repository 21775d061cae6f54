"""A chip is found by id, label, name or its driver's name, and never by a guess."""

import pytest

import analysis as wall
from analysis.tables import frames

KNOWN = [
    ("NVIDIA H100 80GB HBM3", "nvidia-h100-sxm5-80gb"),
    ("NVIDIA H100 PCIe", "nvidia-h100-pcie-80gb"),
    ("NVIDIA H100 NVL", "nvidia-h100-nvl-94gb"),
    ("NVIDIA A100-SXM4-40GB", "nvidia-a100-sxm4-40gb"),
    ("NVIDIA A100-SXM4-80GB", "nvidia-a100-sxm4-80gb"),
    ("NVIDIA GH200 144G HBM3e", "nvidia-gh200-hbm3e-144gb"),
    ("NVIDIA GH200 480GB", "nvidia-gh200-hbm3-96gb"),
    ("Tesla V100-SXM2-32GB", "nvidia-tesla-v100-sxm2-32gb"),
    ("AMD Instinct MI355X", "amd-mi355x"),
    ("TPU v5 lite", "google-tpu-v5e"),
    ("TPU v6 lite", "google-tpu-v6e"),
    ("Apple M2 Ultra", "apple-m2-ultra"),
    ("H100", "nvidia-h100-sxm5-80gb"),
    ("nvidia-b200-sxm-180gb", "nvidia-b200-sxm-180gb"),
]
REFUSED = [
    ("NVIDIA H100X 7GB", "closest"),
    ("GPU", "closest"),
    ("NVIDIA", "closest"),
    ("", "names no chip"),
    (" ", "names no chip"),
    (None, "names no chip"),
    ("NVIDIA H100", "does not say which board"),
    ("NVIDIA A10G", "It is no A10"),
    ("NVIDIA A800-SXM4-40GB", "has no row"),
    ("AMD Instinct MI60 / MI50", "does not tell"),
    ("AMD Instinct MI250X", "each of 2 parts"),
    ("TPU v3", "each of 2 parts"),
    ("TPU7x", "each of 2 parts"),
    ("Tesla K80", "each of 2 parts"),
]


@pytest.mark.parametrize(("name", "row"), KNOWN)
def test_a_driver_s_name_is_one_row(name, row):
    assert wall.chip(name).id == row


@pytest.mark.parametrize(("name", "said"), REFUSED)
def test_what_is_no_name_of_one_row_is_refused_and_says_why(name, said):
    with pytest.raises(LookupError, match=said):
        wall.chip(name)


def test_every_name_of_the_table_is_its_row_or_says_why_not():
    for name, row, parts in frames.load("device_names")[["name", "accelerator_id", "devices_per_accelerator"]].to_numpy():
        if row and parts == 1:
            assert wall.chip(name).id == row
        else:
            with pytest.raises(LookupError):
                wall.chip(name)


def test_a_peak_is_dense_and_of_the_very_format():
    h100 = wall.chip("H100")
    assert h100.peak("bf16") == 989.4e12
    with pytest.raises(LookupError, match="has no fp4 peak in the table; it has fp64"):
        h100.peak("fp4")


def test_a_part_of_a_chip_has_its_share_and_the_same_balance():
    whole, part = wall.chip("amd-mi250x"), wall.chip("amd-mi250x").share(2)
    assert part.memory_bandwidth == whole.memory_bandwidth / 2
    assert part.peak("fp16") == whole.peak("fp16") / 2
    assert part.balance("fp16") == whole.balance("fp16")


def test_a_chip_says_its_source_and_is_short_to_read():
    h100 = wall.chip("H100")
    assert h100.source("memory_bandwidth").text == "3.35TB/s"
    assert "NVIDIA" in h100.source("bf16").publisher
    assert len(repr(h100).splitlines()) == 1
    assert "<table" in h100._repr_html_()
