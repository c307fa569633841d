"""Getis-Ord Gi* of counts over unequal areas, and how often chance does as well.

The statistic is that of Ord and Getis (1995, Geographical Analysis 27, 286-306; first in Getis and Ord 1992, ibid. 24,
189-206), the cell itself among its neighbours. Counts in cells of unequal area differ by their area alone, and a small
cell has the wilder rate, so neither is compared. If every square kilometre and year had the same, a cell would have e;
the values are 2 (sqrt(n + 3/8) - sqrt(e + 3/8)), which vary by about one whatever e is (Anscombe 1948, Biometrika 35,
246-254) and in which one pile of incidents cannot drown all else; the weights are sqrt(e): a sliver says little.

A hot spot has to pass two tests, and its p-value is the larger one:

- **High ones lie together:** the values are shuffled over the cells. A cell with a great pile, such as the town that a
  geocoder gives for want of better, has no high ones around it, and shuffling sets it among others as high. The
  normal approximation, which most programs use, calls it hot, and all cells that touch it.
- **There are too many for the land:** were all incidents scattered evenly, those in a neighbourhood would be binomial.
  That holds exactly for every area and for few incidents, where shuffled values are not quite alike.

Both tails are tested. As there is one test for each cell, some of many would be significant by chance: q is the share
of false ones among all that are as good (Benjamini and Hochberg 1995, J. R. Statist. Soc. B 57, 289-300; for local
statistics Caldas de Castro and Singer 2006, Geographical Analysis 38, 180-208). If incidents are scattered evenly, at
most one map in twenty has any cell with q <= 0.05.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo.columns import Numbers

SHUFFLES = 19_999
"""So many that one cell of five hundred can pass: p is at least 1 / 20,000 a side."""
SEED = 1992
ANSCOMBE = 3 / 8
AT_ONCE = 2_000_000  # values shuffled at a time: 16 MB
SAME = 1e-9  # sums of the same values in another order


@dataclass(frozen=True, kw_only=True, eq=False)
class Findings:
    """One value for each cell.

    Attributes
    ----------
    expected : ndarray of float64
        Incidents if all were scattered evenly.
    around, expected_around : ndarray of float64
        Incidents in the cell and its neighbours, and those expected there.
    gi : ndarray of float64
        Gi*, in standard deviations; NaN where nothing varies.
    p, q : ndarray of float64
        Of both sides; and after the correction for many tests.
    """

    expected: Numbers
    around: Numbers
    expected_around: Numbers
    gi: Numbers
    p: Numbers
    q: Numbers


def gi_star(
    n: Numbers, exposure: Numbers, pairs: npt.NDArray[np.int64], *, shuffles: int = SHUFFLES, seed: int = SEED
) -> Findings:
    """Test each cell with its neighbours.

    Parameters
    ----------
    n : ndarray, shape (cells,)
        Incidents in each.
    exposure : ndarray of float64, shape (cells,)
        What is expected of each goes by this: its area, or that times its years.
    pairs : ndarray of int64, shape (p, 2)
        Neighbours, each pair both ways, and none of a cell with itself.

    Examples
    --------
    >>> n = np.zeros(60)
    >>> n[20:23] = 9  # sixty cells in a row: three side by side have it all
    >>> row = np.array([(i, j) for i in range(60) for j in (i - 1, i + 1) if 0 <= j < 60])
    >>> found = gi_star(n, np.ones(60), row)
    >>> np.flatnonzero((found.q <= 0.05) & (found.gi > 0)).tolist(), found.around[21].item()
    ([21], 27.0)
    """
    cells, total = len(n), float(n.sum())
    if not total:
        nothing, one = np.zeros(cells), np.ones(cells)
        return Findings(expected=nothing, around=nothing, expected_around=nothing, gi=nothing * np.nan, p=one, q=one)
    from scipy.sparse import csr_array  # a fifth of a second that other answers never need

    star = np.concatenate([pairs, np.repeat(np.arange(cells), 2).reshape(-1, 2)])
    member = csr_array((np.ones(len(star)), star.T), shape=(cells, cells))
    share = exposure / exposure.sum()
    expected = total * share
    weight = np.sqrt(expected)
    value = 2 * (np.sqrt(n + ANSCOMBE) - np.sqrt(expected + ANSCOMBE))
    weights = csr_array((weight[star[:, 1]], star.T), shape=(cells, cells))
    around, share_around = member @ n, np.minimum(member @ share, 1.0)
    above, below = _shuffled(weights, value, shuffles, seed)
    more, fewer = _scattered(around, total, share_around)
    p = np.minimum(1.0, 2 * np.minimum(np.maximum(above, more), np.maximum(below, fewer)))
    return Findings(
        expected=expected,
        around=around,
        expected_around=total * share_around,
        gi=_standardised(weights @ value, member @ weight, member @ expected, value),
        p=p,
        q=false_discovery(p),
    )


def _standardised(sums: Numbers, weights: Numbers, squares: Numbers, value: Numbers) -> Numbers:
    """Give sums as standard deviations from what shuffling gives on average (Ord and Getis 1995, equation 14)."""
    cells = len(value)
    spread = value.std() * np.sqrt(np.maximum(cells * squares - weights**2, 0) / max(cells - 1, 1))
    found: Numbers = np.divide(
        sums - weights * value.mean(), spread, out=np.full(cells, np.nan), where=spread > SAME * np.abs(value).max()
    )
    return found


def _shuffled(weights: csr_array, value: Numbers, shuffles: int, seed: int) -> tuple[Numbers, Numbers]:
    """Give how often shuffled values have a sum that is at least as high, and at least as low."""
    rng = np.random.Generator(np.random.PCG64(seed))
    sums = weights @ value
    near = SAME * np.abs(sums).max()
    above, below = np.ones(len(value)), np.ones(len(value))  # the observed order is one of them
    left = shuffles
    while left:
        some = min(left, max(1, AT_ONCE // len(value)))
        other = weights @ rng.permuted(np.broadcast_to(value, (some, len(value))), axis=1).T
        above += (other >= (sums - near)[:, None]).sum(axis=1)
        below += (other <= (sums + near)[:, None]).sum(axis=1)
        left -= some
    return above / (shuffles + 1), below / (shuffles + 1)


def _scattered(around: Numbers, total: float, share: Numbers) -> tuple[Numbers, Numbers]:
    """Give the chance that evenly scattered incidents are at least as many in a neighbourhood, and at most as many."""
    from scipy.special import betainc, betaincc

    # the binomial tails; where nothing is asked of them, any argument will do
    more = np.where(around > 0, betainc(np.maximum(around, 1), total - np.maximum(around, 1) + 1, share), 1.0)
    fewer = np.where(around < total, betaincc(around + 1, np.maximum(total - around, 1), share), 1.0)
    return more, fewer


def false_discovery(p: Numbers) -> Numbers:
    """Correct p-values for their number, after Benjamini and Hochberg.

    Examples
    --------
    >>> false_discovery(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    order = np.argsort(p, kind="stable")[::-1]  # the highest first
    rank = np.arange(len(p), 0, -1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(np.minimum(p[order] * (len(p) / rank), 1.0)) if len(p) else []
    return q
