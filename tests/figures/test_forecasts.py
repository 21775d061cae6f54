"""Figures that draw forecasts draw the intervals that the commands print: widened by the record of other quantities."""

import pytest

from analysis.figures import forecast_calibration, gap_projection
from analysis.forecasts import views
from analysis.forecasts.forecast import forecast
from analysis.wall import gap
from analysis.writing import gap_report


@pytest.fixture(scope="module")
def projected():
    return gap_projection.numbers()


def test_the_fans_are_the_widened_forecasts_of_the_command(projected):
    series = gap.devices("fp16")
    fan = projected["panels"]["fp16"]["fans"]["95%"]
    plain = forecast(series, fan["year"][-1], 0.95)
    wide = views.widen(series, views.Outlook(plain, plain)).plain.trend
    assert (fan["low"][-1], fan["high"][-1]) == pytest.approx((wide.low, wide.high))
    assert fan["high"][-1] / fan["low"][-1] > plain.trend.high / plain.trend.low


@pytest.mark.parametrize("precision", ["fp16", "best"])
def test_the_years_are_those_of_the_command(projected, precision):
    panel = projected["panels"][precision]
    word = gap.devices(precision, "word")
    asked = gap_report.projection_record(
        gap.devices(precision), word, gap_projection.Scenario(), gap_projection.TARGETS, 0.95, calibrated=True
    )
    assert panel["targets"] == asked["targets"]
    assert panel["calibrated"]
    assert "widened" in projected["subtitle"]


def test_widened_intervals_of_the_trend_have_held_nearer_to_what_they_promise():
    drawn = forecast_calibration.numbers()
    for raw, wide in zip(drawn["coverage"]["trend"], drawn["coverage"]["trend, widened"], strict=True):
        assert abs(wide["held"] - wide["level"]) < abs(raw["held"] - raw["level"])
    held = drawn["coverage"]["trend, widened"][-1]["held"]
    assert f"held {held:.0%}," in drawn["title"]
