"""The sources, for a terminal, as CSV or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.reports.history import as_csv, json

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
            click.echo(f"{record['id']}{' (default)' if record['default'] else ''}: {record['name']}")
            days = f"{record['first_incident']} to {record['last_incident']}" if record["incidents"] else "none"
            click.echo(f"  {record['incidents']:,} incidents, {days}; {_covers(record)}")
            taken = f"accessed {record['accessed']}" if record["accessed"] else "accessed on no known day"
            click.echo(f"  records {', '.join(record['knows']) or 'nothing'}; {taken}; {record['licence']}")


def _covers(record: Mapping[str, Any]) -> str:
    if not record["complete"]:
        return "not complete: never a rate or a zero"
    return f"complete for {', '.join(record['countries'])}, {record['first']} to {record['last']}"
