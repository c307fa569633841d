"""Building a region index: from polygons to a grid, the labels of its cells and the records of its boundary cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.errors import BadTable
from geo.native import kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo.columns import Numbers, Objects
    from geo.shelf import Arrays

    Positions = npt.NDArray[np.int64]

SMALLEST, LARGEST = 1e-100, 1e4
"""Degrees. No product of coordinates that are 0 or between these over- or underflows."""
FEWEST, MOST, AN_EDGE = 2**12, 2**19, 8
"""About how many cells all edges together cross: so many for each edge, and the bounds of that."""
MOST_CELLS = 2.0**26
FINEST = 2.0**-28
"""Of the largest coordinate: a cell must be far wider than what rounding does to a coordinate."""
RIM = 2
"""Cells around everything that no edge touches: what lies outside the grid is put there."""


class Edges(NamedTuple):
    """The edges of polygons, each running upwards (a level one from west to east)."""

    ends: Numbers  # (n, 4): lon, lat, lon, lat
    part: Positions
    """The polygon that each bounds, in order; a region of several polygons lies wherever one of them lies."""
    region: npt.NDArray[np.int32]
    """The region of each polygon, and -1 for none."""


class Marked(NamedTuple):
    """Which edges touch which cells, by cell and then by polygon."""

    cell: Positions
    """The boundary cells, in order."""
    edge: Positions
    begin: Positions
    """Where the edges of each entry begin: an entry is a polygon in a cell that its boundary touches."""
    entry_cell: Positions
    """The position of each entry's cell among the boundary cells."""
    entry_part: Positions


def build(geometry: Objects, cell: float | None) -> Arrays:
    """Work out the arrays of an index; see `RegionIndex.build`."""
    run, code = Edges(*_edges(geometry)), kernels("marks")
    grid, exact = grid_of(run.ends, cell), np.zeros(13)
    columns, rows, tile = int(grid[3]), int(grid[4]), 2 ** kernels("regions").tile()
    marked = _marked(run, *_listed(code.touched, run.ends, grid))
    holder, inside = _held(run, marked, *_listed(code.crossings, run.ends, grid, exact))
    label = np.empty(len(marked.cell), np.int32)
    pool = np.empty(len(marked.begin) + 2 * len(marked.cell) + 10 * len(marked.edge))
    size = code.pack(run.ends, grid, *marked, inside, holder, run.region, label, pool, pool.view(np.int64), exact)
    runs = run.region[holder[::2]]
    row, column = np.divmod(marked.cell, columns)
    mixed = np.unique(row // tile * (columns // tile) + column // tile)
    first = (np.arange(0, rows, tile)[:, None] * columns + np.arange(0, columns, tile)).ravel()
    coarse = runs[np.searchsorted(marked.cell, first)]
    coarse[mixed] = -2 - np.arange(len(mixed), dtype=np.int32)
    fine = np.empty(len(mixed) * tile**2, np.int32)
    code.detail(mixed, grid, marked.cell, label, runs, fine)
    return {"grid": grid, "coarse": coarse, "fine": fine, "pool": pool[:size].copy()}


def _edges(geometry: Objects) -> tuple[Numbers, Positions, npt.NDArray[np.int32]]:
    """Take polygons apart; see `Edges`."""
    parts, region = shapely.get_parts(geometry, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    vertex, ring = shapely.get_coordinates(rings, return_index=True)
    size = np.abs(vertex)
    odd = ~((size == 0) | ((size >= SMALLEST) & (size <= LARGEST))).all(axis=1)
    if np.any(odd):
        where, (x, y) = region[part[ring[odd][0]]], vertex[odd][0].tolist()
        raise BadTable(
            f"geometry: region {where} has a vertex at {x!r}, {y!r};"
            f" accepted: coordinates of 0, or from {SMALLEST} to {LARGEST:g} degrees"
        )
    start, end = vertex[:-1], vertex[1:]
    kept = (ring[:-1] == ring[1:]) & (start != end).any(axis=1)
    ends, part = np.hstack([start, end])[kept], part[ring[:-1][kept]]
    down = (ends[:, 1] > ends[:, 3]) | ((ends[:, 1] == ends[:, 3]) & (ends[:, 0] > ends[:, 2]))
    ends[down] = ends[down][:, [2, 3, 0, 1]]
    return ends, part, np.append(region, -1).astype(np.int32)


def grid_of(ends: Numbers, cell: float | None) -> Numbers:
    """Lay a grid over edges: west, south, the size of a cell in degrees, columns, rows.

    The size is such that the edges cross about eight cells each, but no fewer than 4,096 and no more than half a
    million in all, and that the grid has no more than 67 million cells.
    """
    if not len(ends):
        return np.array([0.0, 0.0, 1.0, 16.0, 16.0])
    low, high = ends.reshape(-1, 2).min(axis=0), ends.reshape(-1, 2).max(axis=0)
    width, height = high - low
    usual = np.abs(ends[:, :2] - ends[:, 2:]).sum() / min(max(AN_EDGE * len(ends), FEWEST), MOST)
    size = max(
        cell or usual, np.sqrt(width * height / MOST_CELLS), (width + height) / MOST, np.abs(ends).max() * FINEST
    )
    west, south = low - RIM * size
    tile = 2 ** kernels("regions").tile()
    columns, rows = (tile * np.ceil(((high - low) / size + 2 * RIM + 1) / tile)).tolist()
    return np.array([west, south, size, columns, rows])


def _listed(kernel: Callable[..., int], ends: Numbers, grid: Numbers, *more: Numbers) -> tuple[Positions, Positions]:
    """List cells and edges by a kernel that first counts how many there are."""
    none = np.empty(0, np.int64)
    room = np.empty((2, kernel(ends, grid, none, none, *more)), np.int64)
    kernel(ends, grid, *room, *more)
    return room[0], room[1]


def _marked(run: Edges, cell: Positions, edge: Positions) -> Marked:
    key = np.sort(cell * len(run.ends) + edge)  # edges are in the order of their polygons
    cell, edge = np.divmod(key, max(len(run.ends), 1))
    part = run.part[edge]
    new = np.append(True, (cell[1:] != cell[:-1]))[: len(cell)]
    begin = np.flatnonzero(new | np.append(True, part[1:] != part[:-1])[: len(cell)])
    where = np.cumsum(new) - 1
    return Marked(cell[new], edge, np.append(begin, len(cell)), where[begin], part[begin])


def _held(
    run: Edges, marked: Marked, cell: Positions, edge: Positions
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Say which polygon holds each slot first, and which entries' polygons hold their cell's reference point."""
    slots = 2 * len(marked.cell) + 2
    k = np.searchsorted(marked.cell, cell)
    slot = 2 * k + (marked.cell[np.minimum(k, slots // 2 - 2)] == cell)
    part, slot = np.divmod(np.sort(run.part[edge] * slots + slot), slots)
    order = np.argsort(marked.entry_part, kind="stable")
    holder, inside = np.full(slots, len(run.region) - 1, np.int32), np.zeros(len(order), np.uint8)
    kernels("marks").spread(
        slot, part, marked.entry_part[order], marked.entry_cell[order], holder, inside, np.arange(slots, dtype=np.int32)
    )
    inside[order] = inside.copy()
    return holder, inside
