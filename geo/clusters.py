"""Points of a map as dots with numbers: the incidents of each cell of a grid as one dot.

The cells are made at the zoom of the map, so that however many incidents there are, a screen holds some thousand dots,
and each of their numbers is exact: nothing is thinned. Places are whole numbers, a thousand million across the world
(4 cm): sums of them are exact, so the order of rows makes no difference, and the cells of one zoom lie exactly in
those of the zoom before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers

    Whole = npt.NDArray[np.int64]
    Places = npt.NDArray[np.int32]

WORLD = 2**30
"""The width and height of the map of Web Mercator (EPSG:3857), in units; counted from the west and from the north."""
CELL_PX = 24
"""Pixels of a screen, of which the map has 256 at zoom 0 and twice as many at each further one."""
DEEPEST = 18
"""Zoom; there a cell is still a whole number of units wide."""
MOST_CELLS = 2**18
"""Far more than any screen has."""
SEVERAL = -1


class Grid(NamedTuple):
    """Some cells at a zoom: columns from the west, rows from the north."""

    zoom: int
    column: int
    row: int
    columns: int
    rows: int

    @property
    def side(self) -> int:
        """The width of a cell in units."""
        return CELL_PX * WORLD // (256 << self.zoom)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.columns * self.rows

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], zoom: int) -> Self:
        """Give the cells that a box touches, so that none of them is there in part.

        Parameters
        ----------
        bounds : tuple of float
            West, south, east and north in degrees.
        zoom : int
            From 0 to `DEEPEST`.

        Examples
        --------
        >>> Grid.over((66.5, 24.5, 67.5, 25.5), 7)
        Grid(zoom=7, column=934, row=582, columns=5, rows=5)
        """
        west, south, east, north = bounds
        side = cls(zoom, 0, 0, 0, 0).side
        x, y = mercator(np.array([west, east]), np.array([north, south]))
        (first, last), (top, bottom) = (x // side).tolist(), (y // side).tolist()
        return cls(zoom, first, top, last - first + 1, bottom - top + 1)

    def bounds(self) -> tuple[float, float, float, float]:
        """Give its west, south, east and north in degrees.

        Examples
        --------
        >>> [round(edge, 2) for edge in Grid(7, 934, 582, 5, 5).bounds()]
        [66.27, 24.45, 67.59, 25.64]
        """
        x = np.array([self.column, self.column + self.columns]) * self.side
        y = np.array([self.row, self.row + self.rows]) * self.side
        (west, east), (north, south) = (edges.tolist() for edges in degrees(x, y))
        return west, south, east, north


class Clusters(NamedTuple):
    """The dots of a grid, one for each cell in which something lies, by row and column.

    Attributes
    ----------
    x, y : ndarray of int64
        The middle of what lies in the cell, which lies in it, too, in units.
    n : ndarray of int64
        How many points lie in it.
    only : ndarray of int64
        The position of the point that lies there alone; -1 where there are several.
    same : ndarray of bool
        Whether all of them lie on one place.
    """

    x: Whole
    y: Whole
    n: Whole
    only: Whole
    same: npt.NDArray[np.bool_]


def mercator(lon: Numbers, lat: Numbers) -> tuple[Places, Places]:
    """Give the place of points on the map in units; the edge of the map for what lies beyond it.

    Parameters
    ----------
    lon, lat : ndarray of float64, shape (n,)
        WGS 84 degrees; of an unknown place the answer means nothing.

    Examples
    --------
    >>> x, y = mercator(np.array([0.0, 67.01]), np.array([0.0, 24.86]))
    >>> (x / WORLD).round(6).tolist(), (y / WORLD).round(6).tolist()
    ([0.5, 0.686139], [0.5, 0.42867])
    """
    x = lon / 360 + 0.5
    y = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
    return _whole(x), _whole(y)


def _whole(share: Numbers) -> Places:
    units = np.nan_to_num(share * WORLD, posinf=WORLD, neginf=0)
    return np.clip(units, 0, WORLD - 1).astype(np.int32)


def degrees(x: npt.NDArray[np.integer], y: npt.NDArray[np.integer]) -> tuple[Numbers, Numbers]:
    """Give the longitude and latitude of places on the map.

    Examples
    --------
    >>> lon, lat = degrees(*mercator(np.array([67.01]), np.array([24.86])))
    >>> lon.round(5).tolist(), lat.round(5).tolist()
    ([67.01], [24.86])
    """
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y / WORLD)))))
    return x / WORLD * 360 - 180, lat


def clusters(x: Places, y: Places, grid: Grid) -> Clusters:
    """Group points by the cells of a grid; those in none of its cells are in no dot.

    Examples
    --------
    >>> x, y = mercator(np.array([67.0, 67.0, 67.1, 68.5]), np.array([24.9, 24.9, 24.9, 24.9]))
    >>> found = clusters(x, y, Grid.over((66.5, 24.5, 67.5, 25.5), 9))
    >>> found.n.tolist(), found.only.tolist(), found.same.tolist()
    ([2, 1], [-1, 2], [True, True])
    """
    column, row = x // grid.side - grid.column, y // grid.side - grid.row
    inside = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    at = np.flatnonzero(inside)
    cell = row[at].astype(np.int64) * grid.columns + column[at]
    number = np.bincount(cell, minlength=grid.cells)
    some = np.flatnonzero(number)
    one = np.zeros(grid.cells, np.int64)
    one[cell] = at  # any of them
    away = (x[at] != x[one[cell]]) | (y[at] != y[one[cell]])
    n = number[some]
    return Clusters(
        x=_middle(x[at], cell, some, n),
        y=_middle(y[at], cell, some, n),
        n=n,
        only=np.where(n == 1, one[some], SEVERAL),
        same=np.bincount(cell, away, grid.cells)[some] == 0,
    )


def _middle(along: Places, cell: Whole, some: Whole, n: Whole) -> Whole:
    """Give the mean; of less than eight million places their sum is exact."""
    return np.bincount(cell, along)[some].astype(np.int64) // n
