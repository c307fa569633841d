"""Edges on a grid: the loops that build an index of `geo.locate`."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.kernels.regions import TILE, WITHIN, decide, middle
from geo.kernels.turns import turn
from geo.native import exported

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

    A record is a vertex in the cell, if there is one, and its region; then the entries, one for each part. An entry is
    a head (region, number of edges, a bit) and the edges. The last one has no edges and its bit set.
    """
    per, columns = 1.0 / grid[2], int(grid[3])
    at = e = 0
    for k in range(len(cell)):
        qx = middle(grid[0], grid[2], cell[k] % columns)
        qy = middle(grid[1], grid[2], cell[k] // columns)
        start, vx, vy = at, np.nan, np.nan
        at += 3
        while e < len(entry_cell) and entry_cell[e] == k:
            if entry_part[e] < holder[2 * k + 1]:
                head, bit = at, inside[e] != 0
                at += 1
                for m in range(begin[e], begin[e + 1]):
                    ax, ay, bx, by = edges[edge[m]]
                    pool[at], pool[at + 1], pool[at + 2], pool[at + 3] = ax, ay, bx, by
                    at += 4
                    for px, py in ((ax, ay), (bx, by)):
                        if int((py - grid[1]) * per) * columns + int((px - grid[0]) * per) == cell[k]:
                            vx, vy = px, py
                    side = turn(ax, ay, bx, by, qx, qy, exact)
                    bit ^= ((ax <= qx) != (bx <= qx)) and (side > 0.0 or (side == 0.0 and ay == by))
                heads[head] = region[entry_part[e]] << 32 | (begin[e + 1] - begin[e]) << 1 | bit
            e += 1
        label[k] = region[holder[2 * k + 1]]
        if at == start + 3:
            at = start
        else:
            heads[at] = label[k] << 32 | 1
            at += 1
            label[k] = -2 - start
            pool[start], pool[start + 1] = vx, vy
            if not np.isnan(vx):
                heads[start + 2] = decide(start + 3, vx, vy, qx, pool, heads, exact)
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
