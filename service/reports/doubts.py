"""Doubtful rows, by what is doubtful about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import numpy as np

from geo.quality import FLAGS
from service.reports import printable
from service.reports.history import as_csv, json

if TYPE_CHECKING:
    from geo.tables import Incidents

COLUMNS = ("source", "source_id", "date_start", "place", "district_name", "region_name", "lon", "lat", "precision")
MOST = 20
"""Rows of one flag that a terminal gets; CSV and JSON have all."""


def table(rows: Incidents, flag: str | None, form: str) -> None:
    """Print the rows that have a flag, or any."""
    held = {set_: set(set_.split("|")) for set_ in set(rows.flags)}
    wanted = (flag,) if flag else FLAGS
    found = [(f, i) for f in wanted for i, s in enumerate(rows.flags) if f in held[s]]
    if form == "table":
        _print(rows, found)
    else:
        records = [{"flag": f, **_record(rows, i)} for f, i in found]
        if form == "json":
            json({"flags": FLAGS, "rows": records})
        else:
            click.echo(as_csv([["flag", *COLUMNS], *([*r.values()] for r in records)]), nl=False)


def _print(rows: Incidents, found: list[tuple[str, int]]) -> None:
    for flag in dict.fromkeys(f for f, _ in found):
        mine = [i for f, i in found if f == flag]
        click.echo(f"{flag}, {len(mine):,} rows: {FLAGS[flag]}")
        for i in mine[:MOST]:
            r = _record(rows, i)
            named = ", ".join(str(r[c]) for c in ("place", "district_name", "region_name") if r[c])
            where = f"{r['lon']}, {r['lat']} ({r['precision']})"
            click.echo(printable(f"  {r['source']}:{r['source_id']}  {r['date_start']}  {named}  at {where}"))
        if len(mine) > MOST:
            click.echo(f"  and {len(mine) - MOST:,} more (--format csv has all)")
    if not found:
        click.echo("Nothing is doubtful.")


def _record(rows: Incidents, i: int) -> dict[str, object]:
    values = {name: getattr(rows, name)[i] for name in COLUMNS}
    places = {name: None if np.isnan(values[name]) else float(values[name]) for name in ("lon", "lat")}
    return {**values, **places, "date_start": str(values["date_start"])}
