"""What became of an imported file."""

from __future__ import annotations

import re
import shlex
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click
import orjson

from service.reports import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.importing import Progress
    from data.order import Order, Report

USUAL = {"kind": "other", "precision": "near"}
"""What is suggested where no column says it; whoever knows the table knows better."""
COUNTS = ("read", "added", "changed", "unchanged", "deleted", "refused")
SHOWN = 10
LONGEST = 120  # characters of a word or a reason
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
    click.echo(printable(f"{report.file}: {report.format} ({report.form})"))
    for name in COUNTS:
        click.echo(f"  {name:<10}{getattr(report, name):>12,}")
    if report.absent:
        click.echo(f"  {report.absent:,} ids to delete were not in the store")
    _counted("refused because", report.reasons)
    if report.refused_file:
        click.echo(printable(f"  each of them, with its line, stands in {report.refused_file}"))
    _counted("to be looked at", report.flags, meaning=_meanings())
    for column, words in report.unmapped.items():
        _counted(f"words for {column} that the vocabulary does not know", words)
    for record in report.sources:
        click.echo(printable(f"source {record['id']}: {coverage(record)}"))
    for note in report.notes:
        click.echo(printable(f"note: {note}"), err=True)
    click.echo(printable(_outcome(report)))


def coverage(record: Mapping[str, Any]) -> str:
    """Say what a source covers."""
    if not record["complete"]:
        return "not complete: never a rate or a zero"
    return f"complete for {', '.join(record['countries'])}, {record['first']} to {record['last']}"


def suggestion(order: Order, columns: Mapping[str, str]) -> str:
    """Give the command that reads a table of which only a guess says which column is what."""
    known = {
        ours: theirs
        for ours, theirs in columns.items()
        if ours != "source" and theirs.isprintable() and "=" not in theirs
    }
    constants = {name: value for name, value in USUAL.items() if name not in known}
    pairs = {"lon": "COLUMN", "lat": "COLUMN", "date_start": "COLUMN"} | known
    name = re.sub(r"\W+", "-", order.path.stem).strip("-") or "mine"
    words = ["sarhad", "import", str(order.path), "--map", _joined(pairs), "--source", order.how.source or name]
    words += ["--set", _joined(constants)] if constants else []
    for option in ("sheet", "layer", "encoding"):
        words += [f"--{option}", value] if (value := getattr(order.how, option)) else []
    said = f"For a table of your own, say which of its columns is what, such as\n  {printable(shlex.join(words))}"
    if "COLUMN" in pairs.values():
        said += "\nwith the right name in the place of each COLUMN"
    return said + ("\nwhere what follows --set holds for every row." if constants else "")


def _joined(pairs: Mapping[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in pairs.items())


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
        click.echo(printable(f"  {n:>12,}  {word if len(word) <= LONGEST else word[:LONGEST] + '…'}{more}"))
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
        click.echo(printable(f"{report.file}: {report.refused:,} of {report.read:,} rows could not be read:"), err=True)
    for line in report.first_refused[:MOST_PROBLEMS]:
        click.echo(printable(f"  {line}"), err=True)
    if report.refused > len(report.first_refused[:MOST_PROBLEMS]):
        click.echo(f"  and {report.refused - len(report.first_refused[:MOST_PROBLEMS]):,} more", err=True)
    for note in report.notes:
        click.echo(printable(f"note: {report.file}: {note}"), err=True)
