"""Hexagons in the plane of equal area: the same ones for every question, laid from the middle of the plane.

They stand on a corner. ``width`` is the distance between opposite sides, in kilometres. A hexagon is named by two whole
numbers (q, r): q counts along its row, r the rows northwards.
"""

from __future__ import annotations

from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Objects

    Axial = npt.NDArray[np.int64]

AROUND = np.array([(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)])
"""From a hexagon to its six neighbours."""


def holding(x_km: Numbers, y_km: Numbers, width: float) -> Axial:
    """Give the hexagon that holds each point.

    Returns
    -------
    ndarray of int64, shape (n, 2)

    Examples
    --------
    >>> holding(np.array([0.0, 24.0, 26.0, 25.0]), np.array([0.0, 0.0, 0.0, 43.3]), 50.0).tolist()
    [[0, 0], [0, 0], [1, 0], [0, 1]]
    """
    r = y_km / (width * sqrt(3) / 2)
    q = x_km / width - r / 2
    cube = np.column_stack([q, r, -q - r])
    near = np.round(cube)
    worst = np.abs(near - cube).argmax(axis=1)  # the three must add up to nothing: the least sure one gives way
    rows = np.arange(len(near))
    near[rows, worst] -= near.sum(axis=1)
    return near[:, :2].astype(np.int64)


def covering(bounds_km: tuple[float, float, float, float], width: float) -> Axial:
    """Give the hexagons that can touch a box (west, south, east, north), by row and from the west.

    Examples
    --------
    >>> covering((0, 0, 30, 40), 50.0).tolist()
    [[0, 0], [1, 0], [-1, 1], [0, 1]]
    """
    west, south, east, north = bounds_km
    tall = width * sqrt(3) / 2  # from row to row
    found = []
    for r in range(floor(south / tall - 2 / 3), ceil(north / tall + 2 / 3) + 1):
        if south - tall * 2 / 3 <= r * tall <= north + tall * 2 / 3:
            first, last = ceil(west / width - r / 2 - 0.5), floor(east / width - r / 2 + 0.5)
            found += [(q, r) for q in range(first, last + 1)]
    return np.array(found, np.int64).reshape(-1, 2)


def shapes_km(axial: Axial, width: float) -> Objects:
    """Draw hexagons in the plane.

    Examples
    --------
    >>> float(shapely.area(shapes_km(np.array([[3, -1]]), 50.0))[0].round(3))
    2165.064
    """
    # in whole steps, so that neighbours have the very same corners
    across, up = np.array([1, 1, 0, -1, -1, 0]), np.array([-1, 1, 2, 1, -1, -2])
    x = (2 * axial[:, :1] + axial[:, 1:] + across) * (width / 2)
    y = (3 * axial[:, 1:] + up) * (width / sqrt(12))
    return np.asarray(shapely.polygons(np.stack([x, y], axis=2)), dtype=object)
