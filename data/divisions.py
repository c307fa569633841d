"""A user's own regions below the provinces: read, mended, given their parents, kept as a document of the store."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import file_digest
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from data.child import Limits, read_regions
from data.child.wire import REGION
from data.snapshots import REGIONS, regions_at, resolved
from data.sources import fields
from data.store import Draft
from geo.errors import NotFound, UnreadableFile
from geo.names import Named
from geo.partition import areas_km2, faults, mend, parents

if TYPE_CHECKING:
    from pathlib import Path

    from data.store import Revision, Store
    from geo.tables import Regions

LEVELS = ("district",)
"""What a user may bring; countries and provinces are part of the reference data."""
Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Division:
    """What to add, and how.

    Attributes
    ----------
    columns : dict of str to str
        The file's column by ours: id and name, and as far as there are any parent, pcode, name_fa and name_ur.
    """

    path: Path
    columns: dict[str, str]
    level: str = LEVELS[0]
    layer: str = ""
    limits: Limits = field(default_factory=Limits)
    note: str = ""


@dataclass(kw_only=True)
class Divided:
    """What became of a file of regions. ``read`` = ``added`` + ``changed`` + ``unchanged`` + ``refused``.

    Attributes
    ----------
    mended : list of str
        What was done to which shape.
    elsewhere : list of str
        Which regions do not lie where the file says; their province is the one that the file says, if it is known.
    faults : list of str
        Where regions overlap or leave gaps; nothing was done about these.
    by_parent : Counter of str
        Regions by the province that holds them.
    """

    file: str
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by_parent: Counter[str] = field(default_factory=Counter)
    revision: Revision | None = None


def add(store: Store, order: Division) -> Divided:
    """Add regions of a level to those that the store has; one whose id is there takes its place.

    Raises
    ------
    UnreadableFile
        The file cannot be read, or holds no region that can be taken in.
    StoreError
        The store cannot be written.
    """
    report, digest = Divided(file=order.path.name), _digest(order.path)
    found = _read(order, report)
    if _digest(order.path) != digest:
        raise UnreadableFile(f"{order.path.name}: was changed while it was read; nothing was stored. Add it again.")
    with store.writing() as db:
        draft = Draft(db)
        held = {r["properties"]["id"]: r for r in _held(draft, order.level)}
        fresh = {r["properties"]["id"]: r for r in _features(found, order, regions_at(db, draft.number), report)}
        if not fresh:
            why = report.refusals[0] if report.refusals else "it holds none"
            raise UnreadableFile(f"{order.path.name}: no region could be taken in; {why}")
        report.added = len(fresh.keys() - held.keys())
        report.changed = sum(held[id_] != fresh[id_] for id_ in fresh.keys() & held.keys())
        report.unchanged = len(fresh) - report.added - report.changed
        every = [*sorted((held | fresh).values(), key=lambda r: str(r["properties"]["id"]))]
        report.faults = [str(f) for f in faults(_ids(every), _shapes(every))]
        draft.put(REGIONS, order.level, orjson.dumps({"type": "FeatureCollection", "features": every}))
        note = order.note or f"{len(fresh):,} regions of level {order.level}"
        report.revision = draft.close("regions", file=report.file, sha256=digest, note=note)
    return report


def remove(store: Store, level: str) -> Revision:
    """Take the regions of a level away.

    Raises
    ------
    NotFound
        There are none.
    """
    with store.writing() as db:
        draft = Draft(db)
        note = f"no regions of level {level} any more"
        made = draft.close("regions", note=note) if draft.remove(REGIONS, level) else None
        if made is None:
            raise NotFound(f"there are no regions of level {level} to remove")
        return made


def listed(store: Store) -> dict[str, Regions]:
    """Give the regions of the newest revision by level."""
    with store.reading() as db:
        regions = regions_at(db, resolved(db, "latest").number)
    return {level: regions.at(level, "now") for level in dict.fromkeys(regions.level)}


def _digest(path: Path) -> str:
    if not path.is_file():  # whoever opens it says why
        return ""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read(order: Division, report: Divided) -> list[Record]:
    found: dict[str, Record] = {}
    with read_regions(order.path, order.columns, order.layer, order.limits) as incoming:
        report.notes = list(incoming.head.notes)
        for batch in incoming:
            for read in batch.to_pylist():
                row = read | {name: (read[name] or "").strip() for name in REGION}
                report.read += 1
                if problem := row["reason"] or _problem(row, found):
                    _refuse(report, row, problem)
                else:
                    found[row["id"]] = row
    return list(found.values())


def _problem(row: Record, found: dict[str, Record]) -> str | None:
    try:
        fields.ids("id", fields.filled("id", row["id"]))
        fields.filled("name", row["name"])
    except ValueError as error:
        return str(error)
    return f"id {row['id']} stands twice" if row["id"] in found else None


def _refuse(report: Divided, row: Record, why: str) -> None:
    report.refused += 1
    named = row["name"] or row["id"]
    report.refusals.append(f"row {row['line']}{f' ({named})' if named else ''}: {why}")


def _features(found: list[Record], order: Division, known: Regions, report: Divided) -> list[Record]:
    shapes, done = mend(shapely.from_wkb([row["geometry"] for row in found]))
    usable = np.array([shape is not None for shape in shapes], dtype=np.bool_)
    for row, shape, said in zip(found, shapes, done, strict=True):
        if shape is None:
            _refuse(report, row, said)
        elif said:
            report.mended.append(f"{row['id']} ({row['name']}): {said}")
    above = known.at("province", "now")
    country, named = dict(zip(above.id, above.country, strict=True)), _named(above)
    kept = [row for row, use in zip(found, usable, strict=True) if use]
    by_place, areas = parents(shapes[usable], above), areas_km2(shapes[usable])
    features = []
    for row, shape, place, km2 in zip(kept, shapes[usable], by_place, areas, strict=True):
        told = next(iter(named.find("", row["parent"])), "")
        parent, area = told or str(place), round(float(km2), 6)
        if not parent or not area:
            _refuse(report, row, "lies in no province of the reference data" if area else "is smaller than 1 m2")
            continue
        if row["parent"] and told != place:
            says = f"the file says {row['parent']}" + ("" if told else ", which is no province here")
            report.elsewhere.append(f"{row['id']} ({row['name']}): lies in {place or 'no province'}; {says}")
        report.by_parent[parent] += 1
        properties = {name: row[name] for name in REGION} | {
            "level": order.level,
            "country": country[parent],
            "parent": parent,
            "area_km2": area,
            "focus": None,
            "valid_from": None,
            "valid_to": None,
        }
        features.append(
            {"type": "Feature", "properties": properties, "geometry": orjson.loads(shapely.to_geojson(shape))}
        )
    return features


def _named(above: Regions) -> Named[str]:
    """Find the ids of provinces by what a file may call them."""
    columns = (above.id, above.name, above.name_fa, above.name_ur)
    return Named(
        (c, str(n), str(i)) for column in columns for c, n, i in zip(above.country, column, above.id, strict=True) if n
    )


def _held(draft: Draft, level: str) -> list[Record]:
    content = draft.get(REGIONS, level)
    found: list[Record] = orjson.loads(content)["features"] if content else []
    return found


def _ids(features: list[Record]) -> np.ndarray:
    return np.array([f["properties"]["id"] for f in features], dtype=object)


def _shapes(features: list[Record]) -> np.ndarray:
    return np.array([shapely.from_geojson(orjson.dumps(f["geometry"])) for f in features], dtype=object)
