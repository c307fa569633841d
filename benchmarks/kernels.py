"""Density of many points on one grid: Sarhad beside KDEpy, NumPy with SciPy's Gaussian filter, and datashader with it.

All work out Gaussian kernels of 25 km on the same grid of 2,000 by 2,000 km, in cells of an eighteenth of that, from
the same points in the plane: half of them anywhere, two fifths in 60 clusters, a tenth on twenty single places, as a
geocoder piles them. What none of them times is to read or project the points. The error is the largest difference from
the exact sum of kernels at places in the middles of cells, as a share of the highest of them.
"""

from __future__ import annotations

import argparse
from functools import partial
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import pairs
from geo.density import Grid
from geo.density.smooth import Masses, smooth

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo.columns import Numbers

BANDWIDTH_KM, SIDE_KM = 25.0, 2000.0
CLUSTERS, SPREAD_KM, PILES = 60, 30.0, 20
PROBES = 300
FAR = 12.0  # bandwidths: beyond, a kernel is nothing


def spread(n: int, seed: int) -> tuple[Numbers, Numbers]:
    """Give points in the plane, in kilometres."""
    chance = np.random.default_rng(seed)
    x, y = chance.uniform(0, SIDE_KM, (2, n))
    kind = chance.random(n)
    for which, places, sd in ((kind < 0.5, CLUSTERS, SPREAD_KM), (kind < 0.1, PILES, 0.0)):  # noqa: PLR2004
        middles, place = chance.uniform(100, SIDE_KM - 100, (2, places)), chance.integers(0, places, n)
        for km, middle in ((x, middles[0]), (y, middles[1])):
            km[which] = np.clip((middle[place] + sd * chance.standard_normal(n))[which], 0, SIDE_KM)
    return x, y


def by_numpy(grid: Grid, x: Numbers, y: Numbers) -> Numbers:
    """Smooth a histogram: the usual recipe."""
    from scipy.ndimage import gaussian_filter

    (west, east), (south, north) = _edges(grid)
    counts, _, _ = np.histogram2d(-y, x, bins=grid.shape, range=[[-north, -south], [west, east]])
    smoothed: Numbers = gaussian_filter(counts, BANDWIDTH_KM / grid.cell_km, mode="constant")
    return smoothed / grid.cell_km**2


def by_datashader(grid: Grid, x: Numbers, y: Numbers) -> Numbers:
    """Do the same from datashader's counts."""
    import datashader
    import pandas as pd
    from scipy.ndimage import gaussian_filter

    x_range, y_range = _edges(grid)
    canvas = datashader.Canvas(grid.columns, grid.rows, x_range, y_range)
    counts = canvas.points(pd.DataFrame({"x": x, "y": y}), "x", "y").to_numpy()[::-1].astype(np.float32)
    smoothed: Numbers = gaussian_filter(counts, BANDWIDTH_KM / grid.cell_km, mode="constant")
    return smoothed / grid.cell_km**2


def by_kdepy(grid: Grid, x: Numbers, y: Numbers) -> Numbers:
    """Ask KDEpy's transform; its grid must hold all points with room around them, which this one does."""
    from KDEpy import FFTKDE

    places = np.stack(np.meshgrid(grid.x_km(), grid.y_km()[::-1], indexing="ij"), axis=-1).reshape(-1, 2)
    found = FFTKDE(kernel="gaussian", bw=BANDWIDTH_KM).fit(np.column_stack([x, y])).evaluate(places)
    return found.reshape(grid.columns, grid.rows).T[::-1] * len(x)


def _edges(grid: Grid) -> tuple[tuple[float, float], tuple[float, float]]:
    east, south = grid.west_km + grid.columns * grid.cell_km, grid.north_km - grid.rows * grid.cell_km
    return (grid.west_km, east), (south, grid.north_km)


def error(grid: Grid, values: npt.NDArray[np.floating], x: Numbers, y: Numbers) -> float:
    """Give the largest difference from the exact sum, as a share of the highest value among the probes.

    A third of the probes lie where points do, so that the peaks are among them.
    """
    chance = np.random.default_rng(9)
    row, column = chance.integers(80, grid.rows - 80, PROBES), chance.integers(80, grid.columns - 80, PROBES)
    busiest = np.argsort(values.ravel())[-1 : -PROBES // 3 * 900 : -900]
    row[: len(busiest)], column[: len(busiest)] = np.unravel_index(busiest, grid.shape)
    exact = np.empty(PROBES)
    for i, (px, py) in enumerate(zip(grid.x_km()[column], grid.y_km()[row], strict=True)):
        squared = ((x - px) ** 2 + (y - py) ** 2) / (2 * BANDWIDTH_KM**2)
        exact[i] = np.exp(-squared[squared < FAR**2 / 2]).sum() / (2 * pi * BANDWIDTH_KM**2)
    return float(np.abs(values[row, column] - exact).max() / exact.max())


OTHERS: dict[str, Callable[[Grid, Numbers, Numbers], Numbers]] = {
    "NumPy's histogram2d, SciPy's gaussian_filter": by_numpy,
    "datashader, SciPy's gaussian_filter": by_datashader,
    "KDEpy, FFTKDE": by_kdepy,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="./sarhad bench kernels", description=__doc__)
    parser.add_argument("--points", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000], metavar="N")
    parser.add_argument("--turns", type=int, default=5, help="how often each is timed at most (default: 5)")
    asked = parser.parse_args()
    grid = Grid.over((0, 0, SIDE_KM, SIDE_KM), BANDWIDTH_KM, BANDWIDTH_KM)
    print(f"{pairs.machine()}; a grid of {grid.columns:,} by {grid.rows:,} cells\n")
    for n in asked.points:
        x, y = spread(n, 1)
        ours = partial(smooth, grid, [Masses(x, y, np.ones(n), BANDWIDTH_KM)])
        ways = {name: partial(way, grid, x, y) for name, way in OTHERS.items()}
        errors = {"Sarhad": error(grid, ours(), x, y)}
        errors |= {name: error(grid, way(), x, y) for name, way in ways.items()}
        # they are no two times the same surface: how far off each is stands below
        found = pairs.in_turns(ours, ways, equal=lambda *_: True, turns=asked.turns)
        print(pairs.table(f"{n:,} points", found, per=n))
        print("; ".join(f"{name}: {share:.1e} off" for name, share in errors.items()) + "\n", flush=True)


if __name__ == "__main__":
    main()
