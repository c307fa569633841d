"""The cells that hot spots are looked for in: their land, how long it is covered, and which lie side by side."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import shapely

from geo.density.plane import project, unproject
from geo.hotspots import hexagons

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers, Objects
    from geo.tables import Regions

LEAST = 0.5
"""Of a hexagon: a smaller piece of land at a coast or a border is no cell, but a part of the one beside it."""
STRAIGHT_DEGREES = 0.1  # a longer edge of a region bends in the plane
TOUCHING_DEGREES = 1e-6
DIGITS = 5  # of a degree: a metre


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Pieces of land, each with at least one day of coverage.

    Attributes
    ----------
    id : list of str
        In a fixed order.
    region : ndarray of int64, shape (n,)
        The position of the region that each is, or that has most of its land.
    geometry : ndarray of object, shape (n,)
        Of the covered land in it, WGS 84.
    km2, km2_years : ndarray of float64, shape (n,)
        Its covered land, and that times the years for which it is covered.
    pairs : ndarray of int64, shape (p, 2)
        Which are neighbours, each pair both ways.
    """

    id: list[str]
    region: npt.NDArray[np.int64]
    geometry: Objects
    km2: Numbers
    km2_years: Numbers
    pairs: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def of_regions(cls, regions: Regions, km2_years: Numbers) -> Self:
        """Take regions as they are; those with a common edge are neighbours.

        Examples
        --------
        >>> from tests.worlds import squares
        >>> regions = squares([(0, 0), (1, 0), (5, 5)], country=["A"] * 3)
        >>> cells = Cells.of_regions(regions, 4 * regions.area_km2)
        >>> cells.id, cells.pairs.tolist()
        (['A', 'B', 'C'], [[0, 1], [1, 0]])
        """
        tree = shapely.STRtree(regions.geometry)
        pairs = tree.query(regions.geometry, predicate="dwithin", distance=TOUCHING_DEGREES).T
        return cls(
            id=regions.id.tolist(),
            region=np.arange(len(regions)),
            geometry=regions.geometry,
            km2=regions.area_km2,
            km2_years=km2_years,
            pairs=_sorted(pairs),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Lattice:
    """Hexagons over covered land.

    Attributes
    ----------
    width_km : float
    axial : ndarray of int64, shape (h, 2)
        The hexagons that touch the land, by row and from the west.
    cell : ndarray of int64, shape (h,)
        The position of the cell that each is, or is a part of.
    """

    width_km: float
    axial: npt.NDArray[np.int64]
    cell: npt.NDArray[np.int64]
    cells: Cells

    @classmethod
    def of(cls, regions: Regions, years: Numbers, width_km: float) -> Self:
        """Cut hexagons to regions; what is under half a hexagon goes with the neighbour that has the most land.

        Parameters
        ----------
        regions : Regions
            The covered ones, at least one.
        years : ndarray of float64
            For how long each is covered.

        Examples
        --------
        >>> from tests.worlds import squares
        >>> lattice = Lattice.of(squares([(62, 30)], country=["A"]), np.array([4.0]), 50.0)
        >>> len(lattice.axial), len(lattice.cells), int(lattice.cells.km2.sum())
        (10, 3, 10642)
        """
        land = shapely.transform(shapely.segmentize(regions.geometry, STRAIGHT_DEGREES), _onto_plane)
        land = np.where(shapely.is_valid(land), land, shapely.make_valid(land))
        axial = hexagons.covering(tuple(shapely.total_bounds(land)), width_km)
        cut = _cut(hexagons.shapes_km(axial, width_km), land)
        touched, of = np.unique(cut.hexagon, return_inverse=True)
        axial, km2 = axial[touched], np.bincount(of, cut.km2, len(touched)).astype(np.float64)
        beside = _beside(axial)
        home = _homes(km2, beside, LEAST * width_km**2 * sqrt(3) / 2)
        kept, cell = np.unique(home, return_inverse=True)
        mine = cell[of]
        by_region = np.zeros((len(kept), len(regions)))
        np.add.at(by_region, (mine, cut.region), cut.km2)
        joined = np.array([shapely.union_all(cut.shape[mine == i]) for i in range(len(kept))], dtype=object)
        cells = Cells(
            id=[f"{q}.{r}" for q, r in axial[kept].tolist()],
            region=by_region.argmax(axis=1),
            geometry=np.asarray(shapely.set_precision(shapely.transform(joined, _onto_globe), 10.0**-DIGITS)),
            km2=by_region.sum(axis=1),
            km2_years=by_region @ years,
            pairs=_sorted(cell[beside]),
        )
        return cls(width_km=width_km, axial=axial, cell=cell, cells=cells)

    def locate(self, lon: Numbers, lat: Numbers) -> npt.NDArray[np.int64]:
        """Give the cell of each point on the land.

        A point within metres of a coast can lie in a hexagon that has no land in the plane: it goes to the nearest one.
        """
        x_km, y_km = project(lon, lat)
        where = hexagons.holding(x_km, y_km, self.width_km)
        position = {(q, r): i for i, (q, r) in enumerate(self.axial.tolist())}
        found = np.array([position.get((q, r), -1) for q, r in where.tolist()], np.int64)
        for i in np.flatnonzero(found < 0):
            middle = self.axial @ np.array([[1.0, 0.0], [0.5, sqrt(3) / 2]]) * self.width_km
            found[i] = np.hypot(middle[:, 0] - x_km[i], middle[:, 1] - y_km[i]).argmin()
        return self.cell[found]


def _onto_plane(degrees: Numbers) -> Numbers:
    return np.column_stack(project(*degrees.T))


def _onto_globe(km: Numbers) -> Numbers:
    return np.column_stack(unproject(*km.T))


class Cut(NamedTuple):
    """The land of each hexagon in each region that it touches."""

    hexagon: npt.NDArray[np.int64]
    region: npt.NDArray[np.int64]
    shape: Objects
    km2: Numbers


def _cut(hexagon: Objects, land: Objects) -> Cut:
    shapely.prepare(land)
    mine, region = shapely.STRtree(land).query(hexagon, predicate="intersects")
    shape, whole = hexagon[mine], shapely.contains_properly(land[region], hexagon[mine])
    shape[~whole] = shapely.intersection(hexagon[mine[~whole]], land[region[~whole]])
    km2 = shapely.area(shape)
    some = km2 > 0  # not those that touch with a corner
    return Cut(mine[some], region[some], shape[some], km2[some])


def _beside(axial: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give the positions of neighbours, each pair both ways."""
    position = {(q, r): i for i, (q, r) in enumerate(axial.tolist())}
    near = (axial[:, None, :] + hexagons.AROUND).tolist()
    found = [(i, position[q, r]) for i, around in enumerate(near) for q, r in around if (q, r) in position]
    return np.array(found, np.int64).reshape(-1, 2)


def _homes(km2: Numbers, beside: npt.NDArray[np.int64], least_km2: float) -> npt.NDArray[np.int64]:
    """Give each hexagon the one that it is a part of: itself, or the neighbour with the most land."""
    home = np.arange(len(km2))
    large = km2 >= least_km2
    for i in np.flatnonzero(~large):
        near = beside[beside[:, 0] == i, 1]
        near = near[large[near]]
        if len(near):
            home[i] = near[np.argmax(km2[near].round(6))]
    return home


def _sorted(pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give pairs once each, and none of a cell with itself."""
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]].reshape(-1, 2), axis=0)
