"""Likely pairs of the same event in two sources, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import numpy as np

from service.reports import printable
from service.reports.history import as_csv

if TYPE_CHECKING:
    from geo.duplicates import Pairs
    from geo.tables import Incidents

NUMBERS = ("lon", "lat", "killed")
COLUMNS = ("source", "source_id", "date_start", "place", "precision", "kind", "perpetrators", *NUMBERS, "notes", "urls")
MOST = 40


def table(a: Incidents, b: Incidents, found: Pairs, form: str) -> None:
    """Print pairs, the likeliest first: a line each for the two rows, or as CSV one line with both."""
    if form == "csv":
        header = ["distance_km", "days", "score", *(f"a_{c}" for c in COLUMNS), *(f"b_{c}" for c in COLUMNS)]
        rows = [
            [f"{found.distance_km[n]:.1f}", found.days[n], f"{found.score[n]:.3f}", *_cells(a, i), *_cells(b, j)]
            for n, (i, j) in enumerate(zip(found.a, found.b, strict=True))
        ]
        click.echo(as_csv([header, *rows]), nl=False)
        return
    click.echo(f"{len(found):,} likely pairs; nothing is merged.")
    for n, (i, j) in enumerate(zip(found.a[:MOST], found.b[:MOST], strict=True)):
        click.echo(f"{found.distance_km[n]:5.1f} km, {found.days[n]} days apart")
        for row in (_cells(a, i), _cells(b, j)):
            source, id_, day, place, precision, kind, who, _, _, killed, notes, _ = row
            said = f"{day}  {place} ({precision})  {kind} {who}, killed {killed or 'unknown'}  {notes[:80]}"
            click.echo(printable(f"    {source}:{id_}  {said}"))
    if len(found) > MOST:
        click.echo(f"and {len(found) - MOST:,} more (--format csv has all)")


def _cells(rows: Incidents, i: int) -> list[str]:
    return [_cell(getattr(rows, name)[i]) for name in COLUMNS]


def _cell(value: object) -> str:
    if isinstance(value, np.floating):
        return "" if np.isnan(value) else f"{value:g}" if value == int(value) else repr(float(value))
    return str(value)
