"""Where a row is: its geometry as cells of text, in longitude and latitude."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from data.formats import wkb
from data.rows import Unfit

if TYPE_CHECKING:
    from data.formats.wkb import Moved, Numbers
    from data.rows import Row

GEOMETRY = "geometry"
"""The column of an area, as WKB in hexadecimal digits."""
POINT = ("lon", "lat")
LONLAT = 4326
METRES = (3857, 3395, *range(32638, 32644))
"""EPSG codes that are moved to longitude and latitude; all are of WGS 84, so that nothing shifts."""
ACCEPTED = "EPSG:4326 (longitude and latitude), 3857, 3395, and 32638 to 32643 (UTM zones 38 to 43 North)"


def moved_from(code: int | None) -> Moved | None:
    """Give what moves places of a coordinate system to longitude and latitude, or None if they are that.

    Only a number of the list is ever handed on: a text that describes a system could name files.

    Raises
    ------
    ValueError
        It is not of the list.
    """
    if code == LONLAT:
        return None
    if code not in METRES:
        found = "of an unknown system" if code is None else f"in EPSG:{code}"
        raise ValueError(f"its coordinates are {found}; accepted: {ACCEPTED}. Convert it first")
    from pyproj import Transformer

    transformer = Transformer.from_crs(code, LONLAT, always_xy=True)

    def moved(places: Numbers) -> Numbers:
        return np.column_stack(transformer.transform(*places.T))

    return moved


def placed(row: Row, geometry: bytes, moved: Moved | None = None) -> Row | Unfit:
    """Add to a row the cells of its geometry: of a point, unless it has both already, or of an area.

    Any other geometry adds nothing: a row can do without.
    """
    try:
        if wkb.kind(geometry) == wkb.POINT:
            place = wkb.point(geometry)
            if place and not all(map(row.get, POINT)):
                lon, lat = moved(np.array([place]))[0].tolist() if moved else place
                row |= {"lon": repr(lon), "lat": repr(lat)}
        elif wkb.kind(geometry) in (wkb.POLYGON, wkb.MULTIPOLYGON):
            row[GEOMETRY] = wkb.area(geometry, moved).hex()
    except ValueError as error:
        return Unfit(f"{GEOMETRY}: {error}", column=GEOMETRY)
    return row
