"""The history of the data: ``revisions``, ``diff``, ``revert``, ``verify`` and ``cite``."""

from __future__ import annotations

from pathlib import Path

import click

from service.commands.options import DATA, FORMAT, answered, opened, pairs, question

NUMBER = click.IntRange(min=1)


@click.command(epilog="Example: sarhad revisions --format csv")
@FORMAT
@DATA
def revisions(form: str, data: Path | None) -> None:
    """List the numbered states of the data: when, by whom, from which file, and what changed."""
    from data.snapshots import log
    from service.reports import history as report

    report.revisions(log(opened(data)), form)


@click.command(epilog="Example: sarhad diff 1 2    Example: sarhad diff 1 2 --figures --measure killed")
@click.argument("a", type=NUMBER)
@click.argument("b", type=NUMBER)
@click.option("--figures", is_flag=True, help="Ask both the question below, and show each figure that changed and why.")
@question
@FORMAT
@DATA
def diff(a: int, b: int, *, figures: bool, form: str, data: Path | None, **asked: str | None) -> None:
    """Show what leads from revision A to revision B: rows added, deleted, and changed with each value old and new."""
    from data.changes import HEADER, between, lines
    from data.snapshots import at
    from data.store.history import diff as compare
    from geo.movement import moved
    from service.reports import history as report
    from service.reports import movement

    if asked["version"] or asked["compare"]:
        raise click.UsageError("--version and --compare do not go with diff: A and B are what is compared.")
    if not figures and pairs(asked):
        raise click.UsageError("a question needs --figures: rows are compared whole.")
    store = opened(data)
    if figures:
        old, new = at(store, str(a)), at(store, str(b))
        movement.table(old, new, moved(old, new, pairs(asked)), form)
        return
    if form == "json":
        report.json(between(store, a, b))
        return
    with store.reading() as db:
        found = compare(db, a, b, report.MOST if form == "table" else None)
    if form == "csv":
        click.echo(report.as_csv([HEADER, *lines(found)]), nl=False)
    else:
        report.changes(found)


@click.command(epilog="Example: sarhad revert 1 --note 'the import of yesterday was the wrong file'")
@click.argument("number", type=NUMBER)
@click.option("--note", default="", help="A remark, kept with the revision.")
@DATA
def revert(number: int, *, note: str, data: Path | None) -> None:
    """Make the data what they were at revision NUMBER, as a new revision. Nothing is forgotten."""
    from data.changes import revert as back
    from data.store.history import diff as compare

    store = opened(data)
    made = back(store, number, note)
    if made is None:
        click.echo(f"The data are those of revision {number}; nothing changed.")
    else:
        moved = f"rows back: {made.added:,}, rows ended: {made.deleted:,}"
        click.echo(f"revision {made.number}: the data of revision {number}; {moved}")
        with store.reading() as db:
            for document in compare(db, made.number - 1, made.number).documents:
                click.echo(f"  {document.change}: {document.kind} {document.name}")


@click.command(epilog="Example: sarhad verify")
@DATA
def verify(data: Path | None) -> None:
    """Recompute every digest of the store, and say what is not as it was stored."""
    from data.changes import faults

    store = opened(data)
    found = faults(store)
    for fault in found:
        click.echo(fault)
    if found:
        click.get_current_context().exit(1)
    click.echo(f"{store.path}: all is as it was stored.")


@click.command(epilog="Example: sarhad cite --measure killed --from 2014-01-01 --to 2014-12-31")
@question
@DATA
def cite(data: Path | None, **asked: str | None) -> None:
    """Print how to cite a figure: its sources, version, digest and question, as text and as BibTeX."""
    from data.store.revisions import today
    from layers.citation import citation
    from service.reports import printable
    from service.settings import PROGRAM_VERSION

    state, query = answered(data, (), asked)
    for line in citation(state, query, program=PROGRAM_VERSION, day=today()).split("\n"):
        click.echo(printable(line))
