"""What comes: forecasts, and how well such forecasts would have done."""

import argparse

from .options import Commands, add_json, add_raw, add_row_options, add_series, chosen, new, print_json


def add(commands: Commands) -> None:
    """Add these commands to the parser."""
    forecast = new(commands, "forecast")
    add_series(forecast)
    forecast.add_argument("--at", type=float, required=True, metavar="YEAR", help="decimal year after the last row, as 2030")
    add_row_options(forecast)
    add_raw(forecast)
    forecast.set_defaults(run=run_forecast)

    hindcast = new(commands, "hindcast")
    hindcast.add_argument("series", metavar="SERIES", nargs="?", help="one of ours (default: every series)")
    add_row_options(hindcast)
    hindcast.add_argument(
        "--calibrated",
        action="store_true",
        help="compare ways to widen intervals until they hold, scored on series left out; takes half a minute",
    )
    hindcast.set_defaults(run=run_hindcast)

    score = new(commands, "score")
    score.add_argument("--issue", action="store_true", help="put the forecasts of today on record, once a month, never edited")
    add_json(score)
    score.set_defaults(run=run_score)


def run_score(options: argparse.Namespace) -> int:
    """Print how the forecasts on record have done."""
    from ..writing import record_report

    if options.issue:
        return _issue()
    record = record_report.record()
    print_json(record) if options.json else print(record_report.text(record))
    return 0


def _issue() -> int:
    """Write forecasts/YEAR-MONTH.json; RequestError where there is one."""
    import datetime as dt

    from ..tables.paths import output_folder
    from ..wall import on_record

    path = on_record.put_on_record(dt.datetime.now(dt.UTC).date(), folder=output_folder(on_record.FOLDER))
    print(f"{path} is on record; commit it with {on_record.SUMS} beside it, and never edit it")
    return 0


def run_forecast(options: argparse.Namespace) -> int:
    """Print both views of one series at one date."""
    from ..forecasts import views
    from ..writing import forecast_report

    series = chosen(options, options.series)
    seen = views.look(series, options.at, options.level)
    seen = seen if options.raw else views.widen(series, seen)
    print_json(forecast_report.record(series, seen)) if options.json else print(forecast_report.text(series, seen))
    return 0


def run_hindcast(options: argparse.Namespace) -> int:
    """Print the scores of the forecasting methods."""
    from ..forecasts import calibration, views
    from ..trends import catalogue
    from ..writing import calibration_report, forecast_report

    names = [options.series] if options.series else catalogue.names(ratios=False)
    if options.calibrated:
        asked = [chosen(options, options.series)] if options.series else calibration.recorded()
        record = calibration_report.record(asked)
        print_json(record) if options.json else print(calibration_report.text(record))
        return 0
    scores = views.hindcast_scores([chosen(options, name) for name in names])
    if options.series and len(scores):
        extra = {"surrogates": forecast_report.surrogate_records(chosen(options, options.series))}
    else:
        extra = {"paper_lines": views.paper_lines().to_dict("records")} if not options.series else {}
    record = {"series": list(names), "scores": scores.to_dict("records"), **extra}
    print_json(record) if options.json else print(forecast_report.hindcast_text(record))
    return 0
