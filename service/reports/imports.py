"""What became of an imported file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

import click
import orjson

from service.reports import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.importing import Progress
    from data.order import Report

COUNTS = ("read", "added", "changed", "unchanged", "deleted", "refused")
SHOWN = 10
MOST_PROBLEMS = 200


@contextmanager
def progress() -> Iterator[Progress]:
    """Show on standard error how far the reading is, as long as it lasts; nothing if nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("reading", total=1.0, rows=0)
        yield lambda rows, part: bar.update(task, completed=part, rows=rows)


def waiting() -> None:
    """Say that another import is under way."""
    click.echo("Another import is under way; waiting for it to end.", err=True)


def json(report: Report) -> str:
    """Give a report as JSON."""
    said = {f.name: getattr(report, f.name) for f in fields(report)}
    said |= {"revision": report.revision.record() if report.revision else None}
    said |= {name: dict(said[name].most_common()) for name in ("reasons", "flags")}
    said |= {"unmapped": {column: dict(words.most_common()) for column, words in report.unmapped.items()}}
    return orjson.dumps(said, option=orjson.OPT_INDENT_2).decode()


def table(report: Report) -> None:
    """Print a report: the counts, what was refused and why, what is doubtful, and what the sources cover now."""
    click.echo(f"{report.file}: {report.format} ({report.form})")
    for name in COUNTS:
        click.echo(f"  {name:<10}{getattr(report, name):>12,}")
    _counted("refused because", report.reasons)
    if report.refused_file:
        click.echo(f"  each of them, with its line, stands in {report.refused_file}")
    _counted("to be looked at", report.flags, meaning=_meanings())
    for column, words in report.unmapped.items():
        _counted(f"words for {column} that the vocabulary does not know", words)
    if report.absent:
        click.echo(f"  {report.absent:,} ids to delete were not in the store")
    for note in report.notes:
        click.echo(f"note: {note}")
    for record in report.sources:
        covers = f"complete for {', '.join(record['countries'])}, {record['first']} to {record['last']}"
        click.echo(f"source {record['id']}: {covers if record['complete'] else 'not complete: never a rate or a zero'}")
    click.echo(_outcome(report))


def _meanings() -> dict[str, str]:
    from geo.quality import FLAGS

    return dict(FLAGS)


def _counted(title: str, counts: dict[str, int], *, meaning: dict[str, str] | None = None) -> None:
    if not counts:
        return
    click.echo(f"  {title}:")
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, n in ordered[:SHOWN]:
        more = f": {meaning[word]}" if meaning and word in meaning else ""
        click.echo(printable(f"  {n:>12,}  {word}{more}"))
    if len(ordered) > SHOWN:
        click.echo(f"  {'':>12}  and {len(ordered) - SHOWN:,} more")


def _outcome(report: Report) -> str:
    if report.dry_run:
        return "A dry run: nothing was stored."
    if report.revision is None:
        return "Nothing changed, so there is no new revision."
    return (
        f"revision {report.revision.number} ({report.revision.revision_digest[:12]}); default source {report.default}"
    )


def problems(report: Report) -> None:
    """Say on standard error what reading a file had to leave out."""
    if report.refused:
        click.echo(f"{report.file}: {report.refused:,} of {report.read:,} rows could not be read:", err=True)
    for line in report.first_refused[:MOST_PROBLEMS]:
        click.echo(printable(f"  {line}"), err=True)
    if report.refused > len(report.first_refused[:MOST_PROBLEMS]):
        click.echo(f"  and {report.refused - len(report.first_refused[:MOST_PROBLEMS]):,} more", err=True)
    for note in report.notes:
        click.echo(f"note: {report.file}: {note}", err=True)
