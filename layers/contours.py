"""A density as contours: the areas between the bounds of its legend, on the land that its sources cover, as GeoJSON."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely

from geo import terms
from geo.density import project, unproject
from layers.features import collection, feature
from layers.heat import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from geo.columns import Numbers, Objects
    from geo.density import Density
    from geo.snapshot import Snapshot

PLACES = 5
"""Decimals of a degree: a metre."""
MARGIN = 2
"""Cells around the land that contours are drawn over, before they are cut to it."""


def contours(snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]] = ()) -> bytes:
    """Give a surface as a FeatureCollection (RFC 7946): one feature for each class that has land, the lowest first.

    ``class`` is its number in the legend, where 0 is what lies below all bounds; a class that is not drawn there, that
    below the first bound or around zero, has no feature. An open end is null.

    Examples
    --------
    >>> import orjson
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)] * 4)
    >>> drawn = orjson.loads(contours(world, density(world, ask(world, [("bandwidth", "5")]))))
    >>> [f["properties"]["from"] for f in drawn["features"]], drawn["n"]
    ([0.1, 0.3, 1.0, 3.0], 4)
    """
    unit = terms.unit(found.heat.query.measure, found.heat.query.per)
    drawn = []
    for number, low, high, shape in _bands(found):
        said = {"class": number, "from": low, "to": high, "unit": unit}
        drawn.append(feature(f"class-{number}", shape, said))
    return collection(drawn, about(snapshot, found, towns))


def _bands(found: Density) -> Iterator[tuple[int, float | None, float | None, shapely.MultiPolygon]]:
    if not found.breaks or not np.any(found.covered):
        return
    import contourpy  # a twentieth of a second that only this file and pictures need

    land = shapely.union_all(found.regions.geometry[found.covered])
    x_km, y_km, values = _over(found, land)
    draw = contourpy.contour_generator(x_km, y_km, values, fill_type=contourpy.FillType.OuterOffset)
    shapely.prepare(land)
    ends = (None, *found.breaks, None)
    pale = len(found.breaks) // 2 if found.compared else 0
    for number, (low, high) in enumerate(pairwise(ends)):
        if number == pale:
            continue
        lines = draw.filled(-np.inf if low is None else low, np.inf if high is None else high)
        shape = _cut(_areas(cast("tuple[list[Numbers], list[npt.NDArray[np.uint32]]]", lines)), land)
        if not shape.is_empty:
            yield number, low, high, shape


def _over(found: Density, land: shapely.Geometry) -> tuple[Numbers, Numbers, npt.NDArray[np.float32]]:
    """Give the part of a surface that lies over land, with the middles of its columns and rows."""
    grid = found.grid
    degrees = shapely.get_coordinates(shapely.segmentize(shapely.box(*shapely.bounds(land)), 0.1))
    x_km, y_km = project(*degrees.T)
    left, right = np.array([x_km.min() - grid.west_km, x_km.max() - grid.west_km]) / grid.cell_km
    top, low = np.array([grid.north_km - y_km.max(), grid.north_km - y_km.min()]) / grid.cell_km
    columns = slice(max(0, int(left) - MARGIN), int(right) + MARGIN + 1)
    rows = slice(max(0, int(top) - MARGIN), int(low) + MARGIN + 1)
    return grid.x_km()[columns], grid.y_km()[rows], found.values[rows, columns]


def _areas(filled: tuple[list[Numbers], list[npt.NDArray[np.uint32]]]) -> Objects:
    """Make polygons in degrees of what contourpy gives: the rings of each area, the outer one first, and their ends."""
    areas = []
    for points, begins in zip(*filled, strict=True):
        outer, *holes = np.split(np.column_stack(unproject(*points.T)), begins[1:-1])
        areas.append(shapely.Polygon(outer, holes))
    return np.array([*areas, None], dtype=object)[:-1]


def _cut(areas: Objects, land: shapely.Geometry) -> shapely.MultiPolygon:
    """Cut areas to land, and round them so that they stay valid."""
    whole = shapely.union_all(shapely.intersection(shapely.make_valid(areas), land))
    rounded = shapely.set_precision(whole, 10**-PLACES)
    parts = shapely.get_parts(rounded)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    # the numbers that are nearest to the decimals, which those of GEOS are not quite
    plain = shapely.transform(parts, lambda degrees: degrees.round(PLACES))
    return shapely.MultiPolygon(shapely.orient_polygons(plain).tolist())
