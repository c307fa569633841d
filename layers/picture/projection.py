"""Web Mercator onto a rectangle of pixels, as the page draws it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from geo.columns import Numbers, Objects

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels, y running down; or west, south, east, north in degrees where so named."""

KM_PER_DEGREE = 111.32  # along the equator of WGS 84
POLE = 85.0  # Mercator has no poles
BEYOND = 12.0  # pixels drawn outside the frame, so that no cut edge shows


def mercator(lat: npt.NDArray[np.float64] | float) -> Numbers:
    """Give the height of a latitude, in degrees of longitude at the equator.

    Examples
    --------
    >>> mercator(np.array([0.0, 30.0])).round(2).tolist()
    [0.0, 31.47]
    """
    return np.asarray(np.degrees(np.arcsinh(np.tan(np.radians(np.clip(lat, -POLE, POLE))))))


@dataclass(frozen=True)
class Projection:
    """Where a longitude and latitude falls in a frame.

    Attributes
    ----------
    frame : Box
        The map on the sheet, in pixels.
    west, north : float
        The upper left corner: degrees of longitude, and Mercator height.
    scale : float
        Pixels for one degree of longitude.
    """

    frame: Box
    west: float
    north: float
    scale: float

    @classmethod
    def fitting(cls, bounds: Box, frame: Box, *, right: float = 0.0, margin: float = 0.5) -> Projection:
        """Show a box of degrees as large as it goes, leaving room on the right for a legend.

        Examples
        --------
        >>> p = Projection.fitting((0, 0, 2, 1), (0, 0, 300, 200))
        >>> round(p.scale), [round(float(v)) for v in p.xy(np.array([1.0]), np.array([0.5])).ravel()]
        (100, [150, 100])
        """
        west, east = bounds[0] - margin, bounds[2] + margin
        south, north = (float(mercator(v)) for v in (bounds[1] - margin, bounds[3] + margin))
        width, height = frame[2] - frame[0] - right, frame[3] - frame[1]
        scale = min(width / (east - west), height / (north - south))
        spare = width / scale - (east - west), height / scale - (north - south)
        return cls(frame, west - spare[0] / 2, north + spare[1] / 2, scale)

    def xy(self, lon: Numbers, lat: Numbers) -> npt.NDArray[np.float64]:
        """Give pixels, one row for each point."""
        x = self.frame[0] + (np.asarray(lon) - self.west) * self.scale
        y = self.frame[1] + (self.north - mercator(np.asarray(lat))) * self.scale
        return np.column_stack([x, y])

    def degrees(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Give the longitudes and latitudes of pixels.

        Examples
        --------
        >>> p = Projection.fitting((0, 0, 2, 1), (0, 0, 300, 200))
        >>> lon, lat = p.degrees(np.array([150.0]), np.array([100.0]))
        >>> lon.round(3).tolist(), lat.round(3).tolist()
        ([1.0], [0.5])
        """
        lon = self.west + (np.asarray(x) - self.frame[0]) / self.scale
        height = self.north - (np.asarray(y) - self.frame[1]) / self.scale
        return lon, np.degrees(np.arctan(np.sinh(np.radians(height))))

    def shapes(self, geometry: Iterable[shapely.Geometry] | Objects) -> Objects:
        """Give shapes in pixels, cut a little outside the frame."""
        left, top, right, bottom = self.frame
        drawn = shapely.transform(np.asarray(geometry, dtype=object), lambda c: self.xy(c[:, 0], c[:, 1]))
        cut = shapely.clip_by_rect(drawn, left - BEYOND, top - BEYOND, right + BEYOND, bottom + BEYOND)
        return np.asarray(cut, dtype=object)

    def km(self, pixels: float) -> float:
        """Measure a horizontal line in the middle of the frame."""
        height = self.north - (self.frame[3] - self.frame[1]) / 2 / self.scale
        lat = np.degrees(np.arctan(np.sinh(np.radians(height))))
        return pixels / self.scale * KM_PER_DEGREE * cos(radians(float(lat)))
