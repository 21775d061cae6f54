"""Put the forecasts of today on record: forecasts/YEAR-MONTH.json, written once and never edited.

    .venv/bin/python scripts/freeze.py

Prints the line that tests/wall/test_on_record.py holds of it, by which an edit is noticed.
"""

import datetime as dt
import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.tables.paths import ROOT, write
from analysis.wall import on_record


def main(day: dt.date | None = None, root: Path = ROOT) -> int:
    """Write the record of this month; exit 2 where there is one."""
    day = day or dt.datetime.now(dt.UTC).date()
    path = root / on_record.FOLDER / f"{day:%Y-%m}.json"
    if path.exists():
        print(f"{path.relative_to(root)} is on record; forecasts are never edited", file=sys.stderr)
        return 2
    path.parent.mkdir(exist_ok=True)
    write(path, on_record.text_of(on_record.issue(f"{day:%Y-%m}", day, root)))
    print(f'    "{day:%Y-%m}": "{hashlib.sha256(path.read_bytes()).hexdigest()}",')
    return 0


if __name__ == "__main__":
    sys.exit(main())
