"""The classes of a density on a map tile: the same in every zoom, since each pixel asks the surface itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import shapely

from geo.density.plane import constants
from geo.errors import NotFound
from geo.native import kernels

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.density.density import Density

    Classes = npt.NDArray[np.uint8]

SIZE = 256
HIGHEST_ZOOM = 18


class Tile(NamedTuple):
    """A square of the map in Web Mercator (EPSG:3857): columns are counted from the west, rows from the north."""

    z: int
    x: int
    y: int

    @classmethod
    def read(cls, z: str, x: str, y: str) -> Self:
        """Read the numbers of a tile, each of which has one way to be written.

        Raises
        ------
        NotFound
            There is no such tile.

        Examples
        --------
        >>> Tile.read("5", "22", "13")
        Tile(z=5, x=22, y=13)
        """
        zoom, column, row = _number(z), _number(x), _number(y)
        if zoom > HIGHEST_ZOOM or max(column, row) >= 2**zoom:
            said = "/".join(text[:12] for text in (z, x, y))
            accepted = f"z from 0 to {HIGHEST_ZOOM}, x and y from 0 to 2**z - 1, as plain numbers"
            raise NotFound(f"There is no tile {said!r}. Accepted: {accepted}.")
        return cls(zoom, column, row)

    def middles(self, size: int = SIZE) -> tuple[Numbers, Numbers]:
        """Give the longitudes of its columns of pixels and the latitudes of its rows, in degrees.

        Examples
        --------
        >>> lon, lat = Tile(1, 1, 0).middles(2)
        >>> lon.tolist(), lat.round(3).tolist()
        ([45.0, 135.0], [79.171, 40.98])
        """
        lines = (np.arange(size) + 0.5) / size
        lon = (self.x + lines) / 2**self.z * 360 - 180
        lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (self.y + lines) / 2**self.z))))
        return lon, lat


def classes(found: Density, tile: Tile, size: int = SIZE) -> Classes:
    """Give the class of the value in the middle of each pixel of a tile.

    Returns
    -------
    ndarray of uint8, shape (size, size)
        0 is not drawn: beyond the land that the sources cover, below the first bound, or, of a difference, between the
        bounds on both sides of zero. All others count from 1, from the lowest values up.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> found = density(world, ask(world, [("breaks", "view")]))
    >>> classes(found, Tile(7, 64, 63), 8)[4:].tolist()
    [[0, 0, 0, 0, 0, 0, 0, 0], [3, 5, 4, 2, 0, 0, 0, 0], [5, 6, 5, 2, 0, 0, 0, 0], [5, 5, 3, 0, 0, 0, 0, 0]]
    """
    out = np.zeros((size, size), np.uint8)
    lon, lat = tile.middles(size)
    columns, rows = _within(found, lon, lat)
    if columns.start < columns.stop and rows.start < rows.stop:
        out[rows, columns] = _classes(found, lon[columns], lat[rows])
    return out


def names(bounds: int, *, difference: bool) -> list[int]:
    """Give the class of each interval between so many bounds.

    Examples
    --------
    >>> names(3, difference=False), names(4, difference=True)
    ([0, 1, 2, 3], [1, 2, 0, 3, 4])
    """
    if not difference:
        return [*range(bounds + 1)]
    fewer = bounds // 2
    return [*range(1, fewer + 1), 0, *range(fewer + 1, bounds + 1)]


def land(found: Density) -> tuple[float, float, float, float]:
    """Give the bounds of the covered land in degrees: west, south, east, north; NaN where there is none."""
    each = shapely.bounds(found.regions.geometry[found.covered])
    if not len(each):
        return (np.nan,) * 4
    west, south = each[:, :2].min(axis=0).tolist()
    east, north = each[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _within(found: Density, lon: Numbers, lat: Numbers) -> tuple[slice, slice]:
    """Give the columns and rows that the covered land reaches: nothing is drawn in others, and most tiles have none."""
    west, south, east, north = land(found)  # where there is none, NaN, which is sorted behind all numbers
    columns = slice(np.searchsorted(lon, west), np.searchsorted(lon, east, side="right"))
    rows = slice(np.searchsorted(-lat, -north), np.searchsorted(-lat, -south, side="right"))
    return columns, rows


def _classes(found: Density, lon: Numbers, lat: Numbers) -> Classes:
    code, grid, pixels = kernels("tiles"), found.grid, len(lat) * len(lon)
    out, at, place = np.empty((len(lat), len(lon)), np.uint8), np.empty(pixels, np.int32), np.empty((2, pixels))
    bounds = np.array(found.breaks, np.float64)
    intervals = np.array(names(len(bounds), difference=found.compared is not None), np.uint8)
    where = (grid.west_km, grid.north_km, grid.cell_km, constants())
    n = code.classes(found.values, *where, lon, lat, bounds, intervals, np.empty((4, len(lon))), out, at, place)
    code.clip(found.index.locate(place[0, :n], place[1, :n]), found.covered.view(np.uint8), at, out)
    return out


def _number(text: str) -> int:
    """Read a plain number; one that is none is larger than any tile's."""
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(2**HIGHEST_ZOOM)) and text == str(int(text))
    return int(text) if plain else 2**HIGHEST_ZOOM
