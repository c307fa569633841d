"""Recompute everything that the store says of itself."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from data.sources import own
from data.store.revisions import content_at, documents_at, revision_digest, revisions, row_digest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


def faults(db: sqlite3.Connection) -> Iterator[str]:
    """Give a sentence for everything that is not as it was written; none means that all is well.

    The database's own structure, the digest of every row and document there ever was, the content and revision digest
    of every revision, and that their numbers, counts and links agree.
    """
    yield from (f"the database is damaged: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok")
    for table, *_ in db.execute("PRAGMA foreign_key_check"):
        yield f"a row of {table} belongs to a revision that does not exist"
    yield from _rows(db)
    for kind, name, digest, content in db.execute("SELECT kind, name, digest, content FROM documents"):
        if sha256(content).hexdigest() != digest:
            yield f"the {kind} {name} is not what was stored"
    yield from _revisions(db)


def _rows(db: sqlite3.Connection) -> Iterator[str]:
    for number, digest, *row in db.execute(f"SELECT rev_from, digest, {', '.join(own.COLUMNS)} FROM incidents"):
        if row_digest(row) != digest:
            named = dict(zip(own.COLUMNS, row, strict=True))
            yield f"the row {named['source']}:{named['source_id']} of revision {number} is not what was stored"


def _revisions(db: sqlite3.Connection) -> Iterator[str]:
    parent = ""
    for position, found in enumerate(revisions(db), start=1):
        if found.number != position:
            yield f"revision {position} is missing"
            return
        if content_at(db, found.number) != found.content_digest:
            yield f"revision {found.number}: its rows are not those that it names"
        expected = revision_digest(parent, found.content_digest, documents_at(db, found.number))
        if expected != found.revision_digest:
            yield f"revision {found.number}: its digest does not name its state"
        came, went = _counts(db, found.number)
        if (came, went) != (found.added + found.changed, found.changed + found.deleted):
            yield f"revision {found.number}: {came} rows began and {went} ended in it, which is not what it counted"
        parent = found.revision_digest


def _counts(db: sqlite3.Connection, number: int) -> tuple[int, int]:
    began = db.execute("SELECT count(*) FROM incidents WHERE rev_from = ?", (number,)).fetchone()[0]
    ended = db.execute("SELECT count(*) FROM incidents WHERE rev_to = ?", (number,)).fetchone()[0]
    return int(began), int(ended)
