"""What is doubtful: ``doubts``."""

from __future__ import annotations

from pathlib import Path

import click

from geo.quality import FLAGS
from service.commands.options import DATA, FORMAT, loaded


@click.command(epilog="Example: sarhad doubts --flag misplaced --source ucdp-ged --format csv")
@click.option("--flag", type=click.Choice([f for f in FLAGS if f != "repeated_id"]), help="Only this one.")
@click.option("--source", metavar="ID", help="Only the rows of this source.")
@click.option("--version", default="latest", metavar="N", help="The revision to look at.")
@FORMAT
@DATA
def doubts(*, flag: str | None, source: str | None, version: str, form: str, data: Path | None) -> None:
    """List the rows that look doubtful, and why; nothing was changed in them."""
    from geo.errors import BadQuery
    from service.reports import doubts as report

    state = loaded(data, (), version)
    if source is not None and source not in state.sources:
        raise BadQuery.unknown("source", source, state.sources)
    rows = state.incidents
    mine = rows.take(rows.source == source) if source else rows
    report.table(mine, flag, form)
