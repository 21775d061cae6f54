"""What a reader supposes of the future, from a small TOML file: how fast memory doubles, how narrow formats get, steps."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..tables.errors import RequestError
from ..tables.formats import OPERAND_BYTES
from ..tables.units import decimal_year
from ..trends.selection import parse_day

NARROWEST_BITS = int(8 * min(OPERAND_BYTES.values()))


@dataclass(frozen=True)
class Step:
    """The bandwidth of new devices multiplied once, over and above its growth."""

    year: float
    factor: float


@dataclass(frozen=True)
class Scenario:
    """A future that is supposed; the default supposes nothing and goes on as before."""

    name: str = "as before"
    bandwidth_doubling_years: float | None = None  # None: as fitted
    narrowest_format_bits: int | None = None  # None: formats narrow as they have
    steps: tuple[Step, ...] = ()  # in order of time


KEYS = {"name", "hbm_doubling_time_years", "precision_floor_bits", "bandwidth_step"}


def read(path: Path) -> Scenario:
    """The scenario of a file; RequestError names the file, the key and what it takes."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'})") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RequestError(f"{path}: {error}; keys are {', '.join(sorted(KEYS))}") from None
    if unknown := sorted(set(told) - KEYS):
        raise RequestError(f"{path}: no key {unknown[0]!r}; keys are {', '.join(sorted(KEYS))}")
    floor = _positive(path, told, "precision_floor_bits")
    if floor is not None and floor != NARROWEST_BITS:
        raise RequestError(
            f"{path}: precision_floor_bits is {floor:g}; it can be {NARROWEST_BITS}, the narrowest format sold: below it there "
            "is no rate to go by, and above it the past would be another one, ask for --precision fp8 or fp16"
        )
    steps = told.get("bandwidth_step", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise RequestError(f"{path}: bandwidth_step is a table: [[bandwidth_step]], then on = 2029-01-01 and factor = 2")
    return Scenario(
        name=str(told.get("name", path.stem)),
        bandwidth_doubling_years=_positive(path, told, "hbm_doubling_time_years"),
        narrowest_format_bits=None if floor is None else int(floor),
        steps=tuple(sorted((_step(path, step) for step in steps), key=lambda step: step.year)),
    )


def _step(path: Path, told: dict[str, Any]) -> Step:
    if set(told) != {"on", "factor"}:
        raise RequestError(f"{path}: a bandwidth_step has the keys on and factor, not {', '.join(sorted(told)) or 'none'}")
    day, factor = parse_day(str(told["on"]), end=False), _positive(path, told, "factor")
    if day is None or factor is None:
        raise RequestError(f"{path}: a bandwidth_step needs both on and factor")
    return Step(decimal_year(day), factor)


def _positive(path: Path, told: dict[str, Any], key: str) -> float | None:
    """The number under a key, None where it is left out."""
    value = told.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise RequestError(f"{path}: {key} is {value!r}, it takes a positive number")
    return float(value)
