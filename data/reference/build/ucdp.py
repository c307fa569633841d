"""UCDP GED Pakistan 1989-2021 in our columns, without headlines and source articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.sources import own
from data.sources import read as read_file

if TYPE_CHECKING:
    from pathlib import Path

def build(shared: Path, out: Path) -> None:
    """Write incidents_ucdp.csv, ordered by day and id."""
    reading = read_file(shared / "data/incidents/ucdp_ged_pakistan_1989_2021.csv")
    if reading.problems:
        raise ValueError(f"{len(reading.problems)} rows cannot be read; the first: {reading.problems[0]}")
    rows = sorted(reading.rows, key=lambda row: (row["date_start"], int(row["source_id"])))
    (out / "incidents_ucdp.csv").write_text(own.write(rows), encoding="utf-8", newline="")
