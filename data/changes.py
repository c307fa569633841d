"""What changed between two revisions of a store, as records for JSON and CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.refusals import harmless
from data.store import Draft
from data.store.history import diff
from data.store.revisions import revision
from data.store.verify import faults as find_faults

if TYPE_CHECKING:
    from data.store import Revision, Store
    from data.store.history import Cell, Diff

HEADER = ("change", "source", "source_id", "field", "old", "new")


def between(store: Store, a: int, b: int, most: int | None = None) -> dict[str, object]:
    """Give the changes from one revision to another, at most so many rows of each kind; the counts are always whole."""
    with store.reading() as db:
        found = diff(db, a, b)
    return {
        "from": a,
        "to": b,
        "counts": {name: len(getattr(found, name)) for name in ("added", "changed", "deleted")},
        "added": found.added[:most],
        "changed": [
            {"source": c.source, "source_id": c.source_id, "fields": [f._asdict() for f in c.fields]}
            for c in found.changed[:most]
        ],
        "deleted": found.deleted[:most],
        "documents": [d._asdict() for d in found.documents],
    }


def table(found: Diff) -> str:
    """Write the changes as CSV: a line for each value of a row that came, went or is another."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(HEADER)
    for change, rows in (("added", found.added), ("deleted", found.deleted)):
        for row in rows:
            for name, value in row.items():
                if name not in ("source", "source_id") and value not in ("", None):
                    pair = ("", value) if change == "added" else (value, "")
                    write([change, *_cells(row["source"], row["source_id"], name, *pair)])
    for same in found.changed:
        for field in same.fields:
            write(["changed", *_cells(same.source, same.source_id, *field)])
    for document in found.documents:
        write([document.change, *_cells(document.kind, document.name), "", "", ""])
    return out.getvalue()


def _cells(*values: Cell) -> list[str]:
    return ["" if v is None else harmless(str(v)) for v in values]


def revert(store: Store, number: int, note: str) -> Revision | None:
    """Make the data what they were at a revision, as a new one; None if they are."""
    with store.writing() as db:
        revision(db, number)
        draft = Draft(db)
        added, ended = draft.return_to(number)
        return draft.close("revert", added=added, deleted=ended, note=note or f"as revision {number}")


def faults(store: Store) -> list[str]:
    """Recompute everything that the store says of itself, and say what is not so."""
    with store.reading() as db:
        return list(find_faults(db))
