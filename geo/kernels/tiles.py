"""Pixels of a map tile: where each lies in the plane, and the class of its value.

A tile has one latitude for each row and one longitude for each column, so that the sines and cosines of
`geo.kernels.plane` are worked out once for each of these; what is left for a pixel is a root and two products, in the
same order as there, so that the place is the same to the last bit.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import Any

from geo.kernels.density import bilinear
from geo.kernels.plane import q_of
from geo.native import exported


@exported("f4[:,:] f8 f8 f8 f8[:] f8[:] f8[:] f8[:] u1[:] f8[:,:] u1[:,:] i4[:] f8[:,:]")
def classes(
    values: Any,
    west: float,
    north: float,
    cell: float,
    plane: Any,
    lon: Any,
    lat: Any,
    bounds: Any,
    names: Any,
    room: Any,
    out: Any,
    at: Any,
    place: Any,
) -> int:
    """Write the class of each pixel, and where those with a class lie; give how many these are.

    Parameters
    ----------
    lon, lat : (columns,), (rows,)
        Of the middles of pixels, in degrees.
    bounds : (n,)
        Between the intervals of values, ascending.
    names : (n + 1,)
        The class of each interval; 0 is none, as is what lies outside of the grid.
    room : (4, columns)
        For what is worked out once.
    out : (rows, columns)
    at : (rows * columns,)
        The positions of pixels with a class.
    place : (2, rows * columns)
        Their longitudes and latitudes.
    """
    e, qp, rq, d, sin1, cos1, lon0 = plane[0], plane[1], plane[2], plane[3], plane[4], plane[5], plane[6]
    n, columns = 0, len(lon)
    for c in range(columns):
        east = radians(lon[c]) - lon0
        room[0, c], room[1, c] = sin(east), cos(east)
    for r in range(len(lat)):
        sine = q_of(radians(lat[r]), e) / qp
        cosine = sqrt(max(0.0, 1 - sine * sine))
        for c in range(columns):  # apart from the look-ups, so that it is done for several pixels at a time
            b = rq * sqrt(2 / (1 + sin1 * sine + cos1 * cosine * room[1, c]))
            x = b * d * cosine * room[0, c]
            y = b / d * (cos1 * sine - sin1 * cosine * room[1, c])
            room[2, c], room[3, c] = (x - west) / cell - 0.5, (north - y) / cell - 0.5
        for c in range(columns):
            value, k = bilinear(values, room[2, c], room[3, c]), 0
            for bound in bounds:
                k += value >= bound
            name = names[k] if value == value else 0  # noqa: PLR0124 as NaN is not
            out[r, c] = name
            at[n], place[0, n], place[1, n] = r * columns + c, lon[c], lat[r]
            n += name != 0
    return n


@exported("i4[:] u1[:] i4[:] u1[:,:]")
def clip(owner: Any, shown: Any, at: Any, out: Any) -> int:
    """Take the class from pixels that lie in no region, or in one that is not shown; give how many.

    Parameters
    ----------
    owner : (n,)
        The region of each pixel with a class, -1 for none.
    shown : (regions,)
    at : (at least n,)
        The positions of these pixels.
    """
    taken = 0
    for i in range(len(owner)):
        if owner[i] < 0 or shown[owner[i]] == 0:
            out[at[i] // out.shape[1], at[i] % out.shape[1]] = 0
            taken += 1
    return taken
