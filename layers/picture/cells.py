"""What lies where on a map, in small square cells: room for names is looked for here."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.columns import Objects
    from layers.picture.projection import Box

    Mask = npt.NDArray[np.bool_]

CELL = 4.0
SEA, OUT = -1, -2
"""Owners that are no region."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The cells of a map.

    Attributes
    ----------
    left, top : float
        The corner of the first cell, in pixels.
    owner : ndarray of int64, shape (rows, columns)
        The position of the region that holds the middle of a cell, or `SEA` or `OUT`.
    taken : ndarray of bool, shape (rows, columns)
        Where something is written already; changed in place by `take`.
    """

    left: float
    top: float
    owner: npt.NDArray[np.int64]
    taken: Mask

    @classmethod
    def of(cls, frame: Box, regions: Objects, land: Objects, *, sea: bool) -> Ground:
        """Sort the cells of a frame by what their middle lies in; everything is land if no sea is known."""
        left, top, right, bottom = frame
        size = int((bottom - top) / CELL), int((right - left) / CELL)
        owner = np.full(size, SEA if sea else OUT, dtype=np.int64)
        for shape in land:
            owner[covers(shape, left, top, size)] = OUT
        for i, shape in enumerate(regions):
            owner[covers(shape, left, top, size)] = i
        edge = np.ones(size, dtype=np.bool_)
        edge[1:-1, 1:-1] = False  # nothing is written across the frame
        return cls(left, top, owner, edge)

    def mask(self, shape: shapely.Geometry) -> Mask:
        """Tell which cells have their middle in a shape."""
        return covers(shape, self.left, self.top, (self.owner.shape[0], self.owner.shape[1]))

    def at(self, x: float, y: float) -> int:
        """Give the owner of a pixel, `OUT` beyond the frame."""
        row, column = int((y - self.top) // CELL), int((x - self.left) // CELL)
        inside = 0 <= row < self.owner.shape[0] and 0 <= column < self.owner.shape[1]
        return int(self.owner[row, column]) if inside else OUT

    def pixel(self, row: float, column: float) -> tuple[float, float]:
        """Give the middle of a cell."""
        return self.left + float(column + 0.5) * CELL, self.top + float(row + 0.5) * CELL

    def window(self, box: Box) -> tuple[slice, slice] | None:
        """Give the cells that a box touches, or None if it leaves the frame."""
        (c0, c1), (r0, r1) = ((int((a - o) // CELL), int((b - o) // CELL) + 1) for a, b, o in self._spans(box))
        inside = r0 >= 0 and c0 >= 0 and r1 <= self.owner.shape[0] and c1 <= self.owner.shape[1]
        return (slice(r0, r1), slice(c0, c1)) if inside else None

    def _spans(self, box: Box) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        return (box[0], box[2], self.left), (box[1], box[3], self.top)

    def free(self, box: Box) -> bool:
        """Tell whether nothing is written in a box, and it lies inside the frame."""
        cells = self.window(box)
        return cells is not None and not np.any(self.taken[cells])

    def take(self, box: Box) -> None:
        """Mark a box as written on, as far as it lies inside the frame."""
        rows, columns = (
            slice(max(0, int((a - o) // CELL)), max(0, int((b - o) // CELL) + 1))
            for a, b, o in reversed(self._spans(box))
        )
        self.taken[rows, columns] = True

    def share(self, box: Box, region: int) -> float:
        """Give the part of a box that lies in a region."""
        cells = self.window(box)
        return 0.0 if cells is None else float(np.mean(self.owner[cells] == region))

    def most(self, box: Box) -> int:
        """Give the owner of most of a box."""
        cells = self.window(box)
        if cells is None:
            return OUT
        values, counts = np.unique(self.owner[cells], return_counts=True)
        return int(values[np.argmax(counts)])

    def room(
        self, mask: Mask, size: tuple[float, float], *, near: tuple[float, float] | None = None, least: float = 1.0
    ) -> tuple[float, float] | None:
        """Find the middle of a free box with at least a share of its cells in a mask.

        Parameters
        ----------
        size : (float, float)
            Width and height of the box in pixels.
        near : (float, float), optional
            The box nearest to this pixel is chosen; if not given, nearest to the middle of the mask.
        """
        rows, columns = (int(np.ceil(v / CELL)) for v in reversed(size))
        inside, taken = _sums(mask, rows, columns), _sums(self.taken, rows, columns)
        fits = np.argwhere((inside >= least * rows * columns - 1e-9) & (taken == 0))
        if not len(fits):
            return None
        half = np.array([rows, columns]) / 2
        middle = np.argwhere(mask).mean(axis=0) if near is None else self._cell(near)
        row, column = fits[np.argmin(np.hypot(*(fits + half - middle).T))] + half
        return self.left + float(column) * CELL, self.top + float(row) * CELL

    def _cell(self, pixel: tuple[float, float]) -> npt.NDArray[np.float64]:
        return np.array([(pixel[1] - self.top) / CELL, (pixel[0] - self.left) / CELL])


def _sums(mask: Mask, rows: int, columns: int) -> npt.NDArray[np.int64]:
    """Count the true cells of every window of a size."""
    if rows > mask.shape[0] or columns > mask.shape[1]:
        return np.zeros((0, 0), dtype=np.int64)
    whole = np.pad(mask.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    counts = whole[rows:, columns:] - whole[:-rows, columns:] - whole[rows:, :-columns] + whole[:-rows, :-columns]
    return np.asarray(counts, dtype=np.int64)


def covers(shape: shapely.Geometry, left: float, top: float, size: tuple[int, int]) -> Mask:
    """Tell which cells have their middle in a shape, by the even-odd rule.

    Examples
    --------
    >>> covers(shapely.box(4, 0, 12, 4), 0, 0, (2, 4)).astype(int).tolist()
    [[0, 1, 1, 0], [0, 0, 0, 0]]
    """
    crossed = np.zeros((size[0], size[1] + 1), dtype=np.int64)
    for ring in _rings(shape):
        x, y = (shapely.get_coordinates(ring) - (left, top)).T / CELL - 0.5  # the middle of a cell is a whole number
        low, high = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])
        first, last = np.clip(np.ceil([low, high]), 0, size[0]).astype(np.int64)
        edge = np.repeat(np.arange(len(first)), last - first)
        row = np.arange(len(edge)) - np.repeat(np.cumsum(last - first) - (last - first), last - first) + first[edge]
        at = x[edge] + (row - y[edge]) / (y[edge + 1] - y[edge]) * (x[edge + 1] - x[edge])
        np.add.at(crossed, (row, np.clip(np.ceil(at), 0, size[1]).astype(np.int64)), 1)
    return np.asarray(crossed.cumsum(axis=1)[:, :-1] % 2 == 1)


def _rings(shape: shapely.Geometry) -> npt.NDArray[np.object_]:
    parts = shapely.get_parts(shape)
    return np.asarray(shapely.get_rings(parts[shapely.get_dimensions(parts) == 2]))  # noqa: PLR2004 areas, not lines


@dataclass(frozen=True)
class Pile:
    """Points that lie too close to be told apart: one symbol with its number."""

    x: float
    y: float
    n: int


def piles(points: Sequence[tuple[float, float]], reach: float) -> list[Pile]:
    """Join points that lie closer than a reach, those that lie on one spot first and the largest pile before others.

    Examples
    --------
    >>> piles([(0, 0), (9, 0), (9, 0), (50, 0)], 17)
    [Pile(x=9, y=0, n=3), Pile(x=50, y=0, n=1)]
    """
    spots: dict[tuple[float, float], int] = {}
    for point in points:
        spots[point] = spots.get(point, 0) + 1
    found: list[Pile] = []
    for (x, y), n in sorted(spots.items(), key=lambda item: (-item[1], item[0])):
        near = next((i for i, p in enumerate(found) if hypot(p.x - x, p.y - y) < reach), None)
        if near is None:
            found.append(Pile(x, y, n))
        else:
            found[near] = Pile(found[near].x, found[near].y, found[near].n + n)
    return found
