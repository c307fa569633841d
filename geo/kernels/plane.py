"""The equal-area plane of the study area: Lambert's azimuthal projection of an ellipsoid.

The closed form is Snyder's (Map Projections: A Working Manual, USGS 1987, equations 24-2 and 24-17 to 24-20). `plane`
is what it needs to know beforehand: the eccentricity, q at the pole, Rq in kilometres, D, sine and cosine of the
authalic latitude of the middle, and the middle's longitude in radians.
"""

from __future__ import annotations

from math import cos, log, radians, sin, sqrt
from typing import Any

from numba import njit

from geo.native import exported


@njit(inline="always")
def q_of(lat: float, e: float) -> float:
    """Give what the area from the equator up to a latitude in radians is in proportion to."""
    s = sin(lat)
    return (1 - e * e) * (s / (1 - e * e * s * s) - log((1 - e * s) / (1 + e * s)) / (2 * e))


@exported("f8[:] f8[:] f8[:] f8[:] f8[:]")
def project(lon: Any, lat: Any, plane: Any, x_km: Any, y_km: Any) -> int:
    """Write where points in degrees lie in the plane."""
    e, qp, rq, d, sin1, cos1, lon0 = plane[0], plane[1], plane[2], plane[3], plane[4], plane[5], plane[6]
    for i in range(len(lon)):
        sine = q_of(radians(lat[i]), e) / qp
        cosine = sqrt(max(0.0, 1 - sine * sine))
        east = radians(lon[i]) - lon0
        b = rq * sqrt(2 / (1 + sin1 * sine + cos1 * cosine * cos(east)))
        x_km[i] = b * d * cosine * sin(east)
        y_km[i] = b / d * (cos1 * sine - sin1 * cosine * cos(east))
    return len(lon)
