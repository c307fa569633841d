"""Smoothing: the sum of a kernel at each point, on a grid.

Points go to the cells of a coarse grid so that mass, middle and the next two moments stay (`geo.kernels.density`), the
grid is multiplied by the kernel's own transform, and the finer cells are read between the coarse ones. A Gaussian of
six cells has nothing finer to show: what is left out is less than a thousandth of the highest value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.density.grid import FINER
from geo.native import kernels

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from geo.columns import Numbers
    from geo.density.grid import Grid

MARGIN = 4  # coarse cells: what reading between them needs
CLEAR = 2
"""Bandwidths of empty cells beyond the edge: a transform goes round, and what leaves in the east must not come in the
west."""


class Masses(NamedTuple):
    """Points that one kernel is laid over.

    Attributes
    ----------
    x_km, y_km, mass : ndarray of float64, shape (n,)
    sd_km : float
        The standard deviation of the kernel.
    placed : bool
        Whether they are the places of incidents, and not points of what these were spread over.
    """

    x_km: Numbers
    y_km: Numbers
    mass: Numbers
    sd_km: float
    placed: bool = True

    def at(self, x_km: float, y_km: float) -> float:
        """Add up the kernels at one place: mass per square kilometre.

        Examples
        --------
        >>> one = Masses(np.zeros(1), np.zeros(1), np.ones(1), 1.0)
        >>> round(one.at(0.0, 0.0) * 2 * np.pi, 6)
        1.0
        """
        squared = ((self.x_km - x_km) ** 2 + (self.y_km - y_km) ** 2) / (2 * self.sd_km**2)
        return float(self.mass @ np.exp(-squared)) / (2 * np.pi * self.sd_km**2)


def smooth(grid: Grid, parts: Iterable[Masses]) -> npt.NDArray[np.float32]:
    """Add up Gaussian kernels.

    Parameters
    ----------
    grid : Grid
    parts : iterable of Masses
        No kernel narrower than six of the grid's coarse cells.

    Returns
    -------
    ndarray of float32, shape (rows, columns)
        Mass per square kilometre in the middle of each cell.

    Examples
    --------
    >>> from geo.density.grid import Grid
    >>> grid = Grid.over((0, 0, 10, 10), 18.0, 18.0)
    >>> one = Masses(np.array([4.5]), np.array([4.5]), np.array([1.0]), 18.0)
    >>> surface = smooth(grid, [one])
    >>> float((surface.max() * 2 * np.pi * 18**2).round(4)), float(surface.sum(dtype=float).round(4))
    (1.0, 1.0)
    """
    coarse = FINER * grid.cell_km
    parts, shape = list(parts), [n // FINER + 2 * MARGIN for n in grid.shape]
    widest = max((part.sd_km for part in parts), default=0.0)
    padded = [_fast(n + int(CLEAR * widest / coarse)) for n in shape]
    down, across = np.fft.fftfreq(padded[0], coarse), np.fft.rfftfreq(padded[1], coarse)
    total = np.zeros((len(down), len(across)), np.complex128)
    for sd_km in sorted({part.sd_km for part in parts}):
        cells = np.zeros(padded)
        for part in (p for p in parts if p.sd_km == sd_km):
            west, north = grid.west_km - MARGIN * coarse, grid.north_km + MARGIN * coarse
            columns = (np.ascontiguousarray(column, np.float64) for column in (part.x_km, part.y_km, part.mass))
            kernels("density").scatter(*columns, west, north, coarse, cells)
        found = np.fft.rfft2(cells)
        found *= np.exp(-2 * (np.pi * sd_km * down) ** 2)[:, None]
        found *= np.exp(-2 * (np.pi * sd_km * across) ** 2)
        total += found
    values = np.fft.irfft2(total, padded) / coarse**2
    out, thirds = np.empty(grid.shape, np.float32), np.empty((2, grid.columns // FINER), np.float32)
    room = (np.empty(padded[1], np.float32), thirds)
    kernels("density").refine(values.astype(np.float32), _taps(), MARGIN, *room, out)
    return out


def _taps() -> npt.NDArray[np.float32]:
    """Give the weights of six coarse cells for a place a third before a middle and a third after: Lagrange's."""
    taps = np.empty((2, 6))
    for side, (at, begin) in enumerate(((-1 / FINER, -3), (1 / FINER, -2))):
        nodes = begin + np.arange(6)
        for k, node in enumerate(nodes):
            others = np.delete(nodes, k)
            taps[side, k] = np.prod((at - others) / (node - others))
    return taps.astype(np.float32)


def _fast(n: int) -> int:
    """Give the least number from n up that has no factor over five: of such a length a transform is quick."""
    while True:
        rest = n
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return n
        n += 1
