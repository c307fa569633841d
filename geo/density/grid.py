"""The grid of a density: cells of equal area, fine enough for one bandwidth."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from geo.native import kernels

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers

FINER, A_BANDWIDTH = 3, 6
"""A bandwidth is six coarse cells, on which the smoothing is done, and each of them three fine ones to a side."""
REACH = 4
"""Bandwidths from the land to the edge of the grid: 0.03 % of a kernel lies farther out."""


@dataclass(frozen=True)
class Grid:
    """Square cells in the plane of `geo.density.plane`, the first one in the north-west.

    Attributes
    ----------
    west_km, north_km : float
        The outer corner of the first cell.
    cell_km : float
    columns, rows : int
        Each a multiple of three.
    """

    west_km: float
    north_km: float
    cell_km: float
    columns: int
    rows: int

    @classmethod
    def over(cls, bounds_km: tuple[float, float, float, float], bandwidth_km: float, widest_km: float) -> Grid:
        """Lay a grid over land and what its kernels reach beyond it.

        Parameters
        ----------
        bounds_km : (west, south, east, north)
            Of the land.
        bandwidth_km : float
        widest_km : float
            The standard deviation of the widest kernel.

        Examples
        --------
        >>> Grid.over((0, 0, 90, 90), 18.0, 18.0)
        Grid(west_km=-72.0, north_km=162.0, cell_km=1.0, columns=234, rows=234)
        """
        west, south, east, north = bounds_km
        coarse, reach = bandwidth_km / A_BANDWIDTH, REACH * widest_km
        # begun at whole cells from the middle of the plane: what is asked of another land has the same cells
        left, right = floor((west - reach) / coarse), ceil((east + reach) / coarse)
        low, high = floor((south - reach) / coarse), ceil((north + reach) / coarse)
        return cls(left * coarse, high * coarse, coarse / FINER, FINER * (right - left), FINER * (high - low))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def x_km(self) -> Numbers:
        """Give the middle of each column."""
        return np.asarray(self.west_km + (np.arange(self.columns) + 0.5) * self.cell_km)

    def y_km(self) -> Numbers:
        """Give the middle of each row."""
        return np.asarray(self.north_km - (np.arange(self.rows) + 0.5) * self.cell_km)

    def sample(self, values: npt.NDArray[np.float32], x_km: Numbers, y_km: Numbers) -> Numbers:
        """Give the values of a surface at points, bilinear between the middles of cells; NaN outside of them."""
        found = np.empty(len(x_km))
        kernels("density").sample(values, self.west_km, self.north_km, self.cell_km, x_km, y_km, found)
        return found
