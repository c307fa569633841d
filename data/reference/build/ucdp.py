"""UCDP GED Pakistan 1989-2021 in our columns, without headlines and source articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.reference.build.inputs import csv_rows
from data.sources import own
from data.sources.ucdp import PROVIDER

if TYPE_CHECKING:
    from pathlib import Path


def build(shared: Path, out: Path) -> None:
    """Write incidents_ucdp.csv, ordered by day and id; a row that cannot be read is an error."""
    raw = csv_rows(shared / "data/incidents/ucdp_ged_pakistan_1989_2021.csv")
    read = [PROVIDER.incident(row) for row in raw if not PROVIDER.is_no_row(row)]
    rows = sorted(read, key=lambda row: (row["date_start"], int(row["source_id"])))
    (out / "incidents_ucdp.csv").write_text(own.write(rows), encoding="utf-8", newline="")
