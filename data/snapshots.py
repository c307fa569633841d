"""Build a Snapshot of one revision: from the store, or from a user's files in the place of all incidents."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely

from data import columnar, registry, vocabulary
from data.derived import Derived
from data.doubts import flagged
from data.shelf import shelf
from data.start import REFERENCE, ready
from data.store import Store, usual_folder
from data.store.revisions import latest, revision, revisions
from data.store.schema import LIVE_AT
from geo.errors import NotFound, SarhadError
from geo.shelf import no_shelf
from geo.snapshot import Snapshot
from geo.tables import Borders, Incidents, Populations, Regions, Sites
from geo.tally import tally

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from data.store import Revision
    from geo.columns import Words
    from geo.shelf import Arrays, Shelf

LONGEST = 18
"""Digits of a number that SQLite and Python still read."""
REGIONS = "regions"
"""The kind of document that holds one level of a user's own regions."""


def snapshot(version: str = "latest", *, data: Path | None = None) -> Snapshot:
    """Give the state of the data of a version.

    Parameters
    ----------
    version : str
        Its number, or ``latest``.
    data : Path, optional
        The data directory; ``SARHAD_DATA``, else the usual one if not given.

    Raises
    ------
    NotFound
        There is no such version.
    StoreError
        The store cannot be read, or not be made on first use.
    """
    store = Store(data or usual_folder())
    ready(store)
    return at(store, version)


def newest(store: Store) -> str:
    """Give the digest of the newest revision."""
    with store.reading() as db:
        return resolved(db, "latest").revision_digest


def log(store: Store) -> list[Revision]:
    """Give all revisions, the oldest first."""
    with store.reading() as db:
        return revisions(db)


def at(store: Store, version: str = "latest") -> Snapshot:
    """Give the state of a store at a version; see `snapshot`."""
    with store.reading() as db:
        return _snapshot(store, db, resolved(db, version))


def resolved(db: sqlite3.Connection, version: str) -> Revision:
    """Give the revision that a version means."""
    if version == "latest":
        found = latest(db)
        version = str(found.number if found else 0)
    if not (version.isascii() and version.isdigit() and len(version) <= LONGEST):
        raise NotFound(f"version {version[:LONGEST]!r} is not a number of a revision; accepted: 1 and up, or latest")
    return revision(db, int(version))


def _snapshot(store: Store, db: sqlite3.Connection, asked: Revision) -> Snapshot:
    raw, regions = _documents(db, asked.number, REFERENCE), regions_at(db, asked.number)
    files = Derived.of(store.folder, asked) if store.folder else None
    incidents = _incidents(db, asked, files, regions)
    keep = shelf(files) if files else no_shelf
    sources = registry.sources(registry.records(db, asked.number).values(), _spans(incidents, keep))
    usual = registry.default(db, asked.number)["id"]
    return Snapshot(
        revision=asked.number,
        digest=asked.revision_digest,
        regions=regions,
        borders=Borders.of(_features(raw["borders.geojson"])),
        populations=Populations.of(_table(raw["populations.csv"])),
        sources=sources,
        default_source=usual if usual in sources else next(iter(sources), ""),
        incidents=incidents,
        sites=Sites.of(_table(raw["sites.csv"])),
        names=_names(),
    ).on(keep)


def regions_at(db: sqlite3.Connection, number: int) -> Regions:
    """Give the regions of a revision: those of the reference data, and a user's own."""
    own = _documents(db, number, REGIONS)
    return _regions([_documents(db, number, REFERENCE)["regions.geojson"], *own.values()])


def derive(store: Store, db: sqlite3.Connection, made: Revision, flags: Words) -> None:
    """Make the derived files of a revision that is about to be stored, and work out what its first answer needs.

    Whoever serves it next need not: it finds them when it finds the revision. What cannot be made, such as on a disk
    that is full by now, holds up nothing.
    """
    if store.folder is not None:
        with suppress(OSError, SarhadError, MemoryError):
            columnar.write(db, made, Derived.of(store.folder, made), flags)
            state = _snapshot(store, db, made)
            tally(state, state.ask([]))


def _incidents(db: sqlite3.Connection, asked: Revision, files: Derived | None, regions: Regions) -> Incidents:
    """Open the derived file; where it is missing or wrong, make it, and where that cannot be, do without."""
    found: Incidents | None = columnar.read(files) if files else None
    if found is None:
        flags = flagged(columnar.doubted(db, asked.number), regions, date.fromisoformat(asked.time[:10]))
        if files:
            with suppress(OSError):
                columnar.write(db, asked, files, flags)
                found = columnar.read(files)
        found = found or columnar.rows(db, asked, flags)
    return found


def _documents(db: sqlite3.Connection, number: int, kind: str) -> dict[str, bytes]:
    found = db.execute(
        f"SELECT name, content FROM documents WHERE kind = :kind AND {LIVE_AT}", {"at": number, "kind": kind}
    )
    return dict(sorted(found))


def _spans(rows: Incidents, keep: Shelf) -> dict[str, tuple[date, date]]:
    """Give the first and the last day of each source."""
    kept = keep("spans", lambda: _days(rows))
    days = zip(kept["first"].tolist(), kept["last"].tolist(), strict=True)
    return dict(zip(kept["source"].tolist(), days, strict=True))


def _days(rows: Incidents) -> Arrays:
    words, code = rows.codes("source")
    days = [rows.date_start[code == i] for i in range(len(words))]
    ends = {"first": [d.min() for d in days], "last": [d.max() for d in days]}
    return {"source": np.array(words, dtype=object)} | {name: np.array(found, "M8[D]") for name, found in ends.items()}


def _regions(documents: list[bytes]) -> Regions:
    parts = [_features(content) for content in documents]
    names = dict.fromkeys(name for part in parts for name in part)
    return Regions.of({name: np.concatenate([_column(part, name) for part in parts]) for name in names})


def _column(part: dict[str, object], name: str) -> np.ndarray:
    missing = [None] * len(part["id"])  # type: ignore[arg-type]
    return np.array([*part.get(name, missing)], dtype=object)  # type: ignore[misc]


def _features(raw: bytes) -> dict[str, object]:
    features = orjson.loads(raw)["features"]
    names = features[0]["properties"].keys()
    columns: dict[str, object] = {name: [f["properties"][name] for f in features] for name in names}
    shapes = np.array([orjson.dumps(f["geometry"]).decode() for f in features], dtype=object)
    return columns | {"geometry": shapely.from_geojson(shapes)}


def _table(raw: bytes) -> dict[str, object]:
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    return {name: [row[name] for row in rows] for name in rows[0]}


def _names() -> dict[str, str]:
    terms = (*vocabulary.kinds(), *vocabulary.tactics(), *vocabulary.targets())
    return {t.id: t.name for t in terms} | {g.id: g.name for g in vocabulary.groups()}
