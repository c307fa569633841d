"""How sure a change is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv

if TYPE_CHECKING:
    from geo.columns import Numbers


def ratio_interval(before: Numbers, after: Numbers, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Bound the ratio of two Poisson rates observed as counts over equal exposures, exactly.

    Given the sum of the counts the later one is binomial, so the Clopper-Pearson bounds of its share p give the
    bounds p / (1 - p) of the ratio (Przyborowski and Wilenski 1940, Biometrika 31:313-323).

    Parameters
    ----------
    before, after : ndarray of float64, shape (n,)
        Counts of independent events.
    level : float
        Confidence, 0 to 1.

    Returns
    -------
    low, high : ndarray of float64, shape (n,)
        ``high`` is infinite where ``before`` is zero.

    Examples
    --------
    >>> low, high = ratio_interval(np.array([247.0]), np.array([303.0]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([1.03], [1.46])
    """
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(after > 0, betaincinv(after, before + 1, tail), 0.0)
        high = np.where(before > 0, betaincinv(after + 1, before, 1 - tail), 1.0)
        return low / (1 - low), high / (1 - high)
