"""Class breaks: the 1-3-10 ladder.

Rates of incidents span three orders of magnitude, so the classes are about equal steps of the logarithm, with round
bounds that do not overlap: a value belongs to the class whose lower bound it reaches.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Numbers

MOST_CLASSES = 7
FEWEST_CLASSES = 4
ZERO, NO_VALUE = -1, -2
STEPS = ((1, 3), (1, 2, 5))


def breaks(values: Numbers, *, whole: bool = False) -> list[float]:
    """Choose the bounds between classes for a set of values.

    The lowest bound is the step of the ladder nearest (by logarithm) to the 10 % quantile of the values above zero,
    the highest the one nearest to their 95 % quantile; at most seven classes. Where 1-3-10 gives fewer than four,
    1-2-5-10 is used if it gives more.

    Parameters
    ----------
    values : ndarray of float64
        NaN and zeros are left out.
    whole : bool
        The values are counts: no bound at or under one, where a class could hold nothing.

    Returns
    -------
    list of float
        Ascending; empty if no value is above zero.

    Examples
    --------
    >>> breaks(np.array([0.004, 0.02, 0.05, 0.08, 0.2, 0.9, 2.8]))
    [0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
    >>> breaks(np.array([3.0, 5, 8, 12]), whole=True)
    [3.0, 10.0]
    """
    positive = values[values > 0]
    if not len(positive):
        return []
    low, high = np.log10(np.quantile(positive, [0.1, 0.95]))
    ladders = [[b for b in _ladder(low, high, steps) if not whole or b > 1] for steps in STEPS]
    enough = (ladder for ladder in ladders if len(ladder) + 1 >= FEWEST_CLASSES)
    return next(enough, max(ladders, key=len))[-(MOST_CLASSES - 1) :]


def widened(bounds: list[float]) -> list[float]:
    """Add rungs of the ladder to bounds that are fewer than six, below and above them in turn.

    Examples
    --------
    >>> widened([0.3]), widened([0.02, 0.05, 0.1]), widened([])
    ([0.01, 0.03, 0.1, 0.3, 1.0, 3.0], [0.005, 0.01, 0.02, 0.05, 0.1, 0.2], [])
    """
    if not bounds or len(bounds) >= MOST_CLASSES - 1:
        return bounds
    steps = STEPS[0] if all(f"{b:.0e}"[0] in "13" for b in bounds) else STEPS[1]
    low, high = np.log10(bounds[0]), np.log10(bounds[-1])
    rungs = _ladder(low - MOST_CLASSES, high + MOST_CLASSES, steps)
    more, begin, end = MOST_CLASSES - 1 - len(bounds), rungs.index(bounds[0]), rungs.index(bounds[-1]) + 1
    below = more - more // 2
    return rungs[begin - below : end + more // 2]


def _ladder(low: float, high: float, steps: tuple[int, ...]) -> list[float]:
    decades = range(floor(low) - 1, ceil(high) + 2)
    rungs = np.array([float(f"{s}e{d}") for d in decades for s in steps])
    first, last = (int(np.argmin(np.abs(np.log10(rungs) - q))) for q in (low, high))
    return [float(r) for r in rungs[first : last + 1]]


def classify(values: Numbers, bounds: list[float]) -> npt.NDArray[np.int64]:
    """Give each value the number of its class: 0 is under the first bound, -1 is zero, -2 is no value.

    Examples
    --------
    >>> classify(np.array([0.0, 0.5, 1.0, 2.9, 3.0, np.nan]), [1.0, 3.0]).tolist()
    [-1, 0, 1, 1, 2, -2]
    """
    number = np.searchsorted(np.asarray(bounds), values, side="right").astype(np.int64)
    number[values == 0] = ZERO
    number[np.isnan(values)] = NO_VALUE
    return number
