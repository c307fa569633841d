"""What changed between two revisions of a store, as records for JSON and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from data import columnar
from data.derived import FOLDER, Derived
from data.store import Draft
from data.store.history import diff
from data.store.revisions import revision, revisions
from data.store.verify import faults as find_faults

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from data.store import Revision, Store
    from data.store.history import Cell, Diff, FieldChange
    from geo.tables import Incidents

HEADER = ("what", "change", "source", "id", "field", "old", "new")


def between(store: Store, a: int, b: int, most: int | None = None) -> dict[str, object]:
    """Give the changes from one revision to another, at most so many rows of each kind; the counts are always whole."""
    with store.reading() as db:
        found = diff(db, a, b, most)
    return {
        "from": a,
        "to": b,
        "counts": found.counts,
        "added": found.added,
        "changed": [c._asdict() | {"fields": _fields(c.fields)} for c in found.changed],
        "deleted": found.deleted,
        "documents": [d._asdict() | {"fields": _fields(d.fields)} for d in found.documents],
    }


def _fields(changes: Iterable[FieldChange]) -> list[dict[str, Cell]]:
    return [change._asdict() for change in changes]


def lines(found: Diff) -> Iterator[tuple[Cell, ...]]:
    """Give the changes in the columns of `HEADER`: a line for each value of what came, went or is another."""
    for change, rows in (("added", found.added), ("deleted", found.deleted)):
        for row in rows:
            for name, value in row.items():
                if name not in ("source", "source_id") and value not in ("", None):
                    pair = (None, value) if change == "added" else (value, None)
                    yield "incident", change, row["source"], row["source_id"], name, *pair
    for same in found.changed:
        for field in same.fields:
            yield "incident", "changed", same.source, same.source_id, *field
    for document in found.documents:
        named = (document.kind, document.change, None, document.name)
        yield from ((*named, *field) for field in document.fields) if document.fields else [(*named, None, None, None)]


def revert(store: Store, number: int, note: str) -> Revision | None:
    """Make the data what they were at a revision, as a new one; None if they are."""
    with store.writing() as db:
        revision(db, number)
        draft = Draft(db)
        added, ended = draft.return_to(number)
        return draft.close("revert", added=added, deleted=ended, note=note or f"as revision {number}")


def faults(store: Store) -> list[str]:
    """Recompute everything that the store says of itself, and say what is not so; then look at the derived files."""
    with store.reading() as db:
        return [*find_faults(db)] or [*(_derived(store.folder, db) if store.folder else ())]


def _derived(folder: Path, db: sqlite3.Connection) -> Iterator[str]:
    for made in revisions(db):
        found = columnar.read(Derived.of(folder, made))
        if found is not None and not _same(found, columnar.rows(db, made, found.flags)):
            yield f"{folder / FOLDER} does not hold the rows of revision {made.number}; delete it, and it is made anew"


def _same(one: Incidents, other: Incidents) -> bool:
    columns = zip(one.columns().values(), other.columns().values(), strict=True)
    return len(one) == len(other) and all(np.array_equal(a, b, equal_nan=a.dtype.kind in "fM") for a, b in columns)
