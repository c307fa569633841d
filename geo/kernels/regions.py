"""Which region holds a point: the loop over points of `geo.locate`, which says why it is exact.

A grid is five numbers: west, south, the size of a cell in degrees, columns, rows. An edge runs upwards, and from west
to east where it is level.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from geo.kernels.turns import CERTAIN, LEAST, turn
from geo.native import exported

TILE = 3
"""A tile is ``2**TILE`` cells wide and high."""
WITHIN = 2**TILE - 1
WITHIN_TILE = 2 ** (2 * TILE) - 1
BLOCK = 2048
"""As many points at once stay in the nearest cache."""
MANY = 2**31 - 1


@njit(error_model="numpy")
def middle(start: float, size: float, i: int) -> float:
    """Give the middle of a column or row: where its reference points lie."""
    return start + (i + 0.5) * size


@njit(error_model="numpy")
def decide(at: int, x: float, y: float, qx: float, pool: Any, heads: Any, exact: Any) -> int:
    """Decide by the edges of a boundary cell which region holds a point of it."""
    while True:
        head = heads[np.uint32(at)]
        inside = (head & 1) != 0
        at += 1
        stop = at + 4 * ((head >> 1) & MANY)
        while at < stop:
            ax, ay = pool[np.uint32(at)], pool[np.uint32(at + 1)]
            bx, by = pool[np.uint32(at + 2)], pool[np.uint32(at + 3)]
            at += 4
            left, right = (ax - x) * (by - y), (ay - y) * (bx - x)
            side = left - right
            beside = (ay <= y) & (y <= by)
            if beside & (abs(side) <= CERTAIN * (abs(left) + abs(right)) + LEAST):
                if ((ax == x) & (ay == y)) | ((bx == x) & (by == y)):
                    return head >> 32
                side = turn(ax, ay, bx, by, x, y, exact)
                if side == 0.0 and min(ax, bx) <= x <= max(ax, bx):
                    return head >> 32
            level = beside & (y < by)
            upright = (ax <= qx) != (bx <= qx)
            corner = ((by <= y) == (ax < bx)) if upright else (qx < ax)
            inside ^= (level & (side > 0.0)) ^ ((level != upright) & corner)
        if inside:
            return head >> 32


@exported("f8[:] f8[:] f8[:] i4[:] i4[:] f8[:] i8[:] i4[:] f8[:] i4[:]")
def assign(
    lon: Any, lat: Any, grid: Any, coarse: Any, fine: Any, pool: Any, heads: Any, scratch: Any, exact: Any, owner: Any
) -> int:
    """Give the region of each point; returns how many lay in boundary cells."""
    west, south, size = grid[0], grid[1], grid[2]
    per, right, top = 1.0 / size, grid[3] - 1.0, grid[4] - 1.0
    across = np.int32(grid[3]) >> TILE
    key, at = scratch[:BLOCK], scratch[BLOCK:]
    bounds = 0
    for low in range(0, len(lon), BLOCK):
        many = min(BLOCK, len(lon) - low)
        for i in range(many):  # the number of its cell, tile by tile; NaN and what lies outside is put at the rim
            x = (lon[low + i] - west) * per
            y = (lat[low + i] - south) * per
            c, r = np.int32(min(right, max(0.0, x))), np.int32(min(top, max(0.0, y)))
            tile = (r >> TILE) * across + (c >> TILE)
            key[i] = (tile << (2 * TILE)) | ((r & WITHIN) << TILE) | (c & WITHIN)
        n = 0
        for i in range(many):
            found = coarse[np.uint32(key[i]) >> (2 * TILE)]
            owner[low + i] = found
            at[n] = i
            n += found < -1
        mixed, n = n, 0
        for m in range(mixed):
            i = at[m]
            found = fine[np.uint32(((-2 - owner[low + i]) << (2 * TILE)) + (key[i] & WITHIN_TILE))]
            owner[low + i] = found
            at[n] = i
            n += found < -1
        bounds += n
        for m in range(n):
            i = low + at[m]
            record = np.uint32(-2 - owner[i])
            entries = np.uint32(record + 1 + 3 * heads[record])
            found = -2
            for v in range(record + 1, entries, 3):
                same = (pool[np.uint32(v)] == lon[i]) & (pool[np.uint32(v + 1)] == lat[i])
                found = heads[np.uint32(v + 2)] if same else found
            if found < -1:
                qx = middle(west, size, np.int32((lon[i] - west) * per))
                found = decide(entries, lon[i], lat[i], qx, pool, heads, exact)
            owner[i] = found
    return bounds


@exported("")
def tile() -> int:
    """Give the width of a tile, as a power of two."""
    return TILE


@exported("")
def block() -> int:
    """Give how many points are worked on at once."""
    return BLOCK
