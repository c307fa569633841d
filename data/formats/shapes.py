"""Geometries as cells: a point gives ``lon`` and ``lat``, lines and areas their WKB, in degrees of WGS 84."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import orjson

from data.formats import cells
from data.rows import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from data.rows import Row

    Column = npt.NDArray[np.float64]

    Projection = Callable[[Column, Column], tuple[Column, Column]]
    """From the coordinates of a file to degrees."""


GEOMETRY = "geometry"
"""The column of what is no point, as WKB in hexadecimal digits."""
CODES = (4326, 3857, *range(32638, 32644))
"""EPSG: WGS 84, Web Mercator, UTM zones 38 to 43 north. A list, since the text of a projection may name files."""
NAMES = {
    4326: ("gcs wgs 1984", "wgs 84", "wgs84", "wgs 84 (crs84)"),
    3857: ("wgs 1984 web mercator auxiliary sphere", "wgs 84 / pseudo-mercator"),
    **{32600 + n: (f"wgs 1984 utm zone {n}n", f"wgs 84 / utm zone {n}n") for n in range(38, 44)},
}
KINDS = dict(enumerate(("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"), start=1))
HEAD = 5  # bytes that tell the order of bytes and the kind
FLAGS = 0x1FFFFFFF  # leaves off what some writers put before the kind: it has heights, a system of coordinates


def columns(header: list[str]) -> list[str]:
    """Give a header with the columns of a geometry added; a file's own lon and lat come first."""
    places = [] if {"lon", "lat"} <= set(header) else [n for n in ("lon", "lat") if n not in header]
    return [*header, *places, *([] if GEOMETRY in header else [GEOMETRY])]


def projection(code: object) -> Projection | None:
    """Give what makes degrees of coordinates; None if they are degrees.

    Raises
    ------
    ValueError
        They are in another system than those of `CODES`.
    """
    if code not in CODES:
        accepted = ", ".join(f"EPSG:{c}" for c in CODES)
        found = f"EPSG:{code}" if isinstance(code, int) else repr(str(code)[:40])
        raise ValueError(f"its coordinates are in {found}; accepted: {accepted}. Convert it first")
    if code == CODES[0]:
        return None
    from pyproj import Transformer

    return Transformer.from_crs(code, CODES[0], always_xy=True).transform


def named(title: str) -> int | str:
    """Give the code of a system of coordinates by its name, or the name if it is none of ours."""
    plain = " ".join(title.replace("_", " ").lower().split())
    return next((code for code, known in NAMES.items() if plain in known), title)


def laid(row: Row | Unfit, place: Row) -> Row | Unfit:
    """Add the cells of a geometry to a row; lon and lat that it has itself are kept."""
    if isinstance(row, Unfit):
        return row
    nowhere = {"lon": "", "lat": "", GEOMETRY: ""}
    return nowhere | place | row if {"lon", "lat"} <= row.keys() else nowhere | row | place


def read(wkb: bytes | None, project: Projection | None = None) -> Row:
    """Give the cells of a geometry; none gives none.

    Examples
    --------
    >>> import shapely
    >>> read(shapely.to_wkb(shapely.Point(61.5, 29)))
    {'lon': '61.5', 'lat': '29'}
    """
    if wkb is None:
        return {}
    if _kind(wkb) not in KINDS:
        raise Unfit(f"its geometry is none of {', '.join(KINDS.values())}", column=GEOMETRY)
    import shapely

    try:
        shape = shapely.force_2d(shapely.from_wkb(wkb))
        if project:
            shape = shapely.transform(shape, project, interleaved=False)  # type: ignore[arg-type]
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise Unfit(f"its geometry cannot be read ({str(error)[:80]})", column=GEOMETRY) from None
    if shape.is_empty:
        return {}
    if isinstance(shape, shapely.Point):
        return {"lon": cells.text(shape.x), "lat": cells.text(shape.y)}
    return {GEOMETRY: shapely.to_wkb(shape, hex=True, byte_order=1)}


def _kind(wkb: bytes) -> int:
    """Tell the kind before anything reads it: a collection may be nested deeper than a reader can go."""
    if len(wkb) < HEAD or wkb[0] > 1:
        return 0
    (kind,) = struct.unpack_from("<I" if wkb[0] else ">I", wkb, 1)
    return int(kind & FLAGS) % 1000


def of_coordinates(kind: object, coordinates: object) -> bytes:
    """Give the WKB of a geometry as GeoJSON has it."""
    if kind not in KINDS.values():
        raise Unfit(f"its geometry is none of {', '.join(KINDS.values())}", column=GEOMETRY)
    import shapely

    try:
        shape = shapely.from_geojson(orjson.dumps({"type": kind, "coordinates": coordinates}))
        return bytes(shapely.to_wkb(shape))
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        raise Unfit(f"its geometry cannot be read ({str(error)[:80]})", column=GEOMETRY) from None


def point(coordinates: object) -> Row:
    """Give the cells of a point of GeoJSON, a height left off."""
    if not isinstance(coordinates, list) or len(coordinates) not in (2, 3, 4):
        raise Unfit("its point has no longitude and latitude", column=GEOMETRY)
    if not all(isinstance(number, int | float) for number in coordinates):
        raise Unfit("its longitude and latitude are no numbers", column=GEOMETRY)
    return {"lon": cells.text(coordinates[0]), "lat": cells.text(coordinates[1])}
