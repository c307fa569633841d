"""Revisions and what changed between them, for a terminal, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click
import orjson

from service.reports import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.store import Revision
    from data.store.history import Cell, Diff, FieldChange

MOST = 40
"""Lines of one kind that a terminal gets; CSV and JSON have all."""
DOCUMENTS = {
    "source": "source {}",
    "default": "the default source",
    "regions": "regions of level {}",
    "reference": "reference data {}",
}


def json(content: object) -> None:
    """Print as JSON."""
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2))


def revisions(found: Sequence[Revision], form: str) -> None:
    """Print revisions, the newest first."""
    records = [r.record() for r in reversed(found)]
    if form == "json":
        json({"revisions": records})
    elif form == "csv":
        click.echo(as_csv([list(records[0]), *([*r.values()] for r in records)]), nl=False)
    else:
        for r in reversed(found):
            moved = f"+{r.added:,} ~{r.changed:,} -{r.deleted:,}" + (f", {r.refused:,} refused" if r.refused else "")
            about = " · ".join(part for part in (r.source, r.file, r.note) if part)
            said = f"{r.action:<9} {moved}  {about}  ({r.who})"
            click.echo(printable(f"{r.number:>4}  {r.time}  {r.revision_digest[:12]}  {said}"))


def changes(found: Diff) -> None:
    """Print rows that came, went or have other values, then what else changed."""
    click.echo(f"revision {found.a} to {found.b}: " + ", ".join(f"{n:,} {name}" for name, n in found.counts.items()))
    for change in found.changed:
        _line("changed", change.source, change.source_id, f"{change.date_start}  {change.place}")
        _fields(change.fields)
    _more(found.counts["changed"], len(found.changed))
    for name, rows in (("added", found.added), ("deleted", found.deleted)):
        for row in rows:
            said = f"{row['date_start']}  {row['place']}, {row['kind']}, killed {_shown(row['killed'], 'unknown')}"
            _line(name, str(row["source"]), str(row["source_id"]), said)
        _more(found.counts[name], len(rows))
    for document in found.documents:
        click.echo(printable(f"  {document.change:<8} {DOCUMENTS[document.kind].format(document.name)}"))
        if document.change == "changed" or document.kind == "regions":
            _fields(document.fields)


def _line(change: str, source: str, source_id: str, said: str) -> None:
    click.echo(printable(f"  {change:<8} {f'{source}:{source_id}':<18} {said}"))


def _fields(fields: Sequence[FieldChange]) -> None:
    for field in fields:
        click.echo(printable(f"             {field.name}: {_shown(field.old)} -> {_shown(field.new)}"))


def _more(n: int, shown: int) -> None:
    if n > shown:
        click.echo(f"  and {n - shown:,} more (--format csv has all)")


def _shown(value: Cell, nothing: str = "(empty)") -> str:
    return nothing if value in ("", None) else str(value)


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as CSV in UTF-8, with cells that no spreadsheet computes."""
    from data.refusals import harmless

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([harmless(str("" if v is None else v)) for v in row] for row in rows)
    return out.getvalue().encode()
