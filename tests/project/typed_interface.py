"""What a type checker must see of the public interface; mypy reads this file, nothing runs it."""

import datetime as dt
from typing import assert_type

import pandas as pd

import analysis as wall
from analysis.evidence.lines import Line
from analysis.tables.rows import Row
from analysis.workload.roofline import Profile

chip = wall.chip("H100")
assert_type(chip.peak("bf16"), float)
assert_type(chip.memory_bandwidth, float | None)
assert_type(chip.released_on, dt.date | None)
assert_type(chip.source("memory_bandwidth"), Line)
assert_type(wall.model("Llama-3-70B").name, str)
assert_type(wall.rows("accelerators"), tuple[Row, ...])
assert_type(wall.frame("accelerators"), pd.DataFrame)
assert_type(wall.fit(wall.series("memory/bandwidth", family="HBM")).growth(2), float)
assert_type(wall.profile("Llama-3-70B", chip, batch=32), Profile)
