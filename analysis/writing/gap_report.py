"""The gap, its parts, its future and the demand as people and programs read them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..forecasts import calibration, views
from ..statistics.covariance import FEWEST_DF
from ..statistics.growth import TrendFit
from ..tables.paths import ROOT
from ..tables.units import multiple, significant
from ..trends import diagnostics
from ..trends.selection import Series
from ..wall import decomposition, demand, gap
from ..wall.projection import Projection, Target, bandwidth_doubling, project
from ..wall.scenario import Scenario
from . import forecast_report, report, terminal
from .terminal import columns, paragraph, terms

Record = dict[str, Any]
WORDS = {"fp16": "16 bit", "best": "best precision", "mixed": "mixed"}


def gap_record(
    series: Series, precision: str, per: str, level: float = 0.95, root: Path = ROOT, *, where: dict[str, str] | None = None
) -> Record:
    """The keys of `fit --json` for one ratio, and with them everything that speaks for and against it.

    `where` says which rows were asked for, so that only such announced devices are held against them.
    """
    fit = gap.fit(series, level)
    changes = gap.changes(series, root)
    rates = gap.side_by_side(root)
    coming = gap.coming(precision, per, root, where)
    scored = gap.announced(coming, series.fit(level)) if coming else ()
    return report.fit_record(series, fit) | {
        "precision": precision,
        "per": per,
        "where": dict(where or {}),
        "rows": list(series.ids),
        "contested": asdict(diagnostics.contested(series)) | {"words": report.contested(series)},
        "leave_one_out": report.leave_one_out_record(series) or None,
        "leave_one_vendor_out": report.left_out_record(gap.without_a_vendor(series, root)) or None,
        "changes": [asdict(c) for c in changes],
        "announced": [asdict(a) for a in scored],
        "side_by_side": [asdict(r) for r in rates],
        "undecided": list(gap.undecided(rates, changes)),
    }


def gap_text(record: Record) -> str:
    """A gap for a terminal: the ratio asked for, the table beside it, and what cannot be told."""
    lines = [paragraph(f"{record['title']}, per {record['per']}:"), terminal.named(_summary(record))]
    lines.append(terms.explained("CR2"))
    if record["changes"]:
        lines += ["", "What may have changed it:", columns([_change_cells(c) for c in record["changes"]])]
    lines += ["", "Growth every two years, side by side:", columns([rate_cells(r) for r in record["side_by_side"]], by="ratio")]
    if record["announced"]:
        lines += ["", "Announced, in no fit, and where in the forecast of a new device they lie:"]
        lines += [columns([_announced_cells(a, record["unit"]) for a in record["announced"]]), terms.explained("percentile")]
    return "\n".join([*lines, "", "The evidence cannot decide:", terminal.bullets(record["undecided"])])


def _summary(record: Record) -> dict[str, str]:
    """The ratio asked for: its growth, its rows, what one of them does to it."""
    low, high = record["growth_per_2_years_ci"]
    growth = (
        f"{multiple(record['growth_per_2_years'])} every two years ({record['level']:.0%}: {multiple(low)} to {multiple(high)})"
    )
    rows = {
        "growth": growth,
        "rows": f"n = {record['n']}, {record['first']} to {record['last']}, selection {record['selection']}",
        "errors": f"CR2 by vendor and generation, {record['df']:.3g} degrees of freedom{_few(record)}",
    }
    for name, key in (("one device dropped", "leave_one_out"), ("one vendor dropped", "leave_one_vendor_out")):
        if dropped := record[key]:
            ends = zip(dropped["growth_per_2_years"], dropped["without"], strict=True)
            rows[name] = " to ".join(f"{multiple(v)} (without {who})" for v, who in ends)
    return rows | ({"contested readings": record["contested"]["words"]} if record["contested"]["rows"] else {})


def _change_cells(change: Record) -> dict[str, str]:
    low, high = change["factor_ci"]
    factor = f"{multiple(change['factor'])} ({multiple(low)} to {multiple(high)})"
    return {"change": change["what"], "factor": factor, "p": f"{change['p_value']:.2f}", "devices": str(change["rows"])}


def _announced_cells(device: Record, unit: str) -> dict[str, str]:
    told = {"device": device["name"], "announced": device["date"], unit: significant(device["value"])}
    low, high = device["percentiles"]
    told |= {"percentile": f"{device['percentile']:.0%}"}
    return told | {"with contested readings": f"{low:.0%} to {high:.0%}" if low < high else ""}


def _few(record: Record) -> str:
    """A warning where the generations of a few rows are too few for the interval to be held to."""
    return ": too few clusters for a reliable interval" if record["df"] < FEWEST_DF else ""


def rate_cells(rate: Record) -> dict[str, str]:
    """One rate as the cells of a table."""
    low, high = rate["growth_per_2_years_ci"]
    return {
        "ratio": rate["what"],
        "precision": WORDS.get(rate["precision"], rate["precision"]),
        "per": rate["per"],
        "selection": rate["selection"],
        "since": rate["since"],
        "n": str(rate["n"]),
        "growth": multiple(rate["growth_per_2_years"]),
        "95% interval": f"{multiple(low)} to {multiple(high)}",
        "method": rate["method"],
    }


def target_words(target: Target, unit: str) -> str:
    """'10 times its value of 2022', '1,000 FLOP/byte'."""
    if target.kind == "factor":
        return f"{target.amount:g} times its value of {target.from_year:g}"
    return f"{target.amount:,.0f} {unit}"


def walk_words(found: Projection) -> str:
    """The walk's set in words; a value already reached is said to be, with the years it may be met again."""
    return "reached by the last yearly median" if found.reached else str(found.walk)


def projection_record(
    series: Series, per_word: Series, scenario: Scenario, targets: Sequence[Target], level: float, *, calibrated: bool = False
) -> Record:
    """When a balance reaches each target, in both views, with the score that each method has earned on this series."""
    wider = {m: calibration.widening_for(series, m) for m in calibration.CALIBRATED} if calibrated else None
    scores = views.hindcast_scores([series])
    found = project(series, per_word, scenario, tuple(targets), level, wider)
    return {
        "series": series.name,
        "selection": series.selection,
        "n": len(series.ids),
        "first": min(series.days).isoformat(),
        "last": max(series.days).isoformat(),
        "span_ends": float(2 * series.years.max() - series.years.min()),  # further ahead than the data look back
        "unit": series.unit,
        "scenario": asdict(scenario),
        "calibrated": calibrated,
        "bandwidth_doubling_years_as_fitted": bandwidth_doubling(series),
        "targets": [
            {"kind": p.target.kind, "amount": p.target.amount, "from": p.target.from_year if p.target.kind == "factor" else None}
            | {"words": target_words(p.target, series.unit)}
            | {"trend": forecast_report.crossing_record(p.trend), "random_walk": forecast_report.crossing_record(p.walk)}
            | {"reached_by_last_median": p.reached, "random_walk_words": walk_words(p)}
            for p in found
        ],
        "hindcast": scores.to_dict("records"),
    }


def projection_text(record: Record) -> str:
    """The targets in columns, one view beside the other, and below them what such forecasts have held."""
    rows = [
        {"reaches": t["words"], "fitted line": t["trend"]["text"], "random walk": t["random_walk_words"]}
        for t in record["targets"]
    ]
    head = f"{record['series']}, selection {record['selection']}, n = {record['n']}, to {record['last']};"
    told = "intervals widened by the record of other quantities" if record["calibrated"] else "raw intervals"
    lines = [paragraph(f"{head} if the future is: {record['scenario']['name']}; {told}"), columns(rows)]
    if record["scenario"]["bandwidth_doubling_years"] and (years := record["bandwidth_doubling_years_as_fitted"]):
        lines.append(paragraph(f"As fitted, the memory bandwidth of these chips doubles every {significant(years)} years.", "  "))
    held = {
        s["method"]: f"its raw 95% intervals held {s['coverage_95']:.0%} of {s['forecasts']:,} such forecasts"
        for s in record["hindcast"]
    }
    late = f"A year after {record['span_ends']:.0f} is further ahead than the data look back: not to be relied on."
    return "\n".join([*lines, terminal.named(held), paragraph(late, "  ")])


def decomposition_record(
    vendor: str, precision: str, since: str, root: Path = ROOT, *, where: dict[str, str] | None = None
) -> Record:
    """A vendor's chain of flagships, the parts of each step in log10, and those of all steps sold."""
    devices = decomposition.chain(vendor, precision, since, root, where)
    sold = [d for d in devices if not d.announced]
    return {
        "vendor": vendor,
        "precision": precision,
        "where": dict(where or {}),
        "devices": [asdict(d) for d in devices],
        "steps": [asdict(s) for s in decomposition.steps(devices)],
        "total": asdict(decomposition.step(sold[0], sold[-1])),
    }


def decomposition_text(record: Record) -> str:
    """The steps as factors: they multiply to the change of the balance; bandwidth lowers it."""
    names = {d["id"]: d["label"] for d in record["devices"]}
    steps = [*record["steps"], record["total"] | {"announced": False}]
    rows = [_step_cells(s, names) for s in steps]
    rows[-1]["step"] = f"all sold: {rows[-1]['step']}"
    balances = ", ".join(f"{d['label']} {significant(d['balance_flop_per_byte'])}" for d in record["devices"])
    head = f"{record['vendor']}, {WORDS.get(record['precision'], record['precision'])}, FLOP/byte: {balances}"
    note = "Factors: number format x matrix units x rest of compute x bandwidth = balance. * announced. -: not told apart."
    return "\n".join([paragraph(head), columns(rows), paragraph(note)])


def _step_cells(step: Record, names: dict[str, str]) -> dict[str, str]:
    def factor(key: str) -> str:
        return "-" if step[key] is None else multiple(10 ** step[key])

    return {
        "step": f"{names[step['start']]} -> {names[step['end']]}" + ("*" if step["announced"] else ""),
        "number format": factor("number_format"),
        "matrix units": factor("matrix_units"),
        "rest of compute": factor("rest_of_compute"),
        "both": factor("compute"),
        "bandwidth": factor("bandwidth"),
        "balance": factor("balance"),
    }


def demand_record(root: Path = ROOT) -> Record:
    """What models ask of one device, by bytes a weight and in device-years, with growth and with what is not disclosed."""
    held = {words: demand.to_hold(size, root) for words, size in demand.WEIGHT_BYTES.items()}
    trained = demand.to_train(root)
    return {
        "hold": {words: [asdict(n) for n in needs] for words, needs in held.items()},
        "train": [asdict(n) for n in trained],
        "hold_growth": _growth(demand.growth(held["16 bit"], "devices to hold")),
        "train_growth": _growth(demand.growth(trained, "device-years to train")),
        "disclosure": [asdict(d) for d in demand.disclosure(root)],
    }


def _growth(fit: TrendFit) -> Record:
    return {
        "growth_per_2_years": fit.growth(2),
        "growth_per_2_years_ci": fit.growth_ci(2),
        "n": fit.n,
        "words": report.growth_range(fit),
    }


def demand_text(record: Record) -> str:
    """The demand for a terminal."""
    hold = [
        {
            "year": needs[0]["date"][:4],
            "largest open model": needs[0]["name"],
            "on": needs[0]["device_name"],
            **{words: significant(n["devices"]) for words, n in zip(record["hold"], needs, strict=True)},
        }
        for needs in zip(*record["hold"].values(), strict=True)
    ]
    train = [
        {"year": n["date"][:4], "costliest known": n["name"], "on": n["device_name"], "device-years": significant(n["devices"])}
        for n in record["train"]
    ]
    told = [
        f"{d['years']}, {d['weights']}: {d['with_parameters']} of {d['models']} models say their size, "
        f"{d['with_training_flop']} have a known or estimated compute"
        for d in record["disclosure"]
    ]
    return "\n".join(
        [
            paragraph(f"Devices whose memory the weights fill: {record['hold_growth']['words']}"),
            columns(hold),
            "\n" + paragraph(f"Device-years at the dense 16-bit peak: {record['train_growth']['words']}"),
            columns(train),
            "\nWhat is not here is not missing at random:",
            *(paragraph(line, "  ", "    ") for line in told),
        ]
    )
