"""Closed results of MLPerf Inference, from the logs and the descriptions of systems that its repository publishes.

Of each device, benchmark and scenario of a round the best result for each device is kept. Results of the trademark's owner are
told with round, division and the unique id, which names suite, submitter and system.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from . import devices
from .row import Measurement
from .upstream import Upstream

RUN = r"(?P<system>[^/]+)/(?P<model>[^/]+)/(?P<scenario>\w+)"
LOG = rf"closed/(?P<submitter>[^/]+)/results/{RUN}/performance/run_1/mlperf_log_summary\.txt"
SYSTEM = r"closed/(?P<submitter>[^/]+)/systems/(?P<system>.+)\.json"
WEIGHTS = rf"closed/(?P<submitter>[^/]+)/(?:measurements|results)/{RUN}/[^/]+\.json"
SCENARIOS = {"offline": "offline", "server": "server", "interactive": "interactive", "singlestream": "single_stream"}
LATENCY = re.compile(r"^90(?:th|\.00) percentile latency \(ns\)\s*: (\d+)", re.MULTILINE)
TOKENS = re.compile(r"^(?:Completed t|T)okens per second\s*: ([\d.e+]+)", re.MULTILINE)
SAMPLES = re.compile(r"^(?:Completed s|S)amples per second\s*: ([\d.e+]+)", re.MULTILINE)
DAY = re.compile(r'"?build_date_local"?|test_datetime[" :,a-z]*(\d{4}-\d{2}-\d{2})')
DAY = re.compile(r'"?test_datetime"?[^\n]{0,20}?(\d{4}-\d{2}-\d{2})T')
FORMATS = {"fp32", "fp16", "bf16", "fp8", "fp4", "int8"}
WORDS = {"bfloat16": "bf16", "nvfp4": "fp4", "mxfp4": "fp4", "float16": "fp16", "float32": "fp32"}
Key = tuple[str, str]


def rows(source: Upstream, version: str, source_id: str, left_out: list[str]) -> Iterator[Measurement]:
    """The best valid result of each device, benchmark and scenario of the round `version`, as v5.1."""
    systems = _systems(source)
    best: dict[tuple[str, str, str], tuple[str, Measurement]] = {}
    logs = source.like(LOG)
    weights = _weights(source)
    for name, content in source.read(logs).items():
        told = logs[name]
        system = systems.get((told["submitter"], told["system"]))
        made = system and _result(content.decode(errors="replace"), told.groupdict(), system, version, source_id, left_out)
        if not made:
            continue
        form = weights.get((told["submitter"], told["system"], told["model"], told["scenario"]), "")
        made, key = replace(made, format=form), (made.device_id, made.model, made.workload)
        if key not in best or _better(made, best[key][1]):
            best[key] = name, made
    yield from _dated(source, _once(best))


def _once(best: dict[tuple[str, str, str], tuple[str, Measurement]]) -> list[tuple[str, Measurement]]:
    """The rows without those of an accuracy of 99% that are the very run of 99.9%, submitted for both."""
    strict = {
        (device, model.removesuffix(".9"), workload): row
        for (device, model, workload), (_, row) in best.items()
        if model[-2:] == ".9"
    }
    return [(name, row) for key, (name, row) in best.items() if key not in strict or strict[key].value != row.value]


def _dated(source: Upstream, best: list[tuple[str, Measurement]]) -> Iterator[Measurement]:
    """The rows with the day their log was begun; with that of its publication where it does not say."""
    details = source.read(name.replace("mlperf_log_summary", "mlperf_log_detail") for name, _ in best)
    for name, made in best:
        told = DAY.search(details.get(name.replace("mlperf_log_summary", "mlperf_log_detail"), b"").decode(errors="replace"))
        day, meaning = (told[1], "run") if told else (source.day(name), "published")
        yield replace(made, measured_on=day, measured_on_meaning=meaning)


def _better(one: Measurement, other: Measurement) -> bool:
    """Whether a result is above another for each device; of latencies below it."""
    if one.quantity == "seconds":
        return one.value < other.value
    return (one.quantity == other.quantity) and one.value / one.devices > other.value / other.devices


def _systems(source: Upstream) -> dict[Key, dict[str, Any]]:
    """Submitter and system -> its description."""
    found = source.like(SYSTEM)
    read = source.read(found)
    return {(found[n]["submitter"], found[n]["system"]): json.loads(content.decode("utf-8-sig")) for n, content in read.items()}


def _weights(source: Upstream) -> dict[tuple[str, ...], str]:
    """Submitter, system, model and scenario -> the format of the weights, '' where it names several."""
    found = source.like(WEIGHTS)
    made: dict[tuple[str, ...], str] = {}
    for name, content in source.read(found).items():
        try:
            told = json.loads(content.decode("utf-8-sig")).get("weight_data_types", "")
        except (ValueError, AttributeError):
            continue
        words = {WORDS.get(w, w) for w in re.findall(r"[a-z]+\d+", str(told).lower())} & FORMATS
        if len(words) == 1:
            made[tuple(found[name].groups())] = words.pop()
    return made


def _result(text: str, told: dict[str, str], system: dict[str, Any], version: str, source_id: str, left_out: list[str]):
    """The row of one log, None where it is not valid, of another scenario, or of a device of no row."""
    scenario = SCENARIOS.get(told["scenario"].lower())
    if not scenario or "Result is : VALID" not in text:
        return None
    pattern, quantity = (LATENCY, "seconds") if scenario == "single_stream" else (TOKENS, "tokens_per_s")
    value = pattern.search(text)
    if not value and scenario != "single_stream":
        value, quantity = SAMPLES.search(text), "samples_per_s"
    named, count = _device(system)
    found = devices.find(named)
    if not value or not found or not count:
        if value and named:
            left_out.append(f"{named}: no row of this device" if not found else f"{named}: no count of devices")
        return None
    status = str(system.get("status", "")).lower()
    suite = str(system.get("system_type", "")).replace(" ", "")
    return Measurement(
        device_id=found[0],
        devices=found[1] * count,
        quantity=quantity,
        value=float(value[1]) / (1e9 if quantity == "seconds" else 1),
        workload=f"mlperf_{scenario}",
        model=told["model"],
        protocol="served" if scenario in ("server", "interactive") else "sustained",
        statistic="90th percentile" if quantity == "seconds" else "result",
        software=_software(str(system.get("framework") or "")),
        source_id=source_id,
        locator=f"{suite}/closed/{told['submitter']}/{told['system']}",
        note=f"MLPerf Inference {version}, closed{'' if status == 'available' else ', ' + status}",
    )


def _device(system: dict[str, Any]) -> tuple[str, int]:
    """The name of the accelerator, of the processor where there is none, and how many the system has."""
    name = re.sub(r"\s+", " ", str(system.get("accelerator_model_name") or "")).strip()
    count = _whole(system.get("accelerators_per_node")) * (_whole(system.get("number_of_nodes")) or 1)
    if name.lower() in ("", "-", "n/a", "na", "none"):
        name = re.sub(r"\s+", " ", str(system.get("host_processor_model_name") or "")).strip()
        count = _whole(system.get("host_processors_per_node")) * (_whole(system.get("number_of_nodes")) or 1)
    if name in ("NVIDIA A100-SXM4", "NVIDIA A100-PCIe"):  # of before there were two capacities
        name = f"{name}, {system.get('accelerator_memory_capacity')}"
    return name, count


def _software(told: str) -> str:
    """The first two things that a description of software names, as 'TensorRT 10.2.0, CUDA 12.4'."""
    return ", ".join(part.strip() for part in re.split(r"[,;]", told)[:2])[:60].strip(" ,")


def _whole(value: Any) -> int:
    """A count as people write it: 8, '8', ''."""
    found = re.match(r"\d+", str(value if value is not None else ""))
    return int(found[0]) if found else 0
