"""Which region holds a point, exactly.

A point on a shared edge belongs to the region that comes first (regions are sorted by id), so every point has one
owner. The predicate is GEOS's ``intersects`` on the coordinates as they are: no tolerance, no projection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Objects

NOWHERE = -1
MOST_POINTS = 100_000
"""At once: a million take 300 MB."""


def locate(lon: Numbers, lat: Numbers, geometry: Objects) -> npt.NDArray[np.int64]:
    """Assign points to polygons.

    Parameters
    ----------
    lon, lat : ndarray of float64, shape (n,)
        WGS 84 degrees. NaN and infinite coordinates lie nowhere.
    geometry : ndarray of shapely Polygon or MultiPolygon, shape (m,)
        The regions, lowest id first.

    Returns
    -------
    ndarray of int64, shape (n,)
        The position of the first polygon that each point intersects (its border included), or -1.

    Examples
    --------
    >>> two = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    >>> locate(np.array([0.5, 1.0, 1.5, 3.0, np.nan]), np.array([0.5, 0.5, 0.5, 0.5, 0.5]), two).tolist()
    [0, 0, 1, -1, -1]
    """
    owner = np.full(len(lon), len(geometry), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    # the tree holds the points: GEOS prepares the other side, and preparing a province pays off over thousands of them
    for some in np.array_split(known, len(known) // MOST_POINTS + 1):
        tree = shapely.STRtree(np.asarray(shapely.points(lon[some], lat[some]), dtype=object))
        region, point = tree.query(geometry, predicate="intersects")
        np.minimum.at(owner, some[point], region)
    owner[owner == len(geometry)] = NOWHERE
    return owner
