"""`borders.geojson`: the lines between the three countries, as the exact edges their provinces share."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from data.reference.build.outputs import feature, write_geojson
from data.reference.build.regions import Region, current

FILE = "borders.geojson"
PAIRS = (("IR", "AF"), ("IR", "PK"), ("PK", "AF"))
_EARTH = pyproj.Geod(ellps="WGS84")

Point = tuple[float, float]
Edge = tuple[Point, Point]


def edges(geometries: Iterable[BaseGeometry]) -> set[Edge]:
    """Return the edges of polygons, each with its smaller end first.

    >>> len(edges([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    7
    """
    parts = shapely.get_parts(list(geometries))  # get_rings would pass over multipolygons in silence
    found: set[Edge] = set()
    for ring in shapely.get_rings(parts):
        points: list[Point] = [(lon, lat) for lon, lat in shapely.get_coordinates(ring).tolist()]
        found.update((min(pair), max(pair)) for pair in pairwise(points))
    return found


def shared_line(first: Iterable[BaseGeometry], second: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the line two sets of polygons share, edge by edge.

    >>> shared_line([shapely.box(0, 0, 1, 1)], [shapely.box(1, 0, 2, 1)]).wkt
    'LINESTRING (1 0, 1 1)'
    """
    common = sorted(edges(first) & edges(second))
    return shapely.normalize(shapely.line_merge(shapely.multilinestrings(common)))


def build(regions: Iterable[Region], out: Path) -> None:
    """Write the file."""
    countries = {region.id: region for region in current(regions, "country")}
    write_geojson(out / FILE, (_border(countries[a], countries[b]) for a, b in PAIRS))


def _border(first: Region, second: Region) -> dict[str, object]:
    line = shared_line([first.geometry], [second.geometry])
    properties = {
        "id": f"{first.id}-{second.id}",
        "name": f"{first.name}\N{EN DASH}{second.name} border",
        "countries": [first.id, second.id],
        "length_km": round(_EARTH.geometry_length(line) / 1000, 1),
    }
    return feature(properties, line)
