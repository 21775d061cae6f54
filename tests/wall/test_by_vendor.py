"""The gap by vendor: each vendor's line is its own fit, the common one is of vendors, and what is uncertain is said."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from analysis import RequestError
from analysis.__main__ import main
from analysis.wall import by_vendor, gap


@pytest.fixture(scope="module")
def found():
    """The 16-bit balance by vendor."""
    return by_vendor.by_vendor(gap.devices("fp16"))


def test_each_vendors_own_growth_is_that_of_its_devices_alone(found):
    every = gap.devices("fp16")
    assert sum(v.n for v in found.vendors) == len(every.ids)
    assert [v.n for v in found.vendors] == sorted((v.n for v in found.vendors), reverse=True)
    for vendor in found.vendors[:4]:
        own = gap.devices("fp16", where={"vendor": vendor.vendor})
        assert vendor.n == len(own.ids)
        assert vendor.growth_per_2_years == pytest.approx(own.fit().growth(2))
        assert vendor.growth_per_2_years_ci == pytest.approx(own.fit().growth_ci(2))
    assert all(v.growth_per_2_years is None for v in found.vendors if v.n < 3)


def test_vendors_speak_for_themselves_and_not_in_proportion_to_their_devices(found):
    low, high = found.common.growth_per_2_years_ci
    assert low < found.common.growth_per_2_years < high
    shrunken = [np.log10(v.shrunken_growth_per_2_years) for v in found.vendors]
    assert min(shrunken) < np.log10(found.common.growth_per_2_years) < max(shrunken)
    pooled = gap.devices("fp16").fit().growth(2)
    assert abs(found.common.growth_per_2_years - pooled) > 0.05  # what pooling devices hides
    assert found.common.df == sum(np.ptp(gap.devices("fp16", where={"vendor": v.vendor}).years) > 0 for v in found.vendors) - 1


def test_a_vendor_not_seen_is_less_certain_than_the_common_growth(found):
    low, high = found.spread.another_vendor_growth_per_2_years
    assert low < found.common.growth_per_2_years_ci[0]
    assert high > found.common.growth_per_2_years_ci[1]
    below, above = found.spread.sd_log10_per_year_ci
    assert below <= found.spread.sd_log10_per_year <= above


def test_a_singular_fit_and_few_vendors_are_said(found):
    assert found.singular == any("singular" in w for w in found.warnings)
    for sloped, told in ((by_vendor.FEW - 1, 1), (by_vendor.FEW, 0)):
        few = SimpleNamespace(converged=True, singular=False, sloped=sloped)
        assert len(by_vendor._warnings(few)) == told
    assert found.singular  # today: level and slope correlate by -1


def test_too_few_vendors_are_refused_in_a_line(capsys):
    with pytest.raises(RequestError, match="needs three"):
        by_vendor.by_vendor(gap.devices("fp16", where={"vendor": "NVIDIA"}))
    assert main(["gap", "--pool", "vendor", "--where", "vendor=NVIDIA"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_prints_what_the_record_has(found, capsys):
    assert main(["gap", "--pool", "vendor", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["common"]["growth_per_2_years"] == pytest.approx(found.common.growth_per_2_years)
    assert [v["vendor"] for v in record["vendors"]] == [v.vendor for v in found.vendors]
    assert {"vendor", "n", "growth_per_2_years", "growth_per_2_years_ci", "shrunken_growth_per_2_years"} <= set(
        record["vendors"][0]
    )
    assert {"vendors", "common", "spread", "warnings", "where", "level", "n"} <= set(record)
    assert main(["gap", "--pool", "vendor"]) == 0
    out = capsys.readouterr().out
    assert "NVIDIA" in out
    assert "Warning" in out
    assert max(map(len, out.splitlines())) <= 160
