"""An index over a set of regions."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from geo.errors import BadTable
from geo.locate.build import build
from geo.native import kernels

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Objects
    from geo.shelf import Arrays

    Owners = npt.NDArray[np.int32]

NOWHERE = -1


class Work(NamedTuple):
    """How many points lay in boundary cells, and how many signs took exact arithmetic."""

    boundary: int
    exact: int


@dataclass(frozen=True, eq=False)
class RegionIndex:
    """Built once for a set of regions; any number of threads may ask it.

    Attributes
    ----------
    grid : ndarray of float64, shape (5,)
        West, south, the size of a cell in degrees, columns, rows.
    coarse : ndarray of int32
        The region of each tile of cells, -1 for none, or -2 less the position of its cells in ``fine``.
    fine : ndarray of int32
        The region of each cell, -1 for none, or -2 less the position of its record in ``pool``.
    pool : ndarray of float64
        The records of the boundary cells.

    Examples
    --------
    >>> import shapely
    >>> index = RegionIndex.build(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object))
    >>> index.locate(np.array([0.5, 1.0, 1.5, 3.0, np.nan]), np.array([0.5, 0.5, 0.5, 0.5, 0.5])).tolist()
    [0, 0, 1, -1, -1]
    """

    grid: Numbers
    coarse: Owners
    fine: Owners
    pool: Numbers

    @classmethod
    def build(cls, geometry: Objects, *, cell: float | None = None) -> Self:
        """Index polygons.

        Parameters
        ----------
        geometry : ndarray of shapely Polygon or MultiPolygon, shape (m,)
            The regions, lowest id first. They may overlap.
        cell : float, optional
            The size of a cell in degrees, where `geo.locate.build.grid_of` shall not choose it. It changes how fast
            points are located and how much memory that takes, never the answer.

        Raises
        ------
        BadTable
            A vertex is not finite, or too small or too large to be a number of degrees.
        """
        return cls(**build(geometry, cell))

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        """Make the index from arrays that were kept."""
        return cls(**arrays)

    def arrays(self) -> Arrays:
        """Give the arrays to keep."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def locate(self, lon: Numbers, lat: Numbers) -> Owners:
        """Assign points to regions.

        Parameters
        ----------
        lon, lat : ndarray of float64, shape (n,)
            WGS 84 degrees. NaN and infinite coordinates lie nowhere.

        Returns
        -------
        ndarray of int32, shape (n,)
            The position of the first region that holds each point, its border included, or -1.
        """
        return self.worked(lon, lat)[0]

    def worked(self, lon: Numbers, lat: Numbers) -> tuple[Owners, Work]:
        """Assign points to regions, and say what it took."""
        lon, lat = (np.ascontiguousarray(degrees, np.float64) for degrees in (lon, lat))
        if lon.shape != lat.shape:
            raise BadTable(f"lon and lat must be as long as each other; they have {len(lon)} and {len(lat)} values")
        code, owner, exact = kernels("regions"), np.empty(len(lon), np.int32), np.zeros(13)
        room = np.empty(2 * code.block(), np.int32)
        boundary = code.assign(
            lon, lat, self.grid, self.coarse, self.fine, self.pool, self.pool.view(np.int64), room, exact, owner
        )
        return owner, Work(boundary, int(exact[0]))


def locate(lon: Numbers, lat: Numbers, geometry: Objects) -> Owners:
    """Assign points to polygons that nothing else is asked of; see `RegionIndex.locate`.

    Examples
    --------
    >>> import shapely
    >>> locate(np.array([0.5]), np.array([0.5]), np.array([shapely.box(0, 0, 1, 1)], dtype=object)).tolist()
    [0]
    """
    return RegionIndex.build(geometry).locate(lon, lat)
