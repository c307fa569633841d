"""The tables as collections of features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import orjson
import shapely

from geo import terms
from geo.errors import NotFound
from geo.locate import NOWHERE
from layers.features import feature, points, records
from layers.words import MANY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

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


class Collection(Protocol):
    """Features in a fixed order, each with an id of its own, by which paging goes."""

    def __len__(self) -> int: ...

    def key(self, at: int) -> str:
        """Give the id of the feature at a position."""

    def position(self, key: str) -> int | None:
        """Give the position of an id; None if there is no such feature."""

    def part(self, start: int = 0, stop: int | None = None) -> Sequence[bytes]:
        """Give the features of some positions, each as a GeoJSON Feature."""


@dataclass(frozen=True, eq=False)
class Whole:
    """Features that are few, each serialised once."""

    ids: tuple[str, ...]
    features: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def key(self, at: int) -> str:
        """Give the id of the feature at a position."""
        return self.ids[at]

    def position(self, key: str) -> int | None:
        """Give the position of an id; None if there is no such feature."""
        return self.ids.index(key) if key in self.ids else None

    def part(self, start: int = 0, stop: int | None = None) -> Sequence[bytes]:
        """Give the features of some positions, each as a GeoJSON Feature."""
        return self.features[start:stop]


@dataclass(frozen=True, eq=False)
class Points:
    """Incidents: they may be a million, so that only those are serialised that somebody asks for.

    Attributes
    ----------
    rows : ndarray of int64
        Their positions in the snapshot's table.
    """

    snapshot: Snapshot
    rows: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, at: int) -> str:
        """Give the id of the incident at a position."""
        incidents = self.snapshot.incidents
        return f"{incidents.source[self.rows[at]]}:{incidents.source_id[self.rows[at]]}"

    def position(self, key: str) -> int | None:
        """Give the position of an id; None if there is no such incident."""
        incidents = self.snapshot.incidents
        # as objects: a NumPy text loses the NUL bytes at its end
        source, _, number = (np.array(part, dtype=object) for part in key.partition(":"))
        mine = self.rows[incidents.source_id[self.rows] == number]
        mine = mine[incidents.source[mine] == source]
        return int(np.searchsorted(self.rows, mine[0])) if len(mine) else None

    def part(self, start: int = 0, stop: int | None = None) -> Sequence[bytes]:
        """Give the incidents of some positions, each as a GeoJSON Feature."""
        return _incidents(self.snapshot, self.rows[start:stop])


def collection(snapshot: Snapshot, name: str) -> Collection:
    """Give a whole collection.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> found = collection(two_squares([(0.5, 0.5)]), "incidents")
    >>> found.key(0), orjson.loads(found.part()[0])["properties"]["region"]
    ('s:0', 'A')
    """
    if name == "incidents":
        return Points(snapshot, np.arange(len(snapshot.incidents)))
    if name in LEVELS:
        return regions(snapshot, LEVELS[name], epoch="now")
    if name == "borders":
        return _made(snapshot.borders, snapshot.borders.geometry)
    return _made(snapshot.sites, points(snapshot.sites.lon, snapshot.sites.lat))


def regions(snapshot: Snapshot, level: str, *, epoch: str, decimals: int | None = None) -> Collection:
    """Give the regions of a level as they are, or as they were.

    Parameters
    ----------
    decimals : int, optional
        Round degrees to so many: a map that shows no more is a third smaller with three. All digits if not given.

    Raises
    ------
    NotFound
        Districts were asked for, and nobody has added any.
    """
    found: Regions = snapshot.set_of(level, epoch)
    if level == "district" and not len(found):
        raise NotFound("There are no districts here: none have been added.")
    return _made(found, found.geometry if decimals is None else _rounded(found.geometry, decimals))


def _rounded(geometry: Objects, decimals: int) -> Objects:
    """Round degrees; neighbours keep their common border, as each of its points is rounded alike."""
    return shapely.remove_repeated_points(shapely.transform(geometry, lambda at: np.round(at, decimals)))


def everything(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give filters with those beside them that leave nothing out: a collection is whole unless asked otherwise."""
    coarsest = terms.COARSEST.get(asked.get("level", "province"), "country")
    return [*({"source": "*", "kind": ",".join(terms.KINDS), "precision": coarsest} | dict(asked)).items()]


def _incidents(snapshot: Snapshot, at: npt.NDArray[np.int64]) -> Sequence[bytes]:
    rows = snapshot.incidents.take(at)
    fine = terms.accepted(terms.COARSEST["district"])
    country, region, district = (homes(snapshot, level, at) for level in ("country", "province", "district"))
    names = {p: _names(snapshot, p) for p in set(rows.perpetrators)}
    more: list[dict[str, object]] = [
        {"in_country": c, "region": r, "district": d if grade in fine else None, "perpetrator_names": names[p]}
        for c, r, d, grade, p in zip(country, region, district, rows.precision, rows.perpetrators, strict=True)
    ]
    keys = [f"{s}:{i}" for s, i in zip(rows.source, rows.source_id, strict=True)]
    return _made(rows, points(rows.lon, rows.lat), keys=keys, more=more).features


def homes(snapshot: Snapshot, level: str, at: npt.NDArray[np.integer[Any]], *, epoch: str = "now") -> list[str | None]:
    """Give the id of the region that holds each incident.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> homes(two_squares([(0.5, 0.5), (9, 9)]), "province", np.array([1, 0]))
    [None, 'A']
    """
    ids = snapshot.set_of(level, epoch).id
    if not len(ids):
        return [None] * len(at)
    return [None if o == NOWHERE else ids[o] for o in snapshot.placement(level, epoch).owner[at]]


def _names(snapshot: Snapshot, ids: str) -> str | None:
    return ", ".join(snapshot.names.get(i, i) for i in ids.split("|") if i) or None


def _made(
    table: Table, geometry: Objects, *, keys: Sequence[str] = (), more: Sequence[dict[str, object]] = ()
) -> Whole:
    rows = records(table)
    ids = tuple(keys or (str(r["id"]) for r in rows))
    extra = more or [{}] * len(rows)
    made = (feature(i, g, r | m) for i, g, r, m in zip(ids, geometry, rows, extra, strict=True))
    return Whole(ids, tuple(orjson.dumps(f) for f in made))


def joined(of: Collection) -> bytes:
    """Give a collection as one FeatureCollection."""
    return b'{"type":"FeatureCollection","features":[' + b",".join(of.part()) + b"]}"
