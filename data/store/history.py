"""What changed between two revisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import orjson

from data.sources import own
from data.store.revisions import documents_at, revision
from data.store.schema import LIVE_AT

if TYPE_CHECKING:
    import sqlite3

Cell = str | float | int | None


class FieldChange(NamedTuple):
    """One value of a row, before and after."""

    name: str
    old: Cell
    new: Cell


class RowChange(NamedTuple):
    """A row that is in both revisions with different values."""

    source: str
    source_id: str
    date_start: str
    place: str
    """The day and the place as they are in the second one, to know it by."""
    fields: tuple[FieldChange, ...]


class DocumentChange(NamedTuple):
    """A source, the choice of the default one, a level of regions or a file of reference data, not the same in both."""

    kind: str
    name: str
    change: str
    """added, changed or removed"""
    fields: tuple[FieldChange, ...]
    """What a source or the choice says, or of a level of regions how many there are."""


@dataclass(frozen=True, kw_only=True)
class Diff:
    """What leads from one revision to another.

    Attributes
    ----------
    added, deleted : list of dict
        Whole rows, in the order of source and id.
    changed : list of RowChange
    documents : list of DocumentChange
    """

    a: int
    b: int
    added: list[dict[str, Cell]]
    deleted: list[dict[str, Cell]]
    changed: list[RowChange]
    documents: list[DocumentChange]


MOVED = f"""
SELECT rev_from, rev_to, {", ".join(own.COLUMNS)} FROM incidents
WHERE (rev_from > :first AND rev_from <= :last) OR (rev_to > :first AND rev_to <= :last)
ORDER BY source, source_id
"""


def diff(db: sqlite3.Connection, a: int, b: int) -> Diff:
    """Compare two revisions, in either order.

    Raises
    ------
    NotFound
        One of them does not exist.
    """
    revision(db, a), revision(db, b)
    before, after = _moved(db, a, b)
    both = sorted(before.keys() & after.keys())
    changes = [(key, _fields(before[key], after[key])) for key in both]
    return Diff(
        a=a,
        b=b,
        added=[row for key, row in after.items() if key not in before],
        deleted=[row for key, row in before.items() if key not in after],
        changed=[
            RowChange(*key, str(after[key]["date_start"]), str(after[key]["place"]), fields)
            for key, fields in changes
            if fields
        ],
        documents=_documents(db, a, b),
    )


Keyed = dict[tuple[str, str], dict[str, Cell]]


def _moved(db: sqlite3.Connection, a: int, b: int) -> tuple[Keyed, Keyed]:
    """Give the rows that are live in one of the two only, as (those of a, those of b)."""
    of_a: Keyed = {}
    of_b: Keyed = {}
    for first, last, *values in db.execute(MOVED, {"first": min(a, b), "last": max(a, b)}):
        row = dict(zip(own.COLUMNS, values, strict=True))
        key = str(row["source"]), str(row["source_id"])
        if _live(first, last, a) and not _live(first, last, b):
            of_a[key] = row
        elif _live(first, last, b) and not _live(first, last, a):
            of_b[key] = row
    return of_a, of_b


def _live(first: int, last: int | None, at: int) -> bool:
    return first <= at and (last is None or last > at)


def _fields(old: dict[str, Cell], new: dict[str, Cell]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, old[name], new[name]) for name in own.COLUMNS if old[name] != new[name])


def _documents(db: sqlite3.Connection, a: int, b: int) -> list[DocumentChange]:
    old, new = ({(kind, name): digest for kind, name, digest in documents_at(db, n)} for n in (a, b))
    return [
        DocumentChange(
            *key, "added" if key not in old else "removed" if key not in new else "changed", _said(db, key, a, b)
        )
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def _said(db: sqlite3.Connection, key: tuple[str, str], a: int, b: int) -> tuple[FieldChange, ...]:
    old, new = (_told(key[0], _content(db, key, at)) for at in (a, b))
    return tuple(
        FieldChange(n, old.get(n), new.get(n)) for n in {**old, **new} if (old.get(n) or None) != (new.get(n) or None)
    )


def _content(db: sqlite3.Connection, key: tuple[str, str], at: int) -> bytes | None:
    named = f"SELECT content FROM documents WHERE kind = :kind AND name = :name AND {LIVE_AT}"
    row = db.execute(named, {"kind": key[0], "name": key[1], "at": at}).fetchone()
    return row[0] if row else None


def _told(kind: str, content: bytes | None) -> dict[str, Cell]:
    """Give what a document says that a person may want to compare."""
    if content is None or kind not in ("source", "default", "regions"):
        return {}
    said = orjson.loads(content)
    if kind == "regions":
        return {"regions": len(said["features"])}
    return {name: ", ".join(value) if isinstance(value, list) else value for name, value in said.items()}
