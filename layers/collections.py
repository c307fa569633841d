"""The tables as collections of features, each feature serialised once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from geo import terms
from geo.errors import NotFound
from geo.locate import NOWHERE
from layers.features import feature, points, records
from layers.words import MANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.columns import Objects
    from geo.snapshot import Snapshot
    from geo.tables import Regions, Table

NAMES = ("incidents", "sites", "districts", "provinces", "countries", "borders")
TITLES = {
    "incidents": "Incidents, one point each; a null geometry where no place is known",
    "sites": "Operations across a border, as far as they are publicly known",
    "districts": "Districts, where somebody has added them",
    "provinces": "Provinces of Pakistan, Iran and Afghanistan",
    "countries": "Pakistan, Iran and Afghanistan",
    "borders": "Border lines between the three countries",
}


LEVELS = {name: level for level, name in MANY.items()}
"""The collections of regions, with their levels."""


@dataclass(frozen=True, eq=False)
class Collection:
    """Features in a fixed order, ready to be joined.

    Attributes
    ----------
    ids : tuple of str
        Unique; paging goes by them.
    features : tuple of bytes
        Each one a GeoJSON Feature.
    """

    ids: tuple[str, ...]
    features: tuple[bytes, ...]

    def take(self, rows: Iterable[int]) -> Collection:
        """Select features by position."""
        picked = list(rows)
        return Collection(tuple(self.ids[i] for i in picked), tuple(self.features[i] for i in picked))


def collection(snapshot: Snapshot, name: str) -> Collection:
    """Give a whole collection.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> found = collection(two_squares([(0.5, 0.5)]), "incidents")
    >>> found.ids, orjson.loads(found.features[0])["properties"]["region"]
    (('s:0',), 'A')
    """
    if name == "incidents":
        return _incidents(snapshot)
    if name in LEVELS:
        return regions(snapshot, LEVELS[name], epoch="now")
    if name == "borders":
        return _made(snapshot.borders, snapshot.borders.geometry)
    return _made(snapshot.sites, points(snapshot.sites.lon, snapshot.sites.lat))


def regions(snapshot: Snapshot, level: str, *, epoch: str) -> Collection:
    """Give the regions of a level as they are, or as they were.

    Raises
    ------
    NotFound
        Districts were asked for, and nobody has added any.
    """
    found: Regions = snapshot.regions.at(level, epoch)
    if level == "district" and not len(found):
        raise NotFound("There are no districts here: none have been added.")
    return _made(found, found.geometry)


def everything(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give filters with those beside them that leave nothing out: a collection is whole unless asked otherwise."""
    coarsest = terms.COARSEST.get(asked.get("level", "province"), "country")
    return [*({"source": "*", "kind": ",".join(terms.KINDS), "precision": coarsest} | dict(asked)).items()]


def _incidents(snapshot: Snapshot) -> Collection:
    rows = snapshot.incidents
    fine = terms.accepted(terms.COARSEST["district"])
    country, region, district = (_homes(snapshot, level) for level in ("country", "province", "district"))
    names = {p: _names(snapshot, p) for p in set(rows.perpetrators)}
    more: list[dict[str, object]] = [
        {"in_country": c, "region": r, "district": d if grade in fine else None, "perpetrator_names": names[p]}
        for c, r, d, grade, p in zip(country, region, district, rows.precision, rows.perpetrators, strict=True)
    ]
    keys = [f"{s}:{i}" for s, i in zip(rows.source, rows.source_id, strict=True)]
    return _made(rows, points(rows.lon, rows.lat), keys=keys, more=more)


def _homes(snapshot: Snapshot, level: str) -> list[str | None]:
    """Give the id of the region that holds each incident."""
    ids = snapshot.regions.at(level, "now").id
    if not len(ids):
        return [None] * len(snapshot.incidents)
    return [None if o == NOWHERE else ids[o] for o in snapshot.placement(level, "now").owner]


def _names(snapshot: Snapshot, ids: str) -> str | None:
    return ", ".join(snapshot.names.get(i, i) for i in ids.split("|") if i) or None


def _made(
    table: Table, geometry: Objects, *, keys: Sequence[str] = (), more: Sequence[dict[str, object]] = ()
) -> Collection:
    rows = records(table)
    ids = tuple(keys or (str(r["id"]) for r in rows))
    extra = more or [{}] * len(rows)
    made = (feature(i, g, r | m) for i, g, r, m in zip(ids, geometry, rows, extra, strict=True))
    return Collection(ids, tuple(orjson.dumps(f) for f in made))


def joined(of: Collection) -> bytes:
    """Give a collection as one FeatureCollection."""
    return b'{"type":"FeatureCollection","features":[' + b",".join(of.features) + b"]}"
