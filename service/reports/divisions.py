"""What became of a file of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.reports import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.divisions import Divided

COUNTS = ("read", "added", "changed", "unchanged", "refused")
MOST = 20


def table(report: Divided) -> None:
    """Print the counts, what was mended, and what is wrong between the regions."""
    click.echo(printable(report.file))
    for name in COUNTS:
        click.echo(f"  {name:<10}{getattr(report, name):>8,}")
    _list("refused", report.refusals)
    _list("repaired", report.mended)
    _list("not where the file says", report.elsewhere)
    _list("not as areas beside each other should be; nothing was done about it", report.faults)
    for note in report.notes:
        click.echo(printable(f"note: {note}"))
    where = ", ".join(f"{parent} {n}" for parent, n in sorted(report.by_parent.items()))
    click.echo(f"  in the provinces: {where}")
    if report.revision is None:
        click.echo("Nothing changed, so there is no new revision.")
    else:
        click.echo(f"revision {report.revision.number} ({report.revision.revision_digest[:12]})")


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(f"  {title}:")
    for line in lines[:MOST]:
        click.echo(printable(f"    {line}"))
    if len(lines) > MOST:
        click.echo(f"    and {len(lines) - MOST:,} more")
