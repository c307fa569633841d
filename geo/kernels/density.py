"""Density on a grid: points into cells, cells into finer ones, values at points.

Grids begin in the north-west: the middle of the cell in row r and column c lies at west + (c + 0.5) cell, and
north - (r + 0.5) cell.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from geo.native import exported


@njit(inline="always")
def _cubic(u: float) -> tuple[float, float, float, float]:
    """Give the shares of four cells of a point that lies between the second and the third of them.

    These are the weights of cubic interpolation, turned round: the cells together have the point's mass, middle and
    second and third moments, so that what is smooth cannot tell them from the point.
    """
    before, after, far = u - 1, u + 1, u - 2
    return -u * before * far / 6, after * before * far / 2, -after * u * far / 2, after * u * before / 6


@exported("f8[:] f8[:] f8[:] f8 f8 f8 f8[:,:]")
def scatter(x: Any, y: Any, weight: Any, west: float, north: float, cell: float, out: Any) -> int:
    """Add weighted points to the sixteen cells around each; give how many lie too near the edge, or nowhere."""
    lost, each = 0, 1 / cell
    for i in range(len(x)):
        across, down = (x[i] - west) * each - 0.5, (north - y[i]) * each - 0.5
        # so that NaN is lost, too
        if not (across >= 1 and down >= 1 and across < out.shape[1] - 2 and down < out.shape[0] - 2):
            lost += 1
            continue
        c, r = int(across), int(down)
        a0, a1, a2, a3 = _cubic(across - c)
        b0, b1, b2, b3 = _cubic(down - r)
        _row(out[r - 1, c - 1 : c + 3], weight[i] * b0, a0, a1, a2, a3)
        _row(out[r, c - 1 : c + 3], weight[i] * b1, a0, a1, a2, a3)
        _row(out[r + 1, c - 1 : c + 3], weight[i] * b2, a0, a1, a2, a3)
        _row(out[r + 2, c - 1 : c + 3], weight[i] * b3, a0, a1, a2, a3)
    return lost


@njit(inline="always")
def _row(cells: Any, part: float, a0: float, a1: float, a2: float, a3: float) -> None:
    cells[0] += part * a0
    cells[1] += part * a1
    cells[2] += part * a2
    cells[3] += part * a3


@njit(inline="always")
def _between(line: Any, first: int, taps: Any, out: Any) -> None:
    """Write the values at one place between the cells of a row, for each cell."""
    t0, t1, t2, t3, t4, t5 = taps[0], taps[1], taps[2], taps[3], taps[4], taps[5]
    for k in range(len(out)):
        at = first + k
        outer = t0 * line[at] + t1 * line[at + 1] + t2 * line[at + 2]
        out[k] = outer + t3 * line[at + 3] + t4 * line[at + 4] + t5 * line[at + 5]


@exported("f4[:,:] f4[:,:] i8 f4[:] f4[:,:] f4[:,:]")
def refine(coarse: Any, taps: Any, margin: int, line: Any, thirds: Any, out: Any) -> int:
    """Divide coarse cells into three by three, whose values are read between theirs.

    Parameters
    ----------
    taps : (2, 6)
        The weights of the six coarse cells around a place a third of a cell before the middle of one (the first of
        them lies three cells before), and of those around the place a third after (two before).
    margin : int
        How many coarse cells lie north and west of the first one that is divided.
    line, thirds : (coarse columns,), (2, columns / 3)
        Room.
    """
    for r in range(out.shape[0]):
        here, phase = margin + r // 3, r % 3
        for c in range(len(line)):
            line[c] = coarse[here, c]
        if phase != 1:
            first = here - 3 if phase == 0 else here - 2
            for c in range(len(line)):
                line[c] = 0.0
            for t in range(6):
                part = taps[phase // 2, t]
                for c in range(len(line)):
                    line[c] += part * coarse[first + t, c]
        _between(line, margin - 3, taps[0], thirds[0])
        _between(line, margin - 2, taps[1], thirds[1])
        for k in range(thirds.shape[1]):
            out[r, 3 * k] = thirds[0, k]
            out[r, 3 * k + 1] = line[margin + k]
            out[r, 3 * k + 2] = thirds[1, k]
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


@exported("i4[:] i4[:] i4[:] i4[:,:] i8 i4[:] i4[:]")
def circle_cells(row: Any, column: Any, half: Any, label: Any, wanted: int, before: Any, out: Any) -> int:
    """Write how many cells of one label lie in the circle around each middle.

    Parameters
    ----------
    row, column : (n,)
        The middles.
    half : (reach + 1,)
        How many columns a circle reaches to each side in a row so far from its middle.
    before : (rows * (columns + 1),)
        Zeros.
    """
    rows, columns, reach = label.shape[0], label.shape[1], len(half) - 1
    for r in range(rows):
        for c in range(columns):
            before[r * (columns + 1) + c + 1] = before[r * (columns + 1) + c] + (label[r, c] == wanted)
    for i in range(len(row)):
        out[i] = 0
        for r in range(max(0, row[i] - reach), min(rows, row[i] + reach + 1)):
            wide = half[abs(r - row[i])]
            begin = r * (columns + 1) + max(0, column[i] - wide)
            out[i] += before[r * (columns + 1) + min(columns, column[i] + wide + 1)] - before[begin]
    return len(row)


@exported("i4[:] i4[:] i4[:] i4[:,:] i4[:] i4[:]")
def few_circle_cells(row: Any, column: Any, half: Any, label: Any, wanted: Any, out: Any) -> int:
    """Do the same for a few middles, each with a label of its own."""
    rows, columns, reach = label.shape[0], label.shape[1], len(half) - 1
    for i in range(len(row)):
        out[i] = 0
        for r in range(max(0, row[i] - reach), min(rows, row[i] + reach + 1)):
            wide = half[abs(r - row[i])]
            for c in range(max(0, column[i] - wide), min(columns, column[i] + wide + 1)):
                out[i] += label[r, c] == wanted[i]
    return len(row)


@exported("i4[:] i4[:] f8[:] i4[:] i4[:,:] i8 i8 i8 f8[:,:] f8[:,:]")
def circles(
    row: Any, column: Any, weight: Any, half: Any, label: Any, wanted: int, top: int, left: int, change: Any, out: Any
) -> int:
    """Add a weight to each cell of one label in the circle around each middle.

    Parameters
    ----------
    top, left : int
        The first row and column of a window that holds all circles, as far as there are cells.
    change : (rows of the window, columns of the window + 1)
        Zeros.
    """
    reach, low, right = len(half) - 1, top + change.shape[0], left + change.shape[1] - 1
    for i in range(len(row)):
        for r in range(max(top, row[i] - reach), min(low, row[i] + reach + 1)):
            wide = half[abs(r - row[i])]
            change[r - top, max(left, column[i] - wide) - left] += weight[i]
            change[r - top, min(right, column[i] + wide + 1) - left] -= weight[i]
    for r in range(top, low):
        here = 0.0
        for c in range(left, right):
            here += change[r - top, c - left]
            if label[r, c] == wanted:
                out[r, c] += here
    return len(row)
