"""How far outside every region a point lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Objects

WGS84 = Geod(ellps="WGS84")
EDGE_KM = 6.0
"""Natural Earth's outlines are generalised by a few kilometres: a point this near an edge may well lie inside."""


def nearest(
    lon: Numbers, lat: Numbers, geometry: Objects, *, within_km: float = EDGE_KM
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Find the nearest polygon of points that lie outside all of them.

    The nearest spot on an outline is found in a plane scaled by the cosine of the latitude around the point, and the
    distance to it measured on the ellipsoid; over a few kilometres the two agree to a millimetre.

    Parameters
    ----------
    lon, lat : ndarray of float64, shape (n,)
        WGS 84 degrees.
    geometry : ndarray of shapely polygons, shape (m,)
    within_km : float
        Look no further than this, at most 50.

    Returns
    -------
    position : ndarray of int64, shape (n,)
        The nearest polygon, or -1 if none lies within ``within_km``.
    distance_km : ndarray of float64, shape (n,)
        Geodesic distance to it; NaN if none.

    Examples
    --------
    >>> square = np.array([shapely.box(0, 0, 1, 1)], dtype=object)
    >>> position, km = nearest(np.array([1.01, 3.0]), np.array([0.5, 0.5]), square)
    >>> position.tolist(), km.round(3).tolist()
    ([0, -1], [1.113, nan])
    """
    position = np.full(len(lon), -1, dtype=np.int64)
    distance_km = np.full(len(lon), np.nan)
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    reach = within_km / 110.0  # degrees of latitude, a little more than enough
    wide = reach / np.maximum(np.cos(np.radians(lat[known])), 0.05)
    boxes = shapely.box(lon[known] - wide, lat[known] - reach, lon[known] + wide, lat[known] + reach)
    for box, j in sorted(shapely.STRtree(geometry).query(boxes, predicate="intersects").T.tolist()):
        i = known[box]
        km = _distance_km(lon[i], lat[i], shapely.intersection(geometry[j], boxes[box]))
        if km <= within_km and not km >= distance_km[i]:
            position[i], distance_km[i] = j, km
    return position, distance_km


def _distance_km(lon: float, lat: float, shape: shapely.Geometry) -> float:
    scale = np.cos(np.radians(lat))
    plane = shapely.transform(shape, lambda c: np.column_stack([(c[:, 0] - lon) * scale, c[:, 1] - lat]))
    spot = shapely.get_coordinates(shapely.shortest_line(shapely.Point(0, 0), plane))[1]
    _, _, metres = WGS84.inv(lon, lat, lon + spot[0] / scale, lat + spot[1])
    return float(metres) / 1000
