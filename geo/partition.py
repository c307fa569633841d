"""Whether areas from outside divide the land among them: each one mended, and what overlaps or is left between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.near import WGS84

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.columns import Numbers, Objects, Words
    from geo.tables import Regions

DECIMALS = 6
"""About 0.1 m: far finer than a district is known, and what two neighbours share they still share once rounded."""
SLIVER_KM2 = 0.01
"""An overlap or a gap under this (a hectare) is how a line was drawn, and not reported."""
GAP_KM2 = 5_000.0
"""A hole larger than this is land that the areas were not meant to cover."""
AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Mended(NamedTuple):
    """Areas that can be counted in, and what was done to each: the empty text where nothing was.

    A shape is None where there is no area to be had, and what was done then says why.
    """

    shapes: Objects
    done: Words


@dataclass(frozen=True)
class Overlap:
    """Two areas that both claim some land; ``first`` is the one that figures are counted for."""

    first: str
    second: str
    km2: float

    def __str__(self) -> str:
        return (
            f"{self.first} and {self.second} overlap by {_size(self.km2)}; "
            f"a point there is counted for {self.first}, whose id sorts first"
        )


@dataclass(frozen=True)
class Gap:
    """Land between areas, closed in on all sides, that none of them claims."""

    around: tuple[str, ...]
    lon: float
    lat: float
    km2: float

    def __str__(self) -> str:
        whose = f"between {', '.join(self.around)}" if len(self.around) > 1 else f"inside {self.around[0]}"
        where = f"at {self.lon:.4f}, {self.lat:.4f}"
        return f"a gap of {_size(self.km2)} {whose}, {where}; a point there is counted for none"


def _size(km2: float) -> str:
    return f"{km2:,.1f} km2" if km2 >= 1 else f"{km2:.2g} km2"


def mend(shapes: Objects) -> Mended:
    """Make valid areas of shapes, in longitude and latitude rounded to six decimals.

    Examples
    --------
    >>> bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended = mend(np.array([bow_tie, shapely.Point(1, 1)], dtype=object))
    >>> mended.shapes[0].area, mended.shapes[1], mended.done[1]
    (2.0, None, 'is a Point, not an area')
    """
    found = [_mended(shape) for shape in shapes]
    return Mended(*(np.array([*column], dtype=object) for column in (zip(*found, strict=True) if found else ((), ()))))


def _mended(shape: BaseGeometry | None) -> tuple[BaseGeometry | None, str]:
    if shape is None or shape.is_empty:
        return None, "has no shape"
    if not np.all(np.abs(shapely.get_coordinates(shape)) <= (180, 90)):  # NaN, too
        return None, "lies outside -180..180 and -90..90: not longitude and latitude in degrees"
    area, done = _areal(shape), []
    if area.is_empty:
        return None, f"is a {shape.geom_type}, not an area"
    if shapely.get_type_id(shape) not in AREAL:
        done.append("its lines and points were left out")
    if not shapely.is_valid(area):
        done.append(f"it was not valid ({shapely.is_valid_reason(area)}) and was repaired")
        area = _areal(shapely.make_valid(area, method="structure", keep_collapsed=False))
    rounded = _rounded(area)
    if not shapely.is_valid(rounded):  # a part as thin as the rounding: what is left of it then has other points
        rounded = _rounded(_areal(shapely.set_precision(area, 10.0**-DECIMALS)))
    if rounded.is_empty or not shapely.is_valid(rounded):
        return None, "has no area that is wider than 0.1 m"
    return rounded, "; ".join(done)


def _areal(shape: BaseGeometry) -> BaseGeometry:
    """Give the area of a shape, without heights, lines and points."""
    flat = shapely.force_2d(shape)
    if shapely.get_type_id(flat) in AREAL:
        return flat
    parts = shapely.get_parts(shapely.get_parts(flat))
    return shapely.union_all(shapely.make_valid(parts[shapely.get_type_id(parts) == AREAL[0]], method="structure"))


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda points: points.round(DECIMALS) + 0.0)  # no minus zero


def areas_km2(shapes: Objects | Sequence[BaseGeometry]) -> Numbers:
    """Measure areas on the WGS 84 ellipsoid.

    Examples
    --------
    >>> areas_km2(np.array([shapely.box(0, 0, 1, 1)], dtype=object)).round(1).tolist()
    [12308.8]
    """
    turned = shapely.orient_polygons(shapes, exterior_cw=False)
    return np.array([WGS84.geometry_area_perimeter(shape)[0] / 1e6 for shape in turned], dtype=np.float64)


def parents(shapes: Objects, above: Regions) -> Words:
    """Give the id of the region that holds the largest part of each shape; "" where the largest part lies in none.

    Examples
    --------
    >>> from tests.worlds import squares
    >>> above = squares([(0, 0), (1, 0)], country=["X", "X"])
    >>> parents(np.array([shapely.box(0.9, 0, 1.4, 1), shapely.box(1.9, 0, 2.4, 1)], dtype=object), above).tolist()
    ['B', '']
    """
    shape, region = shapely.STRtree(above.geometry).query(shapes, predicate="intersects")
    held = np.zeros((len(shapes), len(above) + 1))  # in square degrees: parts of one shape are compared
    held[shape, region] = shapely.area(shapely.intersection(shapes[shape], above.geometry[region]))
    held[:, -1] = shapely.area(shapes) - held.sum(axis=1)
    return np.asarray(np.append(above.id, "")[held.argmax(axis=1)], dtype=object)


def faults(ids: Words, shapes: Objects) -> list[Overlap | Gap]:
    """Find where valid areas overlap and where they leave gaps, the largest first.

    Gaps are holes in all areas taken together, so one that is open to the outside is none.

    Examples
    --------
    >>> names, boxes = np.array(["A", "B"]), [shapely.box(0, 0, 1, 1), shapely.box(0.99, 0, 2, 1)]
    >>> print(*faults(names, np.array(boxes, dtype=object)))
    A and B overlap by 123.1 km2; a point there is counted for A, whose id sorts first
    """
    found: list[Overlap | Gap] = [*_overlaps(ids, shapes), *_gaps(ids, shapes)]
    return sorted(found, key=lambda one: -one.km2)


def _overlaps(ids: Words, shapes: Objects) -> list[Overlap]:
    suspect = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    one, other = shapely.STRtree(shapes).query(shapes[suspect], predicate="intersects")
    pairs = np.sort(np.column_stack([suspect[one], other]))  # of an area inside another only the inner one is suspect
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    both = [_areal(s) for s in shapely.intersection(*shapes[pairs].T)]
    found = []
    for pair, km2 in zip(pairs, areas_km2(np.array(both, dtype=object)), strict=True):
        first, second = sorted(map(str, ids[pair]))
        if km2 >= SLIVER_KM2:
            found.append(Overlap(first, second, float(km2)))
    return found


def _gaps(ids: Words, shapes: Objects) -> list[Gap]:
    union = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    rings = [ring for part in shapely.get_parts(union(shapes)) for ring in part.interiors]
    holes = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    tree, found = shapely.STRtree(shapes), []
    for hole, km2 in zip(holes, areas_km2(holes), strict=True):
        if SLIVER_KM2 <= km2 <= GAP_KM2:
            around = tuple(sorted(map(str, ids[tree.query(hole, predicate="intersects")])))
            at = hole.representative_point()
            found.append(Gap(around, float(at.x), float(at.y), float(km2)))
    return found
