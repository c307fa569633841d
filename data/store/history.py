"""What changed between two revisions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import orjson

from data.sources import own
from data.store.revisions import documents_at, revision
from data.store.schema import LIVE_AT

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

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
    counts : dict of str to int
        How many rows were added, changed and deleted.
    added, deleted : list of dict
        Whole rows, in the order of source and id.
    changed : list of RowChange
    documents : list of DocumentChange
    """

    a: int
    b: int
    counts: dict[str, int]
    added: list[dict[str, Cell]]
    changed: list[RowChange]
    deleted: list[dict[str, Cell]]
    documents: list[DocumentChange]


KEY = (2 + own.COLUMNS.index("source"), 2 + own.COLUMNS.index("source_id"))
MOVED = f"""
SELECT rev_from, rev_to, {", ".join(own.COLUMNS)} FROM incidents
WHERE (rev_from > :first AND rev_from <= :last) OR (rev_to > :first AND rev_to <= :last)
ORDER BY source, source_id
"""


def diff(db: sqlite3.Connection, a: int, b: int, most: int | None = None) -> Diff:
    """Compare two revisions, in either order.

    Parameters
    ----------
    most : int, optional
        Give no more rows of each kind than so many; the counts are always whole.

    Raises
    ------
    NotFound
        One of them does not exist.
    """
    revision(db, a), revision(db, b)
    counts = dict.fromkeys(("added", "changed", "deleted"), 0)
    found = Diff(a=a, b=b, counts=counts, added=[], changed=[], deleted=[], documents=_documents(db, a, b))
    for old, new in _moved(db, a, b):
        fields = _fields(old, new) if old and new else ()
        kind = "changed" if fields else "added" if not old else "deleted" if not new else ""
        if kind:
            counts[kind] += 1
        if kind and (most is None or counts[kind] <= most):
            getattr(found, kind).append(_change(new, fields) if old and new else old or new)
    return found


Row = dict[str, Cell]


def _moved(db: sqlite3.Connection, a: int, b: int) -> Iterator[tuple[Row | None, Row | None]]:
    """Give each row that is live in one of the two only, as it is in a and as it is in b."""
    rows = db.execute(MOVED, {"first": min(a, b), "last": max(a, b)})
    for _, states in groupby(rows, key=itemgetter(*KEY)):
        old = new = None
        for first, last, *values in states:
            in_a, in_b = (first <= at and (last is None or last > at) for at in (a, b))
            if in_a != in_b:
                row: Row = dict(zip(own.COLUMNS, values, strict=True))
                old, new = (row, new) if in_a else (old, row)
        if old or new:
            yield old, new


def _change(row: Row, fields: tuple[FieldChange, ...]) -> RowChange:
    source, source_id, date_start, place = (str(row[n]) for n in ("source", "source_id", "date_start", "place"))
    return RowChange(source, source_id, date_start, place, fields)


def _fields(old: Row, new: Row) -> tuple[FieldChange, ...]:
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
