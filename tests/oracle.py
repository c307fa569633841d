"""Which region holds a point, by others: GEOS, and arithmetic of fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import shapely

from geo.locate import NOWHERE

MOST_POINTS = 100_000
"""At once: a million take 300 MB."""


def by_geos(points, geometry):
    """Give the position of the first polygon that each point intersects, or -1."""
    lon, lat = points.T
    owner = np.full(len(lon), len(geometry), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    # the tree holds the points: GEOS prepares the other side, and preparing a province pays off over thousands of them
    for some in np.array_split(known, len(known) // MOST_POINTS + 1):
        tree = shapely.STRtree(np.asarray(shapely.points(lon[some], lat[some]), dtype=object))
        region, point = tree.query(geometry, predicate="intersects")
        np.minimum.at(owner, some[point], region)
    owner[owner == len(geometry)] = NOWHERE
    return owner


def by_fractions(points, geometry):
    """Give the same without rounding, by a ray to the east through every edge."""
    parts, region = shapely.get_parts(geometry, return_index=True)
    edges = [_edges(part) for part in parts]
    owner = []
    for point in points.tolist():
        p = tuple(map(Fraction, point))
        owner.append(next((int(r) for r, part in zip(region, edges, strict=True) if _holds(part, p)), NOWHERE))
    return np.array(owner)


def _edges(part):
    rings = [part.exterior, *part.interiors]
    corners = [[tuple(map(Fraction, corner)) for corner in ring.coords] for ring in rings]
    return [pair for ring in corners for pair in pairwise(ring)]


def _holds(edges, p):
    inside = False
    for a, b in edges:
        low, high = sorted((a, b), key=lambda end: end[1])
        turn = (low[0] - p[0]) * (high[1] - p[1]) - (low[1] - p[1]) * (high[0] - p[0])
        between = all(min(s, t) <= c <= max(s, t) for s, t, c in zip(a, b, p, strict=True))
        if turn == 0 and between:
            return True
        inside ^= low[1] <= p[1] < high[1] and turn > 0
    return inside
