"""Where what is only roughly known may lie: every two kilometres a point, and the region it belongs to.

An incident whose place is known to its district or province only is spread evenly over that area before it is smoothed.
In a plane of equal area, even means the same for each point of the lattice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import shapely

from geo.density.plane import project, unproject
from geo.locate import NOWHERE
from geo.native import kernels
from geo.records import in_order

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.placement import Indexed
    from geo.shelf import Arrays

STEP_KM = 2.0
"""Under half of the narrowest bandwidth, so that no smoothed surface shows the lattice."""
RIM = 5
"""Points around the land: what lies up to ten kilometres off it has a point near it."""


class Land(NamedTuple):
    """The points of a lattice that lie in a region, those of the north first.

    Attributes
    ----------
    at : ndarray of int64, shape (n,)
        The position of each among all points, row by row.
    x_km, y_km : ndarray of float64, shape (n,)
    region : ndarray of int32, shape (n,)
    """

    at: npt.NDArray[np.intp]
    x_km: Numbers
    y_km: Numbers
    region: npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lattice:
    """The points of one set of regions, those of the north first.

    Attributes
    ----------
    west_km, north_km : float
        The outer corner of the first point's square.
    label : ndarray of int32, shape (rows, columns)
        The position of the region that holds each point, or -1. Each region has at least one.
    points : ndarray of int64, shape (regions,)
        How many each has.
    """

    west_km: float
    north_km: float
    label: npt.NDArray[np.int32]
    points: npt.NDArray[np.int64]
    _counted: dict[float, npt.NDArray[np.int32]] = field(init=False, default_factory=dict, repr=False)

    @classmethod
    def of(cls, there: Indexed) -> Self:
        """Lay points over regions.

        Examples
        --------
        >>> from geo.placement import Indexed
        >>> from tests.worlds import squares
        >>> lattice = Lattice.of(Indexed.of(squares([(61, 30), (62, 30)], country=["A", "A"])))
        >>> lattice.points.tolist(), bool(abs(lattice.points / (96.5 * 110.9 / 4) - 1).max() < 0.01)
        ([2660, 2660], True)
        """
        shapes = there.regions.geometry
        around = shapely.get_coordinates(
            shapely.segmentize(shapely.boundary(shapely.box(*shapely.total_bounds(shapes))), 0.1)
        )
        x_km, y_km = project(*around.T)
        west, north = STEP_KM * (floor(x_km.min() / STEP_KM) - RIM), STEP_KM * (ceil(y_km.max() / STEP_KM) + RIM)
        columns, rows = ceil((x_km.max() - west) / STEP_KM) + RIM, ceil((north - y_km.min()) / STEP_KM) + RIM
        label = np.empty((rows, columns), np.int32)
        x_km = west + STEP_KM * (np.arange(columns) + 0.5)
        for r in range(rows):
            y_km = np.full(columns, north - STEP_KM * (r + 0.5))
            label[r] = there.index.locate(*unproject(x_km, y_km))
        lattice = cls(west_km=west, north_km=north, label=label, points=np.empty(0, np.int64))
        points = np.bincount(label[label != NOWHERE], minlength=len(shapes))
        for small in np.flatnonzero(points == 0):  # under a few square kilometres
            spot = shapely.point_on_surface(shapes[small])
            row, column = lattice.cells(*project(np.array([spot.x]), np.array([spot.y])))
            label[row, column] = small
        points = np.bincount(label[label != NOWHERE], minlength=len(shapes))
        return cls(west_km=west, north_km=north, label=label, points=points)

    def arrays(self) -> Arrays:
        """Give everything as arrays to keep."""
        return {"corner": np.array([self.west_km, self.north_km]), "label": self.label, "points": self.points}

    @classmethod
    def kept(cls, arrays: Arrays) -> Self:
        """Make it of kept arrays."""
        west, north = arrays["corner"].tolist()
        return cls(west_km=west, north_km=north, label=arrays["label"], points=arrays["points"])

    @cached_property
    def land(self) -> Land:
        """The points that lie in a region."""
        at = np.flatnonzero(self.label.ravel() != NOWHERE)
        row, column = np.divmod(at, self.label.shape[1])
        return Land(at, self.x_km()[column], self.y_km()[row], self.label.ravel()[at])

    def x_km(self) -> Numbers:
        """Give where each column lies."""
        return np.asarray(self.west_km + STEP_KM * (np.arange(self.label.shape[1]) + 0.5))

    def y_km(self) -> Numbers:
        """Give where each row lies."""
        return np.asarray(self.north_km - STEP_KM * (np.arange(self.label.shape[0]) + 0.5))

    def cells(self, x_km: Numbers, y_km: Numbers) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give the row and the column of the point nearest to each place on or near the land."""
        rows, columns = self.label.shape
        row = np.clip((self.north_km - y_km) / STEP_KM, 0, rows - 1).astype(np.int32)
        return row, np.clip((x_km - self.west_km) / STEP_KM, 0, columns - 1).astype(np.int32)

    def over_regions(self, mass: Numbers) -> Numbers:
        """Spread what each region has over its points.

        Parameters
        ----------
        mass : ndarray of float64, shape (regions,)

        Returns
        -------
        ndarray of float64, shape (rows, columns)
        """
        each = np.append(mass / np.maximum(self.points, 1), 0.0)  # the last one is of -1
        return each[self.label]

    def over_circles(
        self, x_km: Numbers, y_km: Numbers, mass: Numbers, region: npt.NDArray[np.int64], radius_km: float
    ) -> Numbers:
        """Spread masses over circles, each cut to a region.

        Parameters
        ----------
        x_km, y_km, mass : ndarray of float64, shape (n,)
        region : ndarray of int64, shape (n,)
            Each holds its place or lies near it.
        radius_km : float

        Returns
        -------
        ndarray of float64, shape (rows, columns)
        """
        out, half = np.zeros(self.label.shape), _half(radius_km)
        row, column = self.cells(x_km, y_km)
        order = in_order(region * len(self.label) + row)  # those of one region together, and what lies near is near
        row, column, mass, region = row[order], column[order], mass[order], region[order]
        cells = self._around(radius_km)[row, column]
        beside = np.flatnonzero(self.label[row, column] != region)
        if len(beside):  # by the edge the nearest point may lie in another region
            few = np.empty(len(beside), np.int32)
            at = (row[beside], column[beside], half, self.label, region[beside].astype(np.int32))
            kernels("density").few_circle_cells(*at, few)
            cells[beside] = few
        weight, begins = mass / np.maximum(cells, 1), np.flatnonzero(np.diff(region, prepend=-1)).tolist()
        weight[cells == 0] = 0.0
        for begin, end in pairwise([*begins, len(region)]):
            mine = slice(begin, end)
            rows, columns = self._window(row[mine], column[mine], len(half))
            change = np.zeros((rows.stop - rows.start, columns.stop - columns.start + 1))
            where = (self.label, int(region[begin]), rows.start, columns.start, change)
            kernels("density").circles(row[mine], column[mine], weight[mine], half, *where, out)
        empty = cells == 0  # no point of the region is near enough
        np.add.at(out, (row[empty], column[empty]), mass[empty])
        return out

    def _around(self, radius_km: float) -> npt.NDArray[np.int32]:
        """Give how many points of its own region lie around each point; worked out once."""
        if radius_km not in self._counted:
            found, half = np.zeros(self.label.shape, np.int32), _half(radius_km)
            row, column = (part.astype(np.int32) for part in np.divmod(self.land.at, self.label.shape[1]))
            for one in range(len(self.points)):
                mine = self.land.region == one
                window = self._window(row[mine], column[mine], len(half))
                label, counted = np.ascontiguousarray(self.label[window]), np.empty(int(mine.sum()), np.int32)
                at = (row[mine] - np.int32(window[0].start), column[mine] - np.int32(window[1].start))
                room = np.zeros(label.shape[0] * (label.shape[1] + 1), np.int32)
                kernels("density").circle_cells(*at, half, label, one, room, counted)
                found[row[mine], column[mine]] = counted
            self._counted[radius_km] = found
        return self._counted[radius_km]

    def _window(self, row: npt.NDArray[np.int32], column: npt.NDArray[np.int32], reach: int) -> tuple[slice, slice]:
        """Give the rows and columns around some points: most of the lattice is another region."""
        top, left = max(0, int(row.min()) - reach), max(0, int(column.min()) - reach)
        low, right = int(row.max()) + reach + 1, int(column.max()) + reach + 1
        return slice(top, min(low, self.label.shape[0])), slice(left, min(right, self.label.shape[1]))


def _half(radius_km: float) -> npt.NDArray[np.int32]:
    """Give how many columns a circle reaches to each side, in its middle row and in each below."""
    steps = np.arange(int(radius_km / STEP_KM) + 1)
    return np.asarray(np.sqrt((radius_km / STEP_KM) ** 2 - steps**2.0).astype(np.int32))
