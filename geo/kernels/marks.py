"""Edges on a grid: the loops that build an index of `geo.locate`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from geo.kernels.regions import TILE, WITHIN, decide, middle
from geo.kernels.turns import turn
from geo.native import exported

CORNERS = 8
"""The most vertices that a record names."""
SLACK = 1e-6
"""In cells: an edge this near belongs to a cell too. Rounding moves it by less than a hundredth of that."""


@exported("f8[:,:] f8[:] i8[:] i8[:]")
def touched(edges: Any, grid: Any, cell: Any, edge: Any) -> int:
    """List every cell that every edge touches; returns how many there are, and lists them where there is room."""
    per, columns = 1.0 / grid[2], int(grid[3])
    n = 0
    for i in range(len(edges)):
        ax, ay = (edges[i, 0] - grid[0]) * per, (edges[i, 1] - grid[1]) * per
        bx, by = (edges[i, 2] - grid[0]) * per, (edges[i, 3] - grid[1]) * per
        for r in range(int(ay - SLACK), int(by + SLACK) + 1):
            one, two = ax, bx
            if by > ay:
                one = ax + min(max((r - SLACK - ay) / (by - ay), 0.0), 1.0) * (bx - ax)
                two = ax + min(max((r + 1 + SLACK - ay) / (by - ay), 0.0), 1.0) * (bx - ax)
            for c in range(int(min(one, two) - SLACK), int(max(one, two) + SLACK) + 1):
                if n < len(cell):
                    cell[n] = r * columns + c
                    edge[n] = i
                n += 1
    return n


@exported("f8[:,:] f8[:] i8[:] i8[:] f8[:]")
def crossings(edges: Any, grid: Any, cell: Any, edge: Any, exact: Any) -> int:
    """List where edges cross the middles of rows: the first cell whose reference point lies right of the edge."""
    west, south, size, columns = grid[0], grid[1], grid[2], int(grid[3])
    n = 0
    for i in range(len(edges)):
        ax, ay, bx, by = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]
        r = int((ay - south) / size)
        r -= middle(south, size, r - 1) >= ay
        r += middle(south, size, r) < ay
        while middle(south, size, r) < by:
            y = middle(south, size, r)
            c = int((ax - west + (y - ay) / (by - ay) * (bx - ax)) / size + 0.5)
            while turn(ax, ay, bx, by, middle(west, size, c - 1), y, exact) <= 0.0:
                c -= 1
            while turn(ax, ay, bx, by, middle(west, size, c), y, exact) > 0.0:
                c += 1
            if n < len(cell):
                cell[n] = r * columns + c
                edge[n] = i
            n += 1
            r += 1
    return n


@exported("i8[:] i8[:] i8[:] i8[:] i4[:] u1[:] i4[:]")
def spread(slot: Any, part: Any, entry_part: Any, entry_cell: Any, holder: Any, inside: Any, after: Any) -> int:
    """Say which part holds each slot first, and for each entry whether its part holds the cell's reference point.

    A slot is the run of unmarked cells before a boundary cell (even), or that cell (odd). ``slot`` lists where parts
    begin and end, two by two; the entries lie in the same order. ``after`` leads past the slots that are held.
    """
    e = 0
    for j in range(0, len(slot), 2):
        s = slot[j]
        while s < slot[j + 1]:
            while after[s] != s:
                after[s] = after[after[s]]
                s = after[s]
            if s >= slot[j + 1]:
                break
            while e < len(entry_part) and (entry_part[e], 2 * entry_cell[e] + 1) < (part[j], s):
                e += 1
            if e < len(entry_part) and (entry_part[e], 2 * entry_cell[e] + 1) == (part[j], s):
                inside[e] = 1
            else:
                holder[s] = part[j]
                after[s] = s + 1
            s += 1
    return e


@njit(error_model="numpy")
def corners(edges: Any, grid: Any, cell: int, edge: Any, room: Any) -> int:
    """List the vertices in a cell, three places each, but no more than a few; returns how many there are."""
    per, columns = 1.0 / grid[2], int(grid[3])
    n = 0
    for m in edge:
        for end in (0, 2):
            x, y = edges[m, end], edges[m, end + 1]
            new = n < CORNERS and int((y - grid[1]) * per) * columns + int((x - grid[0]) * per) == cell
            for v in range(0, 3 * n, 3):
                new = new and (room[v] != x or room[v + 1] != y)
            if new:
                room[3 * n], room[3 * n + 1] = x, y
                n += 1
    return n


@exported("f8[:,:] f8[:] i8[:] i8[:] i8[:] i8[:] i8[:] u1[:] i4[:] i4[:] i4[:] f8[:] i8[:] f8[:]")
def pack(
    edges: Any,
    grid: Any,
    cell: Any,
    edge: Any,
    begin: Any,
    entry_cell: Any,
    entry_part: Any,
    inside: Any,
    holder: Any,
    region: Any,
    label: Any,
    pool: Any,
    heads: Any,
    exact: Any,
) -> int:
    """Write the record of each boundary cell, and where it begins; returns how long the records are.

    A record is the number of vertices it names; each of them and its region; then an entry for each part. An entry is
    a head (region, number of edges, a bit) and the edges. The last one has no edges and its bit set.
    """
    columns = int(grid[3])
    at = e = 0
    for k in range(len(cell)):
        qx = middle(grid[0], grid[2], cell[k] % columns)
        qy = middle(grid[1], grid[2], cell[k] // columns)
        start, first = at, e
        while e < len(entry_cell) and entry_cell[e] == k:
            e += 1
        entries = at = start + 1 + 3 * corners(edges, grid, cell[k], edge[begin[first] : begin[e]], pool[start + 1 :])
        for f in range(first, e):
            if entry_part[f] < holder[2 * k + 1]:
                head, bit = at, inside[f] != 0
                at += 1
                for m in range(begin[f], begin[f + 1]):
                    ax, ay, bx, by = edges[edge[m]]
                    pool[at], pool[at + 1], pool[at + 2], pool[at + 3] = ax, ay, bx, by
                    at += 4
                    side = turn(ax, ay, bx, by, qx, qy, exact)
                    bit ^= ((ax <= qx) != (bx <= qx)) and (side > 0.0 or (side == 0.0 and ay == by))
                heads[head] = region[entry_part[f]] << 32 | (begin[f + 1] - begin[f]) << 1 | bit
        label[k] = region[holder[2 * k + 1]]
        if at == entries:
            at = start
            continue
        heads[start] = (entries - start) // 3
        heads[at] = label[k] << 32 | 1
        at += 1
        label[k] = -2 - start
        for v in range(start + 1, entries, 3):
            heads[v + 2] = decide(entries, pool[v], pool[v + 1], qx, pool, heads, exact)
    return at


@exported("i8[:] f8[:] i8[:] i4[:] i4[:] i4[:]")
def detail(tile: Any, grid: Any, cell: Any, label: Any, run: Any, fine: Any) -> int:
    """Give each cell of some tiles its label: its own if it is a boundary cell, or that of its run."""
    columns = int(grid[3])
    n = 0
    for t in range(len(tile)):
        top, left = tile[t] // (columns >> TILE) << TILE, tile[t] % (columns >> TILE) << TILE
        for r in range(top, top + WITHIN + 1):
            number = r * columns + left
            k = np.searchsorted(cell, number)
            for c in range(number, number + WITHIN + 1):
                if k < len(cell) and cell[k] == c:
                    fine[n] = label[k]
                    k += 1
                else:
                    fine[n] = run[k]
                n += 1
    return n
