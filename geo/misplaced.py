"""Incidents whose names and coordinates disagree.

Two things are held against the point of an incident, and each says nothing where it knows nothing:

- the shape of the region (province, and district where there are any) that it names: the point lies more than about
  25 km outside of it. Provinces of Natural Earth are off by up to 12 km, and Kashmir has more than one line;
- the middles that its narrower names have: the town its place is called after, the town its district is called
  after, and where its own source puts the district as a whole. The point lies more than 125 km from each of them.

Measured on the 6,416 rows of UCDP GED Pakistan, with OCHA's polygons of districts as the judge (a row is misplaced if
it lies over 25 km outside the district that it names: 67 rows): of the rows flagged 98 % are misplaced with 125 km (56
of 57), 77 % with 100 km (57 of 74), and 150 km only finds fewer (49 of 50). One middle alone is worse. The 293 towns
have namesakes among villages, Gwadar's middle is 150 km from its end, and nine of the eighteen rows of Bolan carry the
same error, so that a median of all its rows follows it. Without a district, 11 rows more are flagged: they name Azad
Kashmir and lie 45 km off. The middle of a district moves when rows of the same district and source come or go; no other
row changes what is said of a row, and their order never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
import shapely

from geo.names import Named, coded
from geo.near import WGS84
from geo.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import numpy.typing as npt

    from geo.columns import Numbers, Objects, Words
    from geo.spots import Spots
    from geo.tables import Regions

OUTSIDE_DEGREES = 0.25
"""About 25 km: 28 from north to south, 24 from west to east at 30 degrees north."""
FAR_KM = 125.0
MOST_POINTS = 100_000
"""At once: a million of them as geometries take 300 MB."""
FEWEST = 2
"""A district's middle is of as many rows: a single one may be the misplaced one."""
NARROW = ("exact", "near", "district")
"""What is known to the province only may lie anywhere in it, whatever place it names."""


@dataclass(frozen=True, eq=False)
class Towns(Table):
    """Towns by name, one row for each name that a town has."""

    REQUIRED: ClassVar = ("name", "country", "lon", "lat")

    name: Words
    country: Words
    lon: Numbers
    lat: Numbers


def misplaced(
    columns: Mapping[str, npt.NDArray[Any]], spots: Spots, regions: Regions, towns: Towns
) -> npt.NDArray[np.bool_]:
    """Tell which incidents lie far from where their names put them.

    Parameters
    ----------
    columns : mapping of columns
        ``source``, ``precision``, ``country``, ``region_name``, ``district_name`` and ``place`` of `Incidents`.
    spots : Spots
        Where they lie.
    regions : Regions
        Provinces of any epoch, and districts if there are any.
    towns : Towns
    """
    known = spots.of_row >= 0
    narrow = known & np.isin(columns["precision"].astype("U8"), NARROW)
    country = columns["country"]
    province = _Shapes.named(country, columns["region_name"], regions.take(regions.level == "province"))
    district = _Shapes.named(country, columns["district_name"], regions.take(regions.level == "district"))
    middles = (
        _towns(country, columns["place"], towns, province),
        _towns(country, columns["district_name"], towns, province),
        _own_middles(columns, spots),
    )
    far = _far_from_all(middles, spots, narrow & (district.of_row < 0))
    # what is known to the country only stands for all of it, whatever province it names
    wide = known & (columns["precision"] != "country")
    return far | province.outside(spots, wide) | district.outside(spots, narrow)


class _Shapes(NamedTuple):
    """Shapes, and the one that each row names; -1 for a row that names none that is known."""

    shapes: Objects
    of_row: npt.NDArray[np.int64]

    @classmethod
    def named(cls, country: Words, names: Words, regions: Regions) -> _Shapes:
        """Find the shape of each name; a region that changed, or two of one name, are taken together."""
        places = Named(zip(regions.country, regions.name, range(len(regions)), strict=True))
        words, code = coded(zip(country, names, strict=True), len(names))
        together = [tuple(places.find(*word)) for word in words]
        distinct, which = coded(together, len(together))
        shapes = np.array([shapely.union_all(regions.geometry[list(rows)]) for rows in distinct], dtype=object)
        shapely.prepare(shapes)
        named = np.array([bool(rows) for rows in distinct], dtype=bool)
        return cls(shapes, np.where(named[which], which, -1)[code])

    def outside(self, spots: Spots, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Tell which of some rows lie well outside the shape that they name."""
        told = np.zeros(len(rows), dtype=bool)
        for i, shape in enumerate(self.shapes):
            mine = np.flatnonzero(rows & (self.of_row == i))
            here, which = np.unique(spots.of_row[mine], return_inverse=True)
            near = [
                shapely.dwithin(shape, shapely.points(spots.lon[some], spots.lat[some]), OUTSIDE_DEGREES)
                for some in np.array_split(here, len(here) // MOST_POINTS + 1)
            ]
            told[mine] = ~np.concatenate(near)[which]
        return told


def _towns(country: Words, names: Words, towns: Towns, province: _Shapes) -> tuple[Numbers, Numbers]:
    """Give the town that each row names: the only one of that name in the province that the row names, too.

    Without a province, a name is no evidence: nine of ten rows found by it named a village that is called as a town.
    """
    places = Named(zip(towns.country, towns.name, zip(towns.lon, towns.lat, strict=True), strict=True))
    words, code = coded(zip(country, names, province.of_row.tolist(), strict=True), len(names))
    found = np.full((len(words), 2), np.nan)
    for i, (where, name, shape) in enumerate(words):
        namesakes = set(places.find(where, name, spelling=False)) if shape >= 0 else ()
        inside = [p for p in namesakes if shapely.dwithin(province.shapes[shape], shapely.Point(p), OUTSIDE_DEGREES)]
        if len(inside) == 1:
            found[i] = inside[0]
    return found[code, 0], found[code, 1]


def _own_middles(columns: Mapping[str, npt.NDArray[Any]], spots: Spots) -> tuple[Numbers, Numbers]:
    """Give the middle of each row's district: the median of what its source places at the district as a whole."""
    keys = zip(*(columns[name] for name in ("source", "country", "region_name", "district_name")), strict=True)
    words, code = coded(keys, len(spots.of_row))
    whole = (spots.of_row >= 0) & (columns["precision"] == "district")
    named = np.array([bool(word[-1]) for word in words], dtype=bool)
    rows = np.flatnonzero(whole & named[code])
    n = np.bincount(code[rows], minlength=len(words))
    first = np.cumsum(n) - n
    middle = np.full((len(words), 2), np.nan)
    enough = n >= FEWEST
    for i, axis in enumerate((spots.lon, spots.lat)):
        values = axis[spots.of_row[rows]]
        ordered = values[np.lexsort((values, code[rows]))]
        low, high = ((first + shift // 2)[enough] for shift in (n - 1, n))
        middle[enough, i] = (ordered[low] + ordered[high]) / 2
    return middle[code, 0], middle[code, 1]


def _far_from_all(
    middles: Iterable[tuple[Numbers, Numbers]], spots: Spots, rows: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Tell which of some rows have a middle, and none of theirs near."""
    any_known, any_near = np.zeros((2, len(rows)), dtype=bool)
    for lon, lat in middles:
        told = np.flatnonzero(rows & np.isfinite(lon))
        at = spots.of_row[told]
        _, _, metres = WGS84.inv(spots.lon[at], spots.lat[at], lon[told], lat[told])
        any_known[told] = True
        any_near[told] |= metres <= FAR_KM * 1000
    return any_known & ~any_near
