"""The sources, for a terminal, as CSV or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.reports import printable
from service.reports.history import as_csv, json
from service.reports.imports import coverage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def table(found: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print the sources."""
    if form == "json":
        json({"sources": found})
    elif form == "csv":
        rows = [[" ".join(v) if isinstance(v, list) else v for v in record.values()] for record in found]
        click.echo(as_csv([list(found[0]) if found else [], *rows]), nl=False)
    else:
        for record in found:
            click.echo(printable(f"{record['id']}{' (default)' if record['default'] else ''}: {record['name']}"))
            n, days = record["incidents"], f", {record['first_incident']} to {record['last_incident']}"
            click.echo(f"  {n:,} incident{'' if n == 1 else 's'}{days if n else ''}; {coverage(record)}")
            taken = f"accessed {record['accessed']}" if record["accessed"] else "accessed on no known day"
            click.echo(printable(f"  records {', '.join(record['knows']) or 'nothing'}; {taken}; {record['licence']}"))
