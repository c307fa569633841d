"""Density on a grid: points into cells, cells into finer ones, values at points.

Grids begin in the north-west: the middle of the cell in row r and column c lies at west + (c + 0.5) cell, and
north - (r + 0.5) cell.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from geo.native import exported


@njit(inline="always")
def _cubic(u: float, k: int) -> float:
    """Give the share of the k-th of four cells for a point between the second and the third of them.

    These are the weights of cubic interpolation, turned round: the cells together have the point's mass, middle and
    second and third moments, so that what is smooth cannot tell them from the point.
    """
    if k == 0:
        return -u * (u - 1) * (u - 2) / 6
    if k == 1:
        return (u + 1) * (u - 1) * (u - 2) / 2
    if k == 2:  # noqa: PLR2004
        return -(u + 1) * u * (u - 2) / 2
    return (u + 1) * u * (u - 1) / 6


@exported("f8[:] f8[:] f8[:] f8 f8 f8 f8[:,:]")
def scatter(x: Any, y: Any, weight: Any, west: float, north: float, cell: float, out: Any) -> int:
    """Add weighted points to the sixteen cells around each; give how many lie too near the edge, or nowhere."""
    lost = 0
    for i in range(len(x)):
        across, down = (x[i] - west) / cell - 0.5, (north - y[i]) / cell - 0.5
        # so that NaN is lost, too
        if not (across >= 1 and down >= 1 and across < out.shape[1] - 2 and down < out.shape[0] - 2):
            lost += 1
            continue
        c, r = int(across), int(down)
        u, v = across - c, down - r
        for j in range(4):
            part = weight[i] * _cubic(v, j)
            for k in range(4):
                out[r - 1 + j, c - 1 + k] += part * _cubic(u, k)
    return lost


@exported("f8[:,:] f8[:,:] i8[:] i8 f8[:] f4[:,:]")
def refine(coarse: Any, taps: Any, begins: Any, margin: int, line: Any, out: Any) -> int:
    """Write the values of finer cells between those of coarse ones.

    Parameters
    ----------
    taps : (finer, taps)
        The weights of the coarse cells around each of the finer cells that one coarse cell is divided into.
    begins : (finer,)
        Where the first of these lies, from the coarse cell.
    margin : int
        How many coarse cells lie north and west of the first one that is divided.
    line : (coarse columns,)
        Room for one row.
    """
    finer, n = taps.shape
    for r in range(out.shape[0]):
        phase = r % finer
        first = margin + r // finer + begins[phase]
        for c in range(len(line)):
            line[c] = 0.0
        for t in range(n):
            part = taps[phase, t]
            for c in range(len(line)):
                line[c] += part * coarse[first + t, c]
        for k in range((out.shape[1] + finer - 1) // finer):
            for p in range(min(finer, out.shape[1] - k * finer)):
                value, at = 0.0, margin + k + begins[p]
                for t in range(n):
                    value += taps[p, t] * line[at + t]
                out[r, k * finer + p] = value
    return out.shape[0]


@njit(inline="always")
def bilinear(values: Any, across: float, down: float) -> float:
    """Give the value between four cells, at a place in cells from the middle of the first; NaN outside."""
    if not (across >= 0 and down >= 0 and across <= values.shape[1] - 1 and down <= values.shape[0] - 1):
        return float("nan")
    c, r = min(int(across), values.shape[1] - 2), min(int(down), values.shape[0] - 2)
    u, v = across - c, down - r
    upper = values[r, c] * (1 - u) + values[r, c + 1] * u
    lower = values[r + 1, c] * (1 - u) + values[r + 1, c + 1] * u
    return upper * (1 - v) + lower * v


@exported("f4[:,:] f8 f8 f8 f8[:] f8[:] f8[:]")
def sample(values: Any, west: float, north: float, cell: float, x: Any, y: Any, out: Any) -> int:
    """Write the values at points, between the middles of cells; NaN outside of all."""
    for i in range(len(x)):
        out[i] = bilinear(values, (x[i] - west) / cell - 0.5, (north - y[i]) / cell - 0.5)
    return len(x)


@njit(inline="always")
def _runs(row: int, column: int, half: Any, label: Any, weight: float, before: Any, change: Any) -> int:
    """Count the wanted cells of one circle, and note the weight where each of its rows begins and ends."""
    rows, columns, reach, cells = label.shape[0], label.shape[1], len(half) - 1, 0
    for r in range(max(0, row - reach), min(rows, row + reach + 1)):
        wide = half[abs(r - row)]
        begin = r * (columns + 1) + max(0, column - wide)
        end = r * (columns + 1) + min(columns, column + wide + 1)
        cells += before[end] - before[begin]
        change[begin] += weight
        change[end] -= weight
    return cells


@exported("i4[:] i4[:] f8[:] i4[:] i4[:,:] i8 i4[:] f8[:] f8[:,:]")
def circles(
    row: Any, column: Any, weight: Any, half: Any, label: Any, wanted: int, before: Any, change: Any, out: Any
) -> int:
    """Spread weights evenly over circles of cells, cut to one label; give how many circles hold no cell of it.

    The weight of such a circle goes to its middle.

    Parameters
    ----------
    row, column, weight : (n,)
        Of the middles.
    half : (reach + 1,)
        How many columns a circle reaches to each side in a row so far from its middle.
    before, change : (rows * (columns + 1),)
        Zeros.
    """
    rows, columns, empty = label.shape[0], label.shape[1], 0
    for r in range(rows):
        for c in range(columns):
            before[r * (columns + 1) + c + 1] = before[r * (columns + 1) + c] + (label[r, c] == wanted)
    for i in range(len(row)):
        cells = _runs(row[i], column[i], half, label, 0.0, before, change)
        if cells > 0:
            _runs(row[i], column[i], half, label, weight[i] / cells, before, change)
        else:
            empty += 1
            out[row[i], column[i]] += weight[i]
    for r in range(rows):
        here = 0.0
        for c in range(columns):
            here += change[r * (columns + 1) + c]
            if label[r, c] == wanted:
                out[r, c] += here
    return empty
