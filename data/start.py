"""The first revision: the reference data and the bundled incidents, put into the store on first use."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from data import reference, registry
from data.sources import own
from data.store import WAIT_S, Draft, StoreError
from data.store.revisions import latest
from geo.tables import COUNTS

if TYPE_CHECKING:
    import sqlite3

    from data.store import Store
    from data.store.draft import Values

REFERENCE = "reference"
FILES = ("regions.geojson", "borders.geojson", "populations.csv", "sites.csv")
"""What a figure depends on; kept in the store, so that an old revision is answered with what it was answered with."""
BUNDLED = ("incidents_ucdp.csv", "incidents_curated.csv")
DEFAULT_SOURCE = "ucdp-ged"


def ready(store: Store) -> None:
    """Make revision 1 on first use, and one more where the program brings reference data that the store never had.

    Where these cannot be stored now, such as on a disk that is read-only, what is there still answers.
    """
    brought = {name: (reference.PATH / name).read_bytes() for name in FILES}
    if not store.is_current():
        _bring(store, brought, WAIT_S)
        return
    with store.reading() as db:
        begun, new = latest(db) is not None, _new(db, brought)
    if not begun:
        _bring(store, brought, WAIT_S)
    elif new:
        with suppress(StoreError):
            _bring(store, brought, wait_s=0)


def _bring(store: Store, brought: dict[str, bytes], wait_s: float) -> None:
    with store.writing(wait_s=wait_s) as db:
        draft = Draft(db)
        if draft.parent is None:
            _start(draft, brought)
        elif new := _new(db, brought):
            for name in new:
                draft.put(REFERENCE, name, brought[name])
            draft.close("reference", note=f"new reference data of the program: {', '.join(new)}")


def _start(draft: Draft, brought: dict[str, bytes], *, incidents: bool = True) -> None:
    for name, content in brought.items():
        draft.put(REFERENCE, name, content)
    added = 0
    if incidents:
        for record in orjson.loads((reference.PATH / "sources.json").read_bytes()):
            registry.put(draft, record)
        registry.choose(draft, DEFAULT_SOURCE, chosen=False)
        added = draft.upsert(bundled()).added
    draft.close("start", added=added, note="the reference data" + (" and the bundled incidents" if incidents else ""))


def only_reference(store: Store) -> None:
    """Make revision 1 of a store without the bundled incidents."""
    with store.writing() as db:
        _start(Draft(db), {name: (reference.PATH / name).read_bytes() for name in FILES}, incidents=False)


def bundled() -> list[Values]:
    """Read the bundled incidents."""
    texts = ((reference.PATH / name).read_text("utf-8") for name in BUNDLED)
    rows = (row for text in texts for row in csv.DictReader(io.StringIO(text)))
    return [tuple(_value(name, row[name]) for name in own.COLUMNS) for row in rows]


def _value(name: str, text: str) -> str | float | int | None:
    if name in ("lon", "lat"):
        return float(text) if text else None
    if name in COUNTS:
        return int(text) if text else None
    return text


def _new(db: sqlite3.Connection, brought: dict[str, bytes]) -> list[str]:
    """Name the reference files that no revision has ever had as they are now."""
    known = {(n, d) for n, d in db.execute("SELECT name, digest FROM documents WHERE kind = ?", (REFERENCE,))}
    return [name for name, content in brought.items() if (name, sha256(content).hexdigest()) not in known]
