"""Build a Snapshot: the bundled reference data with the bundled incidents, or with a user's files in their place."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely

from data import reference, vocabulary
from data.sources import Reading, own
from data.sources import read as read_file
from geo.coverage import Source
from geo.errors import NotFound, UnreadableFile
from geo.snapshot import Snapshot
from geo.tables import Borders, Incidents, Populations, Regions, Sites

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data.sources.reading import Row

BUNDLED = ("incidents_ucdp.csv", "incidents_curated.csv")
DEFAULT_SOURCE = "ucdp-ged"
REFERENCE = ("regions.geojson", "borders.geojson", "populations.csv", "sites.csv", "sources.json")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A Snapshot and what reading its files had to say."""

    snapshot: Snapshot
    readings: tuple[Reading, ...]


def snapshot(version: str = "latest", *, incidents: Sequence[Path] = ()) -> Snapshot:
    """Give the state of the data of a version; see `load` for what was left out on reading."""
    if version not in ("latest", "1"):
        raise NotFound(f"version {version!r} does not exist; accepted: latest")
    return load(incidents).snapshot


def load(incidents: Sequence[Path] = ()) -> Loaded:
    """Read the reference data and the bundled incidents, or the given files in place of all bundled incidents.

    Raises
    ------
    UnreadableFile
        A file cannot be read, or two of them bring the same incident.
    """
    readings = tuple(read_file(path) for path in incidents)
    rows = [row for reading in readings for row in reading.rows] if readings else _bundled_rows()
    sources = {s.id: s for s in _sources(readings)}
    raw = {name: (reference.PATH / name).read_bytes() for name in REFERENCE}
    state = Snapshot(
        revision=1,
        digest=revision_digest("", content_digest(rows), *(sha256(raw[n]).hexdigest() for n in REFERENCE)),
        regions=Regions.of(_features(raw["regions.geojson"])),
        borders=Borders.of(_features(raw["borders.geojson"])),
        populations=Populations.of(_table(raw["populations.csv"])),
        sources=sources,
        default_source=_default(sources),
        incidents=Incidents.of({name: [row.get(name, "") for row in rows] for name in own.COLUMNS}),
        sites=Sites.of(_table(raw["sites.csv"])),
        names=_names(),
    )
    return Loaded(snapshot=state, readings=readings)


def content_digest(rows: Sequence[Row]) -> str:
    """Name the content of rows by a hash that depends neither on their order nor on how they were split over files.

    Examples
    --------
    >>> a, b = {"source": "s", "source_id": "1"}, {"source": "s", "source_id": "2"}
    >>> content_digest([a, b]) == content_digest([b, a]) != content_digest([a])
    True
    """
    each = sorted(sha256(orjson.dumps([row.get(c, "") for c in own.COLUMNS])).digest() for row in rows)
    return sha256(b"".join(each)).hexdigest()


def revision_digest(parent: str, content: str, *parts: str) -> str:
    """Name a state by what it came from, its content and its reference data."""
    return sha256("\n".join((parent, content, *parts)).encode()).hexdigest()


def _bundled_rows() -> list[Row]:
    return [row for name in BUNDLED for row in csv.DictReader(io.StringIO((reference.PATH / name).read_text("utf-8")))]


def _sources(readings: Sequence[Reading]) -> list[Source]:
    if not readings:
        return [_source(s) for s in orjson.loads((reference.PATH / "sources.json").read_bytes())]
    found: dict[str, Source] = {}
    for reading in readings:
        for source in reading.sources:
            if source.id in found:
                raise UnreadableFile(
                    f"{reading.name}: source {source.id} comes from another file, too; join them first"
                )
            found[source.id] = source
    return list(found.values())


def _source(record: dict[str, str]) -> Source:
    days = {"first": date.fromisoformat(record.pop("from")), "last": date.fromisoformat(record.pop("to"))}
    lists = {name: tuple(record.pop(name)) for name in ("countries", "knows")}
    return Source(**record, **days, **lists)  # type: ignore[arg-type]


def _default(sources: dict[str, Source]) -> str:
    """Give the last complete source, else the last one."""
    if DEFAULT_SOURCE in sources:
        return DEFAULT_SOURCE
    return next((s.id for s in reversed(sources.values()) if s.complete), next(reversed(sources)))


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
